/**
 * Every part, built and plugged in, in reading order. What commands need of the store are functions
 * given from here.
 */
import type { FastifyInstance } from 'fastify';
import { SETTINGS, type Configuration } from '../fastify.config.js';
import { systemClock, type Clock } from './clock.js';
import { checkpointing, readChecker } from './assembly/proof/checkpointing.js';
import { conditionOf, readinessOf } from './assembly/condition.js';
import { identityOf } from './assembly/identity/identity.js';
import { makeFeatures } from './assembly/features.js';
import { buildManagement, MANAGEMENT_HOST } from './http/management.js';
import { trustIn } from './http/routes/proxies.js';
import { buildServer } from './http/server.js';
import { randomIds, type Ids } from './ids.js';
import { livingOf, type Life } from './assembly/living.js';
import { isTaken, listenFault, managementFault } from './assembly/faults.js';
import { baseUrl, noteServing } from './assembly/place.js';
import { readProfileFiles } from './assembly/profile-files.js';
import { makeInterest } from './records/notices/interest.js';
import { makeOutbox } from './records/notices/outbox.js';
import { makeAccessLog } from './records/traces/access-log.js';
import { makePeople } from './operations/matching/people.js';
import { makeRecords } from './records/records.js';
import { notifierOf, refusingUnserved } from './assembly/notifying.js';
import { loadsOf } from './assembly/packages/loads.js';
import { makeRules } from './assembly/rules.js';
import { openStores, type Stores } from './assembly/stores.js';
import { sweepRepeatedly } from './assembly/sweeping.js';

export {
  personas,
  personaToken,
  type Persona,
  type TokenOptions,
} from './assembly/identity/demonstration.js';
export type { BringIn, BroughtIn } from './documents/older/bring-in.js';
export type { Opened, Somebody } from './lifecycle/open.js';
export { VERSION } from './assembly/features.js';
export { copyBetween, type Copied, type CopyWish } from './assembly/copying.js';
export { checkMatrix } from './assembly/matrix-checking.js';
export { migrateStore } from './assembly/migration.js';
export {
  listPackages,
  loadPackage,
  removePackage,
  type PackageSummary,
} from './assembly/packages/loading.js';
export { indexAfterLoads, type SearchedSince } from './assembly/packages/reindexing.js';
export { verifyStore, type VerifiedWhole } from './assembly/proof/verification.js';

/** A server, built and open on its data. */
export interface App extends Life {
  /** The FHIR base URL. */
  readonly base: string;
  readonly server: FastifyInstance;
  /** Serves `/metrics` to this machine, on a port of its own. */
  readonly management: FastifyInstance;
  /** Both begin to listen. Rejects with an Error of one line when a port cannot be had. */
  listen(): Promise<void>;
  /** Says that the first data are there: `/health/ready` is about the store from now on. */
  ready(): void;
  /** Gives subscribers a turn now, as happens about every second. */
  notify(): Promise<void>;
  /** Brings to sight what waited long enough, as happens about every minute. */
  release(): Promise<void>;
  /** Judges by what was loaded since, as happens about every minute. */
  renew(): Promise<void>;
  /** Signs what was written since the last checkpoint, as happens about every minute. */
  checkpoint(): Promise<void>;
  /** Finishes what was begun, signs it, then closes the store. */
  close(): Promise<void>;
}

/**
 * Opens the data directory and builds the server on it. Rejects with an Error of one line when it
 * cannot, and leaves nothing open.
 */
export async function openApp(
  configuration: Configuration,
  clock: Clock = systemClock(),
  ids: Ids = randomIds(),
): Promise<App> {
  const stores = await openStores(configuration);
  try {
    return await appOn(stores, configuration, { clock, ids });
  } catch (failure) {
    await stores.close();
    throw failure;
  }
}

/** Where time and randomness come from. */
interface Sources {
  readonly clock: Clock;
  readonly ids: Ids;
}

async function appOn(stores: Stores, configuration: Configuration, from: Sources): Promise<App> {
  const { clock, ids } = from;
  const { store, blobs, envelope } = stores;
  const base = await baseUrl(configuration);
  const [loads, checker] = await Promise.all([loadsOf(store), readChecker()]);
  const files = readProfileFiles();
  const made = refusingUnserved(makeRules(files, envelope, base, loads.first), configuration);
  const { rules } = made;
  const renew = (): Promise<void> => loads.renew(made.take);
  const settings = { base, documentInlineBytesMax: configuration.documentInlineBytesMax };
  const log = makeAccessLog({ store, clock, ids });
  const interest = makeInterest(makeOutbox({ store, clock, ids }));
  const kept = { store, blobs, envelope, interest };
  const records = makeRecords({ ...kept, rules, log, clock, ids, settings });
  const people = makePeople({ records, parameters: rules.parameters, ids });
  const identity = await identityOf({ configuration, base, clock, ids, people });
  const condition = conditionOf(store);
  const { server: management, measured } = buildManagement(condition);
  const { bodyBytesMax, logLevel, corsOrigins, trustedProxy } = configuration;
  const parts = { configuration, made, records, clock, ids, envelope, base, checker };
  const features = makeFeatures(parts);
  let isReady = false;
  const server = buildServer({
    ...{ records, clock, ids, features, identity },
    settings: { base, bodyBytesMax, logLevel, corsOrigins, trusts: trustIn(trustedProxy) },
    readiness: async () => readinessOf(isReady, await condition()),
    measured,
  });
  const life = livingOf({ records, clock, ids, identity, provide: features.provide });
  const checkpoint = checkpointing({ store, ids, clock, envelope }, server.log);
  const sweep = (): Promise<unknown> => {
    const before = clock.now() - configuration.pageLifeSeconds * 1000;
    return Promise.all([store.sweep(before), records.sweep(), renew(), life.age(), checkpoint()]);
  };
  const failed = (): void => server.log.error({ event: 'sweep.failed' }, 'sweep failed');
  const notifier = notifierOf({ configuration, records, made, clock, ids, base, log: server.log });
  await notifier.begin();
  const endSweeping = sweepRepeatedly({ ids, sweep, failed });
  const end = once(async () => {
    endSweeping();
    await notifier.end();
    await Promise.all([server.close(), management.close()]);
    await checkpoint().catch(failed);
    await stores.close();
  });
  return {
    ...{ base, server, management, renew, checkpoint, release: records.releaseDue, ...life },
    listen: async () => {
      await listen(server, configuration, base);
      await listenForManagement(management, configuration);
      await noteServing(configuration.dataDir, base);
      noteStore(server, (await condition()).notes);
    },
    ready: () => {
      isReady = true;
    },
    notify: notifier.round,
    close: end,
  };
}

function noteStore({ log }: FastifyInstance, notes: readonly string[]): void {
  for (const note of notes) log.warn({ event: 'store.note', note }, 'store note');
}

/** Done once, however often it is asked for. */
function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= act());
}

async function listen(
  server: FastifyInstance,
  configuration: Configuration,
  base: string,
): Promise<void> {
  const { publicUrl, host, port } = configuration;
  // A port of 0 has become a free one in the base URL, unless that is the outside's.
  const at = publicUrl === undefined ? Number(new URL(base).port || 80) : port;
  await server.listen({ host, port: at }).catch((failure: unknown) => {
    throw listenFault(configuration, failure);
  });
}

/**
 * After the server listens: a free port that is taken here must not be the one found for it. In the
 * demonstration the default gives way: a second server, or a Prometheus, must not stop a first try.
 */
async function listenForManagement(
  management: FastifyInstance,
  configuration: Configuration,
): Promise<void> {
  const { managementPort, demo } = configuration;
  const at = (port: number): Promise<string> => management.listen({ host: MANAGEMENT_HOST, port });
  const givesWay = demo && managementPort === SETTINGS.managementPort.default;
  const listening = at(managementPort).catch((failure: unknown) => {
    if (givesWay && isTaken(failure)) return at(0);
    throw failure;
  });
  await listening.catch((failure: unknown) => {
    throw managementFault(configuration, failure);
  });
}

/**
 * Every part, built and plugged in, in reading order. What commands need of the store are functions
 * given from here.
 */
import type { FastifyInstance } from 'fastify';
import type { Configuration } from '../fastify.config.js';
import { systemClock, type Clock } from './clock.js';
import { identityOf } from './assembly/demonstration.js';
import { makeFeatures } from './assembly/features.js';
import { buildServer } from './http/server.js';
import { randomIds } from './ids.js';
import { activate } from './lifecycle/activate.js';
import { listenFault } from './assembly/faults.js';
import { baseUrl, noteServing } from './assembly/place.js';
import { readProfileFiles } from './assembly/profile-files.js';
import { makeAccessLog } from './records/traces/access-log.js';
import { makeRecords } from './records/records.js';
import { makeRules } from './assembly/rules.js';
import { openStores, type Stores } from './assembly/stores.js';

export {
  personas,
  personaToken,
  type Persona,
  type TokenOptions,
} from './assembly/demonstration.js';
export { VERSION } from './assembly/features.js';
export { verifyStore, type Verified } from './assembly/verification.js';

const SWEEP_EVERY_MS = 60_000;

/** A server, built and open on its data. */
export interface App {
  /** The FHIR base URL. */
  readonly base: string;
  readonly server: FastifyInstance;
  listen(): Promise<void>;
  /** Says that the first data are there: from now on `/health/ready` answers 200. */
  ready(): void;
  /** Activates a dossier for whoever holds this token: the registrar (`lifecycle/activate.ts`). */
  activate(token: string, patientId: string): Promise<void>;
  /** Finishes what was begun, then closes the store. */
  close(): Promise<void>;
}

/**
 * Opens the data directory and builds the server on it. Rejects with an Error of one line when it
 * cannot, and leaves nothing open.
 */
export async function openApp(
  configuration: Configuration,
  clock: Clock = systemClock(),
): Promise<App> {
  const stores = await openStores(configuration.dataDir);
  try {
    return await appOn(stores, configuration, clock);
  } catch (failure) {
    await stores.close();
    throw failure;
  }
}

async function appOn(stores: Stores, configuration: Configuration, clock: Clock): Promise<App> {
  const { store, blobs, envelope } = stores;
  const base = await baseUrl(configuration);
  const files = await readProfileFiles();
  const made = makeRules(files, envelope.token, base);
  const { rules } = made;
  const ids = randomIds();
  const log = makeAccessLog({ store, clock, ids });
  const settings = { base, documentInlineBytesMax: configuration.documentInlineBytesMax };
  const records = makeRecords({ store, blobs, envelope, rules, log, clock, ids, settings });
  const identity = await identityOf(configuration, base, clock);
  const types = [...files.homes.keys()];
  let isReady = false;
  const server = buildServer({
    ...{ records, clock, ids },
    settings: { base, bodyBytesMax: configuration.bodyBytesMax, logLevel: configuration.logLevel },
    features: makeFeatures({ configuration, made, types, records, clock, ids, envelope, base }),
    identity,
    isReady: () => isReady,
  });
  const sweeping = setInterval(() => {
    const before = clock.now() - configuration.pageLifeSeconds * 1000;
    Promise.all([store.sweep(before), records.sweepDocuments()]).catch(() =>
      server.log.error({ event: 'sweep.failed' }, 'sweep failed'),
    );
  }, SWEEP_EVERY_MS);
  return {
    ...{ base, server },
    listen: () => listen(server, configuration, base),
    ready: () => {
      isReady = true;
    },
    activate: async (token, patientId) => {
      const connection = { address: '127.0.0.1', requestId: ids.uuid() };
      const caller = await identity.authenticate(`Bearer ${token}`, connection);
      await activate(records, caller, patientId);
    },
    close: async () => {
      clearInterval(sweeping);
      await server.close();
      await stores.close();
    },
  };
}

async function listen(
  server: FastifyInstance,
  configuration: Configuration,
  base: string,
): Promise<void> {
  const { publicUrl, host, port, dataDir } = configuration;
  // A port of 0 has become a free one in the base URL, unless that is the outside's.
  const at = publicUrl === undefined ? Number(new URL(base).port || 80) : port;
  await server.listen({ host, port: at }).catch((failure: unknown) => {
    throw listenFault(configuration, failure);
  });
  await noteServing(dataDir, base);
}

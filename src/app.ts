/**
 * Every part, built and plugged in, in reading order. What commands need of the store are functions
 * given from here.
 */
import type { FastifyInstance } from 'fastify';
import type { Configuration } from '../fastify.config.js';
import { makeEnvelope } from './blobs/envelope.js';
import { openFiles } from './blobs/files.js';
import { loadKeys } from './blobs/keys.js';
import { systemClock, type Clock } from './clock.js';
import { identityOf } from './assembly/demonstration.js';
import { makeFeatures } from './assembly/features.js';
import { buildServer } from './http/server.js';
import { randomIds } from './ids.js';
import { activate } from './lifecycle/activate.js';
import { baseUrl, forgetServing, noteServing } from './assembly/place.js';
import { readProfileFiles } from './assembly/profile-files.js';
import { makeAccessLog } from './records/traces/access-log.js';
import { makeRecords } from './records/records.js';
import { makeRules } from './assembly/rules.js';
import { lockFolder } from './storage/sqlite/lock.js';
import { openSqlite } from './storage/sqlite/store.js';

export {
  personas,
  personaToken,
  type Persona,
  type TokenOptions,
} from './assembly/demonstration.js';
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
 * cannot.
 */
export async function openApp(
  configuration: Configuration,
  clock: Clock = systemClock(),
): Promise<App> {
  const { dataDir } = configuration;
  const lock = await lockFolder(dataDir);
  if (lock === undefined) throw new Error(`DATA_DIR ${dataDir} is in use by another server`);
  const base = await baseUrl(configuration);
  const files = await readProfileFiles();
  const envelope = makeEnvelope(await loadKeys(dataDir));
  const made = makeRules(files, envelope.token, base);
  const { rules } = made;
  const ids = randomIds();
  const store = await openSqlite({ dir: dataDir });
  const blobs = await openFiles({ dir: dataDir });
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
    listen: async () => {
      const { hostname, port } = new URL(base);
      const own = configuration.publicUrl === undefined;
      await server.listen({
        host: own ? hostname.replace(/[[\]]/g, '') : configuration.host,
        port: own ? Number(port) : configuration.port,
      });
      await noteServing(dataDir, base);
    },
    ready: () => {
      isReady = true;
    },
    activate: async (token, patientId) => {
      const connection = { address: '127.0.0.1', requestId: ids.uuid() };
      await activate(
        records,
        await identity.authenticate(`Bearer ${token}`, connection),
        patientId,
      );
    },
    close: async () => {
      clearInterval(sweeping);
      await server.close();
      await store.close();
      await forgetServing(dataDir);
      lock.release();
    },
  };
}

/**
 * What a server stands on, opened together and closed together: keys, store, documents. The
 * embedded store rests in DATA_DIR, which one process holds by a lock; with MongoDB processes share
 * both.
 */
import type { Configuration } from '../../fastify.config.js';
import type { Blobs } from '../blobs/blobs.js';
import { makeEnvelope, type Envelope } from '../blobs/envelope.js';
import { openFiles } from '../blobs/files.js';
import { loadKeys } from '../blobs/keys.js';
import { hasDatabase } from '../storage/sqlite/connection.js';
import { lockFolder, type FolderLock } from '../storage/sqlite/lock.js';
import { openSqlite } from '../storage/sqlite/store.js';
import type { Store } from '../storage/store.js';
import { databaseFault, folderFault } from './faults.js';
import type { MongoStores } from './mongo.js';
import { forgetServing } from './place.js';

/** What is open. */
export interface Stores {
  readonly envelope: Envelope;
  readonly store: Store;
  readonly blobs: Blobs;
  /** Finishes what waits to be written, then lets the next server in. */
  close(): Promise<void>;
}

/** Opens the stores for serving. Rejects with an Error of one line, and leaves nothing open. */
export async function openStores(configuration: Configuration): Promise<Stores> {
  const { mongodbUrl, dataDir } = configuration;
  return mongodbUrl === undefined ? openFolder(dataDir) : openDatabase(mongodbUrl, dataDir);
}

/** Opens a data directory, and holds its lock. */
async function openFolder(dataDir: string): Promise<Stores> {
  try {
    const lock = await lockFolder(dataDir);
    if (lock === undefined) {
      throw new Error('in use by another server. Stop it, or choose another folder.');
    }
    return await orElse(lock.release, () => openLocked(dataDir, lock));
  } catch (failure) {
    throw folderFault(dataDir, failure);
  }
}

async function openLocked(dataDir: string, lock: FolderLock): Promise<Stores> {
  // Whoever noted it was killed: nobody else serves while the lock is held here.
  await forgetServing(dataDir);
  const envelope = makeEnvelope(await loadKeys(dataDir, hasDatabase(dataDir)));
  const store = await openSqlite({ dir: dataDir });
  const blobs = await orElse(store.close, () => openFiles({ dir: dataDir }));
  return {
    ...{ envelope, store, blobs },
    close: async () => {
      await store.close();
      await forgetServing(dataDir);
      lock.release();
    },
  };
}

/** Opens a database, with the keys that rest in DATA_DIR. */
async function openDatabase(url: string, dataDir: string): Promise<Stores> {
  // A start on a folder does not wait for the driver to be loaded.
  const { openMongoStores } = await import('./mongo.js');
  const opened = await openMongoStores(url).catch((failure: unknown) => {
    throw databaseFault(failure);
  });
  const { store } = opened;
  return orElse(store.close, async () => {
    const envelope = await envelopeFor(opened, dataDir);
    const close = async (): Promise<void> => {
      await store.close();
      await forgetServing(dataDir);
    };
    return { ...opened, envelope, close };
  });
}

/** The keys of a database: those that wrote it, if it was written. */
export async function envelopeFor(
  { store }: Pick<MongoStores, 'store'>,
  dataDir: string,
): Promise<Envelope> {
  const isStored = await store.keys.isThere();
  const loaded = await loadKeys(dataDir, isStored).catch((failure: unknown) => {
    throw folderFault(dataDir, failure);
  });
  const envelope = makeEnvelope(loaded);
  if (!(await store.keys.isOf(envelope.uniqueKey('which keys')))) {
    throw new Error(
      `DATA_DIR ${dataDir}: its keys are not those that wrote the database of MONGODB_URL. Use the keys folder of the server that did.`,
    );
  }
  return envelope;
}

/** The outcome of a step; when it fails, what was opened before is released first. */
async function orElse<T>(release: () => void | Promise<void>, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (failure) {
    await release();
    throw failure;
  }
}

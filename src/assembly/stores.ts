/** What rests in DATA_DIR, opened together and closed together: lock, keys, store, documents. */
import type { Blobs } from '../blobs/blobs.js';
import { makeEnvelope, type Envelope } from '../blobs/envelope.js';
import { openFiles } from '../blobs/files.js';
import { loadKeys } from '../blobs/keys.js';
import { hasDatabase } from '../storage/sqlite/connection.js';
import { lockFolder, type FolderLock } from '../storage/sqlite/lock.js';
import { openSqlite } from '../storage/sqlite/store.js';
import type { Store } from '../storage/store.js';
import { folderFault } from './faults.js';
import { forgetServing } from './place.js';

/** An open data directory. */
export interface Stores {
  readonly envelope: Envelope;
  readonly store: Store;
  readonly blobs: Blobs;
  /** Finishes what waits to be written, then lets the next server in. */
  close(): Promise<void>;
}

/**
 * Opens a data directory for serving, and holds its lock. Rejects with an Error of one line, and
 * leaves nothing open.
 */
export async function openStores(dataDir: string): Promise<Stores> {
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

/** The outcome of a step; when it fails, what was opened before is released first. */
async function orElse<T>(release: () => void | Promise<void>, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (failure) {
    await release();
    throw failure;
  }
}

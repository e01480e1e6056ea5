/** The store that packages are loaded into, opened for each purpose. */
import type { Configuration } from '../../../fastify.config.js';
import type { Envelope } from '../../blobs/envelope.js';
import { hasDatabase } from '../../storage/sqlite/connection.js';
import { openSqlite } from '../../storage/sqlite/store.js';
import type { Store } from '../../storage/store.js';
import { databaseFault } from '../faults.js';
import type { MongoStores } from '../mongo.js';
import { envelopeFor, openStores } from '../stores.js';

/** Packages are found without keys; undefined where nothing is stored yet. */
export async function openToLook({
  mongodbUrl,
  dataDir,
}: Configuration): Promise<Store | undefined> {
  if (mongodbUrl !== undefined) return openDatabase(mongodbUrl, { readOnly: true });
  return hasDatabase(dataDir) ? openSqlite({ dir: dataDir, readOnly: true }) : undefined;
}

async function openDatabase(
  url: string,
  how: { readonly readOnly: boolean },
): Promise<MongoStores['store']> {
  const { openMongoStores } = await import('../mongo.js');
  const { store } = await openMongoStores(url, how).catch((failure: unknown) => {
    throw databaseFault(failure);
  });
  return store;
}

/** A store to load into; the keys are there where its index can be made anew at once. */
export interface Opened {
  readonly store: Store;
  readonly envelope?: Envelope | undefined;
}

/** Acts on a store, and closes it. Rejects with an Error of one line when it cannot be opened. */
export async function onStore<T>(
  configuration: Configuration,
  act: (open: Opened) => Promise<T>,
): Promise<T> {
  const open = await openToLoad(configuration);
  try {
    return await act({ store: open.store, envelope: open.envelope });
  } finally {
    await open.close();
  }
}

/** A folder is held meanwhile; a database may be served, and what its servers noted stays. */
async function openToLoad(
  configuration: Configuration,
): Promise<Opened & { close(): Promise<void> }> {
  const { mongodbUrl } = configuration;
  if (mongodbUrl === undefined) return openStores(configuration);
  const store = await openDatabase(mongodbUrl, { readOnly: false });
  return { store, close: () => store.close() };
}

/** Opens a store with its keys, to make its index anew. Rejects as above. */
export async function openToIndex(
  configuration: Configuration,
): Promise<Required<Opened> & { envelope: Envelope; close(): Promise<void> }> {
  const { mongodbUrl, dataDir } = configuration;
  if (mongodbUrl === undefined) return openStores(configuration);
  const store = await openDatabase(mongodbUrl, { readOnly: false });
  const close = (): Promise<void> => store.close();
  const envelope = await envelopeFor({ store }, dataDir).catch(async (failure: unknown) => {
    await close();
    throw failure;
  });
  return { store, envelope, close };
}

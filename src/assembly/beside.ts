/** The store of a configuration, opened to be looked at while a server serves it. */
import type { Configuration } from '../../fastify.config.js';
import { makeEnvelope, type Envelope } from '../blobs/envelope.js';
import { loadKeys } from '../blobs/keys.js';
import { hasDatabase } from '../storage/sqlite/connection.js';
import { openSqlite } from '../storage/sqlite/store.js';
import type { Store } from '../storage/store.js';
import { databaseFault } from './faults.js';

/** What was opened; whoever asked closes the store. */
export interface Beside {
  readonly store: Store;
  readonly envelope: Envelope;
}

/** Opens it. Rejects with an Error of one line when there is none, or a key is missing. */
export async function openBeside(configuration: Configuration): Promise<Beside> {
  const { dataDir, mongodbUrl } = configuration;
  if (mongodbUrl === undefined && !hasDatabase(dataDir)) {
    throw new Error(`DATA_DIR ${dataDir}: nothing is stored there yet.`);
  }
  const envelope = makeEnvelope(await loadKeys(dataDir, true));
  if (mongodbUrl === undefined) {
    return { envelope, store: await openSqlite({ dir: dataDir, readOnly: true }) };
  }
  const { openMongoStores } = await import('./mongo.js');
  const { store } = await openMongoStores(mongodbUrl, { readOnly: true }).catch(
    (failure: unknown) => {
      throw databaseFault(failure);
    },
  );
  return { envelope, store };
}

/** Migration of a store to the layout of this program, for `dossier migrate`. */
import type { Configuration } from '../../fastify.config.js';
import { lockFolder } from '../storage/sqlite/lock.js';
import { migrateSqlite } from '../storage/sqlite/migrate.js';
import { databaseFault, folderFault } from './faults.js';

/** How, and who is told of each step. */
export interface Migrating {
  /** Spreads the collections over the shards of a cluster as well. */
  readonly sharded: boolean;
  readonly telling: (line: string) => void;
}

/**
 * Migrates the store of a configuration. Safe to be repeated; servers may go on meanwhile on
 * MongoDB, none on the embedded store. Rejects with an Error of one line.
 */
export async function migrateStore(
  { mongodbUrl, dataDir }: Configuration,
  how: Migrating,
): Promise<void> {
  if (mongodbUrl === undefined) return migrateFolder(dataDir, how);
  const { migrateMongo } = await import('../storage/mongodb/server/migrate.js');
  return migrateMongo(mongodbUrl, how).catch((failure: unknown) => {
    throw databaseFault(failure);
  });
}

async function migrateFolder(dataDir: string, { sharded, telling }: Migrating): Promise<void> {
  if (sharded) throw new Error('--sharded is for MongoDB: set MONGODB_URL.');
  try {
    const lock = await lockFolder(dataDir);
    if (lock === undefined) throw new Error('in use by another server. Stop it first.');
    await migrateSqlite(dataDir, telling).finally(() => lock.release());
  } catch (failure) {
    throw folderFault(dataDir, failure);
  }
}

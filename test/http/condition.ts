/** A server whose embedded store a test can break, and mend. */
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Test } from 'tap';
import { startServer, type TestServer } from '../fixtures/server.js';

/** Longer than the condition of a store is remembered. */
export const CONDITION_MS = 1_100;

/** The server, and its database opened beside it. */
export async function withDatabase(
  t: Test,
): Promise<{ server: TestServer; db: DatabaseSyncInstance }> {
  const server = await startServer(t, { settings: { MONGODB_URL: '' } });
  const db = new DatabaseSync(join(server.configuration.dataDir, 'dossier.sqlite'));
  t.teardown(() => db.close());
  return { server, db };
}

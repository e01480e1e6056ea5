/** The floor's tables, and its data: the very bytes that the product answers with. */
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { join } from 'node:path';

/** The bytes to answer with. */
export interface FloorBytes {
  /** Every document of the dossier, with what the search asks of it. */
  readonly documents: readonly {
    readonly id: string;
    readonly type: string;
    readonly status: string;
    readonly at: number;
    readonly body: Uint8Array;
  }[];
  readonly events: readonly {
    readonly id: string;
    readonly at: number;
    readonly body: Uint8Array;
  }[];
  /** The answer to a bundle provided. */
  readonly provided: Uint8Array;
}

/** The one dossier of the floor. */
export const DOSSIER = 'p';

/** Opens the database with the settings of the product's. */
export function openFloor(dir: string, readOnly: boolean): DatabaseSyncInstance {
  const db = new DatabaseSync(join(dir, 'floor.sqlite'), { readOnly, timeout: 5_000 });
  if (!readOnly) db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  db.exec('PRAGMA cache_size = -65536;');
  return db;
}

/** Makes the tables and fills them. */
export function fillFloor(dir: string, bytes: FloorBytes): void {
  const db = openFloor(dir, false);
  db.exec(`BEGIN;
    CREATE TABLE resources (p TEXT, type TEXT, id TEXT, at REAL, code TEXT, status TEXT, body BLOB);
    CREATE UNIQUE INDEX resources_id ON resources (p, type, id);
    CREATE INDEX resources_page ON resources (p, type, at DESC, id, code, status);
    CREATE TABLE events (p TEXT, recorded INTEGER, id TEXT, body BLOB);
    CREATE INDEX events_time ON events (p, recorded DESC, id);
    CREATE TABLE provided (body BLOB);`);
  const resource = db.prepare('INSERT INTO resources VALUES (?, ?, ?, ?, ?, ?, ?)');
  for (const { id, at, type, status, body } of bytes.documents) {
    resource.run(DOSSIER, 'DocumentReference', id, at, type, status, body);
  }
  const event = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?)');
  for (const { id, at, body } of bytes.events) event.run(DOSSIER, at, id, body);
  db.prepare('INSERT INTO provided VALUES (?)').run(bytes.provided);
  db.exec('COMMIT');
  db.close();
}

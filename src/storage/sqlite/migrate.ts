/** Brings a folder's databases to the layout of this program. */
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { mkdir } from 'node:fs/promises';
import { attachLog, openWriting } from './connection.js';
import { assertReadable, prepareSchema, SCHEMA_VERSION, schemaVersion } from './schema.js';
import type { DatabaseName } from './schema.js';

/** Migrates; nobody may serve the folder meanwhile. Rejects with a plain Error where it cannot. */
export async function migrateSqlite(dir: string, telling: (line: string) => void): Promise<void> {
  await mkdir(dir, { recursive: true });
  const log = openWriting(dir, 'access-log').db;
  const { db } = openWriting(dir, 'dossier');
  try {
    migrate(log, 'access-log', () => undefined);
    attachLog(db, dir);
    migrate(db, 'dossier', telling);
  } finally {
    db.close();
    log.close();
  }
}

/**
 * What takes a database from a layout to the next one: texts of SQL, each a transaction of its own,
 * since one over two files is not whole after a power cut. Done again, each but the last changes
 * nothing.
 */
type Migrations = Readonly<Record<number, readonly string[]>>;

const DOSSIER: Migrations = {
  2: ['ALTER TABLE commits ADD COLUMN dead INTEGER NOT NULL DEFAULT 0'],
  3: ['CREATE INDEX versions_written ON versions (space, type, written DESC, rid DESC)'],
  4: [
    // The access log moves into a file of its own.
    `INSERT OR IGNORE INTO log.events (eid, p, recorded, id, salt, form, tokens, body)
       SELECT e.eid, e.p, e.recorded, e.id, e.salt, 0, e.tokens, e.body
       FROM main.blocks b JOIN main.events e
         ON e.eid >= b.first_event AND e.eid < b.first_event + b.event_count;
     INSERT OR IGNORE INTO log.blocks SELECT * FROM main.blocks;`,
    `DELETE FROM main.events WHERE EXISTS (SELECT 1 FROM log.events e WHERE e.eid = events.eid);
     DROP TABLE main.blocks;
     CREATE TABLE main.forms (
       form INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, pieces BLOB NOT NULL,
       tokens BLOB NOT NULL
     ) STRICT;
     INSERT INTO main.forms (form, name, pieces, tokens) VALUES (0, '', x'', x'');
     ALTER TABLE main.events ADD COLUMN form INTEGER NOT NULL DEFAULT 0;
     DROP INDEX main.events_time;
     CREATE INDEX main.events_time ON events (p, recorded DESC, id, form, tokens);`,
  ],
  5: [
    `ALTER TABLE main.heads ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0;
     UPDATE main.heads SET indexed = n;`,
  ],
};

/** The first layout with a log of its own is the fifth. */
const MIGRATIONS: Readonly<Record<DatabaseName, Migrations>> = {
  dossier: DOSSIER,
  'access-log': { 5: [] },
};

function migrate(
  db: DatabaseSyncInstance,
  name: DatabaseName,
  telling: (line: string) => void,
): void {
  let found = schemaVersion(db);
  if (found === undefined) return prepareSchema(db, name);
  for (; found < SCHEMA_VERSION; found++) {
    const steps = MIGRATIONS[name][found];
    if (steps === undefined) break;
    telling(`layout ${found} to ${found + 1}`);
    for (const step of steps.slice(0, -1)) db.exec(`BEGIN IMMEDIATE; ${step}; COMMIT`);
    db.exec(`BEGIN IMMEDIATE; ${steps.at(-1) ?? ''}`);
    db.prepare("UPDATE main.meta SET value = ? WHERE name = 'schema'").run(found + 1);
    db.exec('COMMIT');
  }
  assertReadable(found);
}

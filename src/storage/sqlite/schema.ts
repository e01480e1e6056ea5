/**
 * The tables of the embedded store, and the refusal to open what a newer program wrote.
 *
 * Every key that a search inside a dossier uses leads with `p`, the stream, so that no plan can
 * walk the rows of others. Tokens are 8 bytes; no index holds readable health data.
 */
import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** The layout this program reads and writes. A change of `LAYOUTS` raises it. */
export const SCHEMA_VERSION = 6;

// Events are in both files: those of commits with their commit, those of the access log apart.
const EVENTS = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- What events have in common: pieces of their bytes, parted by a zero byte, and tokens. Form 0 is
-- that of an event which shares nothing.
CREATE TABLE forms (
  form INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, pieces BLOB NOT NULL, tokens BLOB NOT NULL
) STRICT;
INSERT INTO forms (form, name, pieces, tokens) VALUES (0, '', x'', x'');

-- body: the bytes of an event of form 0; of any other what stands between the pieces, parted by a
-- zero byte. tokens: those that the form does not have.
CREATE TABLE events (
  eid INTEGER PRIMARY KEY, p TEXT NOT NULL, recorded INTEGER NOT NULL, id TEXT NOT NULL,
  salt BLOB NOT NULL, form INTEGER NOT NULL, tokens BLOB NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX events_id ON events (p, id);
-- All that a search looks at, in one row for each event: every request leaves one, and a row for
-- each of its tokens would cost as many pages.
CREATE INDEX events_time ON events (p, recorded DESC, id, form, tokens);
`;

const LOG = `
-- The access log. The entries of a block are eid first_event and the event_count - 1 after it.
CREATE TABLE blocks (
  chain TEXT NOT NULL, n INTEGER NOT NULL, at INTEGER NOT NULL, hash TEXT NOT NULL,
  header BLOB NOT NULL, first_event INTEGER NOT NULL, event_count INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX blocks_place ON blocks (chain, n);
CREATE INDEX blocks_events ON blocks (first_event) WHERE event_count > 0;
`;

const RECORD = `
-- The last commit of each stream. swept: the newest commit number by which a row was superseded
-- whose index values are forgotten; snapshots before it cannot be searched any more. indexed: the
-- newest commit number up to which the tokens of all versions stand in the table of tokens.
CREATE TABLE heads (
  p TEXT PRIMARY KEY, n INTEGER NOT NULL, hash TEXT NOT NULL, swept INTEGER NOT NULL DEFAULT 0,
  indexed INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- The journal. The events of a commit are eid first_event and the event_count - 1 after it.
-- dead: 1 for a number that was given up in the store that this one was copied from.
CREATE TABLE commits (
  p TEXT NOT NULL, n INTEGER NOT NULL, hash TEXT NOT NULL, header BLOB NOT NULL,
  policy TEXT NOT NULL, policy_salt BLOB NOT NULL,
  first_event INTEGER NOT NULL, event_count INTEGER NOT NULL, dead INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX commits_place ON commits (p, n);
CREATE INDEX commits_events ON commits (first_event) WHERE event_count > 0;

-- Every version. born and died: the commits of p that wrote it and the next one of its resource;
-- until: the moment of the latter; swept: 1 when its index values are forgotten.
CREATE TABLE versions (
  rid INTEGER PRIMARY KEY,
  p TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL,
  born INTEGER NOT NULL, died INTEGER, until INTEGER, swept INTEGER NOT NULL DEFAULT 0,
  written INTEGER NOT NULL, gone INTEGER NOT NULL, at REAL NOT NULL, space TEXT NOT NULL,
  tokens BLOB NOT NULL, wide BLOB NOT NULL, keys TEXT NOT NULL,
  texts BLOB, wrapped BLOB, salt BLOB NOT NULL, facts TEXT NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX versions_resource ON versions (p, type, id, version);
CREATE INDEX versions_commit ON versions (p, born);
-- A page in the default order, without a look at the rows that it leaves out.
CREATE INDEX versions_page ON versions (p, type, at DESC, id, born, died, written) WHERE gone = 0;
-- What was written, newest first: the history of a type.
CREATE INDEX versions_written ON versions (space, type, written DESC, rid DESC);
CREATE INDEX versions_superseded ON versions (until) WHERE until IS NOT NULL AND swept = 0;

CREATE TABLE tokens (
  p TEXT NOT NULL, h BLOB NOT NULL, rid INTEGER NOT NULL, PRIMARY KEY (p, h, rid)
) STRICT, WITHOUT ROWID;
CREATE TABLE ranges (
  rid INTEGER NOT NULL, param TEXT NOT NULL, i INTEGER NOT NULL, lo REAL, hi REAL,
  PRIMARY KEY (rid, param, i)
) STRICT, WITHOUT ROWID;
-- Only of rows that are not superseded: a search across streams has no snapshot.
CREATE TABLE wide (
  space TEXT NOT NULL, type TEXT NOT NULL, h BLOB NOT NULL, rid INTEGER NOT NULL,
  PRIMARY KEY (space, type, h, rid)
) STRICT, WITHOUT ROWID;

CREATE TABLE keys (
  key TEXT PRIMARY KEY, p TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
  name TEXT PRIMARY KEY, at INTEGER NOT NULL, state TEXT NOT NULL, bytes BLOB
) STRICT;
CREATE INDEX documents_unbound ON documents (at, name) WHERE state <> 'bound';

-- AUTOINCREMENT: the reference of a delivered entry is never given to another.
CREATE TABLE outbox (ref INTEGER PRIMARY KEY AUTOINCREMENT, entry BLOB NOT NULL) STRICT;
`;

/** The files of a store. Each has a journal of its own, so that a log of reads disturbs no read. */
export type DatabaseName = 'dossier' | 'access-log';

const LAYOUTS: Readonly<Record<DatabaseName, string>> = {
  dossier: EVENTS + RECORD,
  'access-log': EVENTS + LOG,
};

/** Creates the tables in an empty database; refuses one whose layout is not this program's. */
export function prepareSchema(db: DatabaseSyncInstance, name: DatabaseName): void {
  const found = schemaVersion(db);
  if (found === undefined) createLayout(db, name);
  else assertReadable(found);
}

/** Refuses, with a plain Error, a database that this program cannot read. */
export function checkSchema(db: DatabaseSyncInstance): void {
  const found = schemaVersion(db);
  if (found === undefined) throw new Error('The database is empty: no server has written it yet.');
  assertReadable(found);
}

/** Whether a copy into the database is under way: it has a table of its own meanwhile. */
export function isCopying(db: DatabaseSyncInstance): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'copying'").get() !== undefined;
}

function createLayout(db: DatabaseSyncInstance, name: DatabaseName): void {
  db.exec('BEGIN IMMEDIATE');
  db.exec(LAYOUTS[name]);
  db.prepare("INSERT INTO meta (name, value) VALUES ('schema', ?)").run(SCHEMA_VERSION);
  db.exec('COMMIT');
}

/** The layout of a database; undefined for an empty one. */
export function schemaVersion(db: DatabaseSyncInstance): number | undefined {
  const table = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").get();
  if (table === undefined) return undefined;
  return db.prepare("SELECT value FROM meta WHERE name = 'schema'").get().value;
}

/** Refuses a layout that is not this program's. */
export function assertReadable(found: number): void {
  if (found === SCHEMA_VERSION) return;
  const cure =
    found > SCHEMA_VERSION ? 'Run a newer version of the program.' : 'Run dossier migrate first.';
  throw new Error(
    `The database has layout ${found}, this program reads ${SCHEMA_VERSION}. ${cure}`,
  );
}

/**
 * One connection to the database file: its settings, and its statements, prepared once.
 *
 * WAL lets readers work beside the writer; `synchronous=FULL` puts the fsync of the journal before
 * the end of COMMIT, so that what was answered outlives a power cut. What is freed inside a page is
 * overwritten (`secure_delete`), so that no page carries leftovers of what is erased one day.
 * https://www.sqlite.org/wal.html
 */
import { DatabaseSync } from '@photostructure/sqlite';
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { EventForm, Head, StreamId, Version } from '../kept.js';
import type { DatabaseName } from './schema.js';

/** The file of a database in the folder. */
function fileOf(dir: string, name: DatabaseName): string {
  return join(dir, `${name}.sqlite`);
}

const BUSY_MS = 5_000;
const CACHE_KIBIBYTES = 65_536;
/** 50,000 pages of 4 KiB: the journal is folded into the file every 200 MB written. */
const CHECKPOINT_PAGES = 50_000;
/** What a checkpoint leaves of the journal file: a burst does not hold its space for ever. */
const JOURNAL_BYTES_MAX = 268_435_456;
const STATEMENTS_MAX = 1_000;

/** What whole versions that are kept at hand may take: those of some 10,000 documents. */
const VERSION_BYTES_MAX = 33_554_432;
/** What one takes beside its body: its facts are mostly shared. */
const VERSION_BYTES = 600;

/** What SQLite takes as a parameter. */
export type Value = string | number | null | Uint8Array;

/** A version, and the stream that it stands in. */
export interface FoundVersion {
  readonly stream: StreamId;
  readonly version: Version;
}

/** A form that is there: its number, and the constant pieces of its events. */
export interface NamedForm {
  readonly number: number;
  readonly pieces: readonly string[];
}

/** How many rows of a stream bear tokens, as counted at a head: its number, and the counts. */
export interface Counted {
  readonly n: number;
  readonly rows: Map<string, number>;
}

/** A connection whose statements are prepared once and kept, the first prepared dropped first. */
export interface Connection {
  readonly db: DatabaseSyncInstance;
  /** The statement of a text of SQL. */
  sql(text: string): StatementSyncInstance;
  /** The same, each row of its answer an array of its columns: a third less to read. */
  rows(text: string): StatementSyncInstance;
  /** The last heads read, by stream: see `heads.ts`. */
  readonly heads: Map<string, Head>;
  /** Forms read or written, by their number and by name: see `forms.ts`. */
  readonly forms: Map<number, EventForm>;
  readonly named: Map<string, NamedForm>;
  /** Whole versions read of late, by the number of their row: see `reads.ts`. */
  readonly versions: LRUCache<number, FoundVersion>;
  /** How many rows bear tokens, by stream: see `search/counts.ts`. */
  readonly counted: Map<string, Counted>;
  /**
   * Begins to see one state of the database, whatever is written meanwhile: until the event loop
   * turns or `refresh` is called. Reads of one turn so share what a look at the journal costs.
   */
  look(): void;
  /** Ends that; the next `look` sees all that is written by then. */
  refresh(): void;
}

/** Whether a folder holds a database. */
export function hasDatabase(dir: string): boolean {
  return existsSync(fileOf(dir, 'dossier'));
}

/** Whether it holds an access log. */
export function hasLog(dir: string): boolean {
  return existsSync(fileOf(dir, 'access-log'));
}

/** Opens the one connection that writes a file, and creates it if there is none. */
export function openWriting(dir: string, name: DatabaseName): Connection {
  const db = new DatabaseSync(fileOf(dir, name), { timeout: BUSY_MS });
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA cache_size = -${CACHE_KIBIBYTES};
    PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
    PRAGMA journal_size_limit = ${JOURNAL_BYTES_MAX};
    PRAGMA secure_delete = FAST;
    PRAGMA temp_store = MEMORY;`);
  return connection(db);
}

/** Opens a connection that only reads, both files; also while another process serves. */
export function openReading(dir: string): Connection {
  const db = new DatabaseSync(fileOf(dir, 'dossier'), { readOnly: true, timeout: BUSY_MS });
  db.exec(`PRAGMA cache_size = -${CACHE_KIBIBYTES}; PRAGMA temp_store = MEMORY;`);
  return connection(db);
}

/** Lets a connection reach the access log, as `log`; the file is there. */
export function attachLog(db: DatabaseSyncInstance, dir: string): void {
  db.prepare('ATTACH DATABASE ? AS log').run(fileOf(dir, 'access-log'));
}

function connection(db: DatabaseSyncInstance): Connection {
  const sql = preparing((text) => db.prepare(text));
  const rows = preparing((text) => {
    const statement = db.prepare(text);
    statement.setReturnArrays(true);
    return statement;
  });
  const remembered = {
    ...{ heads: new Map(), forms: new Map(), named: new Map(), counted: new Map() },
    versions: new LRUCache<number, FoundVersion>({
      maxSize: VERSION_BYTES_MAX,
      sizeCalculation: ({ version }) => version.body.byteLength + VERSION_BYTES,
    }),
  };
  return { db, sql, rows, ...remembered, ...looking(db, sql) };
}

/** Prepares a statement once. */
function preparing(prepare: (text: string) => StatementSyncInstance): Connection['sql'] {
  const statements = new Map<string, StatementSyncInstance>();
  return (text) => {
    const known = statements.get(text);
    if (known !== undefined) return known;
    const statement = prepare(text);
    statements.set(text, statement);
    if (statements.size > STATEMENTS_MAX) dropFirst(statements);
    return statement;
  };
}

function looking(
  db: DatabaseSyncInstance,
  sql: Connection['sql'],
): Pick<Connection, 'look' | 'refresh'> {
  const refresh = (): void => {
    if (db.isOpen && db.isTransaction) sql('COMMIT').run();
  };
  const look = (): void => {
    if (db.isTransaction) return;
    sql('BEGIN').run();
    setImmediate(refresh);
  };
  return { look, refresh };
}

function dropFirst(statements: Map<string, StatementSyncInstance>): void {
  for (const text of statements.keys()) {
    statements.delete(text);
    return;
  }
}

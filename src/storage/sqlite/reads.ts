/** Point reads on the reading connection. */
import type { DocumentRecord } from '../documents.js';
import type { Head, StreamId, UniqueKey, Version, VersionFacts } from '../kept.js';
import type { Holder, ResourceName } from '../store.js';
import type { Connection, FoundVersion } from './connection.js';
import { headOf } from './heads.js';
import { isCopying } from './schema.js';
import { FACTS_COLUMNS, factsOf, HOLDER, versionOf } from './rows.js';
import type { FactsColumns } from './rows.js';

/**
 * The whole version that a row holds, and its stream. It is the row's for good, save that it is
 * erased; so those read of late are at hand, and what somebody looks at again is not read again.
 */
export function versionAt({ versions, rows }: Connection, rid: number): FoundVersion {
  const known = versions.get(rid);
  if (known !== undefined) return known;
  const row: WholeRow = rows(WHOLE).get(rid);
  const [body, ...facts] = row;
  const [stream] = facts;
  const found = { stream, version: versionOf({ ...named(facts), body }) };
  versions.set(rid, found);
  return found;
}

/** The same without its body, unless that is at hand. */
export function factsAt(
  { versions, rows }: Connection,
  rid: number,
): { readonly stream: StreamId; readonly version: VersionFacts } {
  const known = versions.get(rid);
  if (known !== undefined) return known;
  const row: FactsRow = rows(FACTS).get(rid);
  const [stream] = row;
  return { stream, version: factsOf(named(row)) };
}

type FactsRow = readonly [
  ...[p: StreamId, type: string, id: string, version: number, written: number],
  ...[gone: number, facts: string, wrapped: Uint8Array | null],
];
type WholeRow = readonly [body: Uint8Array, ...FactsRow];

const FACTS = `SELECT v.p, ${FACTS_COLUMNS} FROM versions v WHERE v.rid = ?`;
const WHOLE = `SELECT v.body, v.p, ${FACTS_COLUMNS} FROM versions v WHERE v.rid = ?`;

function named([, type, id, version, written, gone, facts, wrapped]: FactsRow): FactsColumns {
  return { type, id, version, written, gone, facts, wrapped };
}

/** The versions of resources that stand at a head, by `Type/id`. */
export function readVersions(
  connection: Connection,
  { stream, n }: Head,
  names: readonly ResourceName[],
): Map<string, Version> {
  const newest = connection.rows(`${FROM_ROWS} AND v.born <= ? ORDER BY v.version DESC LIMIT 1`);
  const found = new Map<string, Version>();
  for (const { type, id } of names) {
    const row: Numbered | undefined = newest.get(stream, type, id, n);
    if (row !== undefined) found.set(`${type}/${id}`, versionAt(connection, row[0]).version);
  }
  return found;
}

const FROM_ROWS = `SELECT v.rid FROM versions v INDEXED BY versions_resource
  WHERE v.p = ? AND v.type = ? AND v.id = ?`;

type Numbered = readonly [rid: number];

/**
 * The types that a stream has versions of: from each one the next is looked up, for the rows of one
 * may be many.
 */
export function readTypes({ sql }: Connection, { stream }: Head): Set<string> {
  const first = 'SELECT min(type) FROM versions WHERE p = ?1';
  const rows: { type: string }[] = sql(`WITH RECURSIVE found(type) AS (
    ${first} UNION ALL SELECT (${first} AND type > found.type) FROM found WHERE type IS NOT NULL
  ) SELECT type FROM found WHERE type IS NOT NULL`).all(stream);
  return new Set(rows.map(({ type }) => type));
}

/** One version of a resource. */
export function readVersion(
  connection: Connection,
  { stream, n }: Head,
  { type, id }: ResourceName,
  version: number,
): Version | undefined {
  const row: Numbered | undefined = connection
    .rows(`${FROM_ROWS} AND v.version = ? AND v.born <= ?`)
    .get(stream, type, id, version, n);
  return row === undefined ? undefined : versionAt(connection, row[0]).version;
}

/** Versions of a resource, newest first. */
export function readHistory(
  connection: Connection,
  { stream, n }: Head,
  { type, id }: ResourceName,
  slice: { readonly before?: number; readonly limit: number },
): Version[] {
  const before = slice.before ?? Number.MAX_SAFE_INTEGER;
  const rows: Numbered[] = connection
    .rows(`${FROM_ROWS} AND v.version < ? AND v.born <= ? ORDER BY v.version DESC LIMIT ?`)
    .all(stream, type, id, before, n, slice.limit);
  return rows.map(([rid]) => versionAt(connection, rid).version);
}

/** The stream in which a uniqueness key was taken, or named by a deletion. */
export function readClaimed({ sql }: Connection, key: UniqueKey): StreamId | undefined {
  return sql('SELECT p AS stream FROM keys WHERE key = ?').get(key)?.stream;
}

/** The live resource that holds a uniqueness key. */
export function readHolder(
  connection: Connection,
  key: UniqueKey,
): { head: Head; version: Version } | undefined {
  const held: Holder | undefined = connection.sql(HOLDER).get(key);
  const head = held === undefined ? undefined : headOf(connection, held.stream);
  if (held === undefined || head === undefined) return undefined;
  const [version] = readVersions(connection, head, [held]).values();
  return version === undefined ? undefined : { head, version };
}

/** A document's record. */
export function readDocument({ sql }: Connection, name: string): DocumentRecord | undefined {
  const row = sql('SELECT name, at, state FROM documents WHERE name = ?').get(name);
  return row === undefined ? undefined : recordOf(row);
}

/** The bytes of a document that rests here. */
export function readBytes({ sql }: Connection, name: string): Uint8Array | undefined {
  return sql('SELECT bytes FROM documents WHERE name = ?').get(name)?.bytes ?? undefined;
}

/** Records that no commit has bound, announced before a moment, oldest first. */
export function readUnbound({ sql }: Connection, before: number, limit: number): DocumentRecord[] {
  const rows: DocumentRecord[] = sql(`SELECT name, at, state FROM documents
    WHERE state <> 'bound' AND at < ? ORDER BY at, name LIMIT ?`).all(before, limit);
  return rows.map(recordOf);
}

/** Outbox entries not yet done, oldest first. */
export function readOutbox(
  { sql }: Connection,
  limit: number,
): { ref: string; entry: Uint8Array }[] {
  const rows: { ref: number; entry: Uint8Array }[] = sql(
    'SELECT ref, entry FROM outbox ORDER BY ref LIMIT ?',
  ).all(limit);
  return rows.map(({ ref, entry }) => ({ ref: String(ref), entry }));
}

/** How far a copy into this store got; undefined where none is under way. */
export function readProgress({ db, sql }: Connection): string | undefined {
  return isCopying(db) ? sql('SELECT progress FROM copying').get().progress : undefined;
}

function recordOf({ name, at, state }: DocumentRecord): DocumentRecord {
  return { name, at, state };
}

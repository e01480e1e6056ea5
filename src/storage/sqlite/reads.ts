/**
 * Point reads on the reading connection. Each is one statement, so that it sees one state of the
 * database; a commit becomes visible whole, so the newest version is always the one at the head.
 */
import type { DocumentRecord } from '../documents.js';
import type { Head, Holder, UniqueKey, Version } from '../store.js';
import type { Connection } from './connection.js';
import { headFrom } from './heads.js';
import { HOLDER, VERSION_COLUMNS, versionOf } from './rows.js';
import type { VersionColumns } from './rows.js';

const READ = `SELECT h.n AS head_n, h.hash AS head_hash, v.rid, ${VERSION_COLUMNS}
  FROM heads h LEFT JOIN versions v ON v.rid = (
    SELECT x.rid FROM versions x WHERE x.p = h.p AND x.type = ? AND x.id = ?
    ORDER BY x.version DESC LIMIT 1
  ) WHERE h.p = ?`;

/** A resource's newest version, with the head it stands at. */
export function readNewest(
  connection: Connection,
  stream: string,
  type: string,
  id: string,
): { head: Head; version?: Version } | undefined {
  const row = connection.sql(READ).get(type, id, stream);
  if (row === undefined) return undefined;
  const head = headFrom(connection, stream, { n: row.head_n, hash: row.head_hash });
  return row.rid === null ? { head } : { head, version: versionOf(row) };
}

/** One version of a resource. */
export function readVersion(
  { sql }: Connection,
  stream: string,
  at: { readonly type: string; readonly id: string; readonly version: number },
): Version | undefined {
  const row: VersionColumns | undefined = sql(`SELECT ${VERSION_COLUMNS} FROM versions v
    WHERE v.p = ? AND v.type = ? AND v.id = ? AND v.version = ?`).get(
    stream,
    at.type,
    at.id,
    at.version,
  );
  return row === undefined ? undefined : versionOf(row);
}

/** Versions of a resource, newest first. */
export function readHistory(
  { sql }: Connection,
  stream: string,
  of: { readonly type: string; readonly id: string },
  slice: { readonly before?: number; readonly limit: number },
): Version[] {
  const rows: VersionColumns[] = sql(`SELECT ${VERSION_COLUMNS} FROM versions v
    WHERE v.p = ? AND v.type = ? AND v.id = ? AND v.version < ?
    ORDER BY v.version DESC LIMIT ?`).all(
    stream,
    of.type,
    of.id,
    slice.before ?? Number.MAX_SAFE_INTEGER,
    slice.limit,
  );
  return rows.map(versionOf);
}

/** Who holds a uniqueness key. */
export function readHolder({ sql }: Connection, key: UniqueKey): Holder | undefined {
  const row: Holder | undefined = sql(HOLDER).get(key);
  return row === undefined ? undefined : { stream: row.stream, type: row.type, id: row.id };
}

/** A document's record, and its bytes if they rest here. */
export function readDocument(
  { sql }: Connection,
  name: string,
): { record: DocumentRecord; bytes?: Uint8Array } | undefined {
  const row: (DocumentRecord & { bytes: Uint8Array | null }) | undefined = sql(
    'SELECT name, at, state, bytes FROM documents WHERE name = ?',
  ).get(name);
  if (row === undefined) return undefined;
  const record = recordOf(row);
  return row.bytes === null ? { record } : { record, bytes: row.bytes };
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

function recordOf({ name, at, state }: DocumentRecord): DocumentRecord {
  return { name, at, state };
}

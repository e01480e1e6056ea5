/**
 * What was written in a space, newest first: for each type a walk of the index of its versions, and
 * the walks put together.
 */
import type { WrittenPage, WrittenQuery, WrittenVersion } from '../../store.js';
import type { Connection, Value } from '../connection.js';
import { VERSION_COLUMNS, versionOf, type VersionColumns } from '../rows.js';

type Row = VersionColumns & { readonly rid: number; readonly p: string };

/** A page of versions. */
export function searchWritten(connection: Connection, query: WrittenQuery): WrittenPage {
  const types = query.limit === 0 ? [] : query.types;
  const rows = types.flatMap((type) => rowsOf(connection, query, type));
  const page = rows.sort(newestFirst).slice(0, query.limit).map(hitOf);
  if (!query.counted) return { versions: page };
  const total = query.types.reduce((sum, type) => sum + countOf(connection, query, type), 0);
  return { versions: page, total };
}

function newestFirst(a: Row, b: Row): number {
  return b.written - a.written || b.rid - a.rid;
}

function hitOf(row: Row): WrittenVersion {
  const place = { value: row.written, id: String(row.rid) };
  return { stream: row.p, version: versionOf(row), place };
}

function rowsOf({ sql }: Connection, query: WrittenQuery, type: string): Row[] {
  const { after, limit } = query;
  const beyond = after === undefined ? '' : 'AND (v.written, v.rid) < (?, ?)';
  const place = after === undefined ? [] : [Number(after.value), Number(after.id)];
  return sql(`SELECT v.rid, v.p, ${VERSION_COLUMNS} FROM versions v
    INDEXED BY versions_written WHERE ${WITHIN} ${beyond}
    ORDER BY v.written DESC, v.rid DESC LIMIT ?`).all(...bounds(query, type), ...place, limit);
}

function countOf({ sql }: Connection, query: WrittenQuery, type: string): number {
  return sql(`SELECT count(*) AS n FROM versions v
    INDEXED BY versions_written WHERE ${WITHIN}`).get(...bounds(query, type)).n;
}

const WITHIN = 'v.space = ? AND v.type = ? AND v.written >= ?';

function bounds({ space, since = 0 }: WrittenQuery, type: string): Value[] {
  return [space, type, since];
}

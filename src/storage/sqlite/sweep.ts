/**
 * Forgets the index values of rows that were superseded long ago, so that what a snapshot costs
 * does not grow for ever. A stream remembers up to where it was swept: a page link to a snapshot
 * before that has expired (decision 24).
 */
import type { Connection } from './connection.js';
import { tokensOf } from './rows.js';

/** Rows swept in one transaction: commits that wait behind it wait some milliseconds. */
export const SWEPT_ROWS_MAX = 200;

interface Superseded {
  readonly rid: number;
  readonly p: string;
  readonly died: number;
  readonly tokens: Uint8Array;
}

/** Sweeps the oldest rows superseded before a moment; how many, at most `SWEPT_ROWS_MAX`. */
export function sweepSome(connection: Connection, before: number): number {
  const rows: Superseded[] = connection
    .sql(
      `SELECT rid, p, died, tokens FROM versions
       WHERE until IS NOT NULL AND swept = 0 AND until < ? ORDER BY until LIMIT ${SWEPT_ROWS_MAX}`,
    )
    .all(before);
  for (const row of rows) sweepRow(connection, row);
  return rows.length;
}

/** A row by which searches across streams found a version. */
type Wide = Pick<VersionNamed, 'rid' | 'type' | 'space' | 'wide'>;

interface VersionNamed extends Omit<Superseded, 'died'> {
  readonly type: string;
  readonly space: string;
  readonly wide: Uint8Array;
}

/** Takes away all that a version is found by, save what its own row says of it. */
export function forgetIndex({ sql }: Connection, row: VersionNamed): void {
  forgetRows(sql, row);
  forgetWide(sql, row);
}

/** Takes a version away from searches across streams. */
export function forgetWide(sql: Connection['sql'], { rid, type, space, wide }: Wide): void {
  const row = sql('DELETE FROM wide WHERE space = ? AND type = ? AND h = ? AND rid = ?');
  for (const h of tokensOf(wide)) row.run(space, type, h, rid);
}

function forgetRows(
  sql: Connection['sql'],
  { rid, p, tokens }: Pick<Superseded, 'rid' | 'p' | 'tokens'>,
): void {
  const token = sql('DELETE FROM tokens WHERE p = ? AND h = ? AND rid = ?');
  for (const h of tokensOf(tokens)) token.run(p, h, rid);
  sql('DELETE FROM ranges WHERE rid = ?').run(rid);
}

function sweepRow({ sql }: Connection, row: Superseded): void {
  const { rid, p, died } = row;
  forgetRows(sql, row);
  sql(`UPDATE versions SET swept = 1, tokens = x'', wide = x'', texts = NULL WHERE rid = ?`).run(
    rid,
  );
  sql('UPDATE heads SET swept = max(swept, ?) WHERE p = ?').run(died, p);
}

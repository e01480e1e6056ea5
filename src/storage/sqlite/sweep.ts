/**
 * What is taken away. The index values of rows that were superseded long ago, so that what a
 * snapshot costs does not grow for ever: a stream remembers up to where it was swept, a page link
 * to a snapshot before that has expired (decision 24). And all that an erased stream holds, so that
 * its bytes are in no file of the database any more: what is freed is overwritten, and the journal
 * of the file, which has the pages as they were, is folded in and cut off.
 */
import type { Connection } from './connection.js';
import type { Request } from './requests.js';
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

/** Whether a request takes bytes away for good. */
export function isErasing({ kind }: Request): boolean {
  return kind === 'erase' || kind === 'erase document';
}

/**
 * Applies, and overwrites all that it frees: pages of long bodies too, which are otherwise only
 * handed on. A reader that looks at an older state keeps the journal; then the next one cuts it.
 */
export function leavingNoTrace<T>({ db }: Connection, apply: () => T): T {
  db.exec('PRAGMA secure_delete = ON');
  try {
    return apply();
  } finally {
    db.exec('PRAGMA secure_delete = FAST');
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }
}

/** Empties the versions of a stream and forgets what they are found by. */
export function eraseStream(connection: Connection, p: string): void {
  const { sql } = connection;
  for (const { rid, space, type, wide } of rowsOf(connection, p)) {
    const found = sql('DELETE FROM wide WHERE space = ? AND type = ? AND h = ? AND rid = ?');
    for (const h of tokensOf(wide)) found.run(space, type, h, rid);
    sql('DELETE FROM ranges WHERE rid = ?').run(rid);
  }
  sql('DELETE FROM tokens WHERE p = ?').run(p);
  sql('DELETE FROM keys WHERE p = ?').run(p);
  sql(`UPDATE versions SET swept = 1, at = written, tokens = x'', wide = x'', keys = '',
    texts = NULL, wrapped = NULL, salt = x'', facts = '{}', body = x'' WHERE p = ?`).run(p);
  sql(`UPDATE commits SET policy = '{}', policy_salt = x'' WHERE p = ?1
    AND n < (SELECT n FROM heads WHERE p = ?1)`).run(p);
}

interface Row {
  readonly rid: number;
  readonly space: string;
  readonly type: string;
  readonly wide: Uint8Array;
}

function rowsOf({ sql }: Connection, p: string): readonly Row[] {
  return sql('SELECT rid, space, type, wide FROM versions WHERE p = ?').all(p);
}

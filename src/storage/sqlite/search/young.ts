/**
 * Young rows: the last versions of a stream, whose tokens stand in their own column alone. A
 * deposit has a hundred tokens, and for each of them a page of the file would be written; so they
 * come to the table of tokens for several commits at once, in its order. `heads.indexed` tells up
 * to which commit all have come; a search looks at the rows born after it one by one.
 */
import type { Connection } from '../connection.js';
import { eachToken } from '../rows.js';
import type { Sql } from './criterion.js';

/** So many young rows a stream may have; with one more the tokens of all come to the table. */
const YOUNG_ROWS_MAX = 24;

/** The commit of a stream, `p` in SQL, up to which no row is young. */
export function indexedUpTo(p: string): string {
  return `(SELECT h.indexed FROM heads h WHERE h.p = ${p})`;
}

function youngOf(p: string): string {
  return `versions INDEXED BY versions_commit WHERE p = ${p} AND born > ${indexedUpTo(p)}`;
}

// With the stream as ?1.
const YOUNG = youngOf('?1');

/** The young rows of a stream, to stand behind FROM. */
export function youngRows(stream: string): Sql {
  return { text: youngOf('?'), values: [stream, stream] };
}

/** What the young rows of a stream bear. */
export interface YoungTokens {
  /** How many rows there are. */
  readonly rows: number;
  /** Their tokens, one after the other. */
  readonly tokens: Buffer;
}

/** The tokens of a stream's young rows. */
export function youngTokens({ rows }: Connection, stream: string): YoungTokens {
  const columns: [Uint8Array][] = rows(`SELECT tokens FROM ${YOUNG}`).all(stream);
  return { rows: columns.length, tokens: Buffer.concat(columns.map(([tokens]) => tokens)) };
}

/** Brings the tokens of a stream's young rows to the table, once there are too many rows. */
export function comeOfAge({ sql }: Connection, stream: string): void {
  const { young } = sql(`SELECT count(*) AS young FROM ${YOUNG}`).get(stream);
  if (young <= YOUNG_ROWS_MAX) return;
  sql(insertTokens(`SELECT rid, tokens FROM ${YOUNG}`)).run(stream);
  sql('UPDATE heads SET indexed = n WHERE p = ?').run(stream);
}

/** Brings the tokens of one row to the table, unless it is young. */
export function writeTokens(
  { sql }: Connection,
  { p, rid }: { readonly p: string; readonly rid: number },
): void {
  const row = `SELECT rid, tokens FROM versions WHERE rid = ?2 AND born <= ${indexedUpTo('?1')}`;
  sql(insertTokens(row)).run(p, rid);
}

function insertTokens(rows: string): string {
  return `INSERT OR IGNORE INTO tokens (p, h, rid) ${eachToken('?1, h, rid', rows)}
    ORDER BY h, rid`;
}

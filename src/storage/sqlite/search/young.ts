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

// Both with the stream as ?1.
const INDEXED = '(SELECT h.indexed FROM heads h WHERE h.p = ?1)';
const YOUNG = `versions INDEXED BY versions_commit WHERE p = ?1 AND born > ${INDEXED}`;

/** Whether `column`, the commit of the stream by which a row was born, is that of a young row. */
export function isYoung(column: string, stream: string): Sql {
  return {
    text: `${column} > (SELECT h.indexed FROM heads h WHERE h.p = ?)`,
    values: [stream],
  };
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
  const row = `SELECT rid, tokens FROM versions WHERE rid = ?2 AND born <= ${INDEXED}`;
  sql(insertTokens(row)).run(p, rid);
}

function insertTokens(rows: string): string {
  return `INSERT OR IGNORE INTO tokens (p, h, rid) ${eachToken('?1, h, rid', rows)}
    ORDER BY h, rid`;
}

/**
 * Which token to start from: with a token that few rows have, a search walks those few; else it
 * walks in the asked order and stops when the page is full. SQLite's planner has no numbers for
 * such a choice inside one dossier, so it is not left to it.
 */
import type { Token } from '../../../search/query.js';
import type { Connection } from '../connection.js';
import { marks, tokenValue } from './criterion.js';

/** A token of this many rows or more is not worth starting from. */
const FEW_ROWS = 64;

/** The token of the fewest rows in a stream, as the table holds it; undefined when none has few. */
export function rarest(
  { sql }: Connection,
  stream: string,
  tokens: readonly Token[],
): Uint8Array | undefined {
  const probe = sql(`SELECT count(*) AS n FROM (
    SELECT 1 FROM tokens WHERE p = ? AND h = ? LIMIT ?)`);
  let best: Uint8Array | undefined;
  let fewest = FEW_ROWS;
  for (const token of tokens.map(tokenValue)) {
    const n: number = probe.get(stream, token, fewest).n;
    if (n < fewest) [best, fewest] = [token, n];
  }
  return best;
}

/**
 * The tokens of which every row that matches has at least one, where few rows have any; none where
 * many have, or nothing binds all rows.
 */
export function fewRows(
  { sql }: Connection,
  stream: string,
  tokens: readonly Token[] = [],
): readonly Uint8Array[] {
  if (tokens.length < 2) return [];
  const values = tokens.map(tokenValue);
  const probe = sql(`SELECT count(*) AS n FROM (
    SELECT 1 FROM tokens WHERE p = ? AND h IN (${marks(values)}) LIMIT ?)`);
  const n: number = probe.get(stream, ...values, FEW_ROWS).n;
  return n < FEW_ROWS ? values : [];
}

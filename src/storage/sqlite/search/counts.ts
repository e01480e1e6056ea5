/**
 * How many rows of a stream bear a token, as far as a search needs to know: none, few or many. So a
 * search starts from a token that few rows have, and looks for none that no row has. Rights may ask
 * for many, such as each type of document that the matrix withholds from a profession: a dossier
 * has few of them. What was counted is remembered as long as the head of the stream stands.
 *
 * SQLite's planner has no numbers for such a choice inside one dossier, so it is not left to it.
 */
import type { Criterion, Token } from '../../../search/query.js';
import type { Head } from '../../kept.js';
import type { Connection, Counted } from '../connection.js';
import { bindingTokens, boundTokens, tokenValue } from './criterion.js';
import { youngTokens } from './young.js';

/** This many rows or more are not worth starting from. */
const FEW_ROWS = 64;
const STREAMS_MAX = 1_000;
const TOKENS_MAX = 256;
/** Tokens that are counted by one statement. */
const BATCH = 100;

/** Rows that bear each token, never fewer than there are up to `FEW_ROWS`, and never more. */
export type RowCounts = ReadonlyMap<Token, number>;

/** The counts of all tokens of a criterion. */
export function rowCounts(
  connection: Connection,
  { stream, n }: Pick<Head, 'stream' | 'n'>,
  where: Criterion,
): RowCounts {
  const { rows } = countedIn(connection, stream, n);
  const unknown = [...tokensIn(where, rows)];
  if (unknown.length > TOKENS_MAX) return new Map(counted(connection, stream, unknown));
  if (rows.size + unknown.length > TOKENS_MAX) rows.clear();
  for (const [token, few] of counted(connection, stream, unknown)) rows.set(token, few);
  return rows;
}

/** What is known of a stream; nothing once its head has moved. */
function countedIn({ counted }: Connection, stream: string, n: number): Counted {
  const known = counted.get(stream);
  if (known?.n === n) return known;
  const fresh: Counted = { n, rows: new Map() };
  if (counted.size >= STREAMS_MAX) counted.clear();
  counted.set(stream, fresh);
  return fresh;
}

function counted(
  connection: Connection,
  stream: string,
  tokens: readonly Token[],
): readonly [Token, number][] {
  if (tokens.length === 0) return [];
  const young = youngTokens(connection, stream);
  return inTable(connection, stream, tokens).map(([token, few]) => {
    const bear = young.tokens.includes(tokenValue(token)) ? young.rows : 0;
    return [token, Math.min(few + bear, FEW_ROWS)];
  });
}

function inTable({ sql }: Connection, stream: string, tokens: readonly Token[]): [Token, number][] {
  const found: [Token, number][] = [];
  for (let from = 0; from < tokens.length; from += BATCH) {
    const some = tokens.slice(from, from + BATCH);
    const rows: { few: number }[] = sql(`SELECT (SELECT count(*) FROM (
        SELECT 1 FROM tokens WHERE p = ? AND h = column1 LIMIT ${FEW_ROWS})) AS few
      FROM (VALUES ${some.map(() => '(?)').join()})`).all(stream, ...some.map(tokenValue));
    rows.forEach(({ few }, i) => found.push([some[i] ?? '', few]));
  }
  return found;
}

/** The tokens of a criterion that are not counted yet, each once. */
function tokensIn(where: Criterion, rows: RowCounts, found = new Set<Token>()): Set<Token> {
  if (where.kind === 'token' && !rows.has(where.token)) found.add(where.token);
  if (where.kind === 'not') tokensIn(where.of, rows, found);
  if (where.kind === 'all' || where.kind === 'any')
    for (const part of where.of) tokensIn(part, rows, found);
  return found;
}

/** The tokens to start from: every row that matches has one of them, and few rows have any. */
export function rarest(counts: RowCounts, where: Criterion): readonly Token[] {
  const few = (token: Token): number => counts.get(token) ?? FEW_ROWS;
  const [best] = [...boundTokens(where)].sort((a, b) => few(a) - few(b));
  if (best !== undefined && few(best) < FEW_ROWS) return [best];
  const some = bindingTokens(where) ?? [];
  return some.reduce((sum, token) => sum + few(token), 0) < FEW_ROWS ? some : [];
}

/** The criterion without the tokens that no row bears: equal to what was asked on every row. */
export function borne(counts: RowCounts, where: Criterion): Criterion {
  switch (where.kind) {
    case 'token':
      return counts.get(where.token) === 0 ? NOTHING : where;
    case 'not': {
      const of = borne(counts, where.of);
      return isOf(of, 'any') ? EVERYTHING : isOf(of, 'all') ? NOTHING : { kind: 'not', of };
    }
    case 'any':
    case 'all':
      return joined(counts, where.kind, where.of);
    default:
      return where;
  }
}

const EVERYTHING: Criterion = { kind: 'all', of: [] };
const NOTHING: Criterion = { kind: 'any', of: [] };

/** Of an `any` what can hold, of an `all` what can fail; or what decides it alone. */
function joined(counts: RowCounts, kind: 'any' | 'all', parts: readonly Criterion[]): Criterion {
  const left: Criterion[] = [];
  for (const part of parts) {
    const of = borne(counts, part);
    if (isOf(of, kind === 'any' ? 'all' : 'any')) return of;
    if (!isOf(of, kind)) left.push(of);
  }
  const [only] = left;
  return left.length === 1 && only !== undefined ? only : { kind, of: left };
}

/** Whether nothing is left of an `any`, which fails, or of an `all`, which holds. */
function isOf(criterion: Criterion, kind: 'any' | 'all'): boolean {
  return criterion.kind === kind && criterion.of.length === 0;
}

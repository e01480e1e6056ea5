/**
 * A `Criterion` as a condition of SQL, completely: what the condition lets through is what the
 * criterion means, so that pages and totals need no second look. What a leaf means differs between
 * versions and events and is given as `Leaves`.
 */
import type { Comparison, Criterion, Interval, Token } from '../../../search/query.js';
import type { Value } from '../connection.js';

/** A piece of SQL with the values of its question marks, in order. */
export interface Sql {
  readonly text: string;
  readonly values: readonly Value[];
}

type Leaf<K extends Criterion['kind']> = Extract<Criterion, { readonly kind: K }>;

/** The leaves of one kind of row. */
export interface Leaves {
  /** Holds when the row has any of the tokens. */
  tokens(tokens: readonly Uint8Array[]): Sql;
  id(leaf: Leaf<'id'>): Sql;
  range(leaf: Leaf<'range'>): Sql;
  text(leaf: Leaf<'text'>): Sql;
  written(leaf: Leaf<'written'>): Sql;
}

/** The condition in SQL, in parentheses where it needs them. */
export function compile(where: Criterion, leaves: Leaves): Sql {
  switch (where.kind) {
    case 'all':
      return joined(
        where.of.map((part) => compile(part, leaves)),
        'AND',
        HOLDS,
      );
    case 'any':
      return compileAny(where.of, leaves);
    case 'not':
      return wrapped('NOT ', compile(where.of, leaves));
    case 'token':
      return leaves.tokens([tokenValue(where.token)]);
    case 'id':
      return leaves.id(where);
    case 'range':
      return leaves.range(where);
    case 'text':
      return leaves.text(where);
    case 'written':
      return leaves.written(where);
  }
}

/** A token as the tables hold it: 8 bytes. */
export function tokenValue(token: Token): Buffer {
  return Buffer.from(token, 'hex');
}

/** `?, ?, ?`, as many as there are values. */
export function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}

/** How an interval with the bounds `lo` and `hi`, both SQL, stands to what is asked: `compares`. */
export function compared(lo: string, hi: string, comparison: Comparison, asked: Interval): Sql {
  const from = asked.lo ?? -Infinity;
  const to = asked.hi ?? Infinity;
  const inside = `(${lo} >= ? AND ${hi} <= ?)`;
  const conditions: Record<Comparison, Sql> = {
    eq: { text: inside, values: [from, to] },
    ne: { text: `(${lo} < ? OR ${hi} > ?)`, values: [from, to] },
    lt: { text: `${lo} < ?`, values: [from] },
    gt: { text: `${hi} > ?`, values: [to] },
    le: { text: `(${lo} < ? OR ${inside})`, values: [from, from, to] },
    ge: { text: `(${hi} > ? OR ${inside})`, values: [to, from, to] },
    sa: { text: `${lo} >= ?`, values: [to] },
    eb: { text: `${hi} <= ?`, values: [from] },
    ap: { text: `(${lo} < ? AND ${hi} > ?)`, values: [to, from] },
  };
  return conditions[comparison];
}

/** Tokens of which every row that matches has one: each alone binds all rows. */
export function boundTokens(where: Criterion): readonly Token[] {
  if (where.kind === 'token') return [where.token];
  return where.kind === 'all' ? where.of.flatMap(boundTokens) : [];
}

/** Tokens of which every row that matches has at least one; undefined when none binds all rows. */
export function bindingTokens(where: Criterion): readonly Token[] | undefined {
  if (where.kind === 'token') return [where.token];
  if (where.kind !== 'all' && where.kind !== 'any') return undefined;
  const parts = where.of.map(bindingTokens);
  const binding = parts.filter((part) => part !== undefined);
  const isBound = where.kind === 'all' ? binding.length > 0 : binding.length === parts.length;
  return isBound ? binding.flat() : undefined;
}

/** Whether only rows of given ids can match: then those are looked up, and no others. */
export function asksIds(where: Criterion): boolean {
  return (
    where.kind === 'id' || (where.kind === 'all' && where.of.some(({ kind }) => kind === 'id'))
  );
}

/** Whether a first page of that many rows holds all that match, so that they are counted by it. */
export function isWhole(
  query: { readonly after?: unknown; readonly limit: number },
  rows: number,
): boolean {
  return query.after === undefined && rows < query.limit;
}

/** Tokens of an `any` are looked for together: one probe of the index, however many are asked. */
function compileAny(parts: readonly Criterion[], leaves: Leaves): Sql {
  const tokens = parts.filter((part) => part.kind === 'token');
  const others = parts.filter((part) => part.kind !== 'token');
  const together =
    tokens.length === 0 ? [] : [leaves.tokens(tokens.map(({ token }) => tokenValue(token)))];
  return joined([...together, ...others.map((part) => compile(part, leaves))], 'OR', FAILS);
}

// Values, not constants: a constant that fails lets SQLite drop the conditions beside it, and with
// them the index that it was told to use (`no query solution`).
const HOLDS: Sql = { text: '?', values: [1] };
const FAILS: Sql = { text: '?', values: [0] };

/**
 * Whether a row has any of the tokens, looked for in the column that holds all of its own: it is at
 * hand with the row, where each row of an index would be a search of its own. That bytes match
 * which begin inside a token is as unlikely as that two tokens are the same.
 */
export function tokensAmong(column: string, tokens: readonly Uint8Array[]): Sql {
  const each = tokens.map((token) => ({ text: `instr(${column}, ?) > 0`, values: [token] }));
  return joined(each, 'OR', FAILS);
}

/** Halves within halves: SQLite bounds the depth of an expression, not its width. */
function joined(parts: readonly Sql[], operator: 'AND' | 'OR', ofNone: Sql): Sql {
  const [only] = parts;
  if (only === undefined) return ofNone;
  if (parts.length === 1) return only;
  const middle = parts.length >> 1;
  const left = joined(parts.slice(0, middle), operator, ofNone);
  const right = joined(parts.slice(middle), operator, ofNone);
  return {
    text: `(${left.text} ${operator} ${right.text})`,
    values: [...left.values, ...right.values],
  };
}

function wrapped(before: string, { text, values }: Sql): Sql {
  return { text: `${before}(${text})`, values };
}

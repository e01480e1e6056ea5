/**
 * A `Criterion` as a filter. Where no string is asked, what the filter lets through is what the
 * criterion means, so that pages and totals need no second look. Strings rest sealed: a filter lets
 * every row through that could match, and `holds.ts` looks at each.
 */
import type { Comparison, Criterion, Interval, Token } from '../../../search/query.js';
import { longOf } from '../bson.js';
import type { Doc } from '../bson.js';

/** The fields of one kind of row. */
export interface Fields {
  /** Where tokens stand: in any of these. */
  readonly tokens: readonly string[];
  /** The moment a row was written; undefined where rows are not asked for it. */
  readonly written?: string;
  /** A range that is one field, by the name of its parameter; others stand in `r`. */
  readonly moments?: Readonly<Record<string, string>>;
}

/** The filter of a criterion. */
export function filterOf(where: Criterion, fields: Fields): Doc {
  switch (where.kind) {
    case 'all':
      return all(where.of.map((part) => filterOf(part, fields)));
    case 'any':
      return any(where.of, fields);
    case 'not':
      return asksText(where) ? EVERY : { $nor: [filterOf(where.of, fields)] };
    case 'token':
      return anyToken([where.token], fields);
    case 'id':
      return { id: { $in: where.ids } };
    case 'range':
      return rangeFilter(where, fields);
    case 'text':
      return EVERY;
    case 'written':
      return moment(fields.written ?? '', where.comparison, where.asked);
  }
}

/** Whether a criterion looks at strings anywhere. */
export function asksText(where: Criterion): boolean {
  switch (where.kind) {
    case 'all':
    case 'any':
      return where.of.some(asksText);
    case 'not':
      return asksText(where.of);
    case 'text':
      return true;
    case 'token':
    case 'id':
    case 'range':
    case 'written':
      return false;
  }
}

/** Tokens of which every row that matches has at least one; undefined when none binds all rows. */
export function bindingTokens(where: Criterion): readonly Token[] | undefined {
  if (where.kind === 'token') return [where.token];
  if (where.kind !== 'all' && where.kind !== 'any') return undefined;
  const parts = where.of.map(bindingTokens);
  const binding = parts.filter((part) => part !== undefined);
  if (where.kind === 'all') return binding[0];
  return binding.length === parts.length ? binding.flat() : undefined;
}

/** Every row. */
const EVERY: Doc = {};
/** No row. */
const NONE: Doc = { _id: { $in: [] } };

/** All of these. */
export function all(filters: readonly Doc[]): Doc {
  const wanted = filters.filter((filter) => filter !== EVERY);
  const [only] = wanted;
  if (only === undefined) return EVERY;
  return wanted.length === 1 ? only : { $and: wanted };
}

/** Tokens of an `any` are looked for together, however many are asked. */
function any(parts: readonly Criterion[], fields: Fields): Doc {
  if (parts.some(asksText)) return EVERY;
  const tokens = parts.filter((part) => part.kind === 'token').map(({ token }) => token);
  const others = parts.filter((part) => part.kind !== 'token');
  const filters = [
    ...(tokens.length === 0 ? [] : [anyToken(tokens, fields)]),
    ...others.map((part) => filterOf(part, fields)),
  ];
  const [only] = filters;
  if (only === undefined) return NONE;
  return filters.length === 1 ? only : { $or: filters };
}

/** Rows that have any of the tokens. */
export function anyToken(tokens: readonly Token[], fields: Pick<Fields, 'tokens'>): Doc {
  const longs = tokens.map(longOf);
  const asked = longs.length === 1 ? longs[0] : { $in: longs };
  const filters = fields.tokens.map((field) => ({ [field]: asked }));
  const [only] = filters;
  return filters.length === 1 && only !== undefined ? only : { $or: filters };
}

function rangeFilter(where: Criterion & { kind: 'range' }, { moments }: Fields): Doc {
  const { param, comparison, asked } = where;
  const field = moments?.[param];
  if (field !== undefined) return moment(field, comparison, asked);
  const of = alternatives(comparison, asked).map((bounds) => ({
    r: { $elemMatch: { q: param, ...bounds } },
  }));
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { $or: of };
}

/** A moment m is the interval from m to m + 1, whole milliseconds both. */
function moment(field: string, comparison: Comparison, asked: Interval): Doc {
  const of = alternatives(comparison, asked).map(({ lo, hi }) => ({
    $and: [
      ...(lo === undefined ? [] : [{ [field]: lo }]),
      ...(hi === undefined ? [] : [{ [field]: shifted(hi) }]),
    ],
  }));
  return { $or: of };
}

type Bound = Readonly<Partial<Record<'$lt' | '$lte' | '$gt' | '$gte', number>>>;

interface Bounds {
  readonly lo?: Bound;
  readonly hi?: Bound;
}

/** Bounds of a value's `lo` and `hi`, of which one pair must hold: `compares` in `query.ts`. */
function alternatives(comparison: Comparison, asked: Interval): readonly Bounds[] {
  const from = asked.lo ?? -Infinity;
  const to = asked.hi ?? Infinity;
  const inside = { lo: { $gte: from }, hi: { $lte: to } };
  const of: Record<Comparison, readonly Bounds[]> = {
    eq: [inside],
    ne: [{ lo: { $lt: from } }, { hi: { $gt: to } }],
    lt: [{ lo: { $lt: from } }],
    gt: [{ hi: { $gt: to } }],
    le: [{ lo: { $lt: from } }, inside],
    ge: [{ hi: { $gt: to } }, inside],
    sa: [{ lo: { $gte: to } }],
    eb: [{ hi: { $lte: from } }],
    ap: [{ lo: { $lt: to }, hi: { $gt: from } }],
  };
  return of[comparison];
}

/** The bound of a moment whose interval ends one millisecond after it. */
function shifted(hi: Bound): Bound {
  return Object.fromEntries(Object.entries(hi).map(([operator, value]) => [operator, value - 1]));
}

/**
 * The language between a search and a store: what a resource is found by (`IndexEntry`), and what
 * is asked (`Criterion`, `Order`). Tokens are opaque here: 16 hexadecimal digits of a keyed hash
 * (`blobs/envelope.ts`), so that no index holds readable health data.
 */
import { isNear } from './positions.js';

/** 16 hexadecimal digits: a keyed hash of `param‖system‖code` in one of its query forms. */
export type Token = string;

/** An interval in milliseconds since 1970, `lo` included, `hi` excluded; null has no bound. */
export interface Interval {
  readonly lo: number | null;
  readonly hi: number | null;
}

/** What one version of a resource is found by. Made once, when it is written. */
export interface IndexEntry {
  /** Sorted, without doubles. */
  readonly tokens: readonly Token[];
  /** Dates and periods, by search parameter. */
  readonly ranges: Readonly<Record<string, readonly Interval[]>>;
  /** Strings by search parameter, as written; the store keeps them sealed, never in an index. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
  /** Where the row stands among its type by default: milliseconds since 1970 of its main date. */
  readonly at: number;
  /** Tokens by which the resource is found across streams. Empty where searches name a dossier. */
  readonly wide: readonly Token[];
}

/** How a value stands to the asked interval; the names are R4's prefixes, semantics included. */
export type Comparison = 'eq' | 'ne' | 'lt' | 'gt' | 'le' | 'ge' | 'sa' | 'eb' | 'ap';

/**
 * How a string is compared, after folding of case, accents, punctuation and spaces: `starts` with
 * any of its words, `begins` with its first; `exact` alone is compared as given. `word` is one of
 * its words, of a value that rests folded; `near` compares positions (`positions.ts`).
 */
export type TextMatch =
  'starts' | 'contains' | 'exact' | 'whole' | 'begins' | 'ends' | 'word' | 'near';

/** A condition on one resource. An empty `all` holds always, an empty `any` never. */
export type Criterion =
  | { readonly kind: 'all'; readonly of: readonly Criterion[] }
  | { readonly kind: 'any'; readonly of: readonly Criterion[] }
  | { readonly kind: 'not'; readonly of: Criterion }
  | { readonly kind: 'token'; readonly token: Token }
  | {
      readonly kind: 'range';
      readonly param: string;
      readonly comparison: Comparison;
      readonly asked: Interval;
    }
  | {
      readonly kind: 'text';
      readonly param: string;
      readonly match: TextMatch;
      /** As given for `exact`, folded for the others. */
      readonly value: string;
    }
  | { readonly kind: 'id'; readonly ids: readonly string[] }
  | {
      /** On the moment the version was written (`meta.lastUpdated`). */
      readonly kind: 'written';
      readonly comparison: Comparison;
      readonly asked: Interval;
    };

/** One thing that results are sorted by. Rows without a value come last, in either direction. */
export interface SortKey {
  /**
   * `at`: the type's main date; `written`: meta.lastUpdated; `id`; or a parameter with ranges or
   * texts.
   */
  readonly by: 'at' | 'written' | 'id' | { readonly range: string } | { readonly text: string };
  readonly descending: boolean;
}

/** How the keys end of texts that results are sorted by, and never found by. */
const SORTING = ':sort';

/** Under which key the texts are kept that results are sorted by, where values are no texts. */
export function sortingKey(key: string): string {
  return key + SORTING;
}

/** Whether texts are there to sort by alone: a store may keep them apart. */
export function isForSorting(key: string): boolean {
  return key.endsWith(SORTING);
}

/** What a row is sorted by: null where it has no value. */
export type SortValue = string | number | null;

/** What results are sorted by. Ties are broken by the further keys, at last by id, ascending. */
export interface Order extends SortKey {
  readonly then?: readonly SortKey[];
  /**
   * Rows that are sorted as if they had other values: by id, a value for each key, the first key's
   * first. Strings are folded.
   */
  readonly instead?: Readonly<Record<string, readonly SortValue[]>>;
}

/** The place of a row in an ordered result: its sort values and its id. */
export interface Place {
  readonly value: SortValue;
  /** Values of the further keys, where the order has some. */
  readonly then?: readonly SortValue[];
  readonly id: string;
}

/** The keys of an order, the first one first. */
export function keysOf(order: Order): readonly SortKey[] {
  return [order, ...(order.then ?? [])];
}

/** Whether one place stands before another, after it, or with it. */
export function comparePlaces(order: Order, a: Place, b: Place): number {
  const [these, those] = [
    [a.value, ...(a.then ?? [])],
    [b.value, ...(b.then ?? [])],
  ];
  for (const [i, { descending }] of keysOf(order).entries()) {
    const [x = null, y = null] = [these[i], those[i]];
    const step = byPresence(x, y) || (descending ? -byValue(x, y) : byValue(x, y));
    if (step !== 0) return step;
  }
  return byBytes(a.id, b.id);
}

/** Rows without a value come last. */
function byPresence(a: SortValue, b: SortValue): number {
  return Number(a === null) - Number(b === null);
}

function byValue(a: SortValue, b: SortValue): number {
  if (a === null || b === null) return 0;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return byBytes(String(a), String(b));
}

/** The order of strings, that of their UTF-8 bytes, as the databases have it. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/**
 * Folds a string for comparison: case, accents and apostrophes, punctuation, runs of spaces
 * (search.html#string).
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[œ]/g, 'oe')
    .replace(/[æ]/g, 'ae')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * Whether a value stands to what is asked as R4's prefix says (search.html#prefix): `eq` is
 * containment (decision 11), `ne` its complement; `lt gt` hold when part of the value lies beyond
 * the asked interval, `le ge` also when it lies inside, `sa eb` when all of it lies beyond, `ap`
 * when the two overlap.
 */
export function compares(value: Interval, comparison: Comparison, asked: Interval): boolean {
  const lo = value.lo ?? -Infinity;
  const hi = value.hi ?? Infinity;
  const from = asked.lo ?? -Infinity;
  const to = asked.hi ?? Infinity;
  switch (comparison) {
    case 'eq':
      return lo >= from && hi <= to;
    case 'ne':
      return lo < from || hi > to;
    case 'lt':
      return lo < from;
    case 'gt':
      return hi > to;
    case 'le':
      return lo < from || (lo >= from && hi <= to);
    case 'ge':
      return hi > to || (lo >= from && hi <= to);
    case 'sa':
      return lo >= to;
    case 'eb':
      return hi <= from;
    case 'ap':
      return lo < to && hi > from;
  }
}

/** Whether any of a parameter's strings matches. Each word run of a value may begin the match. */
export function textMatches(values: readonly string[], match: TextMatch, asked: string): boolean {
  if (match === 'exact') return values.includes(asked);
  if (match === 'word') return values.some((value) => ` ${value} `.includes(` ${asked} `));
  if (match === 'near') return values.some((value) => isNear(value, asked));
  const folded = values.map(fold);
  if (match === 'contains') return folded.some((value) => value.includes(asked));
  if (match === 'whole') return folded.includes(asked);
  if (match === 'begins') return folded.some((value) => value.startsWith(asked));
  if (match === 'ends') return folded.some((value) => value.endsWith(asked));
  return folded.some((value) => value.startsWith(asked) || value.includes(` ${asked}`));
}

/** What a criterion looks at in a row. */
export interface Looked {
  readonly id: string;
  readonly written: number;
  tokens(): ReadonlySet<Token>;
  ranges(param: string): readonly Interval[];
  texts(param: string): readonly string[];
}

/** Whether a criterion holds for a row. */
export function matches(where: Criterion, row: Looked): boolean {
  switch (where.kind) {
    case 'all':
      return where.of.every((part) => matches(part, row));
    case 'any':
      return where.of.some((part) => matches(part, row));
    case 'not':
      return !matches(where.of, row);
    case 'token':
      return row.tokens().has(where.token);
    case 'id':
      return where.ids.includes(row.id);
    case 'range':
      return row.ranges(where.param).some((one) => compares(one, where.comparison, where.asked));
    case 'text':
      return textMatches(row.texts(where.param), where.match, where.value);
    case 'written': {
      const { written } = row;
      return compares({ lo: written, hi: written + 1 }, where.comparison, where.asked);
    }
  }
}

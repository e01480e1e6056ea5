/**
 * The language between a search and a store: what a resource is found by (`IndexEntry`), and what
 * is asked (`Criterion`, `Order`). Tokens are opaque here: 16 hexadecimal digits of a keyed hash
 * (`blobs/envelope.ts`), so that no index holds readable health data.
 */

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

/** How a string is compared, after folding of case, accents, punctuation and spaces. */
export type TextMatch = 'starts' | 'contains' | 'exact';

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

/** What results are sorted by. Ties are broken by id, ascending. */
export interface Order {
  /**
   * `at`: the type's main date; `written`: meta.lastUpdated; `id`; or a parameter with ranges or
   * texts.
   */
  readonly by: 'at' | 'written' | 'id' | { readonly range: string } | { readonly text: string };
  readonly descending: boolean;
}

/** The place of a row in an ordered result: its sort value and its id. */
export interface Place {
  readonly value: string | number | null;
  readonly id: string;
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
  const folded = values.map(fold);
  if (match === 'contains') return folded.some((value) => value.includes(asked));
  return folded.some((value) => value.startsWith(asked) || value.includes(` ${asked}`));
}

/**
 * A search, understood: what is asked of one type, condition by condition, before anything is
 * hashed or looked up. Made by `parse.ts`, compiled by `criteria.ts`.
 * https://hl7.org/fhir/R4/search.html
 */
import type { Parameter } from './parameters.js';
import type { Comparison, Interval, Order, TextMatch } from './query.js';

/** A parameter as sent: decoded name and value. */
export type Pair = readonly [name: string, value: string];

/** `code`, `system|code`, `|code` (system '') or `system|` (no code). */
export interface TokenValue {
  readonly system?: string;
  readonly code?: string;
}

/** A date with its prefix. */
export interface DateValue {
  readonly comparison: Comparison;
  readonly asked: Interval;
}

/**
 * What a reference must name: `Type/id`, an id of any type, or the address of something elsewhere.
 */
export type ReferenceValue =
  | { readonly form: 'local'; readonly target: string }
  | { readonly form: 'id'; readonly id: string }
  | { readonly form: 'url'; readonly url: string };

/** One condition. Its values are alternatives; an empty list of them holds never. */
export type Condition =
  | { readonly kind: 'ids'; readonly ids: readonly string[]; readonly negated: boolean }
  | { readonly kind: 'written'; readonly values: readonly DateValue[] }
  | { readonly kind: 'missing'; readonly param: Parameter; readonly missing: boolean }
  | {
      readonly kind: 'token';
      readonly param: Parameter;
      readonly values: readonly TokenValue[];
      readonly negated: boolean;
    }
  /** `:text` on a token: the words that stand beside a code. Values are as given. */
  | { readonly kind: 'wording'; readonly param: Parameter; readonly values: readonly string[] }
  | {
      readonly kind: 'string';
      readonly param: Parameter;
      readonly match: TextMatch;
      /** As given, not folded. */
      readonly values: readonly string[];
    }
  | { readonly kind: 'date'; readonly param: Parameter; readonly values: readonly DateValue[] }
  | { readonly kind: 'uri'; readonly param: Parameter; readonly values: readonly string[] }
  | {
      readonly kind: 'reference';
      readonly param: Parameter;
      readonly values: readonly ReferenceValue[];
    }
  /** `:identifier` on a reference: the business identifier written in the reference itself. */
  | { readonly kind: 'logical'; readonly param: Parameter; readonly values: readonly TokenValue[] }
  | Chain;

/**
 * A condition on what a reference names: `author.family=…`. It holds where the reference names a
 * hit of any branch. Whoever holds the data resolves it (`chainsOf`), innermost chain first.
 */
export interface Chain {
  readonly kind: 'chain';
  readonly param: Parameter;
  readonly branches: readonly Branch[];
}

/** One type that a chain leads to, and what is asked of it: a search of its own. */
export interface Branch {
  readonly type: string;
  /** Exactly one condition, as the list that `criteriaOf` takes. */
  readonly where: readonly [Condition];
}

/** How the result is wanted. https://hl7.org/fhir/R4/search.html#return */
export interface Wanted {
  /** Results in a page, as asked; the caller lowers it to its own limit. */
  readonly count?: number;
  /** Absent: newest first. */
  readonly order?: Order;
  readonly total?: 'none' | 'estimate' | 'accurate';
  /** `_summary=count` or `_count=0`: the total and no entries. */
  readonly totalOnly: boolean;
}

/** A search of one type. */
export interface Query {
  readonly type: string;
  /** All must hold. */
  readonly where: readonly Condition[];
  readonly wanted: Wanted;
  /** The pairs that were understood, in the order sent: what the self link lists. */
  readonly used: readonly Pair[];
  /**
   * Names that were not understood and have no effect, each once, in the order sent (decision 10).
   */
  readonly ignored: readonly string[];
}

/** The outermost chains of a query or branch, to be resolved before `criteriaOf`. */
export function chainsOf(query: { readonly where: readonly Condition[] }): readonly Chain[] {
  return query.where.filter((condition) => condition.kind === 'chain');
}

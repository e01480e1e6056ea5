/**
 * A search, understood: what is asked of one type, condition by condition, before anything is
 * hashed or looked up. Made by `parse.ts`, compiled by `criteria.ts`.
 * https://hl7.org/fhir/R4/search.html
 */
import type { Parameter } from './parameters.js';
import type { Position } from './positions.js';
import type { Comparison, Interval, Order, TextMatch } from './query.js';

/** A parameter as sent: decoded name and value. */
export type Pair = readonly [name: string, value: string];

/** `code`, `system|code`, `|code` (system '') or `system|` (no code). */
export interface TokenValue {
  readonly system?: string;
  readonly code?: string;
}

/** A date or a number with its prefix. */
export interface DateValue {
  readonly comparison: Comparison;
  readonly asked: Interval;
}

/** A quantity with its prefix, and its unit if one is asked for: as such where no system is. */
export interface QuantityValue extends DateValue {
  readonly unit?: { readonly system?: string; readonly unit: string };
  /** The same in base units, where the unit is known. */
  readonly inBases?: QuantityValue;
}

/** What a composite asks of one element: of its first part a code, of its second any condition. */
export interface Pairing {
  readonly first: TokenValue;
  readonly second: Condition;
}

/** An identifier by a code of its type and its value. */
export interface TypedValue {
  readonly system: string;
  readonly code: string;
  readonly value: string;
}

/**
 * What a reference must name: `Type/id`, an id of any type, or the address of something elsewhere.
 */
export type ReferenceValue =
  | { readonly form: 'local'; readonly target: string }
  | { readonly form: 'id'; readonly id: string }
  | { readonly form: 'url'; readonly url: string };

/** What is within a distance of a position. */
export interface Nearness extends Position {
  readonly metres: number;
}

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
  /** Words that all stand, whole, in the narrative or the content: folded; none holds never. */
  | { readonly kind: 'words'; readonly param: Parameter; readonly words: readonly string[] }
  | { readonly kind: 'date'; readonly param: Parameter; readonly values: readonly DateValue[] }
  | { readonly kind: 'number'; readonly param: Parameter; readonly values: readonly DateValue[] }
  | {
      readonly kind: 'quantity';
      readonly param: Parameter;
      readonly values: readonly QuantityValue[];
    }
  | { readonly kind: 'near'; readonly param: Parameter; readonly values: readonly Nearness[] }
  | { readonly kind: 'composite'; readonly param: Parameter; readonly values: readonly Pairing[] }
  | { readonly kind: 'typed'; readonly param: Parameter; readonly values: readonly TypedValue[] }
  | {
      readonly kind: 'uri';
      readonly param: Parameter;
      readonly values: readonly string[];
      /** `:above` and `:below`: what the uri asked for begins with, or what begins with it. */
      readonly reach?: 'above' | 'below';
    }
  | {
      readonly kind: 'reference';
      readonly param: Parameter;
      readonly values: readonly ReferenceValue[];
    }
  /** `:identifier` on a reference: the business identifier written in the reference itself. */
  | { readonly kind: 'logical'; readonly param: Parameter; readonly values: readonly TokenValue[] }
  /** Several conditions of a `_filter`: all of them hold, any of them does, or none. */
  | {
      readonly kind: 'group';
      readonly holds: 'all' | 'any' | 'none';
      readonly of: readonly Condition[];
    }
  | Join;

/** A condition that other resources decide: whoever holds the data resolves it (`joinsOf`). */
export type Join = Chain | Has | Listed;

/**
 * A condition on what a reference names: `author.family=…`. It holds where the reference names a
 * hit of any branch.
 */
export interface Chain {
  readonly kind: 'chain';
  readonly param: Parameter;
  readonly branches: readonly Branch[];
}

/**
 * A reverse chain: `_has:List:item:status=…`. It holds for what a hit of the branch refers to in
 * the parameter. https://hl7.org/fhir/R4/search.html#has
 */
export interface Has {
  readonly kind: 'has';
  readonly param: Parameter;
  readonly branch: Branch;
}

/** `_list`: it holds for what the lists of these ids have as entries. */
export interface Listed {
  readonly kind: 'listed';
  readonly ids: readonly string[];
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

/** Further resources that are wanted with the matches of a page. */
export interface Include {
  /** `_revinclude`: what refers to a match, not what a match refers to. */
  readonly reverse: boolean;
  /** Also from what was included. */
  readonly iterate: boolean;
  /** The type that has the references; absent: any. */
  readonly from?: string;
  /** The code of the reference parameter; absent: every one. */
  readonly code?: string;
  /** The only type that may be referred to. */
  readonly to?: string;
}

/** A search of one type. */
export interface Query {
  readonly type: string;
  /** All must hold. */
  readonly where: readonly Condition[];
  readonly wanted: Wanted;
  readonly includes: readonly Include[];
  /** The pairs that were understood, in the order sent: what the self link lists. */
  readonly used: readonly Pair[];
  /**
   * Names that were not understood and have no effect, each once, in the order sent (decision 10).
   */
  readonly ignored: readonly string[];
}

/** The outermost joins of a query or branch, to be resolved before `criteriaOf`. */
export function joinsOf(query: { readonly where: readonly Condition[] }): readonly Join[] {
  return query.where.flatMap((condition): readonly Join[] => {
    switch (condition.kind) {
      case 'chain':
      case 'has':
      case 'listed':
        return [condition];
      case 'group':
        return joinsOf({ where: condition.of });
      default:
        return [];
    }
  });
}

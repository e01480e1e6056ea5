/**
 * From what is asked to criteria on index values: the other half of `extract.ts`, with the same
 * tokens. https://hl7.org/fhir/R4/search.html
 */
import type {
  Branch,
  Chain,
  Condition,
  DateValue,
  ReferenceValue,
  TokenValue,
} from './conditions.js';
import type { Parameter, SearchableType, SearchParameters } from './parameters.js';
import { fold, type Criterion, type TextMatch, type Token } from './query.js';
import { codedToken } from './indexing/coded.js';
import {
  containedKey,
  logicalKey,
  presenceToken,
  referenceIdToken,
  referenceToken,
  uriToken,
  wordingKey,
} from './indexing/tokens.js';
import { exactTokens, startingTokens, type AskedTokens } from './indexing/words.js';

/** What compiling needs beside the query. */
export interface Compiling {
  readonly parameters: SearchParameters;
  /** The keyed hash of a clear token. */
  readonly token: (text: string) => Token;
  /**
   * What each chain of the query (`chainsOf`) leads to: `Type/id` of every hit of its branches. A
   * chain that is not in it leads to nothing outside the resource itself.
   */
  readonly resolved?: ReadonlyMap<Chain, readonly string[]>;
}

/** The criterion that a query, or a branch of a chain, puts on the resources of its type. */
export function criteriaOf(
  query: { readonly type: string; readonly where: readonly Condition[] },
  compiling: Compiling,
): Criterion {
  const type = compiling.parameters.types.get(query.type);
  if (type === undefined) return NEVER;
  const within: Within = { ...compiling, type, prefix: '' };
  return all(query.where.map((condition) => compile(within, condition)));
}

/** Where a condition is compiled: `prefix` leads into contained resources of the type searched. */
interface Within extends Compiling {
  readonly type: SearchableType;
  readonly prefix: string;
}

const NEVER: Criterion = { kind: 'any', of: [] };

function compile(within: Within, condition: Condition): Criterion {
  switch (condition.kind) {
    case 'ids':
      return idsOf(within, condition);
    case 'written':
      return writtenOf(within, condition.values);
    case 'missing':
      return missingOf(within, condition.param, condition.missing);
    case 'token':
      return tokensOf(within, condition);
    case 'wording':
      return wordingOf(within, condition.param, condition.values);
    case 'string':
      return any(condition.values.map((value) => stringOf(within, condition, value)));
    case 'date':
      return rangesOf(keyOf(within, condition.param), condition.values);
    case 'uri':
      return urisOf(within, condition.param, condition.values);
    case 'reference':
      return any(condition.values.map((value) => referenceOf(within, condition.param, value)));
    case 'logical':
      return logicalOf(within, condition.param, condition.values);
    case 'chain':
      return chainOf(within, condition);
  }
}

function idsOf(within: Within, { ids, negated }: Condition & { kind: 'ids' }): Criterion {
  // The id of a contained resource is a name within its container, not one to be searched for.
  if (within.prefix !== '') return NEVER;
  return negated ? { kind: 'not', of: { kind: 'id', ids } } : { kind: 'id', ids };
}

function writtenOf(within: Within, values: readonly DateValue[]): Criterion {
  if (within.prefix !== '') return NEVER;
  // An event is written when it is recorded, and an index of events knows that moment only.
  if (within.type.strings === 'events') return rangesOf('date', values);
  return any(values.map(({ comparison, asked }) => ({ kind: 'written', comparison, asked })));
}

function missingOf(within: Within, param: Parameter, missing: boolean): Criterion {
  const there = hashed(within, presenceToken(keyOf(within, param)));
  return missing ? { kind: 'not', of: there } : there;
}

function tokensOf(within: Within, condition: Condition & { kind: 'token' }): Criterion {
  const { param, values, negated } = condition;
  const key = keyOf(within, param);
  const matching = any(
    values.flatMap((value) => codedToken(key, param, value)).map((text) => hashed(within, text)),
  );
  return negated ? { kind: 'not', of: matching } : matching;
}

function wordingOf(within: Within, param: Parameter, values: readonly string[]): Criterion {
  const key = wordingKey(keyOf(within, param));
  return any(values.map((value) => textOf(key, 'contains', value)));
}

/** Tokens first, where the type has them: they bind a search across streams. */
function stringOf(
  within: Within,
  condition: Condition & { kind: 'string' },
  value: string,
): Criterion {
  const { param, match } = condition;
  const key = keyOf(within, param);
  const { tokens, whole } = tokensFor(within, condition, value);
  if (tokens.length === 0 && whole) return NEVER;
  const bound = tokens.map((text) => hashed(within, text));
  return all(whole ? bound : [...bound, textOf(key, match, value)]);
}

function tokensFor(
  within: Within,
  { param, match }: Condition & { kind: 'string' },
  value: string,
): AskedTokens {
  const { strings } = within.type;
  if (strings === 'sealed' || match === 'contains') return { tokens: [], whole: false };
  const indexed = { strings, prefixes: param.prefixes !== false };
  const key = keyOf(within, param);
  return (match === 'exact' ? exactTokens : startingTokens)(indexed, key, value);
}

function textOf(param: string, match: TextMatch, value: string): Criterion {
  if (match === 'exact') return { kind: 'text', param, match, value };
  const folded = fold(value);
  // Nothing is left of a value of signs alone; it must not be found in everything.
  return folded === '' ? NEVER : { kind: 'text', param, match, value: folded };
}

function rangesOf(param: string, values: readonly DateValue[]): Criterion {
  return any(values.map(({ comparison, asked }) => ({ kind: 'range', param, comparison, asked })));
}

function urisOf(within: Within, param: Parameter, values: readonly string[]): Criterion {
  const key = keyOf(within, param);
  return any(values.map((value) => hashed(within, uriToken(key, value))));
}

function referenceOf(within: Within, param: Parameter, value: ReferenceValue): Criterion {
  const key = keyOf(within, param);
  switch (value.form) {
    case 'local':
      return hashed(within, referenceToken(key, value.target));
    case 'id':
      return hashed(within, referenceIdToken(key, value.id));
    case 'url':
      return hashed(within, referenceToken(key, value.url));
  }
}

function logicalOf(within: Within, param: Parameter, values: readonly TokenValue[]): Criterion {
  const key = logicalKey(keyOf(within, param));
  const texts = values.flatMap((value) => codedToken(key, LOGICAL, value));
  return any(texts.map((text) => hashed(within, text)));
}

/** Identifiers in references are compared as those in resources are. */
const LOGICAL = {};

/**
 * What a chain leads to: the resolved resources, those contained in the one searched, and, where it
 * ends in `identifier`, what is referred to by identifier alone.
 */
function chainOf(within: Within, chain: Chain): Criterion {
  const key = keyOf(within, chain.param);
  const targets = within.resolved?.get(chain) ?? [];
  return any([
    ...targets.map((target) => hashed(within, referenceToken(key, target))),
    ...chain.branches.flatMap((branch) => insideOf(within, chain.param, branch)),
  ]);
}

function insideOf(within: Within, param: Parameter, branch: Branch): Criterion[] {
  const [condition] = branch.where;
  const logical =
    condition.kind === 'token' && condition.param.code === 'identifier'
      ? [logicalOf(within, param, condition.values)]
      : [];
  if (within.prefix === '' && param.contained === undefined) return logical;
  const inside = { ...within, prefix: containedKey(keyOf(within, param), branch.type) };
  return [...logical, compile(inside, condition)];
}

function keyOf(within: Within, param: Parameter): string {
  return within.prefix + param.code;
}

function hashed(within: Within, text: string): Criterion {
  return { kind: 'token', token: within.token(text) };
}

function all(of: readonly Criterion[]): Criterion {
  const [only, ...others] = of;
  return only !== undefined && others.length === 0 ? only : { kind: 'all', of };
}

function any(of: readonly Criterion[]): Criterion {
  const [only, ...others] = of;
  return only !== undefined && others.length === 0 ? only : { kind: 'any', of };
}

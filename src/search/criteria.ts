/**
 * From what is asked to criteria on index values: the other half of `extract.ts`, with the same
 * tokens. https://hl7.org/fhir/R4/search.html
 */
import { compositeOf } from './composite.js';
import type {
  Branch,
  Chain,
  Condition,
  DateValue,
  Has,
  Join,
  Listed,
  Nearness,
  TokenValue,
  TypedValue,
} from './conditions.js';
import type { Parameter, SearchableType, SearchParameters } from './parameters.js';
import { all, any, NEVER, quantityOf, rangesOf, referenceText, textOf } from './leaves.js';
import { cellsAround, nearText } from './positions.js';
import type { Criterion, Token } from './query.js';
import { codedToken } from './indexing/coded.js';
import {
  belowToken,
  cellToken,
  containedKey,
  logicalKey,
  presenceToken,
  referenceToken,
  typedToken,
  uriToken,
  wordingKey,
  wordToken,
} from './indexing/tokens.js';
import { above } from './indexing/uris.js';
import { exactTokens, startingTokens, type AskedTokens } from './indexing/words.js';

/** What compiling needs beside the query. */
export interface Compiling {
  readonly parameters: SearchParameters;
  /** The keyed hash of a clear token. */
  readonly token: (text: string) => Token;
  /**
   * What each join of the query (`joinsOf`) leads to: `Type/id` of every hit of a chain's branches,
   * or of all that a reverse chain holds for. One that is not in it leads to nothing outside the
   * resource itself.
   */
  readonly resolved?: ReadonlyMap<Join, readonly string[]>;
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
    case 'words':
      return wordsOf(within, condition);
    case 'date':
    case 'number':
      return rangesOf(keyOf(within, condition.param), condition.values);
    case 'quantity':
      return any(
        condition.values.map((value) => quantityOf(keyOf(within, condition.param), value, within)),
      );
    case 'near':
      return any(condition.values.map((value) => nearOf(within, condition.param, value)));
    case 'composite':
      // Composites of contained resources are not indexed.
      if (within.prefix !== '') return NEVER;
      return any(condition.values.map((value) => compositeOf(condition.param, value, within)));
    case 'typed':
      return any(condition.values.map((value) => typedOf(within, condition.param, value)));
    case 'uri':
      return urisOf(within, condition);
    case 'reference':
      return referencesOf(within, condition);
    case 'logical':
      return logicalOf(within, condition.param, condition.values);
    case 'chain':
      return chainOf(within, condition);
    case 'has':
    case 'listed':
      return amongOf(within, condition);
    case 'group':
      return groupOf(within, condition);
  }
}

function groupOf(within: Within, { holds, of }: Condition & { kind: 'group' }): Criterion {
  const parts = of.map((part) => compile(within, part));
  if (holds === 'all') return all(parts);
  return holds === 'any' ? any(parts) : { kind: 'not', of: any(parts) };
}

/** Of resources of the type, those that it holds for. */
function amongOf(within: Within, join: Has | Listed): Criterion {
  // Nothing refers to a contained resource but its container.
  if (within.prefix !== '') return NEVER;
  const begin = `${within.type.name}/`;
  const names = (within.resolved?.get(join) ?? []).filter((name) => name.startsWith(begin));
  return { kind: 'id', ids: names.map((name) => name.slice(begin.length)) };
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
  const byWords = match === 'starts' || match === 'exact';
  if (strings === 'sealed' || !byWords) return { tokens: [], whole: false };
  const indexed = { strings, prefixes: param.prefixes !== false };
  const key = keyOf(within, param);
  return (match === 'exact' ? exactTokens : startingTokens)(indexed, key, value);
}

/**
 * All of the words, as tokens where strings are. Nothing is left of a value of signs alone: it is
 * found in nothing.
 */
function wordsOf(within: Within, { param, words }: Condition & { kind: 'words' }): Criterion {
  // Words of contained resources are not apart from those of their container.
  if (words.length === 0 || within.prefix !== '') return NEVER;
  const keys = param.fullText === 'content' ? [param.code, NARRATIVE] : [param.code];
  const isSealed = within.type.strings === 'sealed';
  const leaf = (key: string, word: string): Criterion =>
    isSealed ? textOf(key, 'word', word) : hashed(within, wordToken(key, word));
  return all(words.map((word) => any(keys.map((key) => leaf(key, word)))));
}

/** The content of a resource is also what its narrative says. */
const NARRATIVE = '_text';

/** First the squares around the position: they bind a search across streams. */
function nearOf(within: Within, param: Parameter, asked: Nearness): Criterion {
  // Positions of contained resources are not indexed.
  if (within.prefix !== '') return NEVER;
  const cells = cellsAround(asked, asked.metres)?.map((cell) => cellToken(param.code, cell));
  const around = cells ?? [presenceToken(param.code)];
  return all([
    any(around.map((text) => hashed(within, text))),
    { kind: 'text', param: param.code, match: 'near', value: nearText(asked, asked.metres) },
  ]);
}

function typedOf(within: Within, param: Parameter, { value, ...type }: TypedValue): Criterion {
  return hashed(within, typedToken(keyOf(within, param), type, value));
}

function urisOf(within: Within, { param, values, reach }: Condition & { kind: 'uri' }): Criterion {
  const key = keyOf(within, param);
  const texts = values.flatMap((value) => {
    if (reach === 'below') return [belowToken(key, value.replace(/(.)\/$/, '$1'))];
    return (reach === 'above' ? above(value) : [value]).map((uri) => uriToken(key, uri));
  });
  return any(texts.map((text) => hashed(within, text)));
}

function referencesOf(
  within: Within,
  { param, values }: Condition & { kind: 'reference' },
): Criterion {
  const key = keyOf(within, param);
  return any(values.map((value) => hashed(within, referenceText(key, value))));
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
  return within.prefix + (param.same ?? param.code);
}

function hashed(within: Within, text: string): Criterion {
  return { kind: 'token', token: within.token(text) };
}

/**
 * From the pairs of a request to a typed `Query`. https://hl7.org/fhir/R4/search.html
 *
 * A parameter that is not declared has no effect and is listed in `ignored`; with `strict` it is
 * refused (decision 10). What is declared but wrong (a value, a modifier, a chain that leads
 * nowhere) is always `invalid-search` (400), with the parameter, the fault and the cure.
 */
import { problem } from '../fhir/problem.js';
import type { Branch, Condition, Pair, Query } from './conditions.js';
import { filterOf, type Test } from './parsing/filter.js';
import { includeOf, isInclude } from './parsing/includes.js';
import { conditionOn } from './parsing/modifiers.js';
import {
  CHAIN_DEPTH_MAX,
  type Parameter,
  type SearchableType,
  type SearchParameters,
} from './parameters.js';
import { wantedOf, WANTED } from './parsing/results.js';
import { tested } from './parsing/tests.js';
import { fault, listIds } from './parsing/values.js';

/** Parameters of one search that are still served. */
export const PARAMETERS_MAX = 100;

/** Searches that the links of one chain may take, at most. */
const SEARCHES_MAX = 60;

/** Answered by whoever writes the result, not here: understood, so never listed as ignored. */
const ELSEWHERE: readonly string[] = ['_format', '_pretty', '_elements'];

/**
 * Understands a search of `type`, whose pairs are decoded and in the order sent. `strict` is
 * `Prefer: handling=strict`. Fails with `unknown-type` and `invalid-search`.
 */
export function parse(
  parameters: SearchParameters,
  type: string,
  pairs: readonly Pair[],
  { strict }: { readonly strict: boolean },
): Query {
  const searched = parameters.types.get(type);
  if (searched === undefined) throw problem('unknown-type');
  if (pairs.length > PARAMETERS_MAX) throw tooMany(pairs.length);
  const read = pairs.map((pair) => ({ pair, condition: conditionOf(parameters, searched, pair) }));
  const wanted = wantedOf(searched, pairs);
  const includes = pairs.filter(isInclude).map((pair) => includeOf(parameters, pair));
  const understood = ({ pair, condition }: (typeof read)[number]): boolean =>
    condition !== undefined ||
    wanted.used.has(pair) ||
    ELSEWHERE.includes(pair[0]) ||
    isInclude(pair);
  const ignored = unique(read.filter((each) => !understood(each)).map(({ pair }) => pair[0]));
  if (strict && ignored.length > 0) throw unknown(type, ignored);
  return {
    type,
    where: read.flatMap(({ condition }) => condition ?? []),
    wanted: wanted.wanted,
    includes,
    used: read.filter(understood).map(({ pair }) => pair),
    ignored,
  };
}

function conditionOf(
  parameters: SearchParameters,
  type: SearchableType,
  [name, value]: Pair,
): Condition | undefined {
  if (WANTED.includes(name) || ELSEWHERE.includes(name) || isInclude([name, value])) {
    return undefined;
  }
  if (name === '_list') return { kind: 'listed', ids: listIds({ parameters, name, value }) };
  if (name === '_filter') return filterOf(value, (test) => tests(parameters, type, test));
  return condition({ parameters, name, value, depth: 0 }, type, name);
}

function tests(
  parameters: SearchParameters,
  type: SearchableType,
  { path, operator, value }: Test,
): Condition {
  const found = condition({ parameters, name: path, value, depth: 0, operator }, type, path);
  if (found !== undefined) return found;
  const wrong = `${path} is no search parameter of ${type.name}`;
  throw fault('_filter', wrong, 'See /metadata for those there are');
}

/** A pair being read; `name` is the whole name as sent, for the faults. */
interface Reading {
  readonly parameters: SearchParameters;
  readonly name: string;
  readonly value: string;
  /** References followed so far. */
  readonly depth: number;
  /** Of a test of a `_filter`: how it compares. */
  readonly operator?: string;
}

/**
 * The condition that `path` (a name, or the rest of a chain) puts on a type; undefined when it has
 * no such parameter.
 */
function condition(reading: Reading, type: SearchableType, path: string): Condition | undefined {
  if (path.startsWith(HAS)) return reverse(reading, type, path.slice(HAS.length));
  const { head, rest } = firstHop(path);
  const { code, modifier } = codeAndModifier(head);
  const param = type.parameters.get(code);
  if (param === undefined) return undefined;
  if (rest !== undefined) return chain(reading, { param, target: modifier, rest });
  const asked = { ...reading, type, chained: reading.depth > 0 };
  return reading.operator === undefined
    ? conditionOn(asked, param, modifier)
    : tested(asked, param, reading.operator);
}

interface Hop {
  readonly param: Parameter;
  /** The type named after the colon. */
  readonly target: string | undefined;
  readonly rest: string;
}

/** A branch that leads nowhere is left out; a chain of which none is left is refused. */
function chain(reading: Reading, hop: Hop): Condition | undefined {
  const { param, rest } = hop;
  const isBranch = reading.depth > 0;
  if (param.type !== 'reference') {
    if (isBranch) return undefined;
    throw fault(reading.name, `${param.code} is not a reference`, 'Chain from a reference only');
  }
  const onward = further(reading);
  const branches = targetsOf(reading, hop).flatMap((target) => branch(onward, target, rest));
  if (branches.length === 0) {
    if (isBranch) return undefined;
    throw fault(
      reading.name,
      `no type that ${param.code} leads to has the parameter ${rest}`,
      'Chain to a parameter listed in /metadata for the type referred to',
    );
  }
  if (searchesOf(branches) > SEARCHES_MAX) {
    throw fault(
      reading.name,
      'the chain leads to too many types',
      `Name the type after a colon, as in ${param.code}:${branches[0]?.type}.${rest}`,
    );
  }
  return { kind: 'chain', param, branches };
}

const HAS = '_has:';

/** `Type:reference:path`, where the path may be a chain, or a reverse chain again. */
function reverse(reading: Reading, type: SearchableType, path: string): Condition {
  const [from = '', code = '', ...rest] = path.split(':');
  const source = reading.parameters.types.get(from);
  const param = source?.parameters.get(code);
  if (source === undefined || source.strings === 'events' || param?.type !== 'reference') {
    throw fault(reading.name, `${from}:${code} is no type and reference of it`, HAS_FORM);
  }
  if (param.targets?.includes(type.name) === false) {
    const cure = `It names ${param.targets.join(', ')}`;
    throw fault(reading.name, `${from}:${code} never names a ${type.name}`, cure);
  }
  const found = branch(further(reading), source.name, rest.join(':'));
  const [only] = found;
  if (only !== undefined) return { kind: 'has', param, branch: only };
  throw fault(reading.name, `${from} has no parameter ${rest.join(':')}`, HAS_FORM);
}

const HAS_FORM = 'Send _has:Type:reference:parameter as listed in /metadata';

/** One reference on. */
function further(reading: Reading): Reading {
  if (reading.depth < CHAIN_DEPTH_MAX) return { ...reading, depth: reading.depth + 1 };
  throw fault(
    reading.name,
    'the chain is too long',
    `Follow ${CHAIN_DEPTH_MAX} references at most`,
  );
}

/** Each branch is a search of its own, after those of the chain it goes on with. */
function searchesOf(branches: readonly Branch[]): number {
  return branches.reduce((sum, { where: [next] }) => {
    return sum + 1 + (next.kind === 'chain' ? searchesOf(next.branches) : 0);
  }, 0);
}

function targetsOf(reading: Reading, { param, target }: Hop): readonly string[] {
  const { parameters, name, depth } = reading;
  if (target === undefined) return param.targets ?? ownTypes(parameters);
  if (param.targets === undefined || param.targets.includes(target)) return [target];
  if (depth > 0) return [];
  throw fault(name, `${param.code} never names a ${target}`, `Use ${param.targets.join(', ')}`);
}

/**
 * Where a chain through a reference to anything leads, unless it names a type: to the types that
 * dossiers and the directory hold. One search for each type there is would be too many.
 */
function ownTypes({ types }: SearchParameters): string[] {
  return [...types.values()].filter(({ standard }) => !standard).map(({ name }) => name);
}

function branch(reading: Reading, target: string, rest: string): Branch[] {
  const type = reading.parameters.types.get(target);
  if (type === undefined) return [];
  const found = condition(reading, type, throughTo(type, rest));
  return found === undefined ? [] : [{ type: target, where: [found] }];
}

/**
 * A short chain in full, where the type has one of that name and no parameter: `family` →
 * `practitioner.family`.
 */
function throughTo(type: SearchableType, path: string): string {
  const { code } = codeAndModifier(firstHop(path).head);
  if (path.startsWith(HAS)) return path;
  const full = type.parameters.has(code) ? undefined : type.through?.[code];
  return full === undefined ? path : full + path.slice(code.length);
}

function firstHop(path: string): { head: string; rest: string | undefined } {
  const dot = path.indexOf('.');
  return dot < 0
    ? { head: path, rest: undefined }
    : { head: path.slice(0, dot), rest: path.slice(dot + 1) };
}

function codeAndModifier(head: string): { code: string; modifier: string | undefined } {
  const colon = head.indexOf(':');
  return colon < 0
    ? { code: head, modifier: undefined }
    : { code: head.slice(0, colon), modifier: head.slice(colon + 1) };
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

function unknown(type: string, names: readonly string[]): Error {
  const why = `Not search parameters of ${type} on this server: ${names.join(', ')}. Leave them out, see /metadata for what there is, or do not ask for strict handling.`;
  return problem('invalid-search', { why });
}

function tooMany(count: number): Error {
  const why = `The search has ${count} parameters, of which ${PARAMETERS_MAX} are allowed. Search in several steps.`;
  return problem('invalid-search', { why });
}

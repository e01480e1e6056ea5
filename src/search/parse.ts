/**
 * From the pairs of a request to a typed `Query`. https://hl7.org/fhir/R4/search.html
 *
 * A parameter that is not declared has no effect and is listed in `ignored`; with `strict` it is
 * refused (decision 10). What is declared but wrong (a value, a modifier, a chain that leads
 * nowhere) is always `invalid-search` (400), with the parameter, the fault and the cure.
 */
import { both } from '../fhir/language.js';
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
import { tooMany, unknown, use } from './parsing/said.js';
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
  if (pairs.length > PARAMETERS_MAX) throw tooMany(pairs.length, PARAMETERS_MAX);
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
  const wrong = both(
    `${path} is no search parameter of ${type.name}`,
    `${path} n'est pas un paramètre de recherche de ${type.name}`,
  );
  throw fault(
    '_filter',
    wrong,
    both('See /metadata for those there are', "Voir dans /metadata ceux qu'il y a"),
  );
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
    throw fault(
      reading.name,
      both(`${param.code} is not a reference`, `${param.code} n'est pas une référence`),
      both('Chain from a reference only', "Ne chaîner qu'à partir d'une référence"),
    );
  }
  const onward = further(reading);
  const branches = targetsOf(reading, hop).flatMap((target) => branch(onward, target, rest));
  if (branches.length === 0) {
    if (isBranch) return undefined;
    throw fault(
      reading.name,
      both(
        `no type that ${param.code} leads to has the parameter ${rest}`,
        `aucun type auquel mène ${param.code} n'a le paramètre ${rest}`,
      ),
      both(
        'Chain to a parameter listed in /metadata for the type referred to',
        'Chaîner vers un paramètre que /metadata indique pour le type désigné',
      ),
    );
  }
  if (searchesOf(branches) > SEARCHES_MAX) {
    throw fault(
      reading.name,
      both('the chain leads to too many types', 'la chaîne mène à trop de types'),
      both(
        `Name the type after a colon, as in ${param.code}:${branches[0]?.type}.${rest}`,
        `Nommer le type après deux-points, par exemple ${param.code}:${branches[0]?.type}.${rest}`,
      ),
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
    throw fault(
      reading.name,
      both(
        `${from}:${code} is no type and reference of it`,
        `${from}:${code} n'est pas un type avec une de ses références`,
      ),
      HAS_FORM,
    );
  }
  if (param.targets?.includes(type.name) === false) {
    const named = param.targets.join(', ');
    const cure = both(`It names ${named}`, `Il désigne ${named}`);
    throw fault(
      reading.name,
      both(
        `${from}:${code} never names a ${type.name}`,
        `${from}:${code} ne désigne jamais de ${type.name}`,
      ),
      cure,
    );
  }
  const found = branch(further(reading), source.name, rest.join(':'));
  const [only] = found;
  if (only !== undefined) return { kind: 'has', param, branch: only };
  throw fault(
    reading.name,
    both(
      `${from} has no parameter ${rest.join(':')}`,
      `${from} n'a pas de paramètre ${rest.join(':')}`,
    ),
    HAS_FORM,
  );
}

const HAS_FORM = both(
  'Send _has:Type:reference:parameter as listed in /metadata',
  'Envoyer _has:Type:référence:paramètre comme dans /metadata',
);

/** One reference on. */
function further(reading: Reading): Reading {
  if (reading.depth < CHAIN_DEPTH_MAX) return { ...reading, depth: reading.depth + 1 };
  throw fault(
    reading.name,
    both('the chain is too long', 'la chaîne est trop longue'),
    both(
      `Follow ${CHAIN_DEPTH_MAX} references at most`,
      `Suivre ${CHAIN_DEPTH_MAX} références au plus`,
    ),
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
  throw fault(
    name,
    both(`${param.code} never names a ${target}`, `${param.code} ne désigne jamais de ${target}`),
    use(param.targets),
  );
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

/**
 * Whether a code is in a value set. There are three answers: a code system that is not known here,
 * or only in part, leaves it open. https://hl7.org/fhir/R4/valueset.html#compositions
 */
import { isObject, object, objects, text } from '../fhir/elements.js';
import type { Resource } from '../fhir/resource.js';
import type { CodeSystem, Concept } from './code-system.js';
import { makePattern, type Pattern } from './pattern.js';

/** True, false, or undefined where it cannot be known here. */
export type Known = boolean | undefined;

/** What a value set is built on. Canonicals may carry a version after `|`. */
export interface Sources {
  codeSystem(canonical: string): CodeSystem | undefined;
  valueSet(canonical: string): ValueSet | undefined;
}

/** A value set, ready. */
export interface ValueSet {
  readonly url: string;
  readonly resource: Resource;
  readonly includes: readonly Include[];
  /** Whether `compose.exclude` takes a code out. */
  isExcluded(system: string | undefined, code: string): Known;
  /** Whether a code is in it. Without a system: whether it is, in any system. */
  has(system: string | undefined, code: string): Known;
}

/** One include or exclude of `compose`. */
export interface Include {
  readonly system?: string;
  /** The system, and its version where one is named. */
  readonly canonical?: string;
  /** The codes listed; absent: all that the filters leave. */
  readonly listed?: ReadonlyMap<string, Record<string, unknown>>;
  readonly filters: readonly Filter[];
  /** Only codes that are in each of these. */
  readonly valueSets: readonly string[];
}

/** A condition on the concepts of a system. https://hl7.org/fhir/R4/valueset-filter-operator.html */
export interface Filter {
  readonly property: string;
  readonly op: string;
  readonly value: string;
  /** What `value` matches, where it is a pattern that is held. */
  readonly pattern?: Pattern;
}

/** Value sets may build on value sets this deep; a circle is open from there on. */
const DEPTH_MAX = 20;

/** Makes it ready. What it builds on is looked up when it is asked. */
export function makeValueSet(resource: Resource, sources: Sources): ValueSet {
  const compose = object(resource['compose']);
  const includes = objects(compose?.['include']).map(includeOf);
  const excludes = objects(compose?.['exclude']).map(includeOf);
  const hasListed = (system: string | undefined, code: string): Known =>
    isListed(resource, system, code);
  const inOne = (of: readonly Include[], system: string | undefined, code: string): Known =>
    some(of.map((include) => isIncluded(include, sources, system, code)));
  let depth = 0;
  return {
    url: text(resource['url']) ?? '',
    resource,
    includes,
    isExcluded: (system, code) => inOne(excludes, system, code),
    has: (system, code) => {
      if (compose === undefined) return hasListed(system, code);
      if (depth >= DEPTH_MAX) return undefined;
      depth += 1;
      try {
        return and(inOne(includes, system, code), not(inOne(excludes, system, code)));
      } finally {
        depth -= 1;
      }
    },
  };
}

function includeOf(include: Record<string, unknown>): Include {
  const system = text(include['system']);
  const version = text(include['version']);
  const listed = objects(include['concept']).flatMap((concept) => {
    const code = text(concept['code']);
    return code === undefined ? [] : [[code, concept] as const];
  });
  const urls: unknown = include['valueSet'];
  return {
    ...(system === undefined ? {} : { system }),
    ...(system === undefined
      ? {}
      : { canonical: version === undefined ? system : `${system}|${version}` }),
    ...(listed.length === 0 ? {} : { listed: new Map(listed) }),
    filters: objects(include['filter']).map(filterOf),
    valueSets: Array.isArray(urls) ? urls.filter((url) => typeof url === 'string') : [],
  };
}

function filterOf(filter: Record<string, unknown>): Filter {
  const [property = '', op = '', value = ''] = ['property', 'op', 'value'].map((name) =>
    text(filter[name]),
  );
  const pattern = op === 'regex' ? makePattern(value) : undefined;
  return { property, op, value, ...(pattern === undefined ? {} : { pattern }) };
}

function isIncluded(
  include: Include,
  sources: Sources,
  system: string | undefined,
  code: string,
): Known {
  const { system: own = system } = include;
  if (system !== undefined && own !== system) return false;
  const inSets = include.valueSets.map((url) => sources.valueSet(url)?.has(own, code));
  const ofSystem = include.system === undefined ? true : isOfSystem(include, sources, code);
  return [...inSets, ofSystem].reduce(and);
}

function isOfSystem({ canonical = '', listed, filters }: Include, sources: Sources, code: string) {
  const system = sources.codeSystem(canonical);
  const concept = system?.find(code);
  if (listed !== undefined) return listed.has(concept?.code ?? code);
  if (system === undefined) return undefined;
  if (concept === undefined) return system.whole ? false : undefined;
  return filters.map((filter) => passes(filter, system, concept)).reduce(and, true);
}

/** Whether a concept passes a filter; open where the filter is one this server does not know. */
export function passes(
  { property, op, value, pattern }: Filter,
  system: CodeSystem,
  concept: Concept,
): Known {
  const isConcept = property === 'concept' || property === 'code';
  const { code } = concept;
  switch (op) {
    case 'is-a':
      return system.find(value) === undefined ? unlessWhole(system) : system.isWithin(code, value);
    case 'descendent-of':
      if (system.find(value) === undefined) return unlessWhole(system);
      return code !== system.find(value)?.code && system.isWithin(code, value);
    case 'is-not-a':
      return system.find(value) === undefined
        ? system.whole || undefined
        : !system.isWithin(code, value);
    case 'generalizes':
      return system.find(value) === undefined ? unlessWhole(system) : system.isWithin(value, code);
    case 'regex':
      return some((isConcept ? [code] : valuesOf(concept, property)).map((one) => pattern?.(one)));
    default:
      return comparesTo(isConcept ? [code] : valuesOf(concept, property), op, value);
  }
}

function unlessWhole(system: CodeSystem): Known {
  return system.whole ? false : undefined;
}

function comparesTo(values: readonly string[], op: string, value: string): Known {
  const listed = value.split(',').map((one) => one.trim());
  switch (op) {
    case '=':
      return values.includes(value);
    case 'in':
      return values.some((one) => listed.includes(one));
    case 'not-in':
      return !values.some((one) => listed.includes(one));
    case 'exists':
      return values.length > 0 === (value === 'true');
    default:
      return undefined;
  }
}

/** The values of a property of a concept, as texts. */
export function valuesOf(concept: Concept, property: string): string[] {
  if (property === 'parent') return [...concept.parents];
  if (property === 'child') return [...concept.children];
  if (property === 'display') return concept.display === undefined ? [] : [concept.display];
  return concept.properties
    .filter((each) => each['code'] === property)
    .flatMap((each) => Object.entries(each))
    .filter(([name]) => name.startsWith('value'))
    .map(([, value]) => textOf(value));
}

function textOf(value: unknown): string {
  return isObject(value) ? (text(value['code']) ?? '') : String(value);
}

/** A value set that is nothing but its expansion. */
function isListed(resource: Resource, system: string | undefined, code: string): Known {
  const expansion = object(resource['expansion']);
  if (expansion === undefined) return undefined;
  const waiting = objects(expansion['contains']);
  for (const each of waiting) {
    if (each['code'] === code && (system ?? each['system']) === each['system']) return true;
    waiting.push(...objects(each['contains']));
  }
  return false;
}

/** Both. */
function and(a: Known, b: Known): Known {
  if (a === false || b === false) return false;
  return a === undefined || b === undefined ? undefined : true;
}

/** Any of them; none where there are none. */
function some(all: readonly Known[]): Known {
  if (all.includes(true)) return true;
  return all.includes(undefined) ? undefined : false;
}

function not(known: Known): Known {
  return known === undefined ? undefined : !known;
}

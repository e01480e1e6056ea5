/**
 * Invariants in FHIRPath. What they need is loaded when the first one is judged, for most resources
 * need none. Each expression is compiled to closures once; what those leave open, the library
 * decides. https://hl7.org/fhir/R4/fhirpath.html
 */
import type { JsonObject } from '../../fhir/json.js';
import { isObject } from '../../fhir/elements.js';
import { compileSyntax } from '../fhirpath/compile.js';
import {
  dataOf,
  EMPTY,
  nodeOf,
  readable,
  UNSURE,
  type Evaluate,
  type Items,
} from '../fhirpath/item.js';
import { Kinds, type Model } from '../fhirpath/kinds.js';
import type { Syntax } from '../fhirpath/syntax.js';

/** What `%resource` and `%rootResource` are while an expression is judged. */
export interface Surroundings {
  readonly resource: JsonObject;
  readonly rootResource: JsonObject;
}

/** Whether an invariant holds: undefined where it cannot be told, as with `resolve()`. */
export type Holds = (
  expression: string,
  base: string | undefined,
  value: unknown,
  around: Surroundings,
) => boolean | undefined;

type Compiled = (value: unknown, variables: Partial<Surroundings>) => unknown[];

/** What is used of the library, with its model of R4. */
export interface FhirPathLibrary {
  readonly model: Model;
  /** The tree of an expression. Throws where it is malformed. */
  readonly parse: (expression: string) => Syntax;
  /** The library's own evaluation; of an expression, or of one with its base. */
  readonly compile: (path: unknown, model: unknown, options: unknown) => Compiled;
}

/** One expression, on a value of a type or group of elements. */
type Judge = (
  base: string | undefined,
  value: unknown,
  around: Surroundings,
) => boolean | undefined;

/**
 * Judges expressions; one for the whole server, since it keeps what it compiled. `load` is called
 * once, when the first expression is judged.
 */
export function makeInvariants(load: () => FhirPathLibrary): Holds {
  const judges = new Map<string, Judge>();
  let engine: Engine | undefined;
  return (expression, base, value, around) => {
    let judge = judges.get(expression);
    if (judge === undefined) {
      engine ??= engineOf(load());
      judge = judgeOf(engine, expression);
      judges.set(expression, judge);
    }
    return judge(base, value, around);
  };
}

interface Engine extends FhirPathLibrary {
  readonly kinds: Kinds;
}

function engineOf(library: FhirPathLibrary): Engine {
  return { ...library, kinds: new Kinds(library.model) };
}

function judgeOf(engine: Engine, expression: string): Judge {
  const ask = libraryJudge(engine, expression);
  const evaluate = compiledIn(engine, expression);
  if (evaluate === undefined) return ask;
  return (base, value, around) => {
    try {
      return verdictOf(
        evaluated(engine, evaluate, rootOf(engine, base, value), around).map(dataOf),
      );
    } catch (error) {
      // What the resource is otherwise wrong in has been told; an expression that R4's own types
      // do not satisfy says nothing about the resource.
      return error === UNSURE ? ask(base, value, around) : undefined;
    }
  };
}

function compiledIn({ parse, kinds }: Engine, expression: string): Evaluate | undefined {
  try {
    return compileSyntax(parse(expression), kinds);
  } catch {
    return undefined;
  }
}

function evaluated(
  { kinds }: Engine,
  evaluate: Evaluate,
  roots: Items,
  around: Surroundings,
): Items {
  return evaluate(roots, roots, { kinds, roots, ...around });
}

function rootOf({ kinds }: Engine, base: string | undefined, value: unknown): Items {
  if (value === undefined || value === null) return EMPTY;
  if (base === undefined && !(isObject(value) && value['resourceType'])) throw UNSURE;
  const kind = base === undefined ? kinds.none : kinds.base(base);
  if (!Array.isArray(value)) return [nodeOf(value, undefined, kind, kinds)];
  return value.map((one) => nodeOf(one, undefined, kind, kinds));
}

/** An expression holds unless it gives nothing, or false alone. */
function verdictOf(results: readonly unknown[]): boolean {
  const values = results.filter((value) => value !== undefined && value !== null);
  return values.length > 0 && (values.length > 1 || values[0] !== false);
}

const SILENT = { traceFn: () => undefined };

/** The library's own verdict. A type that R4 does not have is left unjudged. */
function libraryJudge({ compile, model, kinds }: Engine, expression: string): Judge {
  const compiled = new Map<string | undefined, Compiled>();
  const asksAround = /%`?(resource|rootResource)/.test(expression);
  return (base, value, around) => {
    if (base !== undefined && !kinds.knows(base)) return undefined;
    try {
      const path = base === undefined ? expression : { base, expression };
      const run = compiled.get(base) ?? compile(path, model, SILENT);
      compiled.set(base, run);
      const variables = asksAround ? (safe(around) as Partial<Surroundings>) : {}; // still both
      return verdictOf(run(safe(value), variables));
    } catch {
      return undefined;
    }
  };
}

/**
 * The value with its marked numbers as numbers, and without the length that an object beside a
 * primitive claims to have, which the library would count to. The value itself where all is well.
 */
function safe(value: unknown): unknown {
  if (typeof value === 'string') return readable(value);
  if (Array.isArray(value)) return changedItems(value);
  return isObject(value) ? changedMembers(value) : value;
}

function changedItems(list: readonly unknown[]): readonly unknown[] {
  const items = list.map(safe);
  return items.some((item, index) => item !== list[index]) ? items : list;
}

function changedMembers(object: JsonObject): JsonObject {
  let changed: JsonObject | undefined;
  for (const name of Object.keys(object)) {
    const member = name.startsWith('_') ? lengthless(object[name]) : safe(object[name]);
    if (member === object[name]) continue;
    changed ??= { ...object };
    changed[name] = member;
  }
  return changed ?? object;
}

function lengthless(beside: unknown): unknown {
  if (!isObject(beside) || beside['length'] === undefined) return safe(beside);
  return safe({ ...beside, length: undefined });
}

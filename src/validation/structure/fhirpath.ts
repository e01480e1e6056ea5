/**
 * Invariants in FHIRPath. What they need is loaded when the first one is judged, for most resources
 * need none. Each expression is compiled to closures once; what those leave open, the library
 * decides. https://hl7.org/fhir/R4/fhirpath.html
 */
import type { JsonObject } from '../../fhir/json.js';
import { isObject } from '../../fhir/elements.js';
import { bareOf, beginningsOf } from '../fhirpath/beginnings.js';
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
  const compiled = compiledIn(engine, expression);
  if (compiled === undefined) return ask;
  const { evaluate, beginnings } = compiled;
  const judge: Judge = (base, value, around) => {
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
  return beginnings === undefined ? judge : shortened(engine.kinds, beginnings, judge);
}

/** An expression ready to run, and the elements it begins with, where it looks at nothing else. */
interface Ready {
  readonly evaluate: Evaluate;
  readonly beginnings: ReadonlySet<string> | undefined;
}

function compiledIn({ parse, kinds }: Engine, expression: string): Ready | undefined {
  try {
    const tree = parse(expression);
    const evaluate = compileSyntax(tree, kinds);
    return evaluate && { evaluate, beginnings: beginningsOf(tree, kinds) };
  } catch {
    return undefined;
  }
}

/** Values of a type without any of some elements, and the verdict on them: one for all. */
interface Bare {
  readonly isBare: (value: JsonObject) => boolean;
  verdict?: { readonly holds: boolean | undefined };
}

/** Judges a value with none of the elements that the expression begins with once for its type. */
function shortened(kinds: Kinds, beginnings: ReadonlySet<string>, judge: Judge): Judge {
  const known = new Map<string, Bare>();
  const bareAs = (base: string): Bare => {
    const bare = known.get(base) ?? { isBare: bareOf(kinds.base(base), beginnings) };
    known.set(base, bare);
    return bare;
  };
  return (base, value, around) => {
    if (base === undefined || !isObject(value) || value['resourceType'] !== undefined)
      return judge(base, value, around);
    const bare = bareAs(base);
    if (!bare.isBare(value)) return judge(base, value, around);
    bare.verdict ??= { holds: judge(base, value, around) };
    return bare.verdict.holds;
  };
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

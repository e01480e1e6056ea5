/**
 * Invariants in FHIRPath. The library is loaded when the first one is judged, for most resources
 * need none; each expression is parsed once. https://hl7.org/fhir/R4/fhirpath.html
 */
import { isNumber, isCutOut, numberText, type JsonObject } from '../../fhir/json.js';
import { isObject } from '../../fhir/elements.js';

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

type Compiled = (value: unknown, variables: Surroundings) => unknown[];

/** What is used of the library, with its model of R4. */
export interface FhirPathLibrary {
  readonly fhirpath: {
    parse(expression: string): unknown;
    compile(path: unknown, model: unknown, options: unknown): Compiled;
  };
  readonly model: unknown;
}

/**
 * Judges expressions; one for the whole server, since it keeps what it parsed. `load` is called
 * once, when the first expression is judged.
 */
export function makeInvariants(load: () => FhirPathLibrary): Holds {
  const parsed = new Map<string, Compiled | undefined>();
  let library: FhirPathLibrary | undefined;
  const compiledOf = (expression: string, base: string | undefined): Compiled | undefined => {
    const key = `${base ?? ''} ${expression}`;
    if (parsed.has(key)) return parsed.get(key);
    library ??= load();
    const compiled = parse(library, expression, base);
    parsed.set(key, compiled);
    return compiled;
  };
  return (expression, base, value, around) => {
    const compiled = compiledOf(expression, base);
    if (compiled === undefined) return undefined;
    try {
      const [result, ...others] = compiled(readable(value), around);
      return others.length > 0 || (result !== undefined && result !== false);
    } catch {
      // What the resource is otherwise wrong in has been told; an expression that R4's own types
      // do not satisfy says nothing about the resource.
      return undefined;
    }
  };
}

const SILENT = { traceFn: () => undefined };

function parse(
  { fhirpath, model }: FhirPathLibrary,
  expression: string,
  base: string | undefined,
): Compiled | undefined {
  try {
    const path = base === undefined ? expression : { base, expression };
    return fhirpath.compile(path, model, SILENT);
  } catch {
    return undefined;
  }
}

/** The value with its marked numbers as numbers; the value itself where it holds none. */
function readable(value: unknown): unknown {
  if (typeof value === 'string') return readableText(value);
  if (Array.isArray(value)) return changedItems(value);
  return isObject(value) ? changedMembers(value) : value;
}

function readableText(value: string): unknown {
  if (isCutOut(value)) return '';
  return isNumber(value) ? Number(numberText(value)) : value;
}

function changedItems(list: readonly unknown[]): readonly unknown[] {
  const items = list.map(readable);
  return items.some((item, index) => item !== list[index]) ? items : list;
}

function changedMembers(object: JsonObject): JsonObject {
  let changed: JsonObject | undefined;
  for (const name of Object.keys(object)) {
    const member = readable(object[name]);
    if (member !== object[name]) changed = { ...(changed ?? object), [name]: member };
  }
  return changed ?? object;
}

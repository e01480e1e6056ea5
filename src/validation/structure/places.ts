/**
 * Finds the values of an element in a JSON object, with what a primitive's `_x` holds beside them.
 * https://hl7.org/fhir/R4/json.html
 */
import { isObject } from '../../fhir/elements.js';
import type { JsonObject } from '../../fhir/json.js';

/** One value and its FHIRPath location. */
export interface Place {
  /** Undefined where a primitive has extensions and no value. */
  readonly value: unknown;
  readonly beside?: JsonObject;
  readonly at: string;
  /** The type that the property of a choice names. */
  readonly type?: string;
}

const PRIMITIVES = new Set(
  `Boolean Integer String Decimal Uri Url Canonical Base64Binary Instant Date DateTime Time Code Oid
  Id Markdown UnsignedInt PositiveInt Uuid`.split(/\s+/),
);

/** The values of an element, `value[x]` for a choice; null is left out. */
export function placesOf(holder: JsonObject, name: string, at: string): Place[] {
  if (name.endsWith('[x]')) return placesOfChoice(holder, name.slice(0, -3), at);
  return placesUnder(holder, name, `${at}.${name}`);
}

function placesOfChoice(holder: JsonObject, stem: string, at: string): Place[] {
  const places: Place[] = [];
  for (const key of Object.keys(holder)) {
    const name = key.startsWith('_') ? key.slice(1) : key;
    if (!name.startsWith(stem) || !/^[A-Z]\w*$/.test(name.slice(stem.length))) continue;
    if (key.startsWith('_') && holder[name] !== undefined) continue;
    const type = typeNamed(name.slice(stem.length));
    for (const place of placesUnder(holder, name, `${at}.${stem}`)) places.push({ ...place, type });
  }
  return places;
}

/** The type whose name ends a property: `string` of valueString. */
export function typeNamed(ending: string): string {
  return PRIMITIVES.has(ending) ? ending.charAt(0).toLowerCase() + ending.slice(1) : ending;
}

function placesUnder(holder: JsonObject, key: string, at: string): Place[] {
  const value = Object.hasOwn(holder, key) ? holder[key] : undefined;
  const beside = holder[`_${key}`];
  if (Array.isArray(value) || Array.isArray(beside)) return placesInArray(value, beside, at);
  const place = placeOf(value, beside, at);
  return place === undefined ? [] : [place];
}

function placesInArray(value: unknown, beside: unknown, at: string): Place[] {
  const values: unknown[] = Array.isArray(value) ? value : [];
  const others: unknown[] = Array.isArray(beside) ? beside : [];
  const places: Place[] = [];
  for (let index = 0; index < Math.max(values.length, others.length); index++) {
    const place = placeOf(values[index], others[index], `${at}[${index}]`);
    if (place) places.push(place);
  }
  return places;
}

function placeOf(value: unknown, beside: unknown, at: string): Place | undefined {
  const hasValue = value !== undefined && value !== null;
  if (isObject(beside)) return { value: hasValue ? value : undefined, beside, at };
  return hasValue ? { value, at } : undefined;
}

/** Reading JSON values of unknown form, without trusting them. https://hl7.org/fhir/R4/json.html */
import { isObject } from '../fhir/elements.js';
import type { JsonObject } from '../fhir/json.js';

/** The value as an object; undefined for anything else, arrays and null included. */
export function objectOf(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

/** The items of an array; a single value as one item, nothing as none. */
export function arrayOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

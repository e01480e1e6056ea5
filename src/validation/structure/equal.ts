/**
 * `fixed[x]` and `pattern[x]`: the same value, or one that holds at least what the pattern says.
 * https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.pattern_x_
 */
import { isObject } from '../../fhir/elements.js';
import { isNumber, numberOf } from '../../fhir/json.js';

/** Whether two values are the same: no member more, no member less, arrays in the same order. */
export function isSameValue(value: unknown, fixed: unknown): boolean {
  if (Array.isArray(fixed)) {
    return (
      Array.isArray(value) &&
      value.length === fixed.length &&
      fixed.every((item, index) => isSameValue(value[index], item))
    );
  }
  if (!isObject(fixed)) return isSamePrimitive(value, fixed);
  if (!isObject(value)) return false;
  const names = Object.keys(fixed);
  return (
    names.length === Object.keys(value).length &&
    names.every((name) => isSameValue(value[name], fixed[name]))
  );
}

/** Whether a value holds all that a pattern says; of an array each item, somewhere in the value. */
export function hasPattern(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern)) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    return pattern.every((one) => items.some((item) => hasPattern(item, one)));
  }
  if (!isObject(pattern)) return isSamePrimitive(value, pattern);
  if (!isObject(value)) return false;
  return Object.keys(pattern).every((name) => hasPattern(value[name], pattern[name]));
}

function isSamePrimitive(value: unknown, expected: unknown): boolean {
  if (value === expected) return true;
  return isNumber(value) && isNumber(expected) && numberOf(value) === numberOf(expected);
}

/** A fixed value or pattern in few words: `system "urn:x" and code "y"`. */
export function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join(', ');
  if (!isObject(value)) return JSON.stringify(value) ?? '';
  return Object.entries(value)
    .map(([name, part]) => `${name} ${inWords(part)}`)
    .join(', ');
}

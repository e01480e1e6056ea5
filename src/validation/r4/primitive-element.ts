/**
 * Primitive elements in JSON: a value beside an optional object `_x` that carries its id and
 * extensions, and lists of both in step. https://hl7.org/fhir/R4/json.html#primitive
 */
import { objectOf } from '../json-value.js';
import { shown } from '../report.js';
import type { Slot } from './shape.js';
import { isAbsolute } from './uri.js';
import { isList, type Property, type Walk } from './walk.js';

/** Reports what is wrong with the values of a primitive property. */
export function walkPrimitive(walk: Walk, { owner, key, slot }: Property, at: string): void {
  const value = owner[key];
  if (!slot.isMany) return checkValue(walk, value, slot, at);
  if (!isList(walk, value, slot, at)) return;
  const siblings = owner[`_${key}`];
  value.forEach((item, index) => {
    const hasSibling = Array.isArray(siblings) && objectOf(siblings[index]) !== undefined;
    if (item !== null || !hasSibling) checkValue(walk, item, slot, `${at}[${index}]`);
  });
}

function checkValue(walk: Walk, value: unknown, slot: Slot, at: string): void {
  if (!slot.primitive?.accepts(value)) return reportValue(walk, value, slot, at);
  // `#id` names what is contained, as a value set may a code system.
  if (slot.isAbsolute && typeof value === 'string' && !isAbsolute(value) && value[0] !== '#') {
    walk.report.error('value', at, relativeUri(value));
  }
  if (!slot.binding || typeof value !== 'string' || slot.binding.codes.has(value)) return;
  const codes = [...slot.binding.codes];
  const list = codes.length > 12 ? `a code of ${slot.binding.name}` : `one of ${codes.join(', ')}`;
  walk.report.error('code-invalid', at, `Found ${shown(value)}. Expected ${list}.`);
}

/** What is wrong with a relative URI, and how to mend it. */
export function relativeUri(found: string): string {
  return `Found ${shown(found)}. Expected an absolute URI, such as http://… or urn:oid:….`;
}

function reportValue(walk: Walk, value: unknown, slot: Slot, at: string): void {
  const expected = slot.primitive?.expected ?? '';
  if (value === null || value === '') {
    const text = `Found ${value === null ? 'null' : 'an empty text'}. Leave the property out instead.`;
    return walk.report.error('structure', at, text);
  }
  const once = Array.isArray(value)
    ? ` ${slot.element} does not repeat: give it without array.`
    : '';
  const code = typeof value === 'object' ? 'structure' : 'value';
  const fault = slot.primitive?.fault?.(value);
  const found = fault === undefined ? `Found ${shown(value)}.` : `The ${slot.element} ${fault}.`;
  walk.report.error(code, at, `${found} Expected ${expected}.${once}`);
}

/** Goes through `_x`: one object, or one for each value, null where a value has none. */
export function walkSiblings(
  walk: Walk,
  { owner, key, slot }: Property,
  at: string,
  visit: (item: unknown, at: string) => void,
): void {
  const siblings = owner[key];
  if (!slot.isMany) return visit(siblings, at);
  if (!isList(walk, siblings, slot, at)) return;
  const values = owner[key.slice(1)];
  siblings.forEach((item, index) => {
    const hasValue = Array.isArray(values) && values[index] !== undefined && values[index] !== null;
    if (item !== null || !hasValue) visit(item, `${at}[${index}]`);
  });
  if (Array.isArray(values) && values.length < siblings.length) reportSteps(walk, key, at);
}

/** A value's list that is too short would lose what stands beside it. */
function reportSteps(walk: Walk, key: string, at: string): void {
  const name = key.slice(1);
  const text = `${key} is longer than ${name}. Fill ${name} with null, so that both keep step.`;
  walk.report.error('structure', at, text);
}

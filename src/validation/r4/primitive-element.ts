/**
 * Primitive elements in JSON: a value beside an optional object `_x` that carries its id and
 * extensions, and lists of both in step. https://hl7.org/fhir/R4/json.html#primitive
 */
import { objectOf } from '../json-value.js';
import { kindOf, shown, untilFull, type Words } from '../report.js';
import { sayOfStructure, sayOfValues } from '../said/base.js';
import type { Slot } from './shape.js';
import { isAbsolute } from './uri.js';
import { isList, type Property, type Walk } from './walk.js';

/** Reports what is wrong with the values of a primitive property. */
export function walkPrimitive(walk: Walk, { owner, key, slot }: Property, at: string): void {
  const value = owner[key];
  if (!slot.isMany) return checkValue(walk, value, slot, at);
  if (!isList(walk, value, slot, at)) return;
  const siblings = owner[`_${key}`];
  untilFull(walk.report, value, (item, index) => {
    const hasSibling = Array.isArray(siblings) && objectOf(siblings[index]) !== undefined;
    if (item !== null || !hasSibling) checkValue(walk, item, slot, `${at}[${index}]`);
  });
}

function checkValue(walk: Walk, value: unknown, slot: Slot, at: string): void {
  if (!slot.primitive?.accepts(value)) return reportValue(walk, value, slot, at);
  // `#id` names what is contained, as a value set may a code system.
  if (slot.isAbsolute && typeof value === 'string' && !isAbsolute(value) && value[0] !== '#') {
    walk.report.error('value', at, sayOfValues.relative(shown(value)));
  }
  if (!slot.binding || typeof value !== 'string' || slot.binding.codes.has(value)) return;
  const { name, codes } = slot.binding;
  walk.report.error('code-invalid', at, sayOfValues.notListed(shown(value), name, [...codes]));
}

function reportValue(walk: Walk, value: unknown, slot: Slot, at: string): void {
  if (value === null || value === '') {
    return walk.report.error('structure', at, sayOfValues.nothing(value === null));
  }
  const { element, primitive, type } = slot;
  if (primitive === undefined) return;
  const code = typeof value === 'object' ? 'structure' : 'value';
  const fault = primitive.fault?.(value);
  if (fault) return reportFault(walk, slot, fault, at);
  const found = primitive.isProse === true ? kindOf(value) : shown(value);
  const place = { element, isRepeated: Array.isArray(value) };
  const asked = { type, expected: primitive.expected };
  walk.report.error(code, at, sayOfValues.notOfItsType(found, asked, place));
}

/** What is said of a value that is almost one: of a narrative, and of a URN. */
function reportFault(walk: Walk, { element, primitive, type }: Slot, fault: Words, at: string) {
  if (primitive === undefined) return;
  const said =
    type === 'xhtml'
      ? sayOfValues.badNarrative(fault, primitive.expected)
      : sayOfValues.malformed(element, fault, primitive.expected);
  walk.report.error('value', at, said);
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
  untilFull(walk.report, siblings, (item, index) => {
    const hasValue = Array.isArray(values) && values[index] !== undefined && values[index] !== null;
    if (item !== null || !hasValue) visit(item, `${at}[${index}]`);
  });
  if (Array.isArray(values) && values.length < siblings.length) reportSteps(walk, key, at);
}

/** A value's list that is too short would lose what stands beside it. */
function reportSteps(walk: Walk, key: string, at: string): void {
  walk.report.error('structure', at, sayOfStructure.outOfStep(key, key.slice(1)));
}

/**
 * What a node asks of one value, without looking at what is inside it: its type, a fixed value or
 * pattern, a code of a value set, invariants. https://hl7.org/fhir/R4/elementdefinition.html
 */
import { isObject, text as textOf } from '../../fhir/elements.js';
import { arrayOf } from '../json-value.js';
import { judgeBounds } from './bounds.js';
import type { Binding, Invariant, Node } from './compiled.js';
import { hasPattern, inWords, isSameValue } from './equal.js';
import type { Codes, Judging } from './judging.js';
import type { Place } from './places.js';
import { say } from '../said/profiles.js';

/** Reports what is wrong with the value itself. */
export function judgeValue(one: Judging, node: Node, place: Place): void {
  if (node.types) judgeType(one, node, place);
  if (node.fixed !== undefined && !isSameValue(place.value, node.fixed)) {
    one.error('value', place.at, say.notFixed(inWords(node.fixed)));
  }
  if (node.pattern !== undefined && !hasPattern(place.value, node.pattern)) {
    one.error('value', place.at, say.notPattern(inWords(node.pattern)));
  }
  judgeBounds(one, node, place);
  if (node.binding) judgeBinding(one, node.binding, place);
  for (const invariant of node.invariants ?? []) judgeInvariant(one, invariant, place);
}

function judgeType(one: Judging, { types = [] }: Node, place: Place): void {
  const found = typeOf(place);
  if (found === undefined || types.some(({ code }) => isOfType(found, code))) return;
  const allowed = types.map(({ code }) => code);
  one.error('structure', place.at, say.wrongType(found, allowed));
}

/** The type of a value, where it shows: of a choice, or of a resource. */
export function typeOf({ value, type }: Place): string | undefined {
  return type ?? (isObject(value) ? textOf(value['resourceType']) : undefined);
}

/** Whether a value of one type may stand where another is asked for. */
export function isOfType(found: string, code: string): boolean {
  return found === code || code === 'Resource' || code === 'DomainResource' || code === 'Element';
}

function judgeBinding(one: Judging, { strength, valueSet }: Binding, place: Place): void {
  const codes = codesIn(place.value);
  if (codes === undefined || isBound(one.knowledge.codes, valueSet, codes)) return;
  const found = codes[0]?.code;
  if (strength === 'required') {
    return one.error('code-invalid', place.at, say.notInValueSet(found, valueSet));
  }
  one.warning('code-invalid', place.at, say.notPreferred(found, valueSet));
}

interface Coded {
  readonly system?: string | undefined;
  readonly code: string;
}

/** The codes of a code, Coding, CodeableConcept or Quantity; undefined: none to judge. */
export function codesIn(value: unknown): readonly Coded[] | undefined {
  if (typeof value === 'string') return [{ code: value }];
  if (!isObject(value)) return undefined;
  const isConcept = value['coding'] !== undefined || value['text'] !== undefined;
  return (isConcept ? arrayOf(value['coding']) : [value]).flatMap((coding) => {
    const code = isObject(coding) ? textOf(coding['code']) : undefined;
    return code === undefined ? [] : [{ code, system: textOf((coding as never)['system']) ?? '' }];
  });
}

/** Whether one of the codes is of the value set; a value set that is not known has them all. */
export function isBound(codes: Codes, valueSet: string, found: readonly Coded[]): boolean {
  const answers = found.map(({ system, code }) => codes.isMember(valueSet, system, code));
  if (answers.length === 0) return codes.isMember(valueSet, '', '') === undefined;
  return answers.some((isMember) => isMember !== false);
}

function judgeInvariant(one: Judging, invariant: Invariant, place: Place): void {
  const { key, human, french, severity, expression } = invariant;
  const around = { resource: one.resource, rootResource: one.root };
  const base = place.type ?? invariant.base;
  const value = place.value ?? place.beside;
  if (one.knowledge.holds(expression, base, value, around) !== false) return;
  const words = { text: human, french: french ?? human };
  one[severity]('invariant', place.at, say.invariant(key, words));
}

/**
 * Lists of codes that profiles prefer: whether a Coding or CodeableConcept has a code of one.
 * https://hl7.org/fhir/R4/terminologies.html#preferred
 */
import { isObject } from '../../fhir/elements.js';
import type { CodeList } from './constraint.js';
import { arrayOf } from '../json-value.js';

/** A list of codes, made ready for look-ups. */
export interface ReadyList {
  readonly title: string;
  readonly valueSet: string;
  /** Whether a Coding, or one coding of a CodeableConcept, is of the list. */
  has(value: unknown): boolean;
}

/** Makes a list ready. */
export function readyList(list: CodeList): ReadyList {
  const codes = new Map(
    Object.entries(list.systems).map(([system, some]) => [system, setOf(some)]),
  );
  const isListed = (coding: unknown): boolean => {
    if (!isObject(coding) || typeof coding['code'] !== 'string') return false;
    const known = codes.get(String(coding['system']));
    return known === '*' || (known?.has(coding['code']) ?? false);
  };
  return {
    title: list.title,
    valueSet: list.valueSet,
    has: (value) => arrayOf(codingsOf(value)).some(isListed),
  };
}

function setOf(codes: '*' | readonly string[]): '*' | ReadonlySet<string> {
  return codes === '*' ? '*' : new Set(codes);
}

function codingsOf(value: unknown): unknown {
  return isObject(value) && value['coding'] !== undefined ? value['coding'] : value;
}

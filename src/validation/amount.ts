/** Quantities as numbers that can be compared. https://hl7.org/fhir/R4/datatypes.html#Quantity */
import { text as textOf } from '../fhir/elements.js';
import { numberOf } from '../fhir/json.js';
import { canonicalOf, converted, UCUM } from '../fhir/ucum/units.js';
import { objectOf } from './json-value.js';

/** A number of base units, or of the unit as it is written where UCUM has none of that code. */
export interface Amount {
  readonly value: number;
  /** Amounts of the same base can be compared. */
  readonly base: string;
}

/** The amount of a quantity; undefined for one without value. */
export function amountOf(quantity: unknown): Amount | undefined {
  const { value, unit, system, code } = objectOf(quantity) ?? {};
  const amount = numberOf(value);
  if (amount === undefined) return undefined;
  const known = system === UCUM ? canonicalOf(textOf(code) ?? '') : undefined;
  if (known !== undefined) return { value: converted(amount, known), base: known.base };
  return { value: amount, base: JSON.stringify([system, code, code === undefined ? unit : '']) };
}

/** Whether the ends of a Range stand in their order, whatever their units (`rng-2`). */
import { text as textOf } from '../../fhir/elements.js';
import { numberOf, type JsonObject } from '../../fhir/json.js';
import { canonicalOf, converted, UCUM } from '../../fhir/ucum/units.js';
import { objectOf } from '../json-value.js';

/** Whether low is not above high. Values whose units cannot be compared are taken for in order. */
export function isRising({ low, high }: JsonObject): boolean {
  const [from, to] = [low, high].map(amountOf);
  return from === undefined || to === undefined || from.base !== to.base || from.value <= to.value;
}

function amountOf(quantity: unknown): { value: number; base: string } | undefined {
  const { value, unit, system, code } = objectOf(quantity) ?? {};
  const amount = numberOf(value);
  if (amount === undefined) return undefined;
  const known = system === UCUM ? canonicalOf(textOf(code) ?? '') : undefined;
  if (known !== undefined) return { value: converted(amount, known), base: known.base };
  const base = JSON.stringify([system, code, code === undefined ? unit : '']);
  return { value: amount, base };
}

/**
 * Numbers and quantities as intervals: a number is the shortest stretch that begins with it, so
 * that what R4 says of dates and their precision holds of numbers with the same comparisons.
 * https://hl7.org/fhir/R4/search.html#number
 */
import { numberOf } from '../../fhir/json.js';
import type { Interval } from '../query.js';
import { isElement, textOf } from './select.js';
import { canonicalOf, converted, UCUM } from '../../fhir/ucum/units.js';

/** A number exactly: from itself to the next number there is. */
export function pointOf(value: number): { readonly lo: number; readonly hi: number } {
  return { lo: value, hi: nextAbove(value) };
}

/** The intervals of a number, or of a Range of numbers. */
export function numbersOf(node: unknown): Interval[] {
  const value = finite(node);
  return value === undefined ? quantitiesOf(node).intervals : [pointOf(value)];
}

/** A unit in each form in which it can be asked for: as a code of a system, or as such. */
interface UnitForm {
  readonly unit: string;
  readonly system?: string;
}

/** What a quantity is found by. */
interface Quantities {
  readonly intervals: Interval[];
  readonly units: readonly UnitForm[];
}

/** The interval of a Quantity, Money, Range or SampledData, and its units. */
export function quantitiesOf(node: unknown): Quantities {
  if (!isElement(node)) return { intervals: [], units: [] };
  const { low, high, origin, lowerLimit, upperLimit } = node;
  if (origin !== undefined) {
    return { intervals: between(finite(lowerLimit), finite(upperLimit)), units: unitsOf(origin) };
  }
  if (low === undefined && high === undefined) {
    return { intervals: single(node), units: unitsOf(node) };
  }
  const [from, to] = [low, high].map((end) => (isElement(end) ? finite(end['value']) : undefined));
  return { intervals: between(from, to), units: unitsOf(low ?? high) };
}

/**
 * A quantity in base units, where the code of its unit is one of UCUM's that is known: what the
 * same amount is found by in other units. Both ends of a Range have one base; SampledData are not
 * converted.
 */
export function inBaseUnits(node: unknown): Quantities {
  if (!isElement(node)) return NO_QUANTITIES;
  const { low, high } = node;
  const ends = low === undefined && high === undefined ? [node] : [low, high].filter(isElement);
  const units = ends.map(({ system, code }) =>
    system === UCUM && typeof code === 'string' ? canonicalOf(code) : undefined,
  );
  const base = units[0]?.base;
  if (base === undefined || units.some((unit) => unit?.base !== base)) return NO_QUANTITIES;
  const { intervals } = quantitiesOf(inBases(node));
  return { intervals, units: [{ unit: base, system: BASES }] };
}

/** Stands for the system of base units; no system of codes is spelt so. */
export const BASES = '¤ucum';

const NO_QUANTITIES: Quantities = { intervals: [], units: [] };

/** The element with its values, or those of its ends, in base units. */
function inBases(node: Readonly<Record<string, unknown>>): object {
  const { code, value, comparator, low, high } = node;
  const unit = typeof code === 'string' ? canonicalOf(code) : undefined;
  const number = finite(value);
  return {
    ...(low === undefined ? {} : { low: isElement(low) ? inBases(low) : low }),
    ...(high === undefined ? {} : { high: isElement(high) ? inBases(high) : high }),
    ...(unit === undefined || number === undefined ? {} : { value: converted(number, unit) }),
    comparator,
  };
}

/** A value, or all below or above it where a comparator says so. */
function single(node: Readonly<Record<string, unknown>>): Interval[] {
  const value = finite(node['value']);
  if (value === undefined) return [];
  const { lo, hi } = pointOf(value);
  switch (node['comparator']) {
    case '<':
      return [{ lo: null, hi: lo }];
    case '<=':
      return [{ lo: null, hi }];
    case '>':
      return [{ lo: hi, hi: null }];
    case '>=':
      return [{ lo, hi: null }];
    default:
      return [{ lo, hi }];
  }
}

function between(from: number | undefined, to: number | undefined): Interval[] {
  if (from === undefined && to === undefined) return [];
  return [{ lo: from ?? null, hi: to === undefined ? null : nextAbove(to) }];
}

function unitsOf(quantity: unknown): UnitForm[] {
  const unit = textOf(quantity, 'unit');
  const currency = textOf(quantity, 'currency');
  const code = textOf(quantity, 'code') ?? currency;
  const system = currency === undefined ? textOf(quantity, 'system') : CURRENCIES;
  const words = [...new Set([code, unit].filter((each) => each !== undefined))];
  return [
    ...words.map((each) => ({ unit: each })),
    ...(code === undefined || system === undefined ? [] : [{ unit: code, system }]),
  ];
}

const CURRENCIES = 'urn:iso:std:iso:4217';

function finite(node: unknown): number | undefined {
  const value = numberOf(node);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

const BITS = new DataView(new ArrayBuffer(8));

/** The next number above a finite one. */
function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  BITS.setFloat64(0, value);
  BITS.setBigInt64(0, BITS.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return BITS.getFloat64(0);
}

/**
 * Numbers and quantities as they are asked for: with `eq` and `ne` a number stands for all that
 * round to it in the digits given, with other prefixes for itself.
 * https://hl7.org/fhir/R4/search.html#number
 */
import { both } from '../../fhir/language.js';
import type { DateValue, QuantityValue } from '../conditions.js';
import { BASES, pointOf } from '../indexing/numbers.js';
import { canonicalOf, converted, UCUM } from '../../fhir/ucum/units.js';
import type { Interval } from '../query.js';
import { alternatives, compared, fault, splitEscaped, unescape, type Asked } from './values.js';

/** The values of a number parameter. */
export function numberValues(asked: Asked): readonly DateValue[] {
  return alternatives(asked).map((value) => numberValue(asked, value));
}

/** The values of a quantity parameter: `5.4`, `5.4|system|code`, `5.4||unit`. */
export function quantityValues(asked: Asked): readonly QuantityValue[] {
  return alternatives(asked).map((value) => {
    const [number = '', system = '', unit = '', ...more] = splitEscaped(value, '|').map(unescape);
    const counted = numberValue(asked, number);
    if (more.length > 0) throw notQuantity(asked, value);
    if (unit === '') {
      if (system !== '') throw notQuantity(asked, value);
      return counted;
    }
    if (system === '') return { ...counted, unit: { unit } };
    const given = { ...counted, unit: { unit, system: asked.parameters.systemOf(system) } };
    const base = system === UCUM ? canonicalOf(unit) : undefined;
    if (base === undefined) return given;
    const inBases = numberValue(asked, number, (each) => converted(each, base));
    return { ...given, inBases: { ...inBases, unit: { unit: base.base, system: BASES } } };
  });
}

const NUMBER = /^[+-]?(?:\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/** How far around a number `ap` reaches. */
const NEARLY = 0.1;

/** What a number becomes in another unit. */
type Conversion = (number: number) => number;

const AS_IT_IS: Conversion = (number) => number;

function numberValue(asked: Asked, value: string, as: Conversion = AS_IT_IS): DateValue {
  const { comparison, text } = compared(value.replace(/^(\D*) /, '$1+'));
  const [digits, fraction = '', exponent] = NUMBER.exec(text) ?? [];
  const number = Number(text);
  if (digits === undefined || !Number.isFinite(number)) throw notNumber(asked, value);
  if (comparison === 'ap') return { comparison, asked: around(number, as) };
  if (comparison !== 'eq' && comparison !== 'ne') return { comparison, asked: pointOf(as(number)) };
  const power = Number(exponent ?? 0);
  // R4 reads 1e2 as [95, 105): an exponent alone still counts the digit below its own.
  const last = power > 0 && fraction === '' ? power - 1 : power - fraction.length;
  return { comparison, asked: rounding(number, last, as) };
}

function around(number: number, as: Conversion): Interval {
  const reach = Math.abs(number) * NEARLY;
  const end = Math.min(number + reach, Number.MAX_VALUE);
  return { lo: as(Math.max(number - reach, -Number.MAX_VALUE)), hi: pointOf(as(end)).hi };
}

/** All that round to the number at a power of ten, with no more digits than that takes. */
function rounding(number: number, last: number, as: Conversion): Interval {
  const half = 10 ** last / 2;
  if (half === 0) return pointOf(as(number));
  const places = Math.min(100, Math.max(0, 1 - last));
  const [lo, hi] = [number - half, number + half].map((end) => Number(end.toFixed(places)));
  return { lo: as(lo ?? number), hi: as(hi ?? number) };
}

function notNumber({ name }: Asked, value: string): Error {
  return fault(
    name,
    both(`"${value}" is not a number`, `« ${value} » n'est pas un nombre`),
    both(
      'Send a number such as 5.4, if need be after a prefix such as ge',
      'Envoyer un nombre tel que 5.4, au besoin après un préfixe tel que ge',
    ),
  );
}

function notQuantity({ name }: Asked, value: string): Error {
  const cure = both(
    'Send number, number|system|code, or number||unit',
    'Envoyer nombre, nombre|système|code ou nombre||unité',
  );
  return fault(
    name,
    both(`"${value}" is not a quantity`, `« ${value} » n'est pas une quantité`),
    cure,
  );
}

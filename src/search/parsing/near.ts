/**
 * The values of `near`: `latitude|longitude|distance|unit`, the last two of which may be left out.
 * https://hl7.org/fhir/R4/location.html#positional
 */
import { both } from '../../fhir/language.js';
import type { Nearness } from '../conditions.js';
import { isPosition } from '../positions.js';
import { alternatives, fault, splitEscaped, unescape, type Asked } from './values.js';

/** What is near where no distance says so. */
const METRES = 50_000;

/** Metres of each unit that a distance may have, in UCUM. */
const UNITS: Readonly<Record<string, number>> = {
  ...{ km: 1_000, m: 1, '[mi_us]': 6_336_000 / 3_937, '[mi_i]': 1_609.344, '[nmi_i]': 1_852 },
};

/** The values. Fails with `invalid-search`. */
export function nearValues(asked: Asked): readonly Nearness[] {
  return alternatives(asked).map((value) => {
    const [north = '', east = '', distance = '', unit = '', ...more] = splitEscaped(value, '|').map(
      unescape,
    );
    const position = { latitude: numbered(north), longitude: numbered(east) };
    if (!isPosition(position) || more.length > 0) {
      throw fault(
        asked.name,
        both(`"${value}" is not a position`, `« ${value} » n'est pas une position`),
        FORM,
      );
    }
    return { ...position, metres: metresOf(asked, distance, unit) };
  });
}

const FORM = both(
  'Send latitude|longitude|distance|unit in degrees, such as 48.85|2.35|10|km; distance and unit may be left out',
  "Envoyer latitude|longitude|distance|unité en degrés, par exemple 48.85|2.35|10|km ; la distance et l'unité peuvent manquer",
);

function metresOf({ name }: Asked, distance: string, unit: string): number {
  if (distance === '') return METRES;
  const factor = UNITS[unit === '' ? 'km' : unit];
  if (factor === undefined) {
    const units = Object.keys(UNITS).join(', ');
    const cure = both(`Send ${units}, or none for km`, `Envoyer ${units}, ou aucune pour des km`);
    throw fault(
      name,
      both(`"${unit}" is not a unit of distance`, `« ${unit} » n'est pas une unité de distance`),
      cure,
    );
  }
  const number = numbered(distance);
  if (number >= 0) return number * factor;
  throw fault(
    name,
    both(`"${distance}" is not a distance`, `« ${distance} » n'est pas une distance`),
    FORM,
  );
}

const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?$/;

/** Not a number where the text is none. A plus sign may have been decoded as a space. */
function numbered(text: string): number {
  return NUMBER.test(text.trim()) ? Number(text) : NaN;
}

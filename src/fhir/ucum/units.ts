/**
 * Units of UCUM as multiples of base units, so that 1 g is found as 1000 mg. The grammar is whole,
 * and so is the list of units; those that are not of clinical use are bases of their own, compared
 * with none but themselves, as are moles, equivalents, osmoles and arbitrary units: amounts of
 * different things. https://ucum.org/ucum
 */
import {
  MULTIPLES,
  OTHER_MULTIPLES,
  OTHER_UNITS,
  PREFIXES,
  SCALES,
  UNITS,
  type Canonical,
  type Multiple,
} from './table.js';

/** The system of UCUM's codes. */
export const UCUM = 'http://unitsofmeasure.org';

/** Codes that are remembered; then all are forgotten at once. */
const REMEMBERED_MAX = 1_000;
const LENGTH_MAX = 100;
const remembered = new Map<string, Canonical | undefined>();

/** The unit of a code; undefined for what is no code of UCUM. */
export function canonicalOf(code: string): Canonical | undefined {
  if (code.length > LENGTH_MAX) return undefined;
  if (remembered.has(code)) return remembered.get(code);
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  const found = readUnit(code);
  remembered.set(code, found);
  return found;
}

/** Digits in which values of two units are the same: beyond them is the noise of conversion. */
const DIGITS = 12;

/** A value in base units. */
export function converted(value: number, { factor, offset }: Canonical): number {
  return Number((value * factor + offset).toPrecision(DIGITS));
}

/** A product of powers of base units. */
interface Product {
  readonly factor: number;
  readonly powers: ReadonlyMap<string, number>;
}

function readUnit(code: string): Canonical | undefined {
  const scale = SCALES[code];
  if (scale !== undefined) return scale;
  const reader = { code, at: 0 };
  const product = term(reader);
  if (product === undefined || reader.at < code.length) return undefined;
  const { factor, powers } = product;
  if (!Number.isFinite(factor) || factor <= 0) return undefined;
  const parts = [...powers].filter(([, power]) => power !== 0).sort();
  return { base: parts.map(([name, power]) => name + String(power)).join('.'), factor, offset: 0 };
}

interface Reader {
  readonly code: string;
  at: number;
}

/** Units joined by `.` and `/`, from left to right; one may begin with `/`. */
function term(reader: Reader): Product | undefined {
  let product = takes(reader, '/') ? times(ONE, component(reader), -1) : component(reader);
  while (product !== undefined) {
    if (takes(reader, '.')) product = times(product, component(reader), 1);
    else if (takes(reader, '/')) product = times(product, component(reader), -1);
    else break;
  }
  return product;
}

const ONE: Product = { factor: 1, powers: new Map() };

function component(reader: Reader): Product | undefined {
  if (takes(reader, '(')) {
    const inner = term(reader);
    return takes(reader, ')') ? inner : undefined;
  }
  if (matched(reader, ANNOTATION) !== undefined) return ONE;
  const atom = matched(reader, ATOM);
  const product = atom === undefined ? integer(matched(reader, DIGITS_ALONE)) : powerOf(atom);
  matched(reader, ANNOTATION);
  return product;
}

const ANNOTATION = /(\{[^{}]*\})/y;
const ATOM = /((?:10[*^]|(?:\[[^[\]]+\]|[A-Za-z%'"_])+)(?:[+-]?\d+)?)/y;
const DIGITS_ALONE = /(\d+)/y;
const PARTS = /^(10[*^]|.*?)([+-]?\d+)?$/;

function integer(digits: string | undefined): Product | undefined {
  return digits === undefined ? undefined : { factor: Number(digits), powers: new Map() };
}

function powerOf(atom: string): Product | undefined {
  const [, symbol = '', exponent = '1'] = PARTS.exec(atom) ?? [];
  return times(ONE, symbolOf(symbol), Number(exponent));
}

/** A unit of the table, or one that takes prefixes after one. */
function symbolOf(symbol: string): Product | undefined {
  const whole = UNITS[symbol] ?? multipleOf(symbol);
  if (whole !== undefined) return productOf(whole);
  if (OTHER_UNITS.has(symbol)) return productOf([1, [symbol, 1]]);
  for (const length of [1, 2]) {
    const prefix = PREFIXES[symbol.slice(0, length)];
    const unit = multipleOf(symbol.slice(length));
    if (prefix === undefined || unit === undefined) continue;
    const { factor, powers } = productOf(unit);
    return { factor: factor * prefix, powers };
  }
  return undefined;
}

function multipleOf(symbol: string): Multiple | undefined {
  return MULTIPLES[symbol] ?? (OTHER_MULTIPLES.has(symbol) ? [1, [symbol, 1]] : undefined);
}

function productOf([factor, ...powers]: Multiple): Product {
  return { factor, powers: new Map(powers) };
}

function times(one: Product, other: Product | undefined, power: number): Product | undefined {
  if (other === undefined) return undefined;
  const powers = new Map(one.powers);
  for (const [name, each] of other.powers) powers.set(name, (powers.get(name) ?? 0) + each * power);
  return { factor: one.factor * other.factor ** power, powers };
}

function takes(reader: Reader, sign: string): boolean {
  if (reader.code[reader.at] !== sign) return false;
  reader.at += 1;
  return true;
}

function matched(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at;
  const text = pattern.exec(reader.code)?.[1];
  if (text !== undefined) reader.at += text.length;
  return text;
}

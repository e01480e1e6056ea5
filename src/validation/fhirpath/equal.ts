/**
 * Equality of items, and what rests on it: distinct, union, intersection. Numbers are the same when
 * they are to 8 decimal places; of primitives, what stands beside them (`_x`) counts too.
 * https://hl7.org/fhirpath/N1/#equality
 */
import { dataOf, Node, readable, UNSURE, type Item, type Items } from './item.js';

const PRECISION_STEP = 1e-8;

/** A number as it is compared. */
export function rounded(value: number): number {
  return Math.round(value / PRECISION_STEP) * PRECISION_STEP;
}

/** Whether two collections hold the same in the same order. */
export function isSame(left: Items, right: Items): boolean {
  if (left === right) return true;
  if (left.length !== right.length) return false;
  return left.every((item, index) => isSameItem(item, right[index]));
}

/** Whether two items are the same. Times and quantities are the library's to compare. */
export function isSameItem(left: Item | undefined, right: Item | undefined): boolean {
  const [a, b] = [dataOf(left), dataOf(right)];
  if (isSpecial(left, a) || isSpecial(right, b)) throw UNSURE;
  if (isSpecialValue(a, b)) return isSameValue(a, b);
  return isSameValue(a, b) && isSameBeside(left, right);
}

/** Objects that are not one and the same are compared by what is in them alone. */
function isSpecialValue(a: unknown, b: unknown): boolean {
  return a !== b && typeof a === 'object' && typeof b === 'object';
}

function isSameBeside(left: Item | undefined, right: Item | undefined): boolean {
  if (!(left instanceof Node) || !(right instanceof Node)) return true;
  if (left.beside === undefined && right.beside === undefined) return true;
  return isSameValue(left.beside ?? {}, right.beside ?? {});
}

const UCUM = 'http://unitsofmeasure.org';

/** Whether the library would make a time or a quantity of a value before it compares it. */
export function isSpecial(item: Item | undefined, data: unknown): boolean {
  if (!(item instanceof Node) || data === undefined || data === null) return false;
  if (item.kind.isTemporal) return true;
  return item.kind.isQuantity && Reflect.get(Object(data), 'system') === UCUM;
}

/** Whether two JSON values are the same, whatever the order of members. */
function isSameValue(first: unknown, second: unknown): boolean {
  const [a, b] = [plain(first), plain(second)];
  if (a === b) return true;
  if (typeof a === 'number' && typeof b === 'number') return rounded(a) === rounded(b);
  if (isNothing(a) || isNothing(b)) return false;
  if (typeof a !== 'object' && typeof b !== 'object') return false;
  // The library has an object of its own for a number.
  if (typeof a === 'number' || typeof b === 'number') return false;
  const [left, right] = [new Map(Object.entries(Object(a))), new Map(Object.entries(Object(b)))];
  if (left.size !== right.size) return false;
  for (const [name, value] of left) {
    if (!right.has(name) || !isSameValue(value, right.get(name))) return false;
  }
  return typeof a === typeof b || left.size === 1;
}

function plain(value: unknown): unknown {
  return typeof value === 'string' ? readable(value) : value;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** The items without those that are the same as an earlier one. */
export function distinct(items: Items): Items {
  if (items.length < 2) return items;
  const keys = keysOf(items);
  const seen = new Set<string>();
  return items.filter((_, index) => {
    const key = keys[index] ?? '';
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** Whether an item is one of some. */
export function isAmong(item: Item | undefined, items: Items): boolean {
  return items.some((each) => isSameItem(each, item));
}

/** The distinct items that are in both collections. */
export function common(left: Items, right: Items): Items {
  if (left.length === 0 || right.length === 0) return [];
  const here = distinct(left);
  const keys = keysOf([...here, ...right]);
  const there = new Set(keys.slice(here.length));
  return here.filter((_, index) => there.has(keys[index] ?? ''));
}

/** For each item a text; items that are the same have the same. */
function keysOf(items: Items): string[] {
  // A plain value is the same as a node whatever stands beside that: no key can say so.
  const isMixed = items.some((item) => !(item instanceof Node)) && items.some(hasBeside);
  if (isMixed) throw UNSURE;
  return items.map(keyOf);
}

function hasBeside(item: Item): boolean {
  return item instanceof Node && item.beside !== undefined;
}

function keyOf(item: Item): string {
  const data = dataOf(item);
  if (isSpecial(item, data)) throw UNSURE;
  if (typeof data === 'object' && data !== null) return JSON.stringify(ordered(data));
  const beside = item instanceof Node && item.beside !== undefined ? ordered(item.beside) : '';
  const end = beside === '' ? '' : `\u0000${JSON.stringify(beside)}`;
  return typeof data === 'string' ? `"${data}${end}` : `${primitiveKey(data)}${end}`;
}

function primitiveKey(data: unknown): string {
  return typeof data === 'number' ? String(rounded(data)) : String(data);
}

/** A JSON value with its members in the order of their names, its numbers as they are compared. */
function ordered(value: unknown): unknown {
  const one = plain(value);
  if (typeof one === 'number') return rounded(one);
  if (Array.isArray(one)) return one.map(ordered);
  if (typeof one !== 'object' || one === null) return one;
  const entries = Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, part]) => [name, ordered(part)]);
}

/**
 * Equality of items, and what rests on it: distinct, union, intersection. Numbers are the same when
 * they are to 8 decimal places; of primitives, what stands beside them (`_x`) counts too.
 * https://hl7.org/fhirpath/N1/#equality
 */
import type { JsonObject } from '../../fhir/json.js';
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

/** The code system of units. */
export const UCUM = 'http://unitsofmeasure.org';

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
  return typeof a === 'object' && typeof b === 'object' && hasSameMembers(Object(a), Object(b));
}

function hasSameMembers(left: JsonObject, right: JsonObject): boolean {
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => name in right && isSameValue(left[name], right[name]));
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
  const { keys } = keyed(items);
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
  const there = remembered.get(right) ?? keyed(right);
  remembered.set(right, there);
  const items = distinct(left);
  const here = keyed(items);
  checkMixed(here.hasPlain || there.hasPlain, here.hasBeside || there.hasBeside);
  return items.filter((_, index) => there.set.has(here.keys[index] ?? ''));
}

/** For each item a text; items that are the same have the same. */
interface Keyed {
  readonly keys: readonly string[];
  readonly set: ReadonlySet<string>;
  readonly hasPlain: boolean;
  readonly hasBeside: boolean;
}

/** A collection that is the same for many others is looked at once. */
const remembered = new WeakMap<Items, Keyed>();

function keyed(items: Items): Keyed {
  const hasPlain = items.some((item) => !(item instanceof Node));
  const hasBeside = items.some((item) => item instanceof Node && item.beside !== undefined);
  checkMixed(hasPlain, hasBeside);
  const keys = items.map(keyOf);
  return { keys, set: new Set(keys), hasPlain, hasBeside };
}

/** A plain value is the same as a node whatever stands beside that: no key can say so. */
function checkMixed(hasPlain: boolean, hasBeside: boolean): void {
  if (hasPlain && hasBeside) throw UNSURE;
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

/**
 * The operators between two collections. Both sides are always worked out, as the library does: an
 * error on one side ends the evaluation even where the other side alone would decide.
 * https://hl7.org/fhirpath/N1/#operations
 */
import { isObject } from '../../fhir/elements.js';
import { distinct, isAmong, isSame, isSpecial, rounded, UCUM } from './equal.js';
import {
  dataOf,
  EMPTY,
  FALSE,
  FAULT,
  numberOf,
  readable,
  textOf,
  truth,
  truthOf,
  UNSURE,
  type Items,
} from './item.js';

/** What an operator gives for two collections. */
export type Operator = (left: Items, right: Items) => Items;

/** The operator of that name; undefined: none of those known here. */
export function operatorNamed(name: string): Operator | undefined {
  return OPERATORS.get(name);
}

const OPERATORS = new Map<string, Operator>([
  ['=', equality((same) => same)],
  ['!=', equality((same) => !same)],
  ['<', comparison((order) => order < 0)],
  ['<=', comparison((order) => order <= 0)],
  ['>', comparison((order) => order > 0)],
  ['>=', comparison((order) => order >= 0)],
  ['and', logic(and)],
  ['or', logic(or)],
  ['xor', logic((a, b) => (a === undefined || b === undefined ? undefined : a !== b))],
  ['implies', logic((a, b) => or(a === undefined ? undefined : !a, b))],
  ['in', (left, right) => membership(right, left)],
  ['contains', membership],
  ['|', (left, right) => distinct([...left, ...right])],
  ['&', (left, right) => [`${textOf(left) ?? ''}${textOf(right) ?? ''}`]],
  ['+', arithmetic((a, b) => a + b)],
  ['-', arithmetic((a, b) => a - b)],
  ['*', arithmetic((a, b) => a * b)],
  ['/', arithmetic((a, b) => (b === 0 ? undefined : a / b))],
  ['div', division((a, b) => Math.trunc(a / b))],
  ['mod', division((a, b) => a % b)],
]);

function equality(verdict: (same: boolean) => boolean): Operator {
  return (left, right) => {
    if (left.length === 0 || right.length === 0) return EMPTY;
    return truth(verdict(isSame(left, right)));
  };
}

function comparison(verdict: (order: number) => boolean): Operator {
  return (left, right) => {
    if (left.length === 0 || right.length === 0) return EMPTY;
    if (left.length > 1 || right.length > 1) throw FAULT;
    const order = orderOf(left, right);
    return order === undefined ? EMPTY : truth(verdict(order));
  };
}

function orderOf([left]: Items, [right]: Items): number | undefined {
  const [a, b] = [dataOf(left) ?? undefined, dataOf(right) ?? undefined];
  if (isSpecial(left, a) || isSpecial(right, b)) return orderOfQuantities(a, b);
  if (a === undefined || b === undefined) return undefined;
  if (typeof a === 'number' && typeof b === 'number') return compared(rounded(a), rounded(b));
  if (typeof a === 'string' && typeof b === 'string') return compared(a, b);
  return orderOfOthers(a, b);
}

/** Objects that are no quantities are all the same to the library: it compares their names. */
function orderOfOthers(a: unknown, b: unknown): number {
  if (isObject(a) && isObject(b)) return 0;
  if (typeof a === 'object' || typeof b === 'object' || typeof a === typeof b) throw UNSURE;
  throw FAULT;
}

/** Quantities in the same unit; other units, and times, are the library's to compare. */
function orderOfQuantities(a: unknown, b: unknown): number {
  const [left, right] = [amountOf(a), amountOf(b)];
  if (left === undefined || right === undefined || left.code !== right.code) throw UNSURE;
  return left.value - right.value;
}

function amountOf(quantity: unknown): { value: number; code: string } | undefined {
  if (!isObject(quantity) || quantity['comparator'] !== undefined) return undefined;
  const { system, code, value: given } = quantity;
  const value = typeof given === 'string' ? readable(given) : given;
  if (system !== UCUM || typeof code !== 'string' || typeof value !== 'number') return undefined;
  return { value, code };
}

function compared<T extends number | string>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

type Logic = (a: boolean | undefined, b: boolean | undefined) => boolean | undefined;

function logic(verdict: Logic): Operator {
  return (left, right) => truth(verdict(truthOf(left), truthOf(right)));
}

function and(a: boolean | undefined, b: boolean | undefined): boolean | undefined {
  if (a === false || b === false) return false;
  return a === undefined || b === undefined ? undefined : true;
}

function or(a: boolean | undefined, b: boolean | undefined): boolean | undefined {
  if (a === true || b === true) return true;
  return a === undefined || b === undefined ? undefined : false;
}

/** Whether the one item on the right is in the collection on the left. */
function membership(collection: Items, one: Items): Items {
  if (one.length === 0) return EMPTY;
  if (collection.length === 0) return FALSE;
  if (one.length > 1) throw FAULT;
  return truth(isAmong(one[0], collection));
}

function arithmetic(result: (a: number, b: number) => number | undefined): Operator {
  return (left, right) => {
    if (left.length === 0 || right.length === 0) return EMPTY;
    if (left.length > 1 || right.length > 1) throw FAULT;
    const [a, b] = [dataOf(left[0]), dataOf(right[0])];
    // Texts, times and quantities can be added too: that is the library's to do.
    if (typeof a !== 'number' || typeof b !== 'number') throw UNSURE;
    const number = result(a, b);
    return number === undefined ? EMPTY : [number];
  };
}

function division(result: (a: number, b: number) => number): Operator {
  return (left, right) => {
    const [a, b] = [numberOf(left), numberOf(right)];
    if (a === undefined || b === undefined || rounded(b) === 0) return EMPTY;
    return [result(a, b)];
  };
}

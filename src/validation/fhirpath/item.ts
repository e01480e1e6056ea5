/**
 * The items of a FHIRPath collection: values of the resource, each with its place, and plain values
 * that literals and functions give. Numbers are plain JavaScript numbers here.
 */
import { isObject } from '../../fhir/elements.js';
import { isCutOut, isNumber, numberText, type JsonObject } from '../../fhir/json.js';
import type { Field, Kind, Kinds, Step } from './kinds.js';

/** A value of the resource. */
export class Node {
  /**
   * `data` is undefined or null where only `beside` is there: the object in `_x` of a primitive.
   */
  constructor(
    readonly data: unknown,
    readonly beside: unknown,
    readonly kind: Kind,
  ) {}
}

/** One item. */
export type Item = Node | string | number | boolean;
/** A collection. */
export type Items = readonly Item[];

/** The collection without items, which often says "unknown". */
export const EMPTY: Items = [];
/** The collection of true. */
export const TRUE: Items = [true];
/** The collection of false. */
export const FALSE: Items = [false];

/** What is the same during one evaluation. */
export interface Run {
  readonly kinds: Kinds;
  /** What the expression is judged on: `%context`. */
  readonly roots: Items;
  readonly resource: unknown;
  readonly rootResource: unknown;
  /** What parts of the expression gave that give the same everywhere. */
  fixed?: Map<Evaluate, Items>;
}

/** A part of an expression, ready to run: on a collection, with `$this`. */
export type Evaluate = (input: Items, self: Items, run: Run) => Items;

/** Thrown where FHIRPath ends an evaluation with an error: no verdict. */
export const FAULT = new Error('FHIRPath ends here with an error');
/** Thrown where only the library knows: it is asked instead. */
export const UNSURE = new Error('the library is to be asked');

/** A value of the resource as an item. */
export function nodeOf(value: unknown, beside: unknown, kind: Kind, kinds: Kinds): Node {
  const around = beside ? beside : undefined; // what is falsy counts as nothing beside
  if (typeof value === 'object' && value !== null) {
    const type = memberOf(value, 'resourceType');
    if (!type) return new Node(value, around, kind);
    if (typeof type !== 'string') throw UNSURE;
    return new Node(value, around, kinds.resource(type));
  }
  return new Node(typeof value === 'string' ? readable(value) : value, around, kind);
}

/** A text, or the number that a marked text stands for. */
export function readable(text: string): string | number {
  if (text.charCodeAt(0) !== 0) return text;
  if (isCutOut(text)) return '';
  return isNumber(text) ? Number(numberText(text)) : text;
}

/** A property of whatever there is; also of a text, as JavaScript has it. */
function memberOf(value: unknown, name: string): unknown {
  if (value === undefined || value === null) return undefined;
  return (value as Record<string, unknown>)[name]; // any other value can be asked so
}

/** Adds the values of an element of a node. */
export function addMembers(into: Item[], node: Node, step: Step, kinds: Kinds): void {
  if (step.isChoice) return addChosen(into, node, step, kinds);
  const { data } = node;
  const { name, beside, kind } = step.fields[0];
  // The library's numbers have a member of that name.
  if (typeof data === 'number' && name === 'value') throw UNSURE;
  const value = memberOf(data, name);
  const around = memberOf(data, beside);
  const isThere = value !== undefined || around !== undefined;
  addValues(into, { value: isThere ? value : memberOf(node.beside, name), around, kind }, kinds);
}

/** Of a choice, the values of the first type that is there. */
function addChosen(into: Item[], { data }: Node, step: Step, kinds: Kinds): void {
  const field = isObject(data) ? chosenIn(data, step) : step.fields.find(isIn(data));
  if (field === undefined) return;
  const { name, beside, kind } = field;
  addValues(into, { value: memberOf(data, name), around: memberOf(data, beside), kind }, kinds);
}

/** A choice may have fifty types, and an object has few members. */
function chosenIn(data: JsonObject, { fields, places }: Step): Field | undefined {
  let first = fields.length;
  for (const name of Object.keys(data)) {
    const place = places.get(name);
    if (place !== undefined && place < first && data[name] !== undefined) first = place;
  }
  return fields[first];
}

function isIn(data: unknown): (field: Field) => boolean {
  return ({ name, beside }) =>
    memberOf(data, name) !== undefined || memberOf(data, beside) !== undefined;
}

interface Found {
  readonly value: unknown;
  readonly around: unknown;
  readonly kind: Kind;
}

function addValues(into: Item[], { value, around, kind }: Found, kinds: Kinds): void {
  const list = isNothing(value) && Array.isArray(around) ? [] : value;
  if (!Array.isArray(list)) {
    if (isNothing(value) && isNothing(around)) return;
    into.push(nodeOf(value, around, kind, kinds));
    return;
  }
  for (let index = 0; index < list.length; index++) {
    into.push(nodeOf(list[index], besideAt(around, index), kind, kinds));
  }
  // An object with a `length` of its own is no list: its sender may claim any length.
  const length = Array.isArray(around) ? around.length : 0;
  for (let index = list.length; index < length; index++) {
    into.push(nodeOf(null, besideAt(around, index), kind, kinds));
  }
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

function besideAt(around: unknown, index: number): unknown {
  return around ? memberOf(around, String(index)) : undefined;
}

/** The value itself. */
export function dataOf(item: Item | undefined): unknown {
  return item instanceof Node ? item.data : item;
}

/** The only value, undefined where there is none or only what stands beside it. */
function single(items: Items): unknown {
  if (items.length > 1) throw FAULT;
  return dataOf(items[0]) ?? undefined;
}

/** A collection as a text; undefined: empty. */
export function textOf(items: Items): string | undefined {
  const value = single(items);
  if (value === undefined || typeof value === 'string') return value;
  throw FAULT;
}

/** A collection as a truth value: any other single value counts as true. */
export function truthOf(items: Items): boolean | undefined {
  const value = single(items);
  if (value === undefined || typeof value === 'boolean') return value;
  return true;
}

/** A collection as a number. */
export function numberOf(items: Items): number | undefined {
  const value = single(items);
  if (value === undefined || typeof value === 'number') return value;
  throw FAULT;
}

/** A collection as a whole number. */
export function integerOf(items: Items): number | undefined {
  const value = numberOf(items);
  if (value === undefined || Number.isInteger(value)) return value;
  throw FAULT;
}

/** The collection that a truth value is. */
export function truth(value: boolean | undefined): Items {
  if (value === undefined) return EMPTY;
  return value ? TRUE : FALSE;
}

/**
 * The elements of a profile as a tree of names and slices, before they are compiled.
 * https://hl7.org/fhir/R4/elementdefinition.html#id
 */
import {
  propertyOf,
  type ElementRow,
  type StructureTable,
  elementsOf,
} from '../../fhir/structure.js';
import type { ElementDefinition } from './definition.js';

/** One element, or one slice of an element. What nobody wrote down has no `element`. */
export interface Outline {
  readonly name: string;
  readonly slice?: string;
  readonly id: string;
  element?: ElementDefinition;
  readonly children: Map<string, Outline>;
  readonly slices: Map<string, Outline>;
}

/** The tree of elements by full id; its root is named after the type. */
export function outlineOf(type: string, elements: ReadonlyMap<string, ElementDefinition>): Outline {
  const root = emptyOutline(type, type);
  for (const [id, element] of elements) place(root, id).element = element;
  return root;
}

function emptyOutline(name: string, id: string, slice?: string): Outline {
  const inner = { children: new Map(), slices: new Map() };
  return { name, id, ...inner, ...(slice === undefined ? {} : { slice }) };
}

function place(root: Outline, id: string): Outline {
  const [, ...segments] = id.split('.');
  return segments.reduce((outline, segment) => childOf(outline, segment), root);
}

function childOf(parent: Outline, segment: string): Outline {
  const [name = '', slice] = segment.split(':');
  const child = parent.children.get(name) ?? emptyOutline(name, `${parent.id}.${name}`);
  parent.children.set(name, child);
  return slice === undefined ? child : sliceOf(child, slice);
}

/** A slice, or for `a/b` the slice b inside the slice a. */
function sliceOf(element: Outline, slice: string): Outline {
  const end = slice.lastIndexOf('/');
  const holder = end < 0 ? element : sliceOf(element, slice.slice(0, end));
  const found =
    holder.slices.get(slice) ?? emptyOutline(element.name, `${element.id}:${slice}`, slice);
  holder.slices.set(slice, found);
  return found;
}

/** A row by its full name, and the type that a short name such as `valueQuantity` says. */
export interface Found {
  readonly name: string;
  readonly row: ElementRow;
  readonly type?: string;
}

/** What R4 says of an element of one of some types: its full name and its row. */
export function rowIn(
  types: readonly string[],
  name: string,
  table: StructureTable,
): Found | undefined {
  for (const type of types) {
    const rows = table.types[type] === undefined ? [] : elementsOf(type, table);
    const found = rows.flatMap(([element, row]) => asNamed(element, row, name));
    if (found[0]) return found[0];
  }
  return undefined;
}

function asNamed(element: string, row: ElementRow, name: string): Found[] {
  if (element === name) return [{ name: element, row }];
  if (!element.endsWith('[x]')) return [];
  if (element.slice(0, -3) === name) return [{ name: element, row }];
  const type = row.types.find((each) => propertyOf(element, each) === name);
  return type === undefined ? [] : [{ name: element, row, type }];
}

/** Names `valueQuantity` as what it is, the slice of `value[x]` that has this type. */
export function withoutShortNames(
  outline: Outline,
  types: readonly string[],
  table: StructureTable,
): void {
  for (const [name, child] of [...outline.children]) {
    const found = rowIn(types, name, table);
    if (found === undefined || found.name === name) continue;
    outline.children.delete(name);
    const choice = outline.children.get(found.name) ?? childOf(outline, found.name);
    if (found.type === undefined) mergeInto(choice, child);
    else mergeInto(sliceOf(choice, name), typed(child, found.type));
  }
}

function typed(child: Outline, code: string): Outline {
  const element = child.element ?? { path: child.id };
  return { ...child, element: { ...element, type: element.type ?? [{ code }] } };
}

function mergeInto(target: Outline, from: Outline): void {
  if (from.element) target.element = { ...target.element, ...from.element };
  for (const [name, child] of from.children) target.children.set(name, child);
  for (const [name, slice] of from.slices) target.slices.set(name, slice);
}

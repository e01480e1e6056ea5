/**
 * A part of a resource, as `_summary` and `_elements` ask for it. What R4 makes mandatory stays, so
 * that the part is valid, and its meta says that it is one.
 * https://hl7.org/fhir/R4/search.html#summary
 */
import { isObject, objects } from './elements.js';
import { parseJson, stringify, type JsonObject } from './json.js';
import type { Resource } from './resource.js';
import { elementsOf, propertyOf, type ElementRow, type StructureTable } from './structure.js';

/** Which part. `elements` are names of elements at the top of the resource. */
export type Subset =
  | { readonly kind: 'summary' | 'text' | 'data' }
  | { readonly kind: 'elements'; readonly names: readonly string[] };

/** Makes the bytes of a part from those of a whole resource. */
export type Subsetting = (body: Uint8Array, subset: Subset) => Buffer;

const SUBSETTED = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'SUBSETTED',
};
/** Of every part: what names it, and what could change the meaning of the rest. */
const ALWAYS: readonly string[] = [
  ...['resourceType', 'id', 'meta', 'implicitRules', 'modifierExtension'],
];

/** Whether a resource is marked as a part of another one. */
export function isSubset(resource: Resource): boolean {
  return objects(resource.meta?.tag).some(({ code }) => code === SUBSETTED.code);
}

/** Makes the subsetting that a table of structure gives. */
export function makeSubsetting(table: StructureTable): Subsetting {
  return (body, subset) => {
    const resource = parseJson(body) as Resource; // stored after validation
    return Buffer.from(stringify(marked(subsetOf(table, resource, subset))));
  };
}

function subsetOf(table: StructureTable, resource: Resource, subset: Subset): Resource {
  const { resourceType } = resource;
  if (!Object.hasOwn(table.types, resourceType)) return resource;
  const keeps = keeping(subset, resourceType);
  const kept = partOf(table, { type: resourceType, value: resource }, (name, row) => {
    return ALWAYS.includes(name) || (row.min ?? 0) > 0 || keeps(name, row);
  });
  const part = subset.kind === 'summary' ? trimmed(table, resourceType, kept) : kept;
  // What the part refers to inside the resource goes with it, and nothing else (dom-3).
  const inside = referredIn(part, objects(resource.contained));
  return { ...part, ...(inside.length > 0 ? { contained: inside } : {}), resourceType };
}

/** Those of the contained resources that a value refers to, or that such a one refers to. */
function referredIn(value: unknown, contained: readonly JsonObject[]): JsonObject[] {
  if (contained.length === 0) return [];
  const ids = new Set(Array.from(stringify(value).matchAll(LOCAL), ([, id]) => id));
  const found = contained.filter(({ id }) => ids.has(String(id)));
  const rest = contained.filter((one) => !found.includes(one));
  const further = found.length > 0 ? referredIn(found, rest) : [];
  return contained.filter((one) => found.includes(one) || further.includes(one));
}

const LOCAL = /"reference":"#([^"]+)"/g;

type Keeps = (name: string, row: ElementRow) => boolean;

function keeping(subset: Subset, type: string): Keeps {
  switch (subset.kind) {
    case 'summary':
      return (_name, row) => row.summary === true;
    case 'text':
      return (name) => name === 'text';
    case 'data':
      return (name) => name !== 'text';
    case 'elements': {
      const names = new Set(subset.names.map((name) => name.replace(`${type}.`, '')));
      return (name) => names.has(name) || names.has(name.replace('[x]', ''));
    }
  }
}

/** The elements of an object that are kept, each with what stands beside a primitive. */
function partOf(
  table: StructureTable,
  { type, value }: { readonly type: string; readonly value: object },
  keeps: Keeps,
): Record<string, unknown> {
  const kept = new Set(['resourceType']);
  for (const [name, row] of elementsOf(type, table)) {
    if (!keeps(name, row)) continue;
    for (const one of row.types) kept.add(propertyOf(name, one));
  }
  const entries = Object.entries(value).filter(([name]) => kept.has(name.replace(/^_/, '')));
  return Object.fromEntries(entries);
}

/** Of groups of elements a summary has only those that belong to it. */
function trimmed(
  table: StructureTable,
  type: string,
  kept: Record<string, unknown>,
): Record<string, unknown> {
  const out = { ...kept };
  for (const [name, { types }] of elementsOf(type, table)) {
    const [group = ''] = types;
    if (!group.includes('.') || !Object.hasOwn(out, name)) continue;
    const keeps: Keeps = (inner, row) =>
      ['id', 'modifierExtension'].includes(inner) || row.summary === true || (row.min ?? 0) > 0;
    const part = (value: unknown): unknown =>
      isObject(value) ? trimmed(table, group, partOf(table, { type: group, value }, keeps)) : value;
    out[name] = Array.isArray(out[name]) ? out[name].map(part).filter(hasMembers) : part(out[name]);
    if (!hasMembers(out[name])) delete out[name];
  }
  return out;
}

function hasMembers(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Object.keys(value).length > 0;
}

function marked(resource: Resource): Resource {
  const { resourceType, id, meta, ...rest } = resource;
  const tag = [...objects(meta?.tag).filter(({ code }) => code !== SUBSETTED.code), SUBSETTED];
  return { resourceType, ...(id === undefined ? {} : { id }), meta: { ...meta, tag }, ...rest };
}

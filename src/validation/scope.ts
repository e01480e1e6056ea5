/**
 * What a reference inside a resource can be resolved with, without looking anything up: the
 * resources contained in the same container, and the entries of the bundle around it.
 * https://hl7.org/fhir/R4/references.html#contained
 */
import { parseReference } from '../fhir/reference.js';
import { text as textOf } from '../fhir/elements.js';
import type { JsonObject } from '../fhir/json.js';
import { arrayOf, objectOf } from './json-value.js';

/** The surroundings of one resource that is not itself contained. */
export interface Scope {
  /** Type of each contained resource, by id. */
  readonly contained: ReadonlyMap<string, string>;
  /** Ids of contained resources that something refers to, or that refer to their container. */
  readonly used: Set<string>;
  /** Type of each entry of the bundle around, by fullUrl; undefined outside bundles. */
  readonly entries?: ReadonlyMap<string, string>;
}

/** What the text of a reference says of its target. */
export type Target =
  /** Its type is evident. */
  | { readonly kind: 'type'; readonly type: string }
  /** It may be anything: the target is elsewhere, or the container itself. */
  | { readonly kind: 'any' }
  /** `#id` of a resource that is not contained here. */
  | { readonly kind: 'dangling'; readonly id: string }
  | { readonly kind: 'malformed' };

/** The scope of a resource, and of what it contains. */
export function scopeOf(resource: JsonObject, entries?: ReadonlyMap<string, string>): Scope {
  const contained = arrayOf(resource['contained']).flatMap((item) => pairOf(item, 'id'));
  const around = entries === undefined ? {} : { entries };
  return { contained: new Map(contained), used: new Set(), ...around };
}

/** Types of a bundle's entries by fullUrl. */
export function entriesByUrl(bundle: JsonObject): ReadonlyMap<string, string> {
  const pairs = arrayOf(bundle['entry']).flatMap((item) => {
    const entry = objectOf(item);
    const url = textOf(entry?.['fullUrl']);
    const type = textOf(objectOf(entry?.['resource'])?.['resourceType']);
    return url === undefined || type === undefined ? [] : [[url, type] as const];
  });
  return new Map(pairs);
}

function pairOf(item: unknown, key: string): [string, string][] {
  const resource = objectOf(item);
  const name = textOf(resource?.[key]);
  const type = textOf(resource?.['resourceType']);
  return name === undefined || type === undefined ? [] : [[name, type]];
}

/** What a reference's text says of its target, seen from a scope. */
export function targetOf(text: string, scope: Scope): Target {
  const reference = parseReference(text, '');
  switch (reference.kind) {
    case 'local':
      return { kind: 'type', type: reference.address.type };
    case 'remote':
      return { kind: 'type', type: scope.entries?.get(text) ?? reference.type };
    case 'contained':
      return containedTarget(reference.id, scope);
    case 'urn':
      return typed(scope.entries?.get(reference.uri));
    case 'conditional':
      // A search in place of a reference is for the bundle that carries it out.
      return scope.entries ? { kind: 'type', type: reference.type } : { kind: 'malformed' };
    case 'other':
      return ABSOLUTE.test(text) ? { kind: 'any' } : { kind: 'malformed' };
  }
}

const ABSOLUTE = /^[a-z][a-z0-9+.-]*:\S+$/i;

function containedTarget(id: string, scope: Scope): Target {
  if (id === '') return { kind: 'any' };
  const type = scope.contained.get(id);
  return type === undefined ? { kind: 'dangling', id } : { kind: 'type', type };
}

function typed(type: string | undefined): Target {
  return type === undefined ? { kind: 'any' } : { kind: 'type', type };
}

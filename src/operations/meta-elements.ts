/**
 * Profiles, tags and security labels as sets: added, and taken away.
 * https://hl7.org/fhir/R4/resource.html#Meta
 */
import { isObject, text } from '../fhir/elements.js';
import type { Meta } from '../fhir/resource.js';

/** A meta without any of them. */
export const NO_META: Meta = {};

const SETS = ['profile', 'security', 'tag'] as const;

/** The sets of both, each member once, in the order met. Other elements are those of the first. */
export function joined(first: Meta, second: Meta | undefined): Meta {
  return changed(first, (name) => {
    const had = members(first, name);
    const names = new Set(had.map(keyOf));
    const added: unknown[] = [];
    for (const member of members(second, name)) {
      if (!names.has(keyOf(member))) added.push(member);
      names.add(keyOf(member));
    }
    return [...had, ...added];
  });
}

/** The sets of the first without the members of the second. */
export function without(first: Meta, second: Meta): Meta {
  return changed(first, (name) => {
    const gone = new Set(members(second, name).map(keyOf));
    return members(first, name).filter((member) => !gone.has(keyOf(member)));
  });
}

function changed(meta: Meta, membersOf: (name: (typeof SETS)[number]) => unknown[]): Meta {
  const { profile: _profile, security: _security, tag: _tag, ...rest } = meta;
  const sets = SETS.map((name) => [name, membersOf(name)] as const);
  return { ...rest, ...Object.fromEntries(sets.filter(([, list]) => list.length > 0)) };
}

function members(meta: Meta | undefined, name: (typeof SETS)[number]): unknown[] {
  const list: unknown = meta?.[name];
  return Array.isArray(list) ? list : [];
}

/** A profile is told by its address, a coding by system and code alone. */
function keyOf(member: unknown): string {
  if (!isObject(member)) return String(member);
  return `${text(member['system']) ?? ''}|${text(member['code']) ?? ''}`;
}

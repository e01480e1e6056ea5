/**
 * The resources inside a resource, and the extensions anywhere in it, with their locations.
 * https://hl7.org/fhir/R4/extensibility.html
 */
import { isObject, objects } from '../../fhir/elements.js';
import type { JsonObject } from '../../fhir/json.js';
import type { Place } from './places.js';

/** A resource, and the contained ones, entries and parameters in it, outermost first. */
export function resourcesIn(resource: JsonObject, at: string): Place[] {
  const found: Place[] = [];
  visit(resource, at, (value, here) => {
    if (typeof value['resourceType'] === 'string') found.push({ value, at: here });
  });
  return found;
}

/** An extension that stands in an element, the way to it without indexes: `Patient.name`. */
export interface ExtensionPlace extends Place {
  readonly value: JsonObject;
  readonly url: string;
}

/** The extensions in a resource, also those in extensions. */
export function extensionsIn(resource: JsonObject, at: string): ExtensionPlace[] {
  const found: ExtensionPlace[] = [];
  visit(resource, at, (value, here) => {
    for (const name of ['extension', 'modifierExtension']) {
      if (value[name] === undefined) continue;
      objects(value[name]).forEach((extension, index) => {
        const { url } = extension;
        if (typeof url !== 'string') return;
        found.push({ value: extension, url, at: `${here}.${name}[${index}]` });
      });
    }
  });
  return found;
}

const DEPTH_MAX = 80;

function visit(
  value: unknown,
  at: string,
  see: (value: JsonObject, at: string) => void,
  depth = 0,
): void {
  if (depth > DEPTH_MAX || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      visit(item, `${at}[${index}]`, see, depth + 1);
    });
    return;
  }
  if (!isObject(value)) return;
  see(value, at);
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (typeof member !== 'object') continue;
    visit(member, `${at}.${name.startsWith('_') ? name.slice(1) : name}`, see, depth + 1);
  }
}

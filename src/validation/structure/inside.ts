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

/** An extension that stands in an element. */
export interface ExtensionPlace extends Place {
  readonly value: JsonObject;
  readonly url: string;
  /** The type of the resource around, and the names of properties that lead to the element. */
  readonly within: readonly string[];
  readonly isModifier: boolean;
}

/** The extensions in a resource, also those in extensions. */
export function extensionsIn(resource: JsonObject, at: string): ExtensionPlace[] {
  const found: ExtensionPlace[] = [];
  visit(resource, at, (value, here, within) => {
    for (const name of ['extension', 'modifierExtension']) {
      if (value[name] === undefined) continue;
      const isModifier = name === 'modifierExtension';
      objects(value[name]).forEach((extension, index) => {
        const { url } = extension;
        if (typeof url !== 'string') return;
        const place = `${here}.${name}[${index}]`;
        found.push({ value: extension, url, at: place, within, isModifier });
      });
    }
  });
  return found;
}

const DEPTH_MAX = 80;

type See = (value: JsonObject, at: string, within: readonly string[]) => void;

/** `within` leads to the value; its length is the depth. */
function visit(value: unknown, at: string, see: See, within: readonly string[] = []): void {
  if (within.length > DEPTH_MAX || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      visit(item, `${at}[${index}]`, see, within);
    });
    return;
  }
  if (!isObject(value)) return;
  const { resourceType } = value;
  const here = typeof resourceType === 'string' ? [resourceType] : within;
  see(value, at, here);
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (typeof member !== 'object') continue;
    const element = name.startsWith('_') ? name.slice(1) : name;
    visit(member, `${at}.${element}`, see, [...here, element]);
  }
}

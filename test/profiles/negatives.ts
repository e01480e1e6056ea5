/** The examples of the profiles, and the changes that break one rule of a profile each. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { applyPatch, type Operation } from 'rfc6902';
import type { JsonObject } from '../../src/fhir/json.js';
import { repositoryRoot } from '../fixtures/requires.js';

/** The folder of compiled resources. */
export const PROFILES = join(repositoryRoot(), 'profiles');
const NEGATIVES = join(repositoryRoot(), 'ig/negatives');

/** The changes to one example: a file of `ig/negatives/`, described in `ig/README.md`. */
export interface Negatives {
  readonly profile: string;
  /** A file of `profiles/examples/`. */
  readonly example: string;
  readonly cases: readonly Negative[];
}

/** A change that breaks a rule, and what is to be found then. */
export interface Negative {
  readonly rule: string;
  readonly patch: readonly Operation[];
  readonly expected: { readonly severity: string; readonly element: string };
}

/** A resource as JSON. */
export function resourceAt(...path: readonly string[]): JsonObject {
  // A cast: the files are ours, and each holds one resource.
  return JSON.parse(readFileSync(join(PROFILES, ...path), 'utf8')) as JsonObject;
}

/** All examples. */
export function examples(): JsonObject[] {
  return readdirSync(join(PROFILES, 'examples')).map((name) => resourceAt('examples', name));
}

/** The profiles that a resource claims. */
export function claimsOf({ meta }: JsonObject): readonly string[] {
  // A cast: examples claim profiles, or nothing.
  return (meta as { profile?: string[] } | undefined)?.profile ?? [];
}

/** All files of negatives. */
export function negatives(): Negatives[] {
  return readdirSync(NEGATIVES)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(NEGATIVES, name), 'utf8')) as Negatives);
}

/** An example after a change. Throws when the change does not fit it. */
export function broken({ example }: Negatives, { rule, patch }: Negative): JsonObject {
  const resource = resourceAt('examples', example);
  const faults = applyPatch(resource, structuredClone([...patch])).filter((fault) => fault);
  if (faults.length > 0) throw new Error(`${example}: the patch of ${rule} does not fit`);
  return resource;
}

/** Whether an issue's location is an element, or stands above or below it. Choices count by name. */
export function isNear(location: string | undefined, element: string): boolean {
  const [found, wanted] = [stepsOf(location ?? ''), stepsOf(element)];
  return found.slice(0, wanted.length).every((step, at) => step === wanted[at]);
}

function stepsOf(location: string): string[] {
  return location
    .replaceAll(/\/\*.*?\*\/|\[\d+\]|\.ofType\(\w+\)|\[x\]/g, '')
    .split('.')
    .map((step) => step.replace(/^(value|effective|occurrence|medication|content)[A-Z]\w*$/, '$1'));
}

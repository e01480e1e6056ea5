/**
 * Each element that a profile or R4 asks for, taken away from each example or made something else:
 * the validator finds it. Parts of slices that need not be there have their cases in `ig/negatives/`.
 */
import { readdirSync } from 'node:fs';
import t from 'tap';
import type { JsonObject } from '../../src/fhir/json.js';
import { theValidator } from '../fixtures/profiles.js';
import { claimsOf, examples, isNear, PROFILES, resourceAt } from './negatives.js';

interface Element {
  readonly id: string;
  readonly path: string;
  readonly min: number;
}

const STRUCTURES = 'structure-definitions';
const profiles = new Map(
  readdirSync(`${PROFILES}/${STRUCTURES}`)
    .map((name) => resourceAt(STRUCTURES, name))
    .map((definition) => [String(definition['url']), definition]),
);
const validator = theValidator();

/** Paths of what must be there wherever the element around is. */
function requiredIn(url: string): string[] {
  // A cast: a compiled StructureDefinition of ours has a snapshot.
  const { snapshot } = profiles.get(url) as unknown as { snapshot: { element: Element[] } };
  const optional = snapshot.element.filter(({ id, min }) => /:[^.]*$/.test(id) && min === 0);
  const found = snapshot.element.filter(
    ({ id, min, path }) =>
      min > 0 && path.includes('.') && !optional.some((slice) => id.startsWith(slice.id)),
  );
  return [...new Set(found.map(({ path }) => path))].filter((path) => !path.endsWith('.meta'));
}

type Change = (holder: JsonObject, key: string) => void;

/** A copy in which every value at a path is changed; undefined where there is none. */
function changed(resource: JsonObject, path: string, change: Change): JsonObject | undefined {
  const copy = structuredClone(resource);
  const [, ...names] = path.split('.');
  const last = names.pop() ?? '';
  const holders = names.reduce<JsonObject[]>(
    (all, name) => all.flatMap((one) => keysOf(one, name).flatMap((key) => objectsIn(one[key]))),
    [copy],
  );
  const places = holders.flatMap((holder) => keysOf(holder, last).map((key) => ({ holder, key })));
  for (const { holder, key } of places) change(holder, key);
  return places.length > 0 ? copy : undefined;
}

function keysOf(holder: JsonObject, name: string): string[] {
  const stem = name.replace('[x]', '');
  const isChoice = name !== stem;
  return Object.keys(holder).filter((key) =>
    isChoice ? key.startsWith(stem) && /^[A-Z]/.test(key.slice(stem.length)) : key === name,
  );
}

function objectsIn(value: unknown): JsonObject[] {
  // A cast: members of an example that are objects.
  return [value].flat().filter((one) => typeof one === 'object') as JsonObject[];
}

const CHANGES: Readonly<Record<string, Change>> = {
  'taken away': (holder, key) => Reflect.deleteProperty(holder, key),
  'made something else': (holder, key) =>
    Reflect.set(holder, key, Array.isArray(holder[key]) ? [7] : { colour: 'red' }),
};

for (const example of examples()) {
  const name = `${String(example['resourceType'])} ${String(example['id'])}`;
  for (const url of claimsOf(example).filter((claimed) => profiles.has(claimed))) {
    t.test(`of ${name}, each element that must be there is missed`, (t) => {
      for (const path of requiredIn(url)) {
        for (const [how, change] of Object.entries(CHANGES)) {
          const resource = changed(example, path, change);
          if (resource === undefined) continue;
          const errors = validator
            .validate(resource, url)
            .filter(({ severity }) => severity === 'error');
          const isFound = errors.some(({ expression }) => isNear(expression?.[0], path));
          t.ok(isFound, `${path} ${how}`, { errors });
        }
      }
      t.end();
    });
  }
}

/**
 * What two validators are asked about: the published examples, the project's own, the least
 * resource of each type, and changes of all of them.
 */
import { join } from 'node:path';
import type { JsonObject } from '../../../src/fhir/json.js';
import { minimalResource, STRUCTURE } from '../../fixtures/minimal.js';
import { resourcesIn } from '../../fixtures/structures.js';
import { repositoryRoot, sharedPath } from '../../fixtures/requires.js';
import { mutate, oneOf, randomOf } from './mutate.js';
import { richResource } from './rich.js';

/** One resource, and what was changed in it. */
export interface Case {
  readonly resource: JsonObject;
  readonly change: string;
}

/** The folders of definitions that both are given: published ones, where they are here, and ours. */
export function definitionFolders(): string[] {
  const published = ['mhd', 'balp', 'pdsm'].flatMap((name) => sharedPath('examples', name) ?? []);
  const own = ['structure-definitions', 'value-sets', 'code-systems'];
  return [...published, ...own.map((name) => join(repositoryRoot(), 'profiles', name))];
}

const CONFORMANCE = new Set([
  'StructureDefinition',
  'ValueSet',
  'CodeSystem',
  'CapabilityStatement',
]);

/**
 * The resources as they are, each or one in `step`, then so many changed ones, half of them of
 * examples.
 */
export function casesOf(seed: number, changed: number, step = 1): Case[] {
  const random = randomOf(seed);
  const examples = [
    ...resourcesIn(...definitionFolders()).filter(
      ({ resourceType }) => !CONFORMANCE.has(String(resourceType)),
    ),
    ...resourcesIn(join(repositoryRoot(), 'profiles', 'examples')),
  ];
  const types = Object.keys(STRUCTURE.types).filter((type) => STRUCTURE.types[type]?.resource);
  const least = types.map((type) => minimalResource(type) as JsonObject); // resources, as told
  const rich = types.flatMap((type) => [1, 2].map(() => richResource(type, random)));
  const all = [...examples, ...least, ...rich];
  const asTheyAre = all.map((resource) => ({ resource, change: 'none' }));
  const changes = Array.from({ length: changed }, () => {
    const from = random() < 0.5 ? examples : [...least, ...rich];
    return mutate(oneOf(random, from), random);
  });
  return [...asTheyAre.filter((_, index) => index % step === 0), ...changes];
}

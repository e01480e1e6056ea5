/** Gives a validator hostile bodies: it must answer each, and soon. */
import type { JsonObject } from '../../../src/fhir/json.js';
import { stringify } from '../../../src/fhir/json.js';
import { join } from 'node:path';
import { theProfiles } from '../../fixtures/profiles.js';
import { repositoryRoot } from '../../fixtures/requires.js';
import { STRUCTURE } from '../../fixtures/minimal.js';
import { resourcesIn } from '../../fixtures/structures.js';
import { makeValidator, type Validator } from '../../../src/validation/validator.js';
import { oneOf, randomOf } from '../opinion/mutate.js';
import { changedBody, oddBody, wideBody } from './bodies.js';
import { HOSTILE } from './hostile.js';

/** A body with the canonical of the profile it is judged by. */
export interface Trial {
  readonly name: string;
  readonly body: unknown;
  readonly profile?: string | undefined;
}

const { compiled = [] } = theProfiles();

/** The hostile bodies, each with its whole canonical. */
export function hostileTrials(): Trial[] {
  return HOSTILE.map(({ name, body, profile = '' }) => ({
    ...{ name, body },
    profile: profile === '' ? undefined : compiled.find(({ url }) => url.endsWith(profile))?.url,
  }));
}

/** Drawn bodies without end; the same row for the same seed. */
export function* drawnTrials(seed: number): Generator<Trial> {
  const random = randomOf(seed);
  const examples = resourcesIn(join(repositoryRoot(), 'profiles', 'examples'));
  const types = Object.keys(STRUCTURE.types).filter((type) => STRUCTURE.types[type]?.resource);
  const profiles = compiled.filter(({ type }) => types.includes(type));
  for (;;) {
    const profile = random() < 0.6 ? oneOf(random, profiles) : undefined;
    const type = profile?.type ?? oneOf(random, types);
    yield { ...drawn(type, examples, random), profile: profile?.url };
  }
}

function drawn(type: string, examples: readonly JsonObject[], random: () => number): Trial {
  const kind = random();
  if (kind < 0.4) return { name: `odd ${type}`, body: oddBody(type, random) };
  if (kind < 0.7) return { name: 'changed example', body: changedBody(examples, random) };
  return { name: `wide ${type}`, body: wideBody(type, random) };
}

/** A validator that has judged a little of everything, as one that has run for a while. */
export function warmValidator(): Validator {
  const validator = makeValidator(theProfiles());
  for (const { body, profile } of hostileTrials()) validator.validate(body, profile);
  return validator;
}

const TURNS_MAX = 8;

/**
 * Judges a body; milliseconds of CPU, the least of some turns while they are above `enough`, since
 * a first turn is not compiled yet and others use the machine too.
 */
export function timeOf(validator: Validator, { body, profile }: Trial, enough: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < TURNS_MAX && least > enough; turn++) {
    const begun = process.cpuUsage();
    const issues = validator.validate(body, profile);
    const { user, system } = process.cpuUsage(begun);
    least = Math.min(least, (user + system) / 1000);
    if (/undefined|\[object/.test(stringify(issues))) throw new Error(stringify(issues));
  }
  return least;
}

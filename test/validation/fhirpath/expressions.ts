/** The expressions of R4's invariants and of the shipped profiles, with what each is judged on. */
import { STRUCTURE } from '../../fixtures/minimal.js';
import { theProfiles } from '../../fixtures/profiles.js';
import type { ProfileData } from '../../../src/validation/validator.js';

/** One expression on values of a type, or of a group of elements. */
export interface Expressed {
  readonly expression: string;
  readonly base: string;
}

/** All of them, each once. */
export function expressions(data: ProfileData = theProfiles()): Expressed[] {
  const found = new Map<string, Expressed>();
  for (const one of [...ofR4(data), ...ofProfiles(data.compiled)]) {
    found.set(`${one.base} ${one.expression}`, one);
  }
  return [...found.values()];
}

function ofR4({ invariants }: ProfileData): Expressed[] {
  return Object.entries(invariants).flatMap(([place, rules]) =>
    rules.flatMap(({ expression }) => basesOf(place).map((base) => ({ expression, base }))),
  );
}

/** A type or group of elements as it is; for an element, the types it may have. */
function basesOf(place: string): readonly string[] {
  // Rules of an abstract type are judged on those that build on it.
  if (place === 'MetadataResource') return ['ValueSet', 'Questionnaire'];
  if (STRUCTURE.types[place] !== undefined) return [place];
  const end = place.lastIndexOf('.');
  if (end < 0) return ['Quantity'];
  const elements = STRUCTURE.types[place.slice(0, end)]?.elements ?? {};
  const name = place.slice(end + 1);
  return (elements[name] ?? elements[`${name}[x]`])?.types ?? [];
}

/** Wherever an invariant stands in a compiled profile. */
function ofProfiles(value: unknown): Expressed[] {
  if (Array.isArray(value)) return value.flatMap(ofProfiles);
  if (typeof value !== 'object' || value === null) return [];
  const { expression, base } = value as Partial<Expressed>; // as the compiled form has it
  const own = typeof expression === 'string' ? [{ expression, base: base ?? 'Resource' }] : [];
  return [...own, ...Object.values(value).flatMap(ofProfiles)];
}

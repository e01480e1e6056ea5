/**
 * The codes that a search may mean by a value set, or by a code and those above or below it: of
 * value sets and code systems whose codes this server knows. No list is looked up elsewhere.
 * https://hl7.org/fhir/R4/search.html#token
 */
import type { CodeSet } from '../fhir/structure.js';

/** For each code system and code the codes right below it. */
export type Hierarchies = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** A code and its system. */
interface Code {
  readonly system: string;
  readonly code: string;
}

/** What is known; undefined where nothing is. */
export interface Terms {
  /** The codes of a value set, by its canonical URL. */
  membersOf(valueSet: string): readonly Code[] | undefined;
  /** A code and all that stand above or below it. */
  around(reach: 'above' | 'below', system: string, code: string): readonly string[] | undefined;
}

const VALUE_SETS = 'http://hl7.org/fhir/ValueSet/';

/** Makes them of the tables of `profiles/r4/`. */
export function makeTerms(
  valueSets: Readonly<Record<string, CodeSet>>,
  hierarchies: Hierarchies,
): Terms {
  return {
    membersOf: (valueSet) => {
      const url = valueSet.split('|')[0] ?? '';
      const name = url.startsWith(VALUE_SETS) ? url.slice(VALUE_SETS.length) : url;
      return Object.hasOwn(valueSets, name) ? members(valueSets[name] ?? {}) : undefined;
    },
    around: (reach, system, code) => {
      if (!Object.hasOwn(hierarchies, system)) return undefined;
      return reached(nextOf(hierarchies[system] ?? {}, reach), code);
    },
  };
}

function members(set: CodeSet): Code[] {
  return Object.entries(set).flatMap(([system, codes]) => codes.map((code) => ({ system, code })));
}

type Next = (code: string) => readonly string[];

function nextOf(below: Hierarchies[string], reach: 'above' | 'below'): Next {
  if (reach === 'below') return (code) => (Object.hasOwn(below, code) ? (below[code] ?? []) : []);
  const parents = Object.entries(below);
  return (code) => parents.filter(([, codes]) => codes.includes(code)).map(([parent]) => parent);
}

/** Each code once, although a code may stand below several. */
function reached(next: Next, code: string): string[] {
  const found = new Set([code]);
  for (const each of found) for (const further of next(each)) found.add(further);
  return [...found];
}

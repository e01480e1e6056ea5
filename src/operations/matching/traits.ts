/**
 * The traits of identity by which a patient is told in France: birth name, given names, date of
 * birth, sex, place of birth, and the national identifier; and how alike two sets of them are.
 * The national identity's strict traits are those of https://esante.gouv.fr/produits-services/referentiel-ins.
 */
import { identifiers, isObject, objects, text } from '../../fhir/elements.js';
import type { Resource } from '../../fhir/resource.js';
import { fold } from '../../search/query.js';
import { isInsSystem } from '../../validation/identifier.js';

/** Folded, so that case, accents, hyphens and spaces make no difference. */
export interface Traits {
  readonly families: readonly string[];
  readonly givens: readonly string[];
  readonly birthDate?: string;
  readonly sex?: string;
  /** INSEE codes and names of the place of birth. */
  readonly birthPlaces: readonly string[];
  /** `system|value`. */
  readonly identifiers: readonly string[];
}

/** How sure a match is. https://hl7.org/fhir/R4/valueset-match-grade.html */
export type Grade = 'certain' | 'probable' | 'possible' | 'certainly-not';

/** How alike two patients are. */
export interface Likeness {
  /** From 0 to 1. */
  readonly score: number;
  readonly grade: Grade;
}

const BIRTH_PLACE = 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace';

/** The traits that a Patient tells. */
export function traitsOf(patient: Resource): Traits {
  const birthDate = text(patient['birthDate']);
  const sex = text(patient['gender']);
  const names = objects(patient['name']);
  return {
    families: unique(names.flatMap((name) => text(name['family']) ?? [])),
    givens: unique(names.flatMap((name) => textsOf(name['given']))),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(sex === undefined || sex === 'unknown' ? {} : { sex }),
    birthPlaces: unique(
      objects(patient['extension'])
        .filter(({ url }) => url === BIRTH_PLACE)
        .flatMap((extension) => placesIn(extension['valueAddress'])),
    ),
    identifiers: identifiers(patient['identifier']).map(
      ({ system, value }) => `${system}|${value}`,
    ),
  };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values.map(fold).filter((value) => value !== ''))];
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** The city, and every code in the address's extensions: the INSEE code is one. */
function placesIn(address: unknown): string[] {
  if (!isObject(address)) return [];
  const codes = objects(address['extension']).flatMap(
    (extension) =>
      text(extension['valueCode']) ??
      objects(extension['valueCoding']).flatMap((coding) => text(coding['code']) ?? []),
  );
  return [...(text(address['city']) === undefined ? [] : [String(address['city'])]), ...codes];
}

/** What each trait weighs; all together 1. */
const WEIGHTS = {
  ...{ identifiers: 0.35, families: 0.2, birthDate: 0.2, givens: 0.15 },
  ...{ sex: 0.05, birthPlaces: 0.05 },
} as const;
type Trait = keyof typeof WEIGHTS;
const STRICT: readonly Trait[] = ['families', 'givens', 'birthDate', 'sex', 'birthPlaces'];
/** Less than this compared makes no sure match, however well it agrees. */
const ENOUGH = 0.5;
const PROBABLE = 0.8;
const POSSIBLE = 0.5;

/** How alike a patient asked for and one found are, by the traits that both tell. */
export function likeness(asked: Traits, found: Traits): Likeness {
  const compared = (Object.keys(WEIGHTS) as Trait[]).map((trait) => ({
    ...{ trait, agrees: agreement(asked, found, trait), weight: WEIGHTS[trait] },
  }));
  const told = compared.filter(({ agrees }) => agrees !== undefined);
  const weighed = sum(told);
  if (weighed === 0) return { score: 0, grade: 'certainly-not' };
  const agreed = told.filter(({ agrees }) => agrees === true);
  const score = (sum(agreed) / weighed) * Math.min(1, weighed / ENOUGH);
  const names = new Set(agreed.map(({ trait }) => trait));
  const isSure = names.has('identifiers') || STRICT.every((trait) => names.has(trait));
  const rounded = Math.round(score * 100) / 100;
  return { score: rounded, grade: gradeOf(rounded, isSure && agreed.length === told.length) };
}

function gradeOf(score: number, isSure: boolean): Grade {
  if (isSure && score === 1) return 'certain';
  if (score >= PROBABLE) return 'probable';
  return score >= POSSIBLE ? 'possible' : 'certainly-not';
}

function sum(traits: readonly { readonly weight: number }[]): number {
  return traits.reduce((all, { weight }) => all + weight, 0);
}

/** Whether both agree on a trait; undefined where one of them does not tell it. */
function agreement(asked: Traits, found: Traits, trait: Trait): boolean | undefined {
  if (trait === 'identifiers') return sameIdentity(asked, found);
  if (trait === 'givens') return sameGivens(asked.givens, found.givens);
  const one = [asked[trait] ?? []].flat();
  const other = [found[trait] ?? []].flat();
  if (one.length === 0 || other.length === 0) return undefined;
  return one.some((value) => other.includes(value));
}

/** One of a system that both have is the same; other systems tell nothing. */
function sameIdentity(asked: Traits, found: Traits): boolean | undefined {
  const systemsOf = (traits: Traits): Set<string> =>
    new Set(traits.identifiers.map((text) => text.slice(0, text.lastIndexOf('|'))));
  const systems = systemsOf(found);
  const comparable = asked.identifiers.filter((text) =>
    systems.has(text.slice(0, text.lastIndexOf('|'))),
  );
  if (comparable.some((text) => found.identifiers.includes(text))) return true;
  return comparable.some((text) => isInsSystem(text.slice(0, text.lastIndexOf('|'))))
    ? false
    : undefined;
}

/** The first given name decides: the INS has the list of all, daily life often only that. */
function sameGivens(asked: readonly string[], found: readonly string[]): boolean | undefined {
  const [first] = asked;
  if (first === undefined || found.length === 0) return undefined;
  const words = found.flatMap((name) => [name, ...name.split(' ')]);
  return words.includes(first) || asked.join(' ') === found.join(' ');
}

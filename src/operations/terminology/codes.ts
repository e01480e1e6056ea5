/** The codes that an operation is asked about, and the Parameters that answer it. */
import { isObject, objects, text } from '../../fhir/elements.js';
import { stringify } from '../../fhir/json.js';
import { both } from '../../fhir/language.js';
import { fold } from '../../search/query.js';
import type { CodeSystem, Concept } from '../../terminology/code-system.js';
import { fault, objectOf, textOf, type Given } from '../given.js';

/** A code as it is asked about. */
export interface AskedCode {
  readonly system?: string;
  readonly version?: string;
  readonly code: string;
  readonly display?: string;
}

/** The names under which one operation takes a code by parts. */
export interface PartNames {
  readonly code: string;
  readonly system?: string;
  readonly version: string;
  readonly coding: string;
}

/** The code given by parts or as a Coding; undefined where neither is. */
export function codeOf(given: Given, names: PartNames): AskedCode | undefined {
  const coding = objectOf(given, names.coding);
  if (coding !== undefined) return codingOf(coding, names.coding);
  const code = textOf(given, names.code);
  if (code === undefined) return undefined;
  const system = names.system === undefined ? undefined : textOf(given, names.system);
  const version = textOf(given, names.version);
  const display = textOf(given, 'display');
  return { code, ...some({ system, version, display }) };
}

/** The codes given: by parts, as a Coding, or each Coding of a CodeableConcept. */
export function codesOf(given: Given, names: PartNames): AskedCode[] {
  const concept = objectOf(given, 'codeableConcept');
  if (concept !== undefined) {
    const codes = objects(concept['coding']).map((coding) => codingOf(coding, 'codeableConcept'));
    if (codes.length > 0) return codes;
    throw fault(
      'codeableConcept',
      both('has no coding', "n'a pas de coding"),
      both('Send one coding at least', 'Envoyer au moins un coding'),
    );
  }
  const code = codeOf(given, names);
  if (code !== undefined) return [code];
  throw fault(
    names.code,
    both('is missing', 'manque'),
    both(
      `Send ${names.code}, ${names.coding} or codeableConcept`,
      `Envoyer ${names.code}, ${names.coding} ou codeableConcept`,
    ),
  );
}

function codingOf(coding: Record<string, unknown>, name: string): AskedCode {
  const code = text(coding['code']);
  if (code === undefined)
    throw fault(
      name,
      both('has no code', "n'a pas de code"),
      both('Send system and code', 'Envoyer system et code'),
    );
  const [system, version, display] = ['system', 'version', 'display'].map((each) =>
    text(coding[each]),
  );
  return { code, ...some({ system, version, display }) };
}

/** Only the members that are there. */
export function some<T extends Record<string, unknown>>(
  of: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const there = Object.entries(of).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as { [K in keyof T]?: Exclude<T[K], undefined> }; // filtered so
}

/** A code as messages name it. */
export function shown({ system, code }: AskedCode): string {
  return system === undefined ? code.slice(0, 200) : `${system}|${code}`.slice(0, 300);
}

/** What a concept is called in a language, where it is called otherwise there. */
export function displayIn(
  { display, designations }: Pick<Concept, 'display' | 'designations'>,
  language: string | undefined,
): string | undefined {
  const wanted = language?.toLowerCase();
  const inIt = designations.find(({ language: of }) => {
    const its = text(of)?.toLowerCase();
    return wanted !== undefined && (its === wanted || its?.startsWith(`${wanted}-`) === true);
  });
  return text(inIt?.['value']) ?? display;
}

/** Whether a concept is called so, in any language, case and accents aside. */
export function isCalled(
  { display, designations }: Pick<Concept, 'display' | 'designations'>,
  asked: string,
): boolean {
  const names = [display, ...designations.map(({ value }) => text(value))];
  const known = names.filter((name) => name !== undefined);
  return known.length === 0 || known.some((name) => fold(name) === fold(asked));
}

/** `url|version` of a code system, as expansions name it. */
export function canonicalOfSystem({ url, version }: CodeSystem): string {
  return version === undefined ? url : `${url}|${version}`;
}

/** One parameter of an answer: a primitive by its FHIR type, or parts. */
export type Out = Readonly<Record<string, unknown>> & { readonly name: string };

/** The Parameters of an answer. */
export function parameters(all: readonly (Out | undefined)[]): Buffer {
  const parameter = all.filter(isObject);
  return Buffer.from(stringify({ resourceType: 'Parameters', parameter }));
}

/** A parameter that is a string, where there is one. */
export function stringOut(name: string, value: string | undefined): Out | undefined {
  return value === undefined ? undefined : { name, valueString: value };
}

/**
 * The national types of document: which class a type belongs to, and which category of the
 * patient's space. Types come from the value set JDV_J07, classes and categories from the concept
 * maps (ASS_X16, and our reading of the ten categories): who replaces those replaces these.
 */

import { codings, objects, text, type Coded } from '../fhir/elements.js';
import type { Resource } from '../fhir/resource.js';
import { expand } from './expansion.js';
import type { Terminology } from './terminology.js';

const OURS = 'https://dossier.example/fhir';

/** All types (JDV_J07). */
const TYPES =
  'https://mos.esante.gouv.fr/NOS/JDV_J07-XdsTypeCode-CISIS/FHIR/JDV-J07-XdsTypeCode-CISIS';
const TO_CLASS = `${OURS}/ConceptMap/document-type-to-class`;
const TO_CATEGORY = `${OURS}/ConceptMap/document-type-to-category`;

/** The code system of document classes (TRE_A03). */
export const CLASS_SYSTEM =
  'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument';

/** The code system of the categories under which patients see their documents (decision 29). */
const CATEGORY_SYSTEM = `${OURS}/CodeSystem/document-category`;

/** One type. */
export interface DocumentType {
  readonly code: string;
  readonly system: string;
  readonly display: string;
  /** The class, and its system: TRE_A03 save for signatures. Absent where none is given. */
  readonly classCode?: string | undefined;
  readonly classSystem?: string | undefined;
  /** The patient's category; absent for technical documents. */
  readonly category?: string;
}

/** Look-ups in the table of types. */
export interface DocumentTypes {
  /** Every row, in the order of JDV_J07. */
  readonly all: readonly DocumentType[];
  /** The row of a type; undefined for one that is not in the table. */
  of(system: string | undefined, code: string | undefined): DocumentType | undefined;
  /** The class code of a type; undefined where the table has none. */
  classOfType(system: string | undefined, code: string | undefined): string | undefined;
  /** Whether codes of a system are document classes. */
  isClassSystem(system: string | undefined): boolean;
}

/** The rules by which search values are derived of document types, by name. */
export function derivationsOf(types: DocumentTypes): {
  readonly 'document-category': (document: Readonly<Record<string, unknown>>) => readonly unknown[];
} {
  return { 'document-category': (document) => derivedCategories(types, document) };
}

/**
 * What a document is of beside the category that it names, as CodeableConcepts: the patient's
 * categories of its types and, where it names no class, their classes (decision 29).
 */
function derivedCategories(
  types: DocumentTypes,
  document: Readonly<Record<string, unknown>>,
): readonly { readonly coding: readonly Coded[] }[] {
  const rows = codings(document['type']).flatMap(
    ({ system, code }) => types.of(system, code) ?? [],
  );
  const hasClass = codings(document['category']).some(({ system }) => types.isClassSystem(system));
  const categories = rows.flatMap(({ category: code }) =>
    code === undefined ? [] : { system: CATEGORY_SYSTEM, code },
  );
  const classes = rows.flatMap(({ classSystem: system, classCode: code }) =>
    hasClass || system === undefined || code === undefined ? [] : { system, code },
  );
  return [...categories, ...classes].map((coding) => ({ coding: [coding] }));
}

/** The types that a terminology has, in the order of JDV_J07; none where it does not know that. */
export function documentTypesOf(
  terminology: Pick<Terminology, 'valueSet' | 'codeSystem' | 'conceptMaps'>,
): DocumentType[] {
  const valueSet = terminology.valueSet(TYPES);
  const expanded = valueSet && expand(valueSet, terminology);
  if (expanded === undefined || 'unknown' in expanded) return [];
  const [classes, categories] = [TO_CLASS, TO_CATEGORY].map((url) =>
    targetsIn(terminology.conceptMaps.find((each) => each['url'] === url)),
  );
  return expanded.members.map(({ system = '', code, display = code }) => {
    const ofClass = classes?.get(`${system}|${code}`);
    const category = categories?.get(`${system}|${code}`)?.code;
    return {
      ...{ code, system, display },
      ...(ofClass ? { classCode: ofClass.code, classSystem: ofClass.system } : {}),
      ...(category === undefined ? {} : { category }),
    };
  });
}

/** The first target of each code of a map, by `system|code`. */
function targetsIn(map: Resource | undefined): ReadonlyMap<string, Coded> {
  const pairs = objects(map?.['group']).flatMap((group) =>
    objects(group['element']).map((element): [string, Coded] => {
      const [target] = objects(element['target']);
      const system = text(group['target']);
      const coded = { code: text(target?.['code']) ?? '', ...(system ? { system } : {}) };
      return [`${text(group['source']) ?? ''}|${text(element['code']) ?? ''}`, coded];
    }),
  );
  return new Map(pairs);
}

/** Look-ups in these rows. */
export function makeDocumentTypes(rows: readonly DocumentType[]): DocumentTypes {
  const byCode = new Map(rows.map((row) => [`${row.system}|${row.code}`, row]));
  const classSystems = new Set(rows.flatMap((row) => row.classSystem ?? []));
  const of = (system: string | undefined, code: string | undefined) =>
    byCode.get(`${system ?? ''}|${code ?? ''}`);
  return {
    all: rows,
    of,
    classOfType: (system, code) => of(system, code)?.classCode,
    isClassSystem: (system) => system !== undefined && classSystems.has(system),
  };
}

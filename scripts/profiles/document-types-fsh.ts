/**
 * FSH of what the table of document types says (`ig/document-types.json`, the one
 * source of these codes): code systems, value sets, the maps of a type to its class and to its
 * category, and the rule that a document's class is its type's.
 * https://hl7.org/fhir/uv/shorthand/reference.html
 */
import { readFileSync } from 'node:fs';
import type { DocumentType as KnownType } from '../../src/terminology/document-types.js';

const TABLE = 'ig/document-types.json';
const LOINC = 'http://loinc.org';
const CATEGORIES = 'https://dossier.example/fhir/CodeSystem/document-category';
const HEADER = `// Made of ${TABLE} by scripts/profiles/document-types-fsh.ts: change the table, not this.`;

/** A row of the table. */
interface DocumentType extends KnownType {
  /** Whether the national record takes documents of this type. */
  readonly inDmp: boolean;
}

/** A block of FSH. */
type Lines = readonly string[];

/** The text of the FSH file. */
export function documentTypesFsh(): string {
  // A cast: the table is ours, and the server's start checks it.
  const rows = JSON.parse(readFileSync(TABLE, 'utf8')) as DocumentType[];
  const blocks: Lines[] = [
    [HEADER],
    complementaryTypes(rows),
    frenchLoinc(rows),
    valueSet(NATIONAL, rows),
    valueSet(
      OF_THE_RECORD,
      rows.filter(({ inDmp }) => inDmp),
    ),
    conceptMap(TO_CLASS, rows, (row) => row.classCode && [row.classSystem ?? '', row.classCode]),
    conceptMap(TO_CATEGORY, rows, (row) => row.category && [CATEGORIES, row.category]),
    classRule(rows),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function complementaryTypes(rows: readonly DocumentType[]): Lines {
  return [
    'CodeSystem: TypeDocComplementaire',
    'Id: TRE-A05-TypeDocComplementaire',
    'Title: "Types of document that LOINC does not have"',
    'Description: "The types of document that France adds to those of LOINC (types complémentaires)."',
    '* ^url = $TRE_A05',
    '* ^content = #fragment',
    '* ^caseSensitive = true',
    ...rows
      .filter(({ system }) => system.includes('TRE_A05'))
      .map(({ code, display }) => `* #${code} ${quoted(display)}`),
  ];
}

function frenchLoinc(rows: readonly DocumentType[]): Lines {
  return [
    'CodeSystem: LoincDocumentTypes',
    'Id: loinc-document-types',
    'Title: "French names of LOINC document types"',
    'Description: "How the national list of document types names codes of LOINC."',
    '* ^content = #supplement',
    `* ^supplements = "${LOINC}"`,
    '* ^caseSensitive = true',
    ...rows
      .filter(({ system }) => system === LOINC)
      .flatMap(({ code, display }) => [
        `* #${code}`,
        '  * ^designation.language = #fr',
        `  * ^designation.value = ${quoted(display)}`,
      ]),
  ];
}

const NATIONAL: Titled = {
  name: 'XdsTypeCode',
  id: 'JDV-J07-XdsTypeCode-CISIS',
  title: 'Types of document',
  description:
    'The national types of document, and one that the correspondence of types and classes has alone (11526-1).',
  url: '$JDV_J07',
};

const OF_THE_RECORD: Titled = {
  name: 'RecordTypeCode',
  id: 'record-document-type',
  title: 'Types of document that the record takes',
  description: 'The national types of document that the shared record (DMP) takes.',
};

const TO_CLASS: Titled = {
  name: 'DocumentTypeToClass',
  id: 'document-type-to-class',
  title: 'Class of a type of document',
  description: 'The one class each type belongs to (ASS_X16); types that have none are absent.',
};

const TO_CATEGORY: Titled = {
  name: 'DocumentTypeToCategory',
  id: 'document-type-to-category',
  title: 'Category of a type of document',
  description:
    'The category of the patient’s space that shows documents of a type. It is our reading, for the official table is not published.',
};

interface Titled {
  readonly name: string;
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly url?: string;
}

function valueSet({ name, id, title, description, url }: Titled, rows: Rows): Lines {
  return [
    ...[`ValueSet: ${name}`, `Id: ${id}`, `Title: "${title}"`, `Description: "${description}"`],
    ...(url === undefined ? [] : [`* ^url = ${url}`]),
    ...rows.map(({ system, code, display }) => `* ${system}#${code} ${quoted(display)}`),
  ];
}

type Rows = readonly DocumentType[];
type Target = (row: DocumentType) => readonly [system: string, code: string] | '' | undefined;

function conceptMap({ name, id, title, description }: Titled, rows: Rows, target: Target): Lines {
  const entries = rows.flatMap((row) => {
    const found = target(row);
    return found ? [{ row, system: found[0], code: found[1] }] : [];
  });
  const groups = grouped(entries, ({ row, system }) => `${row.system} ${system}`);
  return [
    ...[`Instance: ${id}`, 'InstanceOf: ConceptMap', 'Usage: #definition'],
    ...[`Title: "${title}"`, `Description: "${description}"`, '* insert Definition'],
    ...[`* url = "https://dossier.example/fhir/ConceptMap/${id}"`, `* name = "${name}"`],
    ...[`* title = "${title}"`, `* description = "${description}"`],
    ...[...groups].flatMap(([key, members], index) => [
      ...sides(index, key),
      ...members.flatMap(({ row, code }, at) =>
        mapped(`group[${index}].element[${at}]`, row, code),
      ),
    ]),
  ];
}

function sides(index: number, key: string): Lines {
  const [source = '', target = ''] = key.split(' ');
  return [`* group[${index}].source = "${source}"`, `* group[${index}].target = "${target}"`];
}

function mapped(path: string, { code, display }: DocumentType, target: string): Lines {
  return [
    `* ${path}.code = #${code}`,
    `* ${path}.display = ${quoted(display)}`,
    `* ${path}.target.code = #${target}`,
    `* ${path}.target.equivalence = #wider`,
  ];
}

/** One clause for each class; a text that contains the code is found faster than a list. */
function classRule(rows: Rows): Lines {
  const classed = rows.filter(({ classCode }) => classCode !== undefined);
  const classes = grouped(classed, ({ classCode }) => classCode ?? '');
  const clauses = [...classes].map(([classCode, members]) => {
    const codes = `|${members.map(({ code }) => code).join('|')}|`;
    const system = members[0]?.classSystem ?? '';
    return `(type.coding.where('${codes}'.contains('|' & code & '|')).exists() implies category.coding.where(system = '${system}').all(code = '${classCode}'))`;
  });
  return [
    'Invariant: class-of-type',
    'Description: "A class of the national list (TRE_A03) is the one that the table gives to the document\'s type."',
    'Severity: #error',
    `Expression: ${quoted(clauses.join(' and '))}`,
    '* insert French([[Une classe de la liste nationale (TRE_A03) est celle que la table donne au type du document.]])',
  ];
}

/** Things by a key, in the order in which each key first comes. */
function grouped<Thing>(
  things: readonly Thing[],
  keyOf: (thing: Thing) => string,
): Map<string, Thing[]> {
  const groups = new Map<string, Thing[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    groups.set(key, [...(groups.get(key) ?? []), thing]);
  }
  return groups;
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

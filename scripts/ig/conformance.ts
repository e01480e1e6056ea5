/**
 * The conformance resources of `profiles/` and the examples, as the guide shows them, and where in
 * the guide each canonical is described.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { code, link, type Html } from './html.js';
import type { Json, StructureDefinition } from './definitions.js';

/** From `dist/scripts/ig/` to the root of the project. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const R4 = 'http://hl7.org/fhir/';

/** A conformance resource that has a page. */
export interface Canonical extends Json {
  readonly resourceType: string;
  readonly id: string;
  readonly url: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
}

/** Everything the guide is made of. */
export interface Conformance {
  /** By type, in the order of their titles. */
  readonly of: (type: string) => readonly Canonical[];
  readonly profiles: readonly StructureDefinition[];
  readonly extensions: readonly StructureDefinition[];
  /** A link to where a canonical is described; the canonical alone when that is nowhere known. */
  readonly link: (canonical: string, text?: string) => Html;
}

const FOLDERS = [
  ...['structure-definitions', 'value-sets', 'code-systems', 'concept-maps'],
  ...['search-parameters', 'capability-statements'],
];

/** Reads `profiles/`. */
export function readConformance(): Conformance {
  const all = FOLDERS.flatMap((folder) => jsonIn<Canonical>(`profiles/${folder}`));
  const of = (type: string): Canonical[] =>
    all.filter(({ resourceType }) => resourceType === type).sort(byTitle);
  // A cast: what SUSHI compiled under that type.
  const structures = of('StructureDefinition') as unknown as StructureDefinition[];
  const pages = new Map(all.map((one) => [one.url, one]));
  return {
    of,
    profiles: structures.filter(({ type }) => type !== 'Extension'),
    extensions: structures.filter(({ type }) => type === 'Extension'),
    link: (canonical, text) => linkTo(pages.get(canonical), canonical, text),
  };
}

/** The file of a page about a conformance resource; its JSON is beside it. */
export function pageOf({ resourceType, id }: Pick<Canonical, 'resourceType' | 'id'>): string {
  return `${resourceType}-${id}.html`;
}

/** A file of the project as text. */
export function textAt(path: string): string {
  return readFileSync(ROOT + path, 'utf8');
}

/** The names of the files in a folder of the project, sorted. */
export function namesIn(folder: string): string[] {
  return readdirSync(ROOT + folder).sort();
}

/** The JSON files of a folder of the project, in the order of their names. */
export function jsonIn<T>(folder: string): T[] {
  const names = namesIn(folder).filter((name) => name.endsWith('.json'));
  // A cast: the files are ours, and of the type that the caller names.
  return names.map((name) => JSON.parse(textAt(`${folder}/${name}`)) as T);
}

function linkTo(page: Canonical | undefined, canonical: string, text?: string): Html {
  if (page !== undefined) return link(pageOf(page), text ?? page.title ?? page.name);
  const [address = ''] = canonical.split('|');
  const name = text ?? address.slice(address.lastIndexOf('/') + 1);
  const at = address.startsWith(R4) ? pageInR4(address.slice(R4.length)) : undefined;
  return at === undefined ? code(address) : link(`https://hl7.org/fhir/R4/${at}`, name);
}

/** Where R4 describes one of its types, extensions, value sets or code systems. */
function pageInR4(canonical: string): string | undefined {
  const [kind = '', name = ''] = canonical.split('/');
  if (kind === 'ValueSet') return `valueset-${name}.html`;
  if (kind === 'CodeSystem') return `codesystem-${name}.html`;
  if (kind !== 'StructureDefinition') return undefined;
  if (name.includes('-')) return `extension-${name.toLowerCase()}.html`;
  return /^[a-z]/.test(name) ? `datatypes.html#${name}` : typePage(name);
}

const DATATYPES = new Set([
  ...['Address', 'Age', 'Annotation', 'Attachment', 'CodeableConcept', 'Coding', 'ContactPoint'],
  ...['Duration', 'HumanName', 'Identifier', 'Money', 'Period', 'Quantity', 'Range', 'Ratio'],
  ...['SampledData', 'Signature', 'Timing'],
]);

function typePage(name: string): string {
  if (DATATYPES.has(name)) return `datatypes.html#${name}`;
  const others: Record<string, string> = {
    ...{ Reference: 'references.html', Meta: 'resource.html#Meta' },
    ...{ Narrative: 'narrative.html', Extension: 'extensibility.html' },
    ...{ BackboneElement: 'backboneelement.html', Element: 'element.html' },
    ...{ Dosage: 'dosage.html' },
  };
  return others[name] ?? `${name.toLowerCase()}.html`;
}

function byTitle(a: Canonical, b: Canonical): number {
  const [first, second] = [a.title ?? a.name, b.title ?? b.name];
  return first < second ? -1 : Number(first > second);
}

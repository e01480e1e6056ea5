/**
 * Compiles a StructureDefinition into what it asks beyond base R4. The build does so for the
 * profiles that are shipped; a package that is loaded is compiled as it comes in.
 * https://hl7.org/fhir/R4/profiling.html
 */
import { withoutVersion } from '../../fhir/reference.js';
import type { ElementRow, StructureTable } from '../../fhir/structure.js';
import type {
  Binding,
  CompiledProfile,
  Invariant,
  Node,
  SlicingRule,
  Test,
  TypeRule,
} from './compiled.js';
import { contextsOf } from './contexts.js';
import type { Constraint, ElementDefinition, StructureDefinition } from './definition.js';
import { testsOf } from './discriminators.js';
import { frenchOf } from './french.js';
import { typeNamed } from './places.js';
import { lineageOf, type Definitions } from './lineage.js';
import { outlineOf, rowIn, withoutShortNames, type Outline } from './outline.js';

/** What compiling needs to know. */
export interface Lookup {
  /** R4 itself: `profiles/r4/structure.json`. */
  readonly structure: StructureTable;
  /** The other definitions: parents, extensions, profiles of parts. */
  readonly definition: Definitions;
}

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

const OURS = 'https://dossier.example/';

/** Rules of every element or resource, which base validation judges. */
const OF_BASE = /^(ele-1|ext-1|dom-[2-6]|ref-1|txt-[12])$/;

/**
 * The compiled form of a definition, its parents' rules included. The same input gives the same
 * output. Throws an Error whose message says what is wrong with a definition that contradicts R4:
 * a path that its type does not have, parents without end, a type that R4 does not have. A parent,
 * extension or part that `lookup` does not find is no fault: it is named in `missing`, or left
 * unjudged.
 */
export function compileProfile(definition: StructureDefinition, lookup: Lookup): CompiledProfile {
  return compileIn(definition, { ...lookup, open: new Set(), done: new Map() });
}

/** One compilation: what it is in the middle of, and what it has done. */
interface Work extends Lookup {
  readonly open: Set<string>;
  readonly done: Map<string, CompiledProfile>;
}

function compileIn(definition: StructureDefinition, work: Work): CompiledProfile {
  const { url, type } = definition;
  const isKnown = work.structure.types[type] !== undefined;
  if (!isKnown) throw new Error(`${url} is for ${type}, which is no type of R4`);
  work.open.add(url);
  const { elements, bases, missing } = lineageOf(definition, work.definition);
  const outline = outlineOf(type, elements);
  const contexts = contextsOf(definition);
  const compiled: CompiledProfile = {
    url,
    title: definition.title ?? definition.name ?? url,
    type,
    bases,
    ...standsFor(definition),
    ...(missing.length === 0 ? {} : { missing }),
    ...(contexts === undefined ? {} : { contexts }),
    ...(outline.element?.['isModifier'] === true ? { modifier: true as const } : {}),
    root: { ...nodeOf(outline, { types: [type], row: { types: [type] } }, work), name: type },
  };
  work.open.delete(url);
  work.done.set(url, compiled);
  return compiled;
}

/** Of profiles of ours, the official ones that they are judged in place of. */
function standsFor({ url, mapping = [] }: StructureDefinition): Pick<CompiledProfile, 'standsFor'> {
  const uris = mapping.flatMap(({ uri = '' }) =>
    uri.includes('/StructureDefinition/') ? uri : [],
  );
  return url.startsWith(OURS) && uris.length > 0 ? { standsFor: uris.map(withoutVersion) } : {};
}

/** The compiled profile that a part names; undefined where it is not known or under way. */
function part(url: string, work: Work): CompiledProfile | undefined {
  const plain = withoutVersion(url);
  if (work.open.has(plain)) return undefined;
  const done = work.done.get(plain);
  if (done) return done;
  const definition = work.definition(plain);
  return definition && compileIn(definition, work);
}

/** What R4 says of the element around: the types of its values, and its row. */
interface Ground {
  readonly types: readonly string[];
  readonly row: ElementRow;
}

function nodeOf(outline: Outline, ground: Ground, work: Work): Node {
  const { element } = outline;
  const types = typesOf(outline, ground);
  withoutShortNames(outline, types, work.structure);
  const children = [...outline.children.values()].map((child) => childNode(child, types, work));
  const slices = [...outline.slices.values()].map((slice) => nodeOf(slice, ground, work));
  const told = element ? rulesOf(element, outline, ground, types) : {};
  const node: Node = {
    name: outline.name,
    ...(outline.slice === undefined ? {} : { slice: outline.slice }),
    ...told,
    ...(children.length === 0 ? {} : { children }),
  };
  return slices.length === 0 ? node : { ...node, ...sliced(outline, slices, work) };
}

function childNode(child: Outline, types: readonly string[], work: Work): Node {
  const found = rowIn(types, child.name, work.structure) ?? rowOfPrimitive(child, types, work);
  if (found === undefined) {
    throw new Error(`${child.id} is no element: ${types.join(' or ')} has no ${child.name}`);
  }
  return nodeOf(child, { types: found.row.types, row: found.row }, work);
}

/** A primitive has id and extensions; of a resource whose type is open, nothing can be said. */
function rowOfPrimitive(
  child: Outline,
  types: readonly string[],
  work: Work,
): { row: ElementRow } | undefined {
  const isOpen = types.some((type) => work.structure.types[type] === undefined);
  if (!isOpen) return undefined;
  return rowIn(['Element'], child.name, work.structure) ?? { row: { types: [], max: '*' } };
}

function typesOf({ element, slice, name }: Outline, ground: Ground): readonly string[] {
  const isGroup = ground.row.types.some((type) => type.includes('.'));
  if (isGroup) return ground.row.types;
  const codes = element?.type?.map(({ code }) => code).filter((code) => !code.includes('/'));
  if (codes && codes.length > 0) return codes;
  const ofSlice = slice === undefined ? undefined : typeOfName(slice, name, ground.types);
  return ofSlice === undefined ? ground.types : [ofSlice];
}

/** The type that the slice `valueQuantity` of `value[x]` has by its name. */
function typeOfName(slice: string, name: string, types: readonly string[]): string | undefined {
  if (!name.endsWith('[x]')) return undefined;
  const stem = name.slice(0, -3);
  return types.find((type) => slice === `${stem}${type.charAt(0).toUpperCase()}${type.slice(1)}`);
}

function sliced(outline: Outline, slices: readonly Node[], work: Work): Partial<Node> {
  const { name, element } = outline;
  const discriminators = element?.slicing?.discriminator ?? discriminatorsBy(name);
  const find = (url: string) => part(url, work);
  const slicing: SlicingRule = {
    rules: rulesNamed(element?.slicing?.rules),
    ...(element?.slicing?.ordered === true ? { ordered: true as const } : {}),
    by: discriminators.map(({ path }) => path),
  };
  const tested = slices.map((slice) => {
    const typed = withTypeOfName(slice, name);
    const tests = discriminators.flatMap((one) => testsOf(typed, one, find));
    return { ...typed, tests: tests.sort(byCost) };
  });
  return { slicing, slices: tested };
}

/** What is quick to tell comes before what takes a whole profile. */
function byCost(a: Test, b: Test): number {
  return Number(a.kind === 'profile') - Number(b.kind === 'profile');
}

function withTypeOfName(slice: Node, name: string): Node {
  if (slice.types !== undefined || !name.endsWith('[x]') || slice.slice === undefined) return slice;
  const rest = slice.slice.slice(name.length - 3);
  const code = typeNamed(rest);
  return { ...slice, types: [{ code }] };
}

function rulesNamed(name: string | undefined): SlicingRule['rules'] {
  return name === 'closed' || name === 'openAtEnd' ? name : 'open';
}

/** What R4 implies where nothing is said: extensions differ by url, choices by type. */
function discriminatorsBy(name: string): readonly { type: string; path: string }[] {
  if (name === 'extension' || name === 'modifierExtension') return [{ type: 'value', path: 'url' }];
  return name.endsWith('[x]') ? [{ type: 'type', path: '$this' }] : [];
}

function rulesOf(
  element: ElementDefinition,
  outline: Outline,
  { row }: Ground,
  of: readonly string[],
): Partial<Node> {
  const types = typeRules(element, row);
  const binding = bindingOf(element, row);
  const invariants = (element.constraint ?? []).flatMap((one) => invariantOf(one, of));
  return {
    ...countsOf(element, outline, row),
    ...(types === undefined ? {} : { types }),
    ...valueUnder(element, 'fixed'),
    ...valueUnder(element, 'pattern'),
    ...valueUnder(element, 'minValue'),
    ...valueUnder(element, 'maxValue'),
    ...(typeof element['maxLength'] === 'number' ? { maxLength: element['maxLength'] } : {}),
    ...(binding === undefined ? {} : { binding }),
    ...(invariants.length === 0 ? {} : { invariants }),
  };
}

function countsOf(
  element: ElementDefinition,
  { slice, children }: Outline,
  row: ElementRow,
): Partial<Node> {
  if (!element.path.includes('.')) return {};
  const atLeast = slice === undefined ? (row.min ?? 0) : 0;
  const atMost = row.max === '*' ? Number.POSITIVE_INFINITY : (row.max ?? 1);
  const min = element.min ?? 0;
  const max = element.max === undefined || element.max === '*' ? Infinity : Number(element.max);
  const isOwn = slice !== undefined || children.size > 0;
  return {
    ...(min > atLeast ? { min } : {}),
    ...(max < atMost || (isOwn && max < atMost) ? { max } : {}),
  };
}

function typeRules(element: ElementDefinition, row: ElementRow): TypeRule[] | undefined {
  if (element.type === undefined || row.types.some((type) => type.includes('.'))) return undefined;
  const rules = element.type.map((type): TypeRule => {
    const profiles = (type.profile ?? []).map(withoutVersion).filter((url) => !isOfR4(url));
    const targets = (type.targetProfile ?? []).map(withoutVersion);
    return {
      code: type.code,
      ...(profiles.length === 0 ? {} : { profiles }),
      ...(targets.length === 0 || isSame(targets, row.targets) ? {} : { targets }),
      ...(type.aggregation === undefined ? {} : { aggregation: type.aggregation }),
    };
  });
  if (rules.some(({ code }) => code.includes('/'))) return undefined;
  const narrows = rules.some(
    ({ profiles, targets, aggregation }) => profiles ?? targets ?? aggregation,
  );
  return narrows || rules.length < row.types.length || isOpenType(row) ? rules : undefined;
}

function isOfR4(url: string): boolean {
  return url === `${CORE}SimpleQuantity`;
}

/** A resource of any type, narrowed to one. */
function isOpenType(row: ElementRow): boolean {
  return (
    row.types.length === 1 && (row.types[0] === 'Resource' || row.types[0] === 'DomainResource')
  );
}

function isSame(targets: readonly string[], known: readonly string[] = ['Resource']): boolean {
  const names = new Set(targets.map((url) => url.replace(CORE, '')));
  return names.size === known.length && known.every((name) => names.has(name));
}

type Word = 'fixed' | 'pattern' | 'minValue' | 'maxValue';

function valueUnder(element: ElementDefinition, word: Word): Partial<Node> {
  const key = Object.keys(element).find((name) => /^[A-Z]/.test(name.replace(word, '')));
  return key === undefined ? {} : { [word]: element[key] };
}

function bindingOf({ binding }: ElementDefinition, row: ElementRow): Binding | undefined {
  const strength = binding?.strength;
  if (binding?.valueSet === undefined) return undefined;
  if (strength !== 'required' && strength !== 'extensible') return undefined;
  const valueSet = withoutVersion(binding.valueSet);
  const isBase = row.codes !== undefined && valueSet.endsWith(`/ValueSet/${row.codes}`);
  return isBase ? undefined : { strength, valueSet };
}

const OF_CORE = /^http:\/\/hl7\.org\/fhir\/StructureDefinition\/[A-Z]\w+$/;

function invariantOf(constraint: Constraint, types: readonly string[]): Invariant[] {
  const { key, expression, human = '', source = '' } = constraint;
  if (expression === undefined || expression === '') return [];
  if (OF_BASE.test(key) || OF_CORE.test(source)) return [];
  const severity = constraint.severity === 'warning' ? 'warning' : 'error';
  const [base] = types;
  const isOpen = base === undefined || types.length > 1 || base === 'Resource';
  const told = { human, ...frenchOf(constraint) };
  return [{ key, severity, ...told, expression, ...(isOpen ? {} : { base }) }];
}

/**
 * Search parameters made of SearchParameter resources, such as packages bring: what R4 or the data
 * file of the program declares stays as it is, and what cannot be searched by is told with its
 * reason. https://hl7.org/fhir/R4/searchparameter.html
 */
import { objects, text, texts } from '../../fhir/elements.js';
import type { Resource } from '../../fhir/resource.js';
import { isResource, type StructureTable } from '../../fhir/structure.js';
import type { Declared, ParameterData, ParameterType, PartData } from '../parameters.js';
import { resolve } from './paths.js';
import { valuesOf } from './values.js';

/** A parameter of one type. */
export interface Defined {
  readonly type: string;
  readonly code: string;
  readonly data: ParameterData;
}

/** A SearchParameter that is not searched by, on the types that the reason names. */
export interface Unused {
  readonly url: string;
  readonly why: string;
}

/** What stands before the definitions. */
export interface Ground extends Declared {
  readonly structure: StructureTable;
}

/**
 * Defines what it can. Of two definitions with one canonical the later counts; of two with one code
 * on one type the earlier, unless both lead to the same values.
 */
export function defineParameters(
  resources: readonly Resource[],
  ground: Ground,
): { readonly defined: readonly Defined[]; readonly unused: readonly Unused[] } {
  const byUrl = new Map(resources.map((one) => [nameOf(one), one] as const));
  const defined = new Map<string, Defined>();
  const unused: Unused[] = [];
  const wanted = [...byUrl].flatMap(([url, resource]) =>
    basesOf(resource, ground).map((type) => ({ url, resource, type })),
  );
  for (const { url, resource, type } of wanted) {
    const made = orWhy(() => definedOn(type, resource, { ...ground, byUrl }));
    const why = typeof made === 'string' ? made : clash(made, defined, ground);
    if (why === undefined && typeof made !== 'string') defined.set(`${type}?${made.code}`, made);
    if (why !== undefined && why !== KNOWN) unused.push({ url, why });
  }
  return { defined: [...defined.values()], unused: withoutDoubles(unused) };
}

function nameOf({ url, id }: Resource): string {
  return text(url) ?? `SearchParameter/${text(id) ?? ''}`;
}

function withoutDoubles(unused: readonly Unused[]): Unused[] {
  return [...new Map(unused.map((one) => [`${one.url} ${one.why}`, one])).values()];
}

function orWhy<T>(make: () => T): T | string {
  try {
    return make();
  } catch (failure) {
    // What is said here is an Error; anything else is a fault of the program.
    if (failure instanceof Error && failure.constructor === Error) return failure.message;
    throw failure;
  }
}

/** The types that it is for; its first word where it is for none, so that the reason is told. */
function basesOf({ base }: Resource, { structure }: Ground): readonly string[] {
  const named = texts(base);
  const all = Object.keys(structure.types).filter((type) => isResource(type, structure));
  const bases = named.flatMap((type) => {
    if (type === 'Resource') return all;
    return type === 'DomainResource' ? all.filter((each) => !NO_NARRATIVE.includes(each)) : [type];
  });
  return bases.length === 0 ? [''] : [...new Set(bases)];
}

/** All others are DomainResources. */
const NO_NARRATIVE: readonly string[] = ['Binary', 'Bundle', 'Parameters'];

const KNOWN = 'known';

/** Why another definition stands before it; `KNOWN` where that finds the same. */
function clash(
  { type, code, data }: Defined,
  defined: ReadonlyMap<string, Defined>,
  { declared }: Ground,
): string | undefined {
  const before = declared(type, code) ?? defined.get(`${type}?${code}`)?.data;
  if (before === undefined) return undefined;
  const isSame = before.definition === data.definition || valuesIn(before) === valuesIn(data);
  if (isSame) return KNOWN;
  return `${type}?${code} is ${before.definition} here, by another expression`;
}

function valuesIn({ type, paths, components = [] }: ParameterData): string {
  const parts = components.map((part) => [part.type, [...part.paths].sort()]);
  return JSON.stringify([type, [...paths].sort(), parts]);
}

interface Around extends Ground {
  readonly byUrl: ReadonlyMap<string, Resource>;
}

const COMPARED: readonly ParameterType[] = [
  ...(['token', 'string', 'date', 'reference', 'uri', 'number', 'quantity'] as const),
];

/** A name that a query can say: no modifier, chain, or result parameter is in it. */
const CODE = /^[A-Za-z][\w-]{0,63}$/;

function definedOn(type: string, resource: Resource, around: Around): Defined {
  const { structure, isNoted } = around;
  const code = text(resource['code']) ?? '';
  if (type === '') throw new Error('base is missing');
  const name: string = type;
  if (!isResource(type, structure)) throw new Error(`${name.slice(0, 64)} is no type of R4`);
  if (isNoted(type)) throw new Error(`a ${type} is found by what this server notes of it alone`);
  if (typeof resource['url'] !== 'string') throw new Error('its url is missing');
  if (!CODE.test(code)) throw new Error('its code is not one that a query can name');
  if (resource['status'] === 'retired') throw new Error('it is retired');
  const named = { definition: nameOf(resource), documentation: documented(resource) };
  const kind = text(resource['type']) ?? 'no type';
  if (kind === 'composite') {
    return { type, code, data: { ...compositeOf(type, resource, around), ...named } };
  }
  const values = simpleOf(type, resource, structure);
  return { type, code, data: { ...values, ...named } };
}

function simpleOf(
  type: string,
  resource: Resource,
  structure: StructureTable,
): ReturnType<typeof valuesOf> {
  const kind = kindOf(resource);
  const ends = resolve(structure, { type, expression: expressionOf(resource), kind });
  return valuesOf(structure, { type: kind, target: texts(resource['target']) }, ends);
}

function kindOf(resource: Resource): ParameterType {
  const kind = COMPARED.find((one) => one === resource['type']);
  if (kind !== undefined) return kind;
  throw new Error(
    `parameters of type ${(text(resource['type']) ?? 'no type').slice(0, 32)} are not compared`,
  );
}

function expressionOf(element: Readonly<Record<string, unknown>>): string {
  const expression = text(element['expression']);
  if (expression === undefined) throw new Error('its expression is missing');
  return expression;
}

const PARTS = 2;

function compositeOf(
  type: string,
  resource: Resource,
  around: Around,
): Pick<ParameterData, 'type' | 'paths' | 'components'> {
  const { structure } = around;
  const expression = expressionOf(resource);
  const { paths, ends } = resolve(structure, { type, expression, kind: 'composite' });
  const parts = objects(resource['component']);
  if (parts.length !== PARTS) throw new Error(`it has ${parts.length} components, not ${PARTS}`);
  const components = parts.map((part) => partOf({ type, start: ends[0] ?? type }, part, around));
  if (components[0]?.type !== 'token') throw new Error('its first component is no token');
  return { type: 'composite', paths, components };
}

interface Within {
  readonly type: string;
  /** The type of what the composite selects. */
  readonly start: string;
}

function partOf(
  { type, start }: Within,
  part: Readonly<Record<string, unknown>>,
  around: Around,
): PartData {
  const url = text(part['definition']) ?? '';
  const compared = comparedBy(type, url, around);
  if (compared === undefined) throw new Error(`its component ${url.slice(0, 200)} is not known`);
  const expression = expressionOf(part);
  const ends = resolve(around.structure, { type: start, expression, kind: compared.type });
  const { only: _, ...values } = valuesOf(around.structure, compared, ends);
  return values;
}

function comparedBy(
  type: string,
  url: string,
  { declared, codesOf, byUrl }: Around,
): Parameters<typeof valuesOf>[1] | undefined {
  const known = codesOf(type)
    .map((code) => declared(type, code))
    .find((one) => one?.definition === url);
  if (known !== undefined) return { type: known.type, target: known.targets };
  const other = byUrl.get(url);
  return other === undefined ? undefined : { type: kindOf(other), target: texts(other['target']) };
}

const DOCUMENTATION_MAX = 300;

/** The first line of its description, without links. */
function documented({ description, name }: Resource): string {
  const line = (text(description) ?? text(name) ?? '').split(/[\r\n]/)[0] ?? '';
  return line.replace(/\[([^\][]*)\]\([^()]*\)/g, '$1').slice(0, DOCUMENTATION_MAX);
}

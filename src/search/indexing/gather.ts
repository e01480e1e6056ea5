/**
 * The values of one parameter, put where each kind is found: codes, references and uris as tokens,
 * dates as ranges, strings as texts or tokens. https://hl7.org/fhir/R4/search.html#ptypes
 */
import { parseReference } from '../../fhir/reference.js';
import { relative } from '../../fhir/resource.js';
import type { Parameter, SearchParameters, StringIndex } from '../parameters.js';
import type { Interval } from '../query.js';
import { intervalsOf } from './dates.js';
import { inBaseUnits, numbersOf, quantitiesOf } from './numbers.js';
import { isElement, listOf, textOf } from './select.js';
import {
  belowToken,
  cased,
  codeToken,
  logicalKey,
  referenceIdToken,
  referenceToken,
  systemCodeToken,
  systemToken,
  typedToken,
  unitKey,
  uriToken,
  wordingKey,
} from './tokens.js';
import { above } from './uris.js';
import { stringTokens } from './words.js';

/** An index in the making. */
export interface Gathered {
  readonly tokens: Set<string>;
  readonly ranges: Record<string, Interval[]>;
  readonly texts: Record<string, string[]>;
}

/** The resource being indexed, and where its values go. */
export interface Gathering {
  readonly parameters: SearchParameters;
  /** The resource that holds the contained ones. */
  readonly resource: Readonly<Record<string, unknown>>;
  readonly strings: StringIndex;
  readonly found: Gathered;
}

/**
 * Puts the values among `nodes` under `key`, and gives back those that are values of the
 * parameter.
 */
export function gather(
  into: Gathering,
  key: string,
  param: Parameter,
  nodes: readonly unknown[],
): readonly unknown[] {
  switch (param.type) {
    case 'token':
      return gatherTokens(into, key, param, nodes);
    case 'reference':
      return gatherReferences(into, key, param, nodes);
    case 'date':
      append(into.found.ranges, key, nodes.flatMap(intervalsOf));
      return nodes;
    case 'number':
      append(into.found.ranges, key, nodes.flatMap(numbersOf));
      return nodes;
    case 'quantity':
      for (const node of nodes) gatherQuantity(into, key, node);
      return nodes;
    case 'composite':
    case 'special':
      return []; // see `composites.ts` and `position.ts`
    case 'uri':
      for (const node of nodes) gatherUri(into, key, param, node);
      return nodes;
    case 'string':
      for (const text of new Set(nodes.flatMap(stringsOf))) gatherString(into, key, param, text);
      return nodes;
  }
}

/** Whether an element says more than that it has an id or extensions. */
export function hasValue(node: unknown): boolean {
  if (!isElement(node)) return node !== undefined && node !== null && node !== '';
  return Object.keys(node).some((name) => name !== 'id' && name !== 'extension');
}

/** The resource inside `container` that a reference `#id` names. */
export function containedIn(
  container: Readonly<Record<string, unknown>>,
  node: unknown,
): Readonly<Record<string, unknown>> | undefined {
  const text = textOf(node, 'reference');
  if (text === undefined || !text.startsWith('#')) return undefined;
  return listOf(container['contained'])
    .filter(isElement)
    .find((resource) => resource['id'] === text.slice(1));
}

function gatherTokens(
  into: Gathering,
  key: string,
  param: Parameter,
  nodes: readonly unknown[],
): readonly unknown[] {
  if (param.exists === true) {
    const there = nodes.some((node) => node !== false && hasValue(node));
    into.found.tokens.add(codeToken(key, String(there)));
    return [there];
  }
  if (param.absent !== undefined && !nodes.some(hasValue)) {
    into.found.tokens.add(codeToken(key, param.absent));
  }
  for (const node of nodes) gatherToken(into, key, param, node);
  return nodes;
}

function gatherToken(into: Gathering, key: string, param: Parameter, node: unknown): void {
  if (typeof node === 'string' || typeof node === 'boolean') {
    gatherCoded(into, key, param, { code: String(node) });
  } else if (isElement(node)) {
    // A concept is known by its codings; a Coding has a code; Identifier and ContactPoint a value.
    const parts = Array.isArray(node['coding']) ? node['coding'] : [node];
    for (const part of parts) gatherCoded(into, key, param, coding(part));
    gatherTyped(into, key, node);
    gatherWording(into, key, [node, ...parts, node['type']]);
  }
}

/** An identifier, by the codes of its type. */
function gatherTyped(into: Gathering, key: string, node: Readonly<Record<string, unknown>>): void {
  const value = textOf(node, 'value');
  const type = node['type'];
  if (value === undefined || !isElement(type) || into.strings === 'events') return;
  for (const each of listOf(type['coding']).map(coding)) {
    const { system = '', code } = each;
    if (code === undefined) continue;
    const known = into.parameters.systemOf(system);
    into.found.tokens.add(typedToken(key, { system: known, code }, value));
  }
}

interface Coded {
  readonly system?: string | undefined;
  readonly code?: string | undefined;
}

function coding(part: unknown): Coded {
  return {
    system: textOf(part, 'system'),
    code: textOf(part, 'code') ?? textOf(part, 'value'),
  };
}

function gatherCoded(into: Gathering, key: string, param: Parameter, value: Coded): void {
  const { tokens } = into.found;
  const code = value.code === undefined ? undefined : cased(param, value.code);
  if (code !== undefined) tokens.add(codeToken(key, code));
  // All values of a bare code have the declared system: asking for it adds nothing to the code.
  if (param.system !== undefined) return;
  const system = into.parameters.systemOf(value.system ?? '');
  if (code !== undefined) tokens.add(systemCodeToken(key, system, code));
  if (system !== '') tokens.add(systemToken(key, system));
}

function gatherWording(into: Gathering, key: string, parts: readonly unknown[]): void {
  if (into.strings === 'events') return;
  const texts: string[] = [];
  for (const part of parts) {
    const [text, display] = [textOf(part, 'text'), textOf(part, 'display')];
    if (text !== undefined) texts.push(text);
    if (display !== undefined) texts.push(display);
  }
  if (texts.length > 0) append(into.found.texts, wordingKey(key), texts);
}

function gatherReferences(
  into: Gathering,
  key: string,
  param: Parameter,
  nodes: readonly unknown[],
): readonly unknown[] {
  const values = param.only === true ? nodes.filter((node) => mayName(into, param, node)) : nodes;
  for (const node of values) {
    const text = typeof node === 'string' ? node : (textOf(node, 'reference') ?? entryOf(node));
    if (text !== undefined) gatherReference(into, key, text);
    const bar = typeof node === 'string' ? node.lastIndexOf('|') : -1;
    if (typeof node === 'string' && bar > 0) gatherReference(into, key, node.slice(0, bar));
    if (isElement(node)) gatherLogical(into, logicalKey(key), node['identifier']);
  }
  return values;
}

/** The address of a resource that stands in a bundle, where one that it refers to could. */
function entryOf(node: unknown): string | undefined {
  const type = textOf(node, 'resourceType');
  const id = textOf(node, 'id');
  return type === undefined || id === undefined ? undefined : `${type}/${id}`;
}

/** Whether a reference names one of the parameter's types, as far as it tells. */
function mayName(into: Gathering, param: Parameter, node: unknown): boolean {
  const text = textOf(node, 'reference');
  const reference = text === undefined ? undefined : parseReference(text, into.parameters.base);
  const type =
    (reference?.kind === 'local' && reference.address.type) ||
    (reference?.kind === 'remote' && reference.type) ||
    textOf(containedIn(into.resource, node), 'resourceType') ||
    textOf(node, 'type');
  return type === undefined || (param.targets?.includes(type) ?? true);
}

function gatherReference(into: Gathering, key: string, text: string): void {
  const { tokens } = into.found;
  const reference = parseReference(text, into.parameters.base);
  switch (reference.kind) {
    case 'local': {
      const { type, id } = reference.address;
      tokens.add(referenceToken(key, relative({ type, id })));
      tokens.add(referenceToken(key, relative(reference.address)));
      tokens.add(referenceIdToken(key, id));
      return;
    }
    case 'remote':
      tokens.add(referenceToken(key, reference.url));
      return;
    case 'urn':
      tokens.add(referenceToken(key, reference.uri));
      return;
    case 'other':
      tokens.add(referenceToken(key, reference.text));
      return;
    case 'contained':
    case 'conditional':
      return;
  }
}

function gatherLogical(into: Gathering, key: string, identifier: unknown): void {
  const { system, code } = coding(identifier);
  const known = into.parameters.systemOf(system ?? '');
  if (code !== undefined) into.found.tokens.add(codeToken(key, code));
  if (code !== undefined) into.found.tokens.add(systemCodeToken(key, known, code));
  if (known !== '') into.found.tokens.add(systemToken(key, known));
}

function gatherUri(into: Gathering, key: string, param: Parameter, node: unknown): void {
  if (typeof node !== 'string' || node === '') return;
  // Literally, our own base included: what rests in an index must not change with the address.
  into.found.tokens.add(uriToken(key, node));
  // A canonical URL with its version is also found without it.
  const bar = node.lastIndexOf('|');
  const plain = bar > 0 ? node.slice(0, bar) : node;
  if (bar > 0) into.found.tokens.add(uriToken(key, plain));
  if (param.below !== true) return;
  for (const uri of above(plain)) into.found.tokens.add(belowToken(key, uri));
}

function gatherQuantity(into: Gathering, key: string, node: unknown): void {
  const { ranges } = into.found;
  append(ranges, key, quantitiesOf(node).intervals);
  for (const { intervals, units } of [quantitiesOf(node), inBaseUnits(node)]) {
    for (const { unit, system } of units) append(ranges, unitKey(key, unit, system), intervals);
  }
}

function gatherString(into: Gathering, key: string, param: Parameter, text: string): void {
  const indexed = { strings: into.strings, prefixes: param.prefixes !== false };
  for (const token of stringTokens(indexed, key, text)) into.found.tokens.add(token);
  if (into.strings !== 'events') append(into.found.texts, key, [text]);
}

const PARTS = [
  'text',
  'family',
  'given',
  'prefix',
  'suffix',
  'line',
  'city',
  'district',
  'state',
  'postalCode',
  'country',
];

/** A string, or the parts of a HumanName or an Address. */
function stringsOf(node: unknown): string[] {
  if (typeof node === 'string') return node === '' ? [] : [node];
  if (!isElement(node)) return [];
  return PARTS.flatMap((part) => listOf(node[part])).flatMap((value) =>
    typeof value === 'string' && value !== '' ? [value] : [],
  );
}

function append<T>(lists: Record<string, T[]>, key: string, values: readonly T[]): void {
  if (values.length > 0) (lists[key] ??= []).push(...values);
}

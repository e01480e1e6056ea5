/**
 * Bodies that nobody would send in good faith: any JSON where an element is expected, changed
 * examples, and resources of up to 100 KB in which one element is repeated as often as fits. The
 * same row of bodies for the same seed.
 */
import type { JsonObject } from '../../../src/fhir/json.js';
import { elementsOf, propertyOf, type ElementRow } from '../../../src/fhir/structure.js';
import { minimal, minimalResource, STRUCTURE } from '../../fixtures/minimal.js';
import { anyOf, type Draw } from '../fhirpath/anything.js';
import { mutate, oneOf } from '../opinion/mutate.js';

/** Bytes of a large body. */
export const BYTES_MAX = 100_000;

const TEXTS = [
  ...['a', '', '#', '#a', ' ', 'é', '\u00001.0', '\u0000blob:0', '__proto__', 'constructor'],
  ...['Patient/1', 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520', 'http://a.example', '2020-05'],
  ...['x'.repeat(300), 'urn:ietf:rfc:3986', '190017512345678', 'code', 'Reference', 'complete'],
];
const KEYS = [
  ...['__proto__', 'constructor', 'toString', 'length', 'prototype', 'hasOwnProperty', ''],
  ...['resourceType', 'contained', 'extension', '_status', 'value', 'valueString', 'url', 'id'],
];
const ODD: readonly unknown[] = [null, '', [], {}, [null], [[]], [{}], -1, 1e21, true, [1, 'a']];
const SMALL = ['Patient', 'Observation', 'List', 'CodeSystem', 'DocumentReference', 'Binary'];
const RESOURCES = Object.keys(STRUCTURE.types).filter((type) => STRUCTURE.types[type]?.resource);

/** Texts and chance, for values of R4's types. */
export function drawOf(random: () => number): Draw {
  return { random, texts: TEXTS, isWanted: () => false };
}

/** Any JSON at all. */
export function anyJson(random: () => number, depth = 0): unknown {
  const kind = Math.floor(random() * (depth > 4 ? 2 : 4));
  if (kind === 0) return oneOf(random, ODD);
  if (kind === 1) return oneOf(random, TEXTS);
  const inner = () => anyJson(random, depth + 1);
  if (kind === 2) return Array.from({ length: Math.floor(random() * 4) }, inner);
  const members = Array.from({ length: 1 + Math.floor(random() * 4) }, () => [
    anyKey(random),
    inner(),
  ]);
  return JSON.parse(
    `{${members.map((pair) => pair.map((one) => JSON.stringify(one)).join(':')).join(',')}}`,
  ); // own members, whatever their names
}

function anyKey(random: () => number): string {
  const type = oneOf(random, RESOURCES);
  const element = oneOf(random, elementsOf(type, STRUCTURE))[0].replace('[x]', 'String');
  return random() < 0.4 ? oneOf(random, KEYS) : element;
}

/** A body of a type with any JSON in some of its elements. */
export function oddBody(type: string, random: () => number): unknown {
  if (random() < 0.05) return anyJson(random);
  const body: JsonObject = { ...minimalResource(type) };
  for (const [name, row] of elementsOf(type, STRUCTURE)) {
    if (random() < 0.2) body[propertyOf(name, oneOf(random, row.types))] = anyJson(random);
  }
  return body;
}

/** An example with several changes. */
export function changedBody(examples: readonly JsonObject[], random: () => number): unknown {
  let body = oneOf(random, examples);
  for (let turn = 0; turn < 1 + random() * 8; turn++) body = mutate(body, random).resource;
  return JSON.parse(JSON.stringify(body)); // as it would arrive
}

/** A body of a type in which one element, somewhere, is repeated until the body is large. */
export function wideBody(type: string, random: () => number): unknown {
  return grown(type, { random, bytes: BYTES_MAX * (0.5 + random() * 0.45) }, 0);
}

interface Growth {
  readonly random: () => number;
  readonly bytes: number;
}

function grown(type: string, growth: Growth, depth: number): unknown {
  const made: unknown = STRUCTURE.types[type]?.resource ? minimalResource(type) : minimal(type);
  if (typeof made !== 'object' || made === null) return made;
  const body = made as JsonObject; // a type's value is an object
  const rows = elementsOf(type, STRUCTURE).filter(([name, row]) => isRoomy(name, row));
  if (rows.length === 0) return body;
  const [name, row] = oneOf(growth.random, rows);
  const named = oneOf(growth.random, row.types);
  const inner = named === 'Resource' ? oneOf(growth.random, SMALL) : named;
  const isMany = row.max === '*';
  const isHere = isMany && (depth > 2 || growth.random() < 0.6);
  const value = isHere ? listOf(inner, growth) : grown(inner, growth, depth + 1);
  body[propertyOf(name, named)] = isHere || !isMany ? value : [value];
  return body;
}

function isRoomy(name: string, { types, max }: ElementRow): boolean {
  return name !== 'text' && (max === '*' || types.some((type) => STRUCTURE.types[type]));
}

/** One value again and again, or another each time. */
function listOf(type: string, { random, bytes }: Growth): unknown[] {
  const draw = drawOf(random);
  const isSame = random() < 0.5;
  const first = random() < 0.5 ? minimal(type) : anyOf(type, draw, 3);
  const list: unknown[] = [];
  for (let size = 0; size < bytes;) {
    const item: unknown = isSame ? structuredClone(first) : anyOf(type, draw, 3);
    list.push(item);
    size += JSON.stringify(item).length + 1;
  }
  return list;
}

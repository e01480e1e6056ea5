/**
 * FHIRPath Patch on a resource: a Parameters resource whose `operation` parameters add, insert,
 * delete, replace or move elements. https://hl7.org/fhir/R4/fhirpatch.html All operations or none.
 */
import { isObject } from './elements.js';
import { both, type Sentence } from './language.js';
import { parsePath, select, valueAt, type Spot, type Step } from './path.js';
import { problem, type Problem } from './problem.js';
import type { Resource } from './resource.js';

const OPERATIONS_MAX = 100;

/** One operation, checked. */
export interface PatchOperation {
  readonly verb: 'add' | 'insert' | 'delete' | 'replace' | 'move';
  readonly path: string;
  readonly steps: readonly Step[];
  readonly name?: string;
  readonly value?: unknown;
  readonly index?: number;
  readonly source?: number;
  readonly destination?: number;
}

/** Reads a FHIRPath Patch; anything else is `invalid-request` (400), naming the operation. */
export function parseFhirPathPatch(parameters: Resource): readonly PatchOperation[] {
  const list = Array.isArray(parameters['parameter']) ? parameters['parameter'] : [];
  if (
    parameters.resourceType !== 'Parameters' ||
    list.length === 0 ||
    list.length > OPERATIONS_MAX
  ) {
    throw problem('invalid-request', {
      why: `A FHIRPath Patch is a Parameters resource with 1 to ${OPERATIONS_MAX} parameters named operation.`,
      french: `Un FHIRPath Patch est une ressource Parameters avec 1 à ${OPERATIONS_MAX} paramètres nommés operation.`,
    });
  }
  return list.map(operationOf);
}

/** The patched resource; a path that selects nothing, or more than one element, is 422. */
export function applyFhirPathPatch(resource: Resource, patch: readonly PatchOperation[]): Resource {
  const copy = structuredClone(resource);
  patch.forEach((operation, at) => apply(copy, operation, at));
  return copy;
}

interface Part {
  readonly name?: unknown;
  readonly part?: unknown;
  readonly [value: string]: unknown;
}

function operationOf(parameter: Part, at: number): PatchOperation {
  const parts = new Map<unknown, unknown>(
    (Array.isArray(parameter.part) ? (parameter.part as Part[]) : []).map((part) => [
      part.name,
      partValue(part),
    ]),
  );
  const verb = parts.get('type');
  const path = parts.get('path');
  const steps = typeof path === 'string' ? parsePath(path) : undefined;
  if (
    parameter.name !== 'operation' ||
    !isVerb(verb) ||
    typeof path !== 'string' ||
    steps === undefined
  ) {
    throw badOperation(
      at,
      both(
        'it needs type (add, insert, delete, replace, move) and a path such as DocumentReference.status',
        'il faut type (add, insert, delete, replace, move) et un path tel que DocumentReference.status',
      ),
    );
  }
  return { verb, path, steps, ...optional(parts) };
}

function optional(parts: ReadonlyMap<unknown, unknown>): Partial<PatchOperation> {
  const wanted = ['name', 'value', 'index', 'source', 'destination'].filter((key) =>
    parts.has(key),
  );
  return Object.fromEntries(wanted.map((key) => [key, parts.get(key)])); // types checked where used
}

/** The value of a part: its `value[x]`, or an object built of its own parts. */
function partValue(part: Part): unknown {
  const choice = Object.keys(part).find((key) => /^value[A-Z]/.test(key));
  if (choice !== undefined) return part[choice];
  if (!Array.isArray(part.part)) return undefined;
  const inner = part.part as Part[];
  const isExtension = inner.some(({ name }) => name === 'url');
  return Object.fromEntries(
    inner.map((one) => [elementName(one, isExtension), partValue(one)] as const),
  );
}

/** FHIRPath calls the choice of an extension `value`; in JSON its name says its type. */
function elementName(part: Part, inExtension: boolean): string {
  const name = String(part.name);
  if (!inExtension || !/^value(\[x\])?$/.test(name)) return name;
  return Object.keys(part).find((key) => /^value[A-Z]/.test(key)) ?? name;
}

function isVerb(verb: unknown): verb is PatchOperation['verb'] {
  return ['add', 'insert', 'delete', 'replace', 'move'].includes(verb as string);
}

function apply(resource: Resource, operation: PatchOperation, at: number): void {
  const spots = select(resource, operation.steps);
  if (operation.verb === 'delete' && spots.length === 0) return;
  const only = spots.length === 1 ? spots[0] : undefined;
  if (only === undefined && !(operation.verb === 'insert' || operation.verb === 'move')) {
    throw notApplicable(operation, at);
  }
  run(operation, { at, only: only ?? listSpot(spots, operation, at) });
}

function listSpot(spots: readonly Spot[], operation: PatchOperation, at: number): Spot {
  const first = spots[0];
  if (first === undefined) throw notApplicable(operation, at);
  return first;
}

function run(operation: PatchOperation, to: { at: number; only: Spot }): void {
  switch (operation.verb) {
    case 'replace':
      return put(to.only, needed(operation.value, to.at, 'value'));
    case 'delete':
      return drop(to.only);
    case 'add':
      return add(operation, to);
    case 'insert':
      arrayOf(to.only, operation, to.at).splice(
        integer(operation.index, to.at),
        0,
        needed(operation.value, to.at, 'value'),
      );
      return;
    case 'move':
      return move(operation, to);
  }
}

function add(operation: PatchOperation, to: { at: number; only: Spot }): void {
  const name = operation.name;
  const target = valueAt(to.only);
  if (typeof name !== 'string' || !/^[A-Za-z][A-Za-z0-9]*$/.test(name) || !isObject(target)) {
    throw badOperation(
      to.at,
      both(
        'add needs the name of the element to add, and a path to one object',
        "add demande le nom de l'élément à ajouter, et un path vers un seul objet",
      ),
    );
  }
  const value = needed(operation.value, to.at, 'value');
  const present = target[name];
  if (Array.isArray(present)) present.push(value);
  else target[name] = REPEATS.has(name) && present === undefined ? [value] : value;
}

/** Elements that repeat and that a patch may add where there are none yet. */
const REPEATS = new Set([
  'extension',
  'modifierExtension',
  'securityLabel',
  'coding',
  'identifier',
  'entry',
  'category',
  'given',
  'name',
  'telecom',
  'address',
  'contact',
  'communication',
  'generalPractitioner',
  'qualification',
  'note',
]);

function move(operation: PatchOperation, to: { at: number; only: Spot }): void {
  const list = arrayOf(to.only, operation, to.at);
  const [item] = list.splice(integer(operation.source, to.at), 1);
  if (item === undefined) throw notApplicable(operation, to.at);
  list.splice(integer(operation.destination, to.at), 0, item);
}

function put(spot: Spot, value: unknown): void {
  if (Array.isArray(spot.holder)) spot.holder[Number(spot.key)] = value;
  else spot.holder[String(spot.key)] = value;
}

function drop(spot: Spot): void {
  if (Array.isArray(spot.holder)) spot.holder.splice(Number(spot.key), 1);
  else delete spot.holder[String(spot.key)];
}

function arrayOf(spot: Spot, operation: PatchOperation, at: number): unknown[] {
  const value = valueAt(spot);
  if (!Array.isArray(value)) throw notApplicable(operation, at);
  return value;
}

function needed(value: unknown, at: number, name: string): unknown {
  if (value === undefined) throw badOperation(at, both(`${name} is missing`, `${name} manque`));
  return value;
}

function integer(value: unknown, at: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw badOperation(
    at,
    both(
      'index, source and destination are whole numbers from 0',
      'index, source et destination sont des entiers à partir de 0',
    ),
  );
}

function badOperation(at: number, why: Sentence): Problem {
  return problem('invalid-request', {
    why: `Operation ${at}: ${why.why}.`,
    french: `Opération ${at} : ${why.french}.`,
    expression: `Parameters.parameter[${at}]`,
  });
}

function notApplicable(operation: PatchOperation, at: number): Problem {
  return problem('unprocessable', {
    why: `Operation ${at}: the path ${operation.path} must select exactly one element of the resource as it stands.`,
    french: `Opération ${at} : le chemin ${operation.path} doit désigner exactement un élément de la ressource telle qu'elle est.`,
    expression: `Parameters.parameter[${at}]`,
  });
}

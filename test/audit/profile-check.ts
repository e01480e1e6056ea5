/**
 * Holds an event against the official audit profiles: cardinalities, patterns and slices of their
 * differentials, the chain of base definitions included. Only what those profiles use.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Element {
  id: string;
  min?: number;
  max?: string;
  sliceName?: string;
  binding?: { valueSet: string; strength: string };
  [pattern: string]: unknown;
}

interface Definition {
  url: string;
  baseDefinition: string;
  differential: { element: Element[] };
}

// The value sets of BALP that its slices are bound to; they are not among the example files.
const VALUE_SETS: Record<string, string[]> = {
  AllReadVS: ['read', 'vread'],
  AllSearchVS: ['search', 'search-type', 'search-system'],
  AllUpdateVS: ['update', 'patch'],
  DataSources: ['AUT', 'INF', 'CST'],
  RestObjectRoles: ['3', '4', '20'],
};

/** What an event lacks of a profile, one line a fault; `examples` is the folder of definitions. */
export function faultsOf(event: unknown, canonical: string, examples: string): string[] {
  const elements = elementsOf(canonical, examples);
  const slices = new Set(elements.filter(({ id }) => /:[^.]+$/.test(id)).map(({ id }) => id));
  const faults = [...slices].flatMap((id) => sliceFaults(event, id, elements));
  const whole = elements.filter(({ id }) => !id.includes(':'));
  return [...faults, ...whole.flatMap((element) => elementFaults(event, element))];
}

/** The differential elements of a profile and of its bases, down to AuditEvent itself. */
function elementsOf(canonical: string, examples: string): Element[] {
  if (canonical === 'http://hl7.org/fhir/StructureDefinition/AuditEvent') return [];
  const folder = canonical.includes('/MHD/') ? 'mhd' : 'balp';
  const name = canonical.slice(canonical.lastIndexOf('/') + 1);
  const path = join(examples, folder, `StructureDefinition-${name}.json`);
  // An official file, of the shape its resource type has.
  const definition = JSON.parse(readFileSync(path, 'utf8')) as Definition;
  return [...elementsOf(definition.baseDefinition, examples), ...definition.differential.element];
}

/** A slice: as many items as it says, each with the children it says. */
function sliceFaults(event: unknown, id: string, elements: Element[]): string[] {
  const own = elements.filter((element) => element.id === id);
  const inner = elements.filter((element) => element.id.startsWith(`${id}.`));
  // Slices of agent and entity are told apart by their type, those of subtype by themselves.
  const types = inner.filter((element) => element.id === `${id}.type`);
  const telling = types.length > 0 ? types : own;
  const items = valuesAt(event, id.slice(0, id.lastIndexOf(':')));
  const members = items.filter((item) =>
    telling.every((element) => meets(types.length > 0 ? at(item, 'type') : item, element)),
  );
  const counted = own.flatMap((element) => countFaults(element, members.length));
  const children = members.flatMap((member) =>
    inner.flatMap((element) => childFaults(member, element, id)),
  );
  return [...counted, ...children];
}

function childFaults(member: unknown, element: Element, id: string): string[] {
  const path = element.id.slice(id.length + 1);
  const values = valuesAt({ root: member }, `AuditEvent.root.${path}`);
  const wrong = values
    .filter((value) => !meets(value, element))
    .map(() => `${element.id}: pattern`);
  return [...countFaults(element, values.length), ...wrong];
}

function elementFaults(event: unknown, element: Element): string[] {
  const values = valuesAt(event, element.id);
  const wrong = values
    .filter((value) => !meets(value, element))
    .map(() => `${element.id}: pattern`);
  return [...countFaults(element, values.length), ...wrong];
}

function countFaults({ id, min = 0, max = '*' }: Element, count: number): string[] {
  if (count < min) return [`${id}: ${count} < ${min}`];
  if (max !== '*' && count > Number(max)) return [`${id}: ${count} > ${max}`];
  return [];
}

/** Whether a value holds an element's pattern, and a code of the value set it is bound to. */
function meets(value: unknown, element: Element): boolean {
  const patterns = Object.entries(element).filter(([name]) => name.startsWith('pattern'));
  if (!patterns.every(([, pattern]) => contains(value, pattern))) return false;
  const valueSet = element.binding?.valueSet.split('/').pop() ?? '';
  const codes = VALUE_SETS[valueSet];
  return (
    codes === undefined || codes.some((code) => contains(value, { code }) || hasCoding(value, code))
  );
}

function hasCoding(value: unknown, code: string): boolean {
  return valuesAt({ value }, 'AuditEvent.value.coding').some((coding) =>
    contains(coding, { code }),
  );
}

/** Whether the pattern's members are all there: of a list, each somewhere in it. */
function contains(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern)) {
    const items: unknown[] = Array.isArray(value) ? value : [];
    return pattern.every((one) => items.some((item) => contains(item, one)));
  }
  if (typeof pattern !== 'object' || pattern === null) return value === pattern;
  return Object.entries(pattern).every(([name, inner]) => contains(at(value, name), inner));
}

function at(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}

function valuesAt(event: unknown, path: string): unknown[] {
  let values: unknown[] = [event];
  for (const name of path.split('.').slice(1)) {
    values = values.flatMap((value) => at(value, name) ?? []);
  }
  return values;
}

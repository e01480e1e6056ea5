/**
 * The table of structure made ready for walking: for each type, the JSON properties it may have
 * and those it must have. Made once per type, when a resource first holds it.
 * https://hl7.org/fhir/R4/json.html
 */
import type { Invariant } from './invariant.js';
import { invariantsOf } from './invariants.js';
import { primitiveOf, type Primitive } from './primitive.js';
import type { InvariantTable, Rule } from './rules.js';
import { elementsOf, isResource, propertyOf } from '../../fhir/structure.js';
import type { CodeSet, ElementRow, StructureTable } from '../../fhir/structure.js';

/** One JSON property of a type. */
export interface Slot {
  /** The element as a FHIRPath names it: `value` for valueQuantity. */
  readonly element: string;
  /** Whether it is one property of a choice, of which only one may be there. */
  readonly isChoice: boolean;
  readonly type: string;
  /** Absent for an element that is an object. */
  readonly primitive?: Primitive;
  /** Above 1, the value is an array. */
  readonly max: number;
  readonly isMany: boolean;
  /** A URI that must be absolute. */
  readonly isAbsolute?: true;
  /** Types a reference may point at. */
  readonly targets?: ReadonlySet<string>;
  readonly binding?: Binding;
  /** Invariants that stand on this element alone. */
  readonly rules?: readonly Rule[];
}

/** A required binding whose codes are known. */
export interface Binding {
  readonly name: string;
  readonly codes: ReadonlySet<string>;
  readonly bySystem: ReadonlyMap<string, ReadonlySet<string>>;
}

/** An element that must be there, under one of several properties when it is a choice. */
export interface Requirement {
  readonly element: string;
  readonly properties: readonly string[];
}

/** One type. */
export interface Shape {
  readonly name: string;
  readonly isResource: boolean;
  readonly slots: ReadonlyMap<string, Slot>;
  readonly required: readonly Requirement[];
  readonly invariants: readonly Invariant[];
  /** Invariants in FHIRPath. */
  readonly rules: readonly Rule[];
}

/** Gives shapes by name. */
export interface Shapes {
  /** A data type or a group of elements. The name must be one of the table. */
  type(name: string): Shape;
  /** A resource type that can stand alone; undefined for any other name. */
  resource(name: unknown): Shape | undefined;
}

/** Shapes of a table, each made when first asked for. */
export function makeShapes(structure: StructureTable, rules: InvariantTable): Shapes {
  const tables = { structure, rules };
  const made = new Map<string, Shape>();
  const type = (name: string): Shape => {
    const shape = made.get(name) ?? makeShape(name, tables);
    made.set(name, shape);
    return shape;
  };
  return { type, resource: (name) => (isResource(name, structure) ? type(name) : undefined) };
}

interface Tables {
  readonly structure: StructureTable;
  readonly rules: InvariantTable;
}

function makeShape(name: string, { structure, rules }: Tables): Shape {
  const rows = elementsOf(name, structure);
  const line = lineOf(name, structure);
  const slots = rows.flatMap(([element, row]) => {
    const own = rules[`${name}.${element.replace('[x]', '')}`];
    // What stands on a group of elements is the group's.
    const isGroup = row.types.some((type) => type.includes('.'));
    const found = slotsOf(element, row, structure).map(([key, slot]): [string, Slot] => [
      key,
      isAbsolute(name, element, rows) ? { ...slot, isAbsolute: true } : slot,
    ]);
    if (own === undefined || isGroup) return found;
    return found.map(([key, slot]): [string, Slot] => [key, { ...slot, rules: own }]);
  });
  return {
    name,
    isResource: structure.types[name]?.resource === true,
    slots: new Map(slots),
    required: rows.filter(([, row]) => row.min !== undefined).map(requirementOf),
    invariants: invariantsOf(line),
    rules: line.flatMap((type) => rules[type] ?? []),
  };
}

const ABSOLUTE: ReadonlySet<string> = new Set([
  ...['Identifier.system', 'Quantity.system', 'SimpleQuantity.system'],
  ...['Bundle.entry.fullUrl', 'ValueSet.compose.include.system'],
]);

/** Whether a URI is a namespace, an address, or the canonical of a definition. */
function isAbsolute(name: string, element: string, rows: [string, ElementRow][]): boolean {
  if (element !== 'url') return ABSOLUTE.has(`${name}.${element}`);
  // What is meant for a context of use is a definition.
  return !name.includes('.') && rows.some(([other]) => other === 'useContext');
}

/** Quantity, and what R4 has as profiles of it. */
export const QUANTITIES: ReadonlySet<string> = new Set([
  'Quantity',
  'Age',
  'Count',
  'Distance',
  'Duration',
  'SimpleQuantity',
]);

/** A type and those it builds on, nearest first. */
function lineOf(name: string, table: StructureTable): string[] {
  const base = table.types[name]?.base;
  const rest = base === undefined ? [] : lineOf(base, table);
  return QUANTITIES.has(name) && name !== 'Quantity'
    ? [name, 'Quantity', ...rest]
    : [name, ...rest];
}

function slotsOf(element: string, row: ElementRow, table: StructureTable): [string, Slot][] {
  return row.types.map((type) => [propertyOf(element, type), slotOf(element, type, row, table)]);
}

function slotOf(element: string, type: string, row: ElementRow, table: StructureTable): Slot {
  const primitive = primitiveOf(type);
  const max = row.max === '*' ? Number.POSITIVE_INFINITY : (row.max ?? 1);
  const codes = row.codes === undefined ? undefined : table.codes[row.codes];
  return {
    element: element.replace('[x]', ''),
    isChoice: element.endsWith('[x]'),
    type,
    max,
    isMany: max > 1,
    ...(primitive === undefined ? {} : { primitive }),
    ...(row.targets === undefined ? {} : { targets: new Set(row.targets) }),
    ...(codes === undefined ? {} : { binding: bindingOf(row.codes ?? '', codes) }),
  };
}

function bindingOf(name: string, codes: CodeSet): Binding {
  const bySystem = Object.entries(codes).map(([system, list]) => [system, new Set(list)] as const);
  return { name, codes: new Set(Object.values(codes).flat()), bySystem: new Map(bySystem) };
}

function requirementOf([element, row]: [string, ElementRow]): Requirement {
  const properties = row.types.map((type) => propertyOf(element, type));
  return { element: element.replace('[x]', ''), properties };
}

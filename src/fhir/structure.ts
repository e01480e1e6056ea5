/**
 * The form of `profiles/r4/structure.json`: what R4 says of every resource and data type, as
 * `scripts/compile-profiles.ts` writes it, and how it is read. https://hl7.org/fhir/R4/elementdefinition.html
 */

/** Codes of a value set, by code system. */
export type CodeSet = Readonly<Record<string, readonly string[]>>;

/** One element. `min` is 0 and `max` 1 where absent. */
export interface ElementRow {
  /** Names of types, more than one for a choice; a dotted name is a group of elements. */
  readonly types: readonly string[];
  readonly min?: number;
  readonly max?: number | '*';
  /** Resource types a reference may point at; absent: any. */
  readonly targets?: readonly string[];
  /** The required binding, a name of `StructureTable.codes`; absent where it cannot be listed. */
  readonly codes?: string;
  /** Whether it belongs to a summary. */
  readonly summary?: true;
  /** Whether it is an attribute in XML (`Element.id`, `Extension.url`). */
  readonly attribute?: true;
}

/** One type, or one group of elements inside a type. */
export interface TypeRow {
  /** Whether this is a resource type that can stand alone. */
  readonly resource?: true;
  /** The type whose elements it has too. */
  readonly base?: string;
  /** In the order of the definitions. A choice is named as they name it: `value[x]`. */
  readonly elements: Readonly<Record<string, ElementRow>>;
}

/** The whole table. */
export interface StructureTable {
  readonly types: Readonly<Record<string, TypeRow>>;
  readonly codes: Readonly<Record<string, CodeSet>>;
}

/** The elements of a type and of those it builds on, in order. The table must have the type. */
export function elementsOf(name: string, table: StructureTable): [string, ElementRow][] {
  const row = table.types[name];
  if (row === undefined) throw new Error(`the table of structure has no type ${name}`);
  const inherited = row.base === undefined ? [] : elementsOf(row.base, table);
  return [...inherited, ...Object.entries(row.elements)];
}

/** The JSON property and XML element: `valueQuantity` for `value[x]` of a Quantity. */
export function propertyOf(element: string, type: string): string {
  if (!element.endsWith('[x]')) return element;
  const name = type === 'SimpleQuantity' ? 'Quantity' : type;
  return `${element.slice(0, -3)}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** Whether a name is that of a resource type that can stand alone. */
export function isResource(name: unknown, table: StructureTable): name is string {
  if (typeof name !== 'string' || !Object.hasOwn(table.types, name)) return false;
  return table.types[name]?.resource === true;
}

/**
 * The form of `profiles/r4/structure.json`: what R4 says of every resource and data type, as
 * `scripts/compile-profiles.ts` writes it. https://hl7.org/fhir/R4/elementdefinition.html
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
}

/** One type, or one group of elements inside a type. */
export interface TypeRow {
  /** Whether this is a resource type that can stand alone. */
  readonly resource?: true;
  /** The type whose elements it has too. */
  readonly base?: string;
  /** A choice is named as in the definitions: `value[x]`. */
  readonly elements: Readonly<Record<string, ElementRow>>;
}

/** The whole table. */
export interface StructureTable {
  readonly types: Readonly<Record<string, TypeRow>>;
  readonly codes: Readonly<Record<string, CodeSet>>;
}

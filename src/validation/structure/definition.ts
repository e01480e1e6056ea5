/**
 * The parts of a StructureDefinition that validation reads, as a FHIR package gives them: anything
 * may be missing. https://hl7.org/fhir/R4/structuredefinition.html
 */

/** A profile, an extension or a type. */
export interface StructureDefinition {
  readonly url: string;
  readonly name?: string;
  readonly title?: string;
  readonly type: string;
  readonly kind?: string;
  readonly derivation?: string;
  readonly baseDefinition?: string;
  readonly mapping?: readonly { readonly uri?: string }[];
  readonly context?: readonly { readonly type: string; readonly expression: string }[];
  readonly snapshot?: { readonly element?: readonly ElementDefinition[] };
  readonly differential?: { readonly element?: readonly ElementDefinition[] };
}

/** One element of it. `fixed[x]` and `pattern[x]` stand under their JSON names. */
export interface ElementDefinition {
  readonly id?: string;
  readonly path: string;
  readonly sliceName?: string;
  readonly min?: number;
  readonly max?: string;
  readonly type?: readonly ElementType[];
  readonly binding?: { readonly strength?: string; readonly valueSet?: string };
  readonly constraint?: readonly Constraint[];
  readonly slicing?: Slicing;
  readonly [other: string]: unknown;
}

/** One type an element may have. */
export interface ElementType {
  readonly code: string;
  readonly profile?: readonly string[];
  readonly targetProfile?: readonly string[];
  /** Where the target of a reference may be: `contained`, `referenced`, `bundled`. */
  readonly aggregation?: readonly string[];
}

/** An invariant. Without an expression it is told to people, not to programs. */
export interface Constraint {
  readonly key: string;
  readonly severity?: string;
  readonly human?: string;
  readonly _human?: { readonly extension?: unknown };
  readonly expression?: string;
  /** The canonical of the definition that says it first. */
  readonly source?: string;
}

/** How the items of an element are told apart. */
export interface Slicing {
  readonly discriminator?: readonly { readonly type: string; readonly path: string }[];
  readonly ordered?: boolean;
  readonly rules?: string;
}

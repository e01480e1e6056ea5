/**
 * The compiled form of a StructureDefinition: a tree of what it asks beyond base R4, plain JSON, so
 * that the build can write it and the server only reads it. https://hl7.org/fhir/R4/profiling.html
 */

/** One profile or extension. */
export interface CompiledProfile {
  readonly url: string;
  readonly title: string;
  /** The resource or data type it is for. */
  readonly type: string;
  /** Canonicals of the profiles whose rules it holds too, nearest first. */
  readonly bases: readonly string[];
  /** Canonicals of official profiles that it is judged in place of, where they are not known. */
  readonly standsFor?: readonly string[];
  /** Canonicals of parents that were not there: what they ask is not judged. */
  readonly missing?: readonly string[];
  /** For an extension: paths of the elements that may carry it; absent where any may. */
  readonly contexts?: readonly string[];
  /** For an extension: whether it stands in `modifierExtension`. */
  readonly modifier?: true;
  readonly root: Node;
}

/** What is asked of one element, or of one slice of it. Absent: nothing more than R4 asks. */
export interface Node {
  /** The element's name: `identifier`, `value[x]`. */
  readonly name: string;
  /** The name of the slice. */
  readonly slice?: string;
  readonly min?: number;
  readonly max?: number;
  /** The types alone allowed. */
  readonly types?: readonly TypeRule[];
  readonly fixed?: unknown;
  readonly pattern?: unknown;
  /** Bounds of a number, a time or a quantity; characters of a text, at most. */
  readonly minValue?: unknown;
  readonly maxValue?: unknown;
  readonly maxLength?: number;
  readonly binding?: Binding;
  readonly invariants?: readonly Invariant[];
  readonly children?: readonly Node[];
  readonly slicing?: SlicingRule;
  readonly slices?: readonly Node[];
  /** On a slice: how a value is known to belong to it; all must hold. */
  readonly tests?: readonly Test[];
}

/** One allowed type, and the profiles of which a value (or a reference's target) keeps one. */
export interface TypeRule {
  readonly code: string;
  readonly profiles?: readonly string[];
  readonly targets?: readonly string[];
  /** Where a reference's target may be; absent: anywhere. */
  readonly aggregation?: readonly string[];
}

/** A binding that is judged. */
export interface Binding {
  readonly strength: 'required' | 'extensible';
  readonly valueSet: string;
}

/** A rule in FHIRPath. */
export interface Invariant {
  readonly key: string;
  readonly severity: 'error' | 'warning';
  readonly human: string;
  /** The same in French, where its definition says it in French too. */
  readonly french?: string;
  readonly expression: string;
  /** The type, or group of elements, that it speaks of; absent where that is open. */
  readonly base?: string;
}

/** How items that no slice takes are judged, and whether slices keep their order. */
export interface SlicingRule {
  readonly rules: 'open' | 'closed' | 'openAtEnd';
  readonly ordered?: true;
  /** Element names by which the slices are told apart, for diagnostics. */
  readonly by: readonly string[];
}

/** One discriminator as one slice answers it. */
export type Test =
  /** A value at the path fits this node; several values: one of them does. */
  | { readonly kind: 'value'; readonly path: readonly string[]; readonly fits: Node }
  | { readonly kind: 'exists'; readonly path: readonly string[]; readonly exists: boolean }
  | { readonly kind: 'type'; readonly path: readonly string[]; readonly types: readonly string[] }
  | {
      readonly kind: 'profile';
      readonly path: readonly string[];
      readonly profiles: readonly string[];
    };

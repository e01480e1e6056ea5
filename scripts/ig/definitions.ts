/** The shapes of conformance resources, as far as the guide reads them, and their French texts. */

/** Any JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** https://hl7.org/fhir/R4/elementdefinition.html */
export interface Element extends Json {
  readonly id: string;
  readonly path: string;
  readonly sliceName?: string;
  readonly short?: string;
  readonly min?: number;
  readonly max?: string;
  readonly base?: { readonly min: number; readonly max: string };
  readonly contentReference?: string;
  readonly type?: readonly ElementType[];
  readonly isModifier?: boolean;
  readonly isSummary?: boolean;
  readonly mustSupport?: boolean;
  readonly binding?: { readonly strength: string; readonly valueSet?: string };
  readonly constraint?: readonly Constraint[];
  readonly slicing?: Slicing;
}

/** A type of an element, with the profiles it must meet or lead to. */
export interface ElementType {
  readonly code: string;
  readonly profile?: readonly string[];
  readonly targetProfile?: readonly string[];
  readonly aggregation?: readonly string[];
}

/** An invariant. */
export interface Constraint extends Json {
  readonly key: string;
  readonly severity: string;
  readonly human: string;
  readonly expression?: string;
}

/** How the items of an element are told apart. */
export interface Slicing {
  readonly rules: string;
  readonly ordered?: boolean;
  readonly discriminator?: readonly { readonly type: string; readonly path: string }[];
}

/** https://hl7.org/fhir/R4/structuredefinition.html */
export interface StructureDefinition extends Json {
  readonly resourceType: string;
  readonly id: string;
  readonly url: string;
  readonly version?: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly type: string;
  readonly baseDefinition: string;
  readonly mapping?: readonly { readonly identity: string; readonly uri?: string }[];
  readonly context?: readonly { readonly type: string; readonly expression: string }[];
  readonly differential: { readonly element: readonly Element[] };
  readonly snapshot: { readonly element: readonly Element[] };
}

/** https://hl7.org/fhir/R4/valueset.html */
export interface ValueSet extends Json {
  readonly url: string;
  readonly compose: {
    readonly include: readonly Included[];
    readonly exclude?: readonly Included[];
  };
}

/** Codes of a value set by their code system. */
export interface Included {
  readonly system?: string;
  readonly valueSet?: readonly string[];
  readonly concept?: readonly Concept[];
  readonly filter?: readonly { readonly property: string; readonly op: string; value: string }[];
}

/** A code of a code system or value set. */
export interface Concept {
  readonly code: string;
  readonly display?: string;
  readonly definition?: string;
  readonly designation?: readonly { readonly language?: string; readonly value: string }[];
  readonly property?: readonly Json[];
  readonly concept?: readonly Concept[];
}

/** https://hl7.org/fhir/R4/codesystem.html */
export interface CodeSystem extends Json {
  readonly url: string;
  readonly content: string;
  readonly supplements?: string;
  readonly concept?: readonly Concept[];
}

/** https://hl7.org/fhir/R4/conceptmap.html */
export interface ConceptMap extends Json {
  readonly group: readonly {
    readonly source: string;
    readonly target: string;
    readonly element: readonly {
      readonly code: string;
      readonly display?: string;
      readonly target?: readonly {
        readonly code: string;
        readonly display?: string;
        readonly equivalence: string;
      }[];
    }[];
  }[];
}

/** https://hl7.org/fhir/R4/capabilitystatement.html */
export interface CapabilityStatement extends Json {
  readonly rest: readonly {
    readonly interaction?: readonly { readonly code: string }[];
    readonly operation?: readonly { readonly name: string; readonly definition: string }[];
    readonly resource: readonly {
      readonly type: string;
      readonly supportedProfile?: readonly string[];
      readonly interaction?: readonly { readonly code: string }[];
      readonly operation?: readonly { readonly name: string; readonly definition: string }[];
      readonly searchParam?: readonly { name: string; type: string; definition?: string }[];
    }[];
  }[];
}

const TRANSLATION = 'http://hl7.org/fhir/StructureDefinition/translation';

/** A text of a resource in French, where the standard extension for translations holds it. */
export function frenchOf(holder: Json, name: string): string | undefined {
  // Casts: an extension of a primitive element, and its parts.
  const { extension = [] } = (holder[`_${name}`] ?? {}) as { extension?: readonly Json[] };
  const parts = extension
    .filter(({ url }) => url === TRANSLATION)
    .map((one) => one['extension'] as readonly Json[]);
  const french = parts.find((all) => all.some(({ valueCode }) => valueCode === 'fr'));
  const content = french?.find(({ url }) => url === 'content')?.['valueString'];
  return typeof content === 'string' ? content : undefined;
}

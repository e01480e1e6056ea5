/**
 * The language in which profiles are written as data (`profiles/document-sharing/*.json`). A
 * profile adds rules to those of its base; a rule speaks of the values at one path. All that a
 * rule says must hold of every such value. https://hl7.org/fhir/R4/profiling.html
 */

import type { Words } from '../report.js';

/**
 * A form that a value has or not. A text equals it, or begins with what stands before a last `*`;
 * a list names alternatives; an object names the members that must be there in such a form; null
 * stands for nothing there. Where the value is an array, one of its items must have the form.
 */
export type Form = string | boolean | null | readonly Form[] | { readonly [member: string]: Form };

/** One rule of a profile. */
export interface Rule {
  /** From the resource, or from the values of the rule around it: `content.attachment.hash`. */
  readonly path: string;
  /** What the values are called in diagnostics; the last name of the path, if absent. */
  readonly name?: Words;
  /** The rule speaks only of values of this form. */
  readonly where?: Form;
  /** It does not hold where the element that the last name of the path belongs to has this form. */
  readonly unless?: Form;
  /** How many there must be, at least and at most, in each element they belong to. */
  readonly min?: number;
  readonly max?: number;
  /** The form of each value. */
  readonly is?: Form;
  /** Each reference is to a contained resource. */
  readonly contained?: true;
  /** The resource types a reference may point at, where its type is evident. */
  readonly targets?: readonly string[];
  /** The value set that each Coding or CodeableConcept has a code of. */
  readonly list?: string;
  /** Profile of each value, a resource. */
  readonly profile?: string;
  /** What holds of each value, besides. */
  readonly rules?: readonly Rule[];
  /** error, if absent. */
  readonly severity?: 'error' | 'warning';
  /** What the sender should do, in one sentence. */
  readonly cure?: Words;
}

/** One profile, as its file says it. */
export interface ProfileDefinition {
  /** The canonical by which `meta.profile` names it. */
  readonly url: string;
  /** Its name in diagnostics. */
  readonly title: string;
  /** The resource type it is for. */
  readonly type: string;
  /** The canonical of the profile whose rules hold too. */
  readonly base?: string;
  /** Where the specification says so. */
  readonly clause: string;
  /** Names of checks of `document-checks.ts`, for what rules cannot say. */
  readonly checks?: readonly string[];
  readonly rules: readonly Rule[];
}

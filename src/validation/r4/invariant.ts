/** A rule of R4, or a national one, that a function of ours judges rather than FHIRPath. */
import type { JsonObject } from '../../fhir/json.js';
import type { Said } from '../report.js';

/** One rule of a type. */
export interface Invariant {
  /** R4's key, or ours for a national rule. */
  readonly key: string;
  readonly severity: 'error' | 'warning';
  /** The issue type. */
  readonly code: 'invariant' | 'value';
  /** What is wrong and how to mend it; undefined when the rule holds. */
  readonly fault: (value: JsonObject) => Said | undefined;
  /** Where it is written, unless the fault says so itself. */
  readonly source: { readonly url: string };
}

/** A rule before it is known which type it is of. */
export type HandRule = Omit<Invariant, 'source'>;

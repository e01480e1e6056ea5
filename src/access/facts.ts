/**
 * What decisions need of a resource, kept beside its body so that a decision parses nothing.
 * Facts are made once, when a version is written (`records/`), and are covered by its digest.
 */
import type { ActorKey, Caller } from './caller.js';
import type { Due } from './life.js';

/** A visibility code of TRE_A07 (`spec`: StatutVisibiliteDocument). */
export type VisibilityCode = 'MASQUE_PS' | 'INVISIBLE_PATIENT' | 'INVISIBLE_REPRESENTANTS_LEGAUX';

/** The bytes behind a Binary: where they rest and what they measure. */
export interface DocumentFacts {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** base64, as `attachment.hash` has it. */
  readonly sha1: string;
  readonly sha256: string;
  readonly contentType: string;
}

/** Facts of one version. */
export interface Facts {
  /** Who deposited the resource; stays through all its versions. */
  readonly author: ActorKey;
  readonly authorStructure?: ActorKey;
  readonly labels: readonly VisibilityCode[];
  /** The highest code of v3-Confidentiality among its labels. It restricts nobody (decision 31). */
  readonly confidentiality?: string;
  readonly status?: string;
  readonly archived?: boolean;
  readonly typeCode?: string;
  readonly classCode?: string;
  /**
   * Resources of the same dossier that this one points at (`DocumentReference/…`, `List/…`): it may
   * have to be shown without them.
   */
  readonly pointsAt?: readonly string[];
  /** A List's entries, all of them: when all are hidden, so is the List. */
  readonly items?: readonly string[];
  /** Of a Binary: the DocumentReferences that name it. It is seen by whoever sees one of them. */
  readonly namedBy?: readonly string[];
  readonly document?: DocumentFacts;
  /**
   * Clear texts of the conditional creates that made it: no second one makes another (decision 23).
   */
  readonly conditions?: readonly string[];
  /** Of a Patient: the step that its dossier takes by itself. */
  readonly due?: Due;
  /** Of a Subscription: whoever wrote it last, for whom each notification is decided. */
  readonly subscriber?: Caller;
}

/** Whether a document was withdrawn by its author (decision 2): gone from searches and reads. */
export function isWithdrawn(facts: Facts): boolean {
  return facts.status === 'entered-in-error';
}

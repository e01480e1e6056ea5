/**
 * The rights that hold in a stream, in the form decisions use. It stands at the head: whoever reads
 * the head has the snapshot and the rights together, so a right withdrawn is withdrawn at once.
 */
import type { ActorKey } from './caller.js';

/** Where a dossier is in its life (`states.ts`). */
export type DossierState =
  | 'notified'
  | 'opposed'
  | 'created'
  | 'activated'
  | 'closed'
  | 'erasure-requested'
  | 'archived'
  | 'erased';

/** One Consent, as decisions need it. */
export interface ConsentRule {
  /** Id of the Consent. */
  readonly id: string;
  /** Code of our CodeSystem `dossier-consent`. */
  readonly category: string;
  readonly permit: boolean;
  readonly actors: readonly ActorKey[];
  /** Of v3-ActReason, and `MASKED`. */
  readonly purposes: readonly string[];
  /** Codes of document types (`feeding-objection`) or names of resource types (`app-grant`). */
  readonly types?: readonly string[];
  /** Milliseconds since 1970, included; absent: no bound. */
  readonly from?: number;
  readonly until?: number;
  /**
   * When it was declared: a newer one of the same category, actor and purpose replaces the older.
   */
  readonly declared: number;
  /** Whether the patient, or who stands in for them, declared it: nobody on their behalf. */
  readonly express?: true;
}

/** Somebody who uses the dossier on behalf of its patient: an active Consent of `delegation`. */
export interface Delegate {
  /** Id of the Consent. */
  readonly id: string;
  readonly kind: 'legal' | 'carer';
  /** Keyed hash of the delegate's national identity. */
  readonly identity: string;
  /** Id of the RelatedPerson that named them, where one did. */
  readonly person?: string;
  /** Milliseconds since 1970, as in `ConsentRule`. */
  readonly from?: number;
  readonly until?: number;
}

/** A member of the care team: an active CareTeam in a structure the patient was informed of. */
export interface CareMember {
  /** Id of the CareTeam. */
  readonly id: string;
  readonly actor: ActorKey;
  /** The structure whose team it is: the member comes in when working for it. */
  readonly structure?: ActorKey;
  readonly from?: number;
  readonly until?: number;
}

/** The provisional code by which a patient activates a dossier that was opened for them. */
export interface ActivationCode {
  /** Keyed hash of the code. */
  readonly hash: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
  /** How often one was tried. */
  readonly tried: number;
}

/** The policy of a dossier. */
export interface DossierPolicy {
  readonly kind: 'dossier';
  readonly space: 'main' | 'test';
  readonly state: DossierState;
  /** When the state was entered: milliseconds since 1970. Absent in the one that began it. */
  readonly since?: number;
  /** Until it is used. */
  readonly code?: ActivationCode;
  /** Id of the Patient resource. */
  readonly patient: string;
  /**
   * Keyed hashes of the patient's national identities. Absent where the Patient was written before
   * they were kept.
   */
  readonly identities?: readonly string[];
  /** Whether the Patient was deleted: nothing new enters then. */
  readonly removed?: true;
  /** The médecins traitants: `Patient.generalPractitioner`. */
  readonly generalPractitioners: readonly ActorKey[];
  readonly delegates?: readonly Delegate[];
  /** Those who are invited to be delegates: Consents of `delegation` whose status is `proposed`. */
  readonly invitations?: readonly Delegate[];
  readonly careTeam?: readonly CareMember[];
  readonly consents: readonly ConsentRule[];
}

/** The policy of a resource outside all dossiers. */
export interface OutsidePolicy {
  readonly kind: 'outside';
  readonly space: 'main' | 'test';
}

/** The policy at a head. */
export type Policy = DossierPolicy | OutsidePolicy;

/**
 * What a feature wants written, before it is decided: features plan, the one door decides,
 * validates and commits. A plan is one act: all of it is stored, or nothing.
 */
import type { Act } from '../../access/rights.js';
import type { DocumentFacts } from '../../access/facts.js';
import type { LifeAct } from '../../access/life.js';
import type { ActivationCode } from '../../access/policy.js';
import type { ActQuery } from '../../audit/act.js';
import type { Issue, Problem } from '../../fhir/problem.js';
import type { Resource } from '../../fhir/resource.js';
import type { Shown } from '../../fhir/version.js';

/** One act as the audit names it. */
export interface PlannedAct {
  readonly interaction: 'create' | 'update' | 'patch' | 'delete' | 'transaction' | 'operation';
  readonly transaction?: 'ITI-65' | 'ITI-105';
  /** `List/…` of the submission set, by which the audit names an ITI-65. */
  readonly submissionSet?: string;
  /** The request of an operation. */
  readonly query?: ActQuery;
}

/** A step of its life that a dossier takes. */
export interface LifeStep {
  readonly act: LifeAct;
  /** Where it begins the dossier: the code by which its patient may activate it. */
  readonly code?: ActivationCode;
  /** The keyed hash of the code that was given, where the step takes one. */
  readonly given?: string;
}

/** What of a resource's pointers the caller may not see: they stay, unasked. */
export type HiddenPointers = ReadonlySet<string>;

/**
 * What a change may look at while it makes the next version: other resources of the dossier, at the
 * same head.
 */
export type Neighbours = ReadonlyMap<string, Resource>;

/** A change of one resource. */
export interface Change {
  readonly type: string;
  readonly id: string;
  /** The stream it is written in: a dossier's id, or that of a resource outside all dossiers. */
  readonly stream: string;
  /** Set where the id was just drawn by the server: nothing can bear it, and nobody looks. */
  readonly fresh?: boolean;
  /**
   * absent: the id must be free; present: there must be a version; known: there must be one, or
   * have been until it was deleted; either: create or update.
   */
  readonly expects: 'absent' | 'present' | 'known' | 'either';
  /** The rights it takes, given what is there and what it becomes. */
  readonly acts: (current: Resource | undefined, next: Resource) => readonly Act[];
  /**
   * Makes what is to be stored; pure, called again when the head has moved. id and meta are set
   * after it.
   */
  readonly next: (
    current: Resource | undefined,
    neighbours: Neighbours,
    hidden: HiddenPointers,
  ) => Resource;
  /**
   * Relative references of resources in the dossier that `next` needs; each must be visible to the
   * caller.
   */
  readonly looksAt?: readonly string[];
  /** Set where the next version is a deletion: what `next` gives is what is deleted. */
  readonly removes?: true;
  /** The version the client knows: 412 when another one stands. */
  readonly ifMatch?: number;
  /** The version that must not stand, or any: 412 when it does. */
  readonly ifNoneMatch?: number | 'any';
  /**
   * Clear text of a uniqueness key that the resource holds for life: a conditional create's
   * criterion and author.
   */
  readonly condition?: string;
  /** Set when the feature has validated the resource already, with locations of its own. */
  readonly validated?: boolean;
  /**
   * Set where a claimed profile does not bind: a document withdrawn by its author is no MHD
   * document any more.
   */
  readonly beyondClaims?: boolean;
  /** The bytes behind a Binary. */
  readonly document?: DocumentFacts;
  /** The step of its life that the dossier takes with this change of its Patient. */
  readonly life?: LifeStep;
  /** Set where whom a delegation names answers it: they come in by that, and to that alone. */
  readonly asNamed?: true;
  /** The act it belongs to, where a plan joins several: each is told of on its own. */
  readonly act?: PlannedAct;
  /** Warnings that travel with the answer. */
  readonly issues?: readonly Issue[];
}

/** One act. Changes are answered in this order. */
export interface Plan {
  readonly act: PlannedAct;
  readonly changes: readonly [Change, ...Change[]];
  /**
   * Asked when the act is refused: what the same act made when it came before, if it did (decision
   * 8). Then it is answered so, and told as done.
   */
  readonly again?: (failure: Problem) => Promise<Earlier | undefined>;
}

/** What the same act made when it came before. */
export interface Earlier {
  readonly written: readonly Written[];
  /** `List/…` of its submission set. */
  readonly submissionSet?: string;
}

/** What became of a change. */
export interface Written {
  readonly shown: Shown;
  /** 201 for a first version, 200 for a later one or one that was there already. */
  readonly status: 200 | 201;
  readonly issues: readonly Issue[];
}

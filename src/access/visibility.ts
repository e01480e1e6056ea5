/** Step 7 of the line of a decision: what the labels of a resource hide, and from whom. */
import type { Caller } from './caller.js';
import { isGeneralPractitioner } from './consent.js';
import type { Facts, VisibilityCode } from './facts.js';
import type { DossierPolicy } from './policy.js';

/** The labels that hide a resource from this caller, unless the caller deposited it. */
export function hidingLabels(caller: Caller, policy: DossierPolicy): readonly VisibilityCode[] {
  switch (caller.kind) {
    case 'patient':
      return ['INVISIBLE_PATIENT'];
    case 'tester':
    case 'registrar':
      return [];
    case 'professional':
      return isGeneralPractitioner(policy, caller) ? [] : ['MASQUE_PS'];
    case 'structure':
    case 'system':
    case 'feeder':
    case 'app':
    case 'operator':
    case 'unknown':
      return ['MASQUE_PS'];
  }
}

/** Whether no label hides the resource from this caller. The depositor sees it always. */
export function isVisible(caller: Caller, policy: DossierPolicy, facts: Facts): boolean {
  if (isAuthor(caller, facts)) return true;
  return !hidingLabels(caller, policy).some((label) => facts.labels.includes(label));
}

/**
 * Whether the caller deposited the resource: a fact beside the body, never
 * `DocumentReference.author`.
 */
export function isAuthor(caller: Caller, facts: Facts): boolean {
  return caller.actor === facts.author;
}

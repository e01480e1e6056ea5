/** Step 7 of the line of a decision: what the labels of a resource hide, and from whom. */
import type { Caller } from './caller.js';
import type { Entry, Role } from './entry.js';
import type { Facts, VisibilityCode } from './facts.js';

/** The labels that hide a resource from whoever came in so, unless they deposited it. */
export function hidingLabels(entry: Entry): readonly VisibilityCode[] {
  if (entry.kind !== 'whole') return ['MASQUE_PS'];
  return entry.masked === true ? [] : HIDDEN[entry.role];
}

const HIDDEN: Readonly<Record<Role, readonly VisibilityCode[]>> = {
  patient: ['INVISIBLE_PATIENT'],
  representative: ['INVISIBLE_PATIENT', 'INVISIBLE_REPRESENTANTS_LEGAUX'],
  carer: ['INVISIBLE_PATIENT'],
  app: ['INVISIBLE_PATIENT'],
  professional: ['MASQUE_PS'],
  emergency: ['MASQUE_PS'],
  regulation: ['MASQUE_PS'],
  registrar: [],
  tester: [],
  named: [],
  directory: [],
};

/** Whether no label hides the resource. The depositor sees it always. */
export function isVisible(caller: Caller, entry: Entry, facts: Facts): boolean {
  if (isAuthor(caller, facts) && seesOwn(entry)) return true;
  return !hidingLabels(entry).some((label) => facts.labels.includes(label));
}

/**
 * Whether labels hide nothing from the depositor. Those who act for the patient deposit in the
 * patient's name, and what the patient deposited may be hidden from them.
 */
export function seesOwn(entry: Entry): boolean {
  return entry.kind !== 'whole' || (entry.role !== 'representative' && entry.role !== 'carer');
}

/**
 * Whether the caller deposited the resource: a fact beside the body, never
 * `DocumentReference.author`.
 */
export function isAuthor(caller: Caller, facts: Facts): boolean {
  return caller.actor === facts.author;
}

/**
 * The life of a delegation: an invitation (`proposed`) that whom it names accepts (`active`) or
 * refuses (`rejected`), and that either side ends (`inactive`); and how many there may be
 * (`access-rules`, Callers: three carers of a patient).
 */
import { isInForce } from './consent.js';
import type { Caller } from './caller.js';
import type { Entry } from './entry.js';
import type { Delegate, DossierPolicy, Policy } from './policy.js';

/** Where a delegation is in its life; a Consent of any other status says nothing. */
export type DelegationPhase = 'none' | 'invited' | 'active' | 'ended';

/** Who moves it: the patient or a representative, whom it names, or the registrar. */
export type DelegationMover = 'owner' | 'named' | 'registrar';

/** Why not, in both languages, with the code by which a program tells the case. */
export interface DelegationFault {
  readonly code: DelegationFaultCode;
  /** 409 where another delegation stands against it, else 422. */
  readonly status: 409 | 422;
  readonly text: string;
  readonly french: string;
}

type DelegationFaultCode =
  | 'NOT_BY_INVITATION'
  | 'NOT_AN_INVITATION'
  | 'OTHER_PERSON'
  | 'ONESELF'
  | 'PROFILE_NOT_FOUND'
  | 'SAME_INVITATION_ALREADY_EXISTS'
  | 'SAME_DELEGATION_ALREADY_EXISTS'
  | 'ANOTHER_DELEGATION_ALREADY_EXISTS'
  | 'OUTGOING_CAREGIVING_DELEGATIONS_LIMIT_REACHED'
  | 'INCOMING_CAREGIVING_DELEGATIONS_LIMIT_REACHED';

/** The phase of a Consent's status. */
export function phaseOf(status: unknown): DelegationPhase {
  if (status === undefined) return 'none';
  if (status === 'active') return 'active';
  return status === 'proposed' ? 'invited' : 'ended';
}

const STEPS: Readonly<Record<DelegationMover, readonly `${DelegationPhase} ${DelegationPhase}`[]>> =
  {
    owner: ['none invited', 'invited invited', 'active active'],
    named: ['invited active'],
    registrar: ['none invited', 'none active'],
  };

/** What stands against a step; whoever may take one may also end the delegation. */
export function stepFault(
  by: DelegationMover,
  before: DelegationPhase,
  after: DelegationPhase,
): DelegationFault | undefined {
  if (by === 'named' && after !== 'ended' && before !== 'invited') return FAULTS.NOT_AN_INVITATION;
  if (after === 'ended' || STEPS[by].includes(`${before} ${after}`)) return undefined;
  return FAULTS.NOT_BY_INVITATION;
}

/** What stands against a delegation that is to be live, among those of its dossier. */
export function livingFault(
  policy: DossierPolicy,
  wanted: Pick<Delegate, 'id' | 'kind'> & { readonly identities: readonly string[] },
  now: number,
): DelegationFault | undefined {
  const { identities = [], invitations = [], delegates = [] } = policy;
  if (wanted.identities.some((one) => identities.includes(one))) return FAULTS.ONESELF;
  const own = [...invitations, ...delegates].filter(({ id }) => id === wanted.id);
  if (own.some((one) => !isSame(one, wanted))) return FAULTS.OTHER_PERSON;
  const isOther = (one: Delegate): boolean => one.id !== wanted.id && !hasEnded(one, now);
  const isHers = (one: Delegate): boolean => wanted.identities.includes(one.identity);
  const [invited, given] = [invitations.filter(isOther), delegates.filter(isOther)];
  const standing = given.find(isHers);
  if (standing !== undefined) {
    return standing.kind === wanted.kind
      ? FAULTS.SAME_DELEGATION_ALREADY_EXISTS
      : FAULTS.ANOTHER_DELEGATION_ALREADY_EXISTS;
  }
  if (invited.some(isHers)) return FAULTS.SAME_INVITATION_ALREADY_EXISTS;
  const carers = new Set([...invited, ...given].filter(isCarer).map(({ id }) => id));
  const isFull = wanted.kind === 'carer' && carers.size >= CARERS_MAX;
  return isFull ? FAULTS.OUTGOING_CAREGIVING_DELEGATIONS_LIMIT_REACHED : undefined;
}

/** Carers of a patient, those invited included. */
const CARERS_MAX = 3;

/**
 * How many of each a person has at once, over all dossiers: as a carer, as a representative, and
 * invitations that wait.
 */
export const PLACES = { carer: 5, legal: 20, invited: 20 } as const;

/** How far whom a delegation names comes in to answer or end it: to nothing else. */
export function enterAsNamed(caller: Caller, policy: Policy, id: string): Entry | undefined {
  if (policy.kind === 'outside' || policy.space !== caller.space) return undefined;
  if (policy.state !== 'activated' || caller.kind !== 'patient') return undefined;
  const { invitations = [], delegates = [] } = policy;
  const isNamed = [...invitations, ...delegates].some(
    (one) => one.id === id && one.identity === caller.identity,
  );
  return isNamed ? { kind: 'whole', role: 'carer', because: NAMED, types: ['Consent'] } : undefined;
}

/** Whether somebody came in by the delegation that names them. */
export function isNamed(entry: Entry): boolean {
  return entry.because === NAMED;
}

const NAMED = 'named-in-delegation';

function isSame(
  one: Delegate,
  wanted: { readonly kind: Delegate['kind']; readonly identities: readonly string[] },
): boolean {
  return one.kind === wanted.kind && wanted.identities.includes(one.identity);
}

function isCarer({ kind }: Delegate): boolean {
  return kind === 'carer';
}

/** One that is yet to begin counts; one that is over does not. */
function hasEnded(one: Delegate, now: number): boolean {
  return !isInForce({ ...one, from: -Infinity }, now);
}

/** Every fault. */
export const FAULTS: Readonly<Record<DelegationFaultCode, DelegationFault>> = {
  NOT_BY_INVITATION: fault('NOT_BY_INVITATION', 422, {
    text: 'A delegation begins as an invitation: send it with the status proposed; whom it names accepts it by Consent/[id]/$accept.',
    french:
      "Une délégation commence par une invitation : l'envoyer avec le statut proposed ; la personne désignée l'accepte par Consent/[id]/$accept.",
  }),
  NOT_AN_INVITATION: fault('NOT_AN_INVITATION', 409, {
    text: 'This delegation is no invitation any more. Read it again.',
    french: "Cette délégation n'est plus une invitation. La relire.",
  }),
  OTHER_PERSON: fault('OTHER_PERSON', 422, {
    text: 'A delegation keeps its person and its kind. End this one, and invite anew.',
    french:
      'Une délégation garde sa personne et sa nature. Terminer celle-ci, et inviter à nouveau.',
  }),
  ONESELF: fault('ONESELF', 422, {
    text: 'A delegation is for somebody else than the patient.',
    french: "Une délégation est pour quelqu'un d'autre que le patient.",
  }),
  PROFILE_NOT_FOUND: fault('PROFILE_NOT_FOUND', 422, {
    text: 'Whom the delegation names has no activated dossier of their own. They activate it first.',
    french: "La personne désignée n'a pas de dossier activé. Elle active d'abord le sien.",
  }),
  SAME_INVITATION_ALREADY_EXISTS: fault('SAME_INVITATION_ALREADY_EXISTS', 409, {
    text: 'This person is invited already. Withdraw that invitation first.',
    french: "Cette personne est déjà invitée. Retirer d'abord cette invitation.",
  }),
  SAME_DELEGATION_ALREADY_EXISTS: fault('SAME_DELEGATION_ALREADY_EXISTS', 409, {
    text: 'This person has such a delegation already. Change that one.',
    french: 'Cette personne a déjà une telle délégation. Modifier celle-là.',
  }),
  ANOTHER_DELEGATION_ALREADY_EXISTS: fault('ANOTHER_DELEGATION_ALREADY_EXISTS', 409, {
    text: 'This person has a delegation of the other kind. End that one first.',
    french: "Cette personne a une délégation de l'autre nature. La terminer d'abord.",
  }),
  OUTGOING_CAREGIVING_DELEGATIONS_LIMIT_REACHED: fault(
    'OUTGOING_CAREGIVING_DELEGATIONS_LIMIT_REACHED',
    422,
    {
      text: 'A patient has at most three carers, those invited included. End one first.',
      french: "Un patient a au plus trois aidants, invités compris. En terminer un d'abord.",
    },
  ),
  INCOMING_CAREGIVING_DELEGATIONS_LIMIT_REACHED: fault(
    'INCOMING_CAREGIVING_DELEGATIONS_LIMIT_REACHED',
    422,
    {
      text: 'This person cares for as many others as one may, five, or has too many invitations that wait.',
      french:
        "Cette personne aide déjà autant de personnes que possible, cinq, ou a trop d'invitations en attente.",
    },
  ),
};

function fault(
  code: DelegationFaultCode,
  status: DelegationFault['status'],
  said: Pick<DelegationFault, 'text' | 'french'>,
): DelegationFault {
  return { code, status, ...said };
}

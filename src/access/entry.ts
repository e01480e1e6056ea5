/**
 * Whether a caller may enter a dossier, and how far: steps 2 to 5 of the line of a decision
 * (`access-rules`). It depends on the dossier alone, never on a resource in it (decision 16).
 */
import { both, type Sentence } from '../fhir/language.js';
import type { Caller } from './caller.js';
import { emergencyAllows, grantedTo, isInForce, isOccupational, standing } from './consent.js';
import type { Ground } from './consent.js';
import type { DossierPolicy, Policy } from './policy.js';
import { SHUT, STATES } from './states.js';

/**
 * As what a caller came in. `patient`, `representative` and `carer` act for the patient; `named`
 * knows the patient's identifier and learns whether there is a dossier.
 */
export type Role =
  | 'patient'
  | 'representative'
  | 'carer'
  | 'app'
  | 'professional'
  | 'emergency'
  | 'regulation'
  | 'registrar'
  | 'tester'
  | 'named'
  | 'directory';

/** How far a caller comes in. */
export type Entry =
  /** To everything the visibility labels and the matrix leave. */
  | {
      readonly kind: 'whole';
      readonly because: string;
      readonly role: Role;
      /** Whether a professional sees masked documents. */
      readonly masked?: true;
      /** Of these types only. */
      readonly types?: readonly string[];
    }
  /** To what the caller deposited. */
  | { readonly kind: 'own'; readonly because: string }
  /**
   * Not at all: 403, the same sentence for each cause that lies in the dossier but its state, which
   * `says` what to do; `why` tells one that lies in the token.
   */
  | {
      readonly kind: 'none';
      readonly because: string;
      readonly why?: Sentence;
      readonly says?: Sentence;
    }
  /** The stream is in another space, or its state hides it: for this caller it does not exist. */
  | { readonly kind: 'elsewhere'; readonly because: string };

/** Enters the stream whose policy is given, at a moment. Default: no. */
export function enter(caller: Caller, policy: Policy, now: number): Entry {
  if (policy.space !== caller.space) return { kind: 'elsewhere', because: 'other-space' };
  if (isElsewhere(caller, policy)) return { kind: 'elsewhere', because: 'token-of-other-patient' };
  if (caller.kind === 'tester') return whole('tester', 'tester-in-test-space');
  if (policy.kind === 'outside') return whole('directory', 'directory');
  return stateGate(caller, policy, now) ?? inOpenDossier(caller, policy, now);
}

/** Whether an entry lets its caller come to a type at all; to documents with their bytes. */
export function admits(entry: Entry, type: string): boolean {
  if (entry.kind !== 'whole' || entry.types === undefined) return true;
  return entry.types.includes(type === 'Binary' ? 'DocumentReference' : type);
}

/** Whether a caller came in as the patient, or on the patient's behalf. */
export function isForPatient(entry: Entry): boolean {
  return entry.kind === 'whole' && FOR_PATIENT.includes(entry.role);
}

const FOR_PATIENT: readonly Role[] = ['patient', 'representative', 'carer'];

/** Whether the token was made for one patient, and this is another's dossier (SMART `patient/`). */
function isElsewhere({ within }: Caller, policy: Policy): boolean {
  return within !== undefined && policy.kind === 'dossier' && policy.patient !== within;
}

/**
 * What keeps the caller out in this state, if anything does. The registrar keeps identities in any
 * state in which there are some.
 */
function stateGate(caller: Caller, policy: DossierPolicy, now: number): Entry | undefined {
  const { others, own, says } = STATES[policy.state];
  const because = `dossier-${policy.state}`;
  if (caller.kind === 'registrar')
    return policy.state === 'erased' ? { kind: 'elsewhere', because } : undefined;
  const reach = leadsLife(caller, policy, now) ? own : others;
  switch (reach) {
    case 'whole':
    case 'open':
      return undefined;
    case 'unknown':
      return { kind: 'elsewhere', because };
    case 'steps':
      return { kind: 'none', because, ...(says === undefined ? {} : { says }) };
    case 'shut':
      return { kind: 'none', because, says: SHUT };
  }
}

/** Whether the caller may lead the life of the dossier: its patient, a legal representative. */
export function leadsLife(caller: Caller, policy: DossierPolicy, now: number): boolean {
  return isPatientOf(caller, policy) || delegationOf(caller, policy, now) === 'legal';
}

function inOpenDossier(caller: Caller, policy: DossierPolicy, now: number): Entry {
  switch (caller.kind) {
    case 'patient':
      return asPatient(caller, policy, now);
    case 'professional':
      return asProfessional(caller, policy, now);
    case 'structure':
    case 'system':
    case 'feeder':
      return asDepositor(caller, policy, now);
    case 'app':
      return asApp(caller, policy, now);
    case 'registrar':
    case 'tester':
      return whole(caller.kind, caller.kind);
    case 'operator':
    case 'unknown':
      return { kind: 'none', because: 'no-rule-for-caller' };
  }
}

function asPatient(caller: Caller, policy: DossierPolicy, now: number): Entry {
  if (isPatientOf(caller, policy)) return whole('patient', 'own-dossier');
  // Who uses a dossier for another does so once its patient has it in hand.
  const delegation = policy.state === 'activated' ? delegationOf(caller, policy, now) : undefined;
  switch (delegation) {
    case 'legal':
      return whole('representative', 'representative');
    case 'carer':
      return whole('carer', 'carer');
    case undefined:
      return { kind: 'none', because: 'other-patient' };
  }
}

/** By which delegation, in force, the caller uses the dossier; the legal one before the other. */
function delegationOf(
  { kind, identity }: Caller,
  { delegates = [] }: DossierPolicy,
  now: number,
): 'legal' | 'carer' | undefined {
  if (kind !== 'patient' || identity === undefined) return undefined;
  const own = delegates.filter((one) => one.identity === identity && isInForce(one, now));
  return own.find((one) => one.kind === 'legal')?.kind ?? own[0]?.kind;
}

/** Whether the caller is the patient whose dossier this is. */
function isPatientOf(caller: Caller, policy: DossierPolicy): boolean {
  const { actor, identity } = caller;
  if (caller.kind !== 'patient' || identity === undefined) return false;
  // Before identities were kept in policies, the one dossier that the identity leads to was theirs.
  return policy.identities?.includes(identity) ?? actor === `patient:${policy.patient}`;
}

/** Whether the dossier's patient bears an identity, as far as the policy can tell. */
export function bears(policy: Policy, identity: string): boolean {
  return policy.kind === 'dossier' && (policy.identities?.includes(identity) ?? true);
}

/** Step 5: the block wins; then the emergency that the token names; then the authorisation. */
function asProfessional(caller: Caller, policy: DossierPolicy, now: number): Entry {
  if (caller.purpose === 'BTG' && caller.reason === undefined) return WITHOUT_REASON;
  const found = standing(policy, caller, now);
  if (found.kind === 'blocked') return BLOCKED;
  const by = found.kind === 'permitted' ? found.by : undefined;
  const emergency = inEmergency(caller, policy, by, now);
  if (emergency !== undefined) return emergency;
  if (by === undefined) return { kind: 'own', because: 'author' };
  return whole('professional', by, seesMasked(by));
}

const BLOCKED: Entry = { kind: 'none', because: 'blocked-by-patient' };

/** The entry by break-glass or regulation; undefined where neither is asked, or it is opposed. */
function inEmergency(
  caller: Caller,
  policy: DossierPolicy,
  by: Ground | undefined,
  now: number,
): Entry | undefined {
  const { purpose } = caller;
  if (purpose === 'TREAT' || isOccupational(caller)) return undefined;
  if (!emergencyAllows(policy, purpose, now)) return undefined;
  const masked = seesMasked(by) || emergencyAllows(policy, 'MASKED', now);
  if (purpose === 'ETREAT') return whole('regulation', 'regulation', masked);
  return whole('emergency', 'break-glass', masked);
}

/** Told of the token alone: it says nothing of the dossier. */
const WITHOUT_REASON: Entry = {
  ...{ kind: 'none', because: 'reason-missing' },
  why: both(
    'Breaking the glass (BTG) needs a reason: ask for a token with purpose_of_use_reason.',
    'Le bris de glace (BTG) demande un motif : demander un jeton avec purpose_of_use_reason.',
  ),
};

function seesMasked(by: Ground | undefined): boolean {
  return by === 'general-practitioner' || by === 'administrator';
}

/** A structure, system or feeder comes to its own deposits, unless the patient blocked it. */
function asDepositor(caller: Caller, policy: DossierPolicy, now: number): Entry {
  if (standing(policy, caller, now).kind === 'blocked') return BLOCKED;
  return { kind: 'own', because: 'own-deposits' };
}

/** An application comes to what the patient of its token granted it, until that is withdrawn. */
function asApp(caller: Caller, policy: DossierPolicy, now: number): Entry {
  const { identity = '' } = caller;
  const isOfPatient = policy.identities?.includes(identity) === true;
  const types = isOfPatient ? grantedTo(policy, caller.actor, now) : [];
  if (policy.state !== 'activated' || types.length === 0) {
    return { kind: 'none', because: 'no-grant' };
  }
  return { ...whole('app', 'app-grant'), types };
}

function whole(role: Role, because: string, masked = false): Entry & { kind: 'whole' } {
  return { kind: 'whole', because, role, ...(masked ? { masked } : {}) };
}

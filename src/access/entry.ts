/**
 * Whether a caller may enter a dossier, and how far: steps 2 to 5 of the line of a decision
 * (`access-rules`). It depends on the dossier alone, never on a resource in it (decision 16).
 */
import type { Caller } from './caller.js';
import { standing } from './consent.js';
import type { DossierPolicy, Policy } from './policy.js';
import { STATES } from './states.js';

/** How far a caller comes in. */
export type Entry =
  /** To everything the visibility labels leave. */
  | { readonly kind: 'whole'; readonly because: string }
  /** To what the caller deposited. */
  | { readonly kind: 'own'; readonly because: string }
  /** Not at all: 403, the same sentence for each cause. */
  | { readonly kind: 'none'; readonly because: string }
  /** The stream is in another space: for this caller it does not exist. */
  | { readonly kind: 'elsewhere'; readonly because: string };

/** Enters the stream whose policy is given, at a moment. Default: no. */
export function enter(caller: Caller, policy: Policy, now: number): Entry {
  if (policy.space !== caller.space) return { kind: 'elsewhere', because: 'other-space' };
  if (isElsewhere(caller, policy)) return { kind: 'elsewhere', because: 'token-of-other-patient' };
  if (caller.kind === 'tester') return { kind: 'whole', because: 'tester-in-test-space' };
  if (policy.kind === 'outside') return { kind: 'whole', because: 'directory' };
  return stateGate(caller, policy) ?? inOpenDossier(caller, policy, now);
}

/** Whether the token was made for one patient, and this is another's dossier (SMART `patient/`). */
function isElsewhere({ within }: Caller, policy: Policy): boolean {
  return within !== undefined && policy.kind === 'dossier' && policy.patient !== within;
}

/** What keeps the caller out in this state, if anything does. */
function stateGate(caller: Caller, policy: DossierPolicy): Entry | undefined {
  if (caller.kind === 'registrar') return undefined;
  const { others, patient } = STATES[policy.state];
  if (isPatientOf(caller, policy)) {
    if (patient === 'none') return { kind: 'elsewhere', because: `dossier-${policy.state}` };
    return patient === 'all' ? undefined : { kind: 'none', because: `dossier-${policy.state}` };
  }
  if (others === 'unknown') return { kind: 'elsewhere', because: `dossier-${policy.state}` };
  return others === 'shut' ? { kind: 'none', because: `dossier-${policy.state}` } : undefined;
}

function inOpenDossier(caller: Caller, policy: DossierPolicy, now: number): Entry {
  switch (caller.kind) {
    case 'patient':
      return asPatient(caller, policy);
    case 'professional':
      return asProfessional(standing(policy, caller, now));
    case 'structure':
    case 'feeder':
      return asDepositor(standing(policy, caller, now));
    case 'registrar':
    case 'tester':
      return { kind: 'whole', because: caller.kind };
    case 'system':
    case 'app':
    case 'operator':
    case 'unknown':
      return { kind: 'none', because: 'no-rule-for-caller' };
  }
}

function asPatient(caller: Caller, policy: DossierPolicy): Entry {
  if (!isPatientOf(caller, policy)) return { kind: 'none', because: 'other-patient' };
  return { kind: 'whole', because: 'own-dossier' };
}

/** Whether the caller is the patient whose dossier this is. */
export function isPatientOf(caller: Caller, policy: DossierPolicy): boolean {
  const { actor, identity } = caller;
  if (caller.kind !== 'patient' || identity === undefined) return false;
  // Before identities were kept in policies, the one dossier that the identity leads to was theirs.
  return policy.identities?.includes(identity) ?? actor === `patient:${policy.patient}`;
}

/** Whether the dossier's patient bears an identity, as far as the policy can tell. */
export function bears(policy: Policy, identity: string): boolean {
  return policy.kind === 'dossier' && (policy.identities?.includes(identity) ?? true);
}

function asProfessional(verdict: ReturnType<typeof standing>): Entry {
  switch (verdict) {
    case 'blocked':
      return { kind: 'none', because: 'blocked-by-patient' };
    case 'permitted':
      return { kind: 'whole', because: 'authorised' };
    case 'none':
      return { kind: 'own', because: 'author' };
  }
}

/** A structure or feeder comes to its own deposits, unless the patient blocked it. */
function asDepositor(verdict: ReturnType<typeof standing>): Entry {
  if (verdict === 'blocked') return { kind: 'none', because: 'blocked-by-patient' };
  return { kind: 'own', because: 'own-deposits' };
}

/** Whether a delegation may become what is written: what `access/delegating.ts` says of it. */
import {
  FAULTS,
  isNamed,
  livingFault,
  phaseOf,
  stepFault,
  type DelegationFault,
  type DelegationMover,
  type DelegationPhase,
} from '../../../access/delegating.js';
import type { Delegate, DossierPolicy } from '../../../access/policy.js';
import { parseJson } from '../../../fhir/json.js';
import { problem, type Problem } from '../../../fhir/problem.js';
import type { Resource } from '../../../fhir/resource.js';
import { policyOf } from '../../judge.js';
import type { Change, Writing } from './change.js';

/** A delegation as it is written. */
interface Step {
  readonly change: Change;
  readonly phase: DelegationPhase;
  /** Whom it names, once for each identity; nobody where it has ended. */
  readonly wanted: readonly Delegate[];
}

/** Fails where the step is not theirs who take it, or too many delegations stand against it. */
export async function checkDelegation(
  writing: Writing,
  policy: DossierPolicy,
  { change, phase, wanted }: Step,
): Promise<void> {
  if (writing.place.caller.kind === 'tester') return;
  const before = phaseBefore(change);
  const fault = stepFault(moverOf(writing), before, phase);
  if (fault !== undefined) throw refused(fault);
  const [first] = wanted;
  if (first === undefined) return;
  const identities = wanted.map(({ identity }) => identity);
  const living = livingFault(policy, { ...first, identities }, change.at);
  if (living !== undefined) throw refused(living);
  if (before !== phase && !(await hasDossier(writing, identities))) {
    throw refused(FAULTS.PROFILE_NOT_FOUND);
  }
}

function moverOf({ place }: Writing): DelegationMover {
  if (isNamed(place.entry)) return 'named';
  return place.caller.kind === 'registrar' ? 'registrar' : 'owner';
}

function phaseBefore({ before }: Change): DelegationPhase {
  if (before === undefined || before.gone) return 'none';
  const { status } = parseJson(before.body) as Resource; // stored after validation
  return phaseOf(status);
}

/** Whether somebody with one of these identities has a dossier of their own in hand. */
async function hasDossier({ needs }: Writing, identities: readonly string[]): Promise<boolean> {
  for (const identity of identities) {
    const stream = await needs.store.claimed(identity);
    const head = stream === undefined ? undefined : await needs.store.head(stream);
    const policy = head === undefined ? undefined : policyOf(head);
    const isTheirs = policy?.kind === 'dossier' && policy.identities?.includes(identity) === true;
    if (isTheirs && policy.state === 'activated') return true;
  }
  return false;
}

/** The failure that shows a fault. */
export function refused({ code: detail, status, text, french }: DelegationFault): Problem {
  const code = status === 409 ? 'conflict' : 'business-rule';
  const expression = ['Consent.provision.actor'];
  const told = { code, diagnostics: text, french, detail, expression };
  return problem(status === 409 ? 'conflict' : 'unprocessable', {
    issues: [{ severity: 'error', ...told }],
  });
}

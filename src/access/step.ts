/** Who may take a step of a dossier's life, and when (`life.ts`). */
import type { Said } from '../fhir/language.js';
import type { ProblemCode } from '../fhir/problem.js';
import type { Caller } from './caller.js';
import { leadsLife, type Entry } from './entry.js';
import { PASSAGES, type LifeAct } from './life.js';
import type { DossierPolicy, Policy } from './policy.js';
import { mayEver } from './rights.js';
import { STATES } from './states.js';

/** Whether a caller may take a step: the form of `decide`. */
export type LifeRight =
  | { readonly kind: 'granted'; readonly because: string }
  | ({
      readonly kind: 'denied';
      readonly because: string;
      readonly answer: ProblemCode;
    } & Said);

/**
 * Decides on a step. What the state keeps from its patient is refused with its sentence; a step
 * that does not lead on from an activated dossier is a conflict.
 */
export function decideStep(
  caller: Caller,
  act: LifeAct,
  at: { readonly policy: Policy; readonly entry: Entry; readonly now: number },
): LifeRight {
  const { policy, entry, now } = at;
  if (policy.kind !== 'dossier' || entry.kind === 'elsewhere')
    return { kind: 'denied', because: entry.because, answer: 'unknown-resource' };
  if (!mayEver(caller.kind, act, 'Patient')) return { ...NOT_THEIRS, ...THEIR_OWN };
  if (caller.kind === 'patient' && !leadsLife(caller, policy, now))
    return entry.kind === 'whole'
      ? { ...NOT_THEIRS, ...THEIR_OWN }
      : { kind: 'denied', because: 'other-patient', answer: 'no-access' };
  return leadsOn(caller, act, policy) ?? { kind: 'granted', because: `may-${act}` };
}

const NOT_THEIRS = { kind: 'denied', because: 'no-line-in-rights', answer: 'not-allowed' } as const;
const THEIR_OWN = {
  why: 'Only the patient, or a legal representative, decides on the life of a dossier.',
  french: 'Seul le patient, ou un représentant légal, décide de la vie du dossier.',
};

function leadsOn(caller: Caller, act: LifeAct, policy: DossierPolicy): LifeRight | undefined {
  const { state } = policy;
  const { patient, says } = STATES[state];
  if (caller.kind === 'patient' && says !== undefined && !patient.includes(act))
    return { kind: 'denied', because: `dossier-${state}`, answer: 'not-allowed', ...says };
  if (PASSAGES[act].from.includes(state)) return undefined;
  return {
    ...{ kind: 'denied', because: `dossier-${state}`, answer: 'conflict' },
    why: `The dossier is in state ${state}, from which $${act} does not lead on. Nothing was changed.`,
    french: `Le dossier est dans l'état ${state}, que $${act} ne change pas. Rien n'a été modifié.`,
  };
}

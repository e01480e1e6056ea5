/**
 * The provisional code of a dossier that was opened for somebody: only its keyed hash is kept. An
 * attempt is counted before it is judged, so that no number of guesses at once outruns the count.
 */
import type { Caller } from '../../access/caller.js';
import type { ActivationCode, DossierPolicy, Policy } from '../../access/policy.js';
import { decideStep } from '../../access/step.js';
import { problem, type Problem } from '../../fhir/problem.js';
import type { Head } from '../../storage/kept.js';
import { sealed } from '../changes/sealed.js';
import type { Turns } from '../changes/turns.js';
import { refusal, visit } from '../judge.js';
import type { Needs } from '../needs.js';

/** A code may be tried so often. */
const TRIES_MAX = 5;
const ATTEMPTS_MAX = 12;

/**
 * Counts an attempt at the code of a dossier, if it has one. Fails as the activation itself would
 * where the caller may not take that step, and with `not-allowed` after too many attempts.
 */
export async function countAttempt(
  needs: Needs,
  turns: Turns,
  caller: Caller,
  stream: string,
): Promise<void> {
  await turns.take([stream], async () => {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const head = await needs.store.head(stream);
      const tried = head === undefined ? undefined : tryable(needs, caller, head);
      if (head === undefined || tried === undefined) return;
      const none = { versions: [], events: [], outbox: [] };
      const part = sealed(needs, head, { at: needs.clock.now(), policy: tried, ...none });
      const outcome = await needs.store.commit({ parts: [part], documents: [] });
      if (outcome.kind === 'committed') return;
    }
    throw problem('unavailable');
  });
}

/** The policy with one attempt more; undefined where there is no code to be tried. */
function tryable(needs: Needs, caller: Caller, head: Head): DossierPolicy | undefined {
  const { policy, entry, now, caller: who } = visit(needs, caller, head);
  const right = decideStep(who, 'activate', { policy, entry, now });
  if (right.kind === 'denied') throw refusal(right);
  if (policy.kind !== 'dossier' || policy.code === undefined) return undefined;
  if (policy.code.tried >= TRIES_MAX) throw USED_UP();
  return { ...policy, code: { ...policy.code, tried: policy.code.tried + 1 } };
}

/**
 * Fails where the policy knows a code and the one given is not it, or came too late. Without one a
 * first login is proof enough: the issuer of the token has proved who the patient is.
 */
export function checkCode(policy: Policy, given: string | undefined, now: number): void {
  if (policy.kind !== 'dossier' || policy.code === undefined) return;
  if (given === undefined) throw MISSING();
  if (policy.code.expires <= now) throw EXPIRED();
  if (policy.code.hash !== given) throw wrong(policy.code);
}

function wrong({ tried }: ActivationCode): Problem {
  const left = Math.max(0, TRIES_MAX - tried);
  return problem('not-allowed', {
    detail: 'wrong-code',
    why: `This is not the code of the notice. ${left} attempts are left. Type it as it is printed.`,
    french: `Ce n'est pas le code du courrier. Il reste ${left} essais. Le saisir comme il est imprimé.`,
  });
}

const MISSING = (): Problem =>
  problem('invalid-request', {
    detail: 'code-missing',
    expression: "Parameters.parameter.where(name='code')",
    why: 'A provisional code was sent for this dossier. Give it as the parameter code, a valueString.',
    french:
      'Un code provisoire a été envoyé pour ce dossier. Le donner en paramètre code, un valueString.',
  });

const EXPIRED = (): Problem =>
  problem('not-allowed', {
    detail: 'code-expired',
    why: 'The code of the notice has expired. Ask the support of the dossier to activate it.',
    french: "Le code du courrier a expiré. Demander au support du dossier de l'activer.",
  });

const USED_UP = (): Problem =>
  problem('not-allowed', {
    detail: 'code-used-up',
    why: 'The code was tried too often. Ask the support of the dossier to activate it.',
    french: "Le code a été essayé trop souvent. Demander au support du dossier de l'activer.",
  });

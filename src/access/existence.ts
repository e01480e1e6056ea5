/**
 * What practice software learns by an existence check: whether the dossier is open, and how its own
 * caller stands to it. Nothing of others; who is blocked learns what a stranger does (decision 16).
 */
import type { Caller } from './caller.js';
import { standing, type Ground } from './consent.js';
import type { DossierPolicy } from './policy.js';
import { STATES } from './states.js';

/** The answer. */
export interface Existence {
  readonly isOpen: boolean;
  /** By what the caller would be let in; absent: by nothing yet. */
  readonly ground?: Ground;
}

/** How a caller stands to a dossier that they may know of, at a moment. */
export function existenceFor(caller: Caller, policy: DossierPolicy, now: number): Existence {
  const isOpen = STATES[policy.state].others === 'open';
  const verdict = standing(policy, caller, now);
  return isOpen && verdict.kind === 'permitted' ? { isOpen, ground: verdict.by } : { isOpen };
}

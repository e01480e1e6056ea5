/**
 * What the state of a dossier lets happen: the table of states of `access-rules`, step 2 of the
 * line of a decision.
 */
import type { DossierState } from './policy.js';

/** What a state means to those who come. */
export interface StateRule {
  /**
   * What all but the patient and the registrar meet: the dossier (`open`), a refusal, emergencies
   * and authors included (`shut`), or what an unknown patient shows (`unknown`).
   */
  readonly others: 'open' | 'shut' | 'unknown';
  /**
   * What the patient may do: everything (`all`), activate, activate or oppose, reopen, or nothing.
   */
  readonly patient: 'all' | 'activate' | 'activate-or-oppose' | 'reopen' | 'none';
}

/** The table. */
export const STATES: Readonly<Record<DossierState, StateRule>> = {
  notified: { others: 'unknown', patient: 'activate-or-oppose' },
  opposed: { others: 'unknown', patient: 'activate-or-oppose' },
  created: { others: 'open', patient: 'activate' },
  activated: { others: 'open', patient: 'all' },
  closed: { others: 'shut', patient: 'reopen' },
  'erasure-requested': { others: 'shut', patient: 'reopen' },
  archived: { others: 'unknown', patient: 'none' },
  erased: { others: 'unknown', patient: 'none' },
};

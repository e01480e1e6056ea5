/**
 * What the state of a dossier lets happen: the table of states of `access-rules`, step 2 of the
 * line of a decision.
 */
import type { Sentence } from '../fhir/language.js';
import type { LifeAct } from './life.js';
import type { DossierState } from './policy.js';

/** What a state means to those who come. */
export interface StateRule {
  /**
   * What all but the patient and the registrar meet: the dossier (`open`), a refusal, emergencies
   * and authors included (`shut`), or what an unknown patient shows (`unknown`).
   */
  readonly others: 'open' | 'shut' | 'unknown';
  /** The steps of its life that the patient may take. */
  readonly patient: readonly LifeAct[];
  /**
   * What the patient is told of all else; absent where nothing else is refused for the state, or
   * where there is nothing left to tell: `whole` and `unknown`.
   */
  readonly says?: Sentence;
  /** How far the patient comes in besides: to everything, to these steps alone, or not at all. */
  readonly own: 'whole' | 'steps' | 'unknown';
}

/** What all but the patient are told of a dossier that is shut. */
export const SHUT: Sentence = {
  why: 'This dossier is closed: nothing is read or added, in an emergency neither.',
  french: "Ce dossier est clos : rien n'y est lu ni ajouté, même en urgence.",
};

const BEFORE: readonly LifeAct[] = ['activate', 'oppose'];

/** The table. */
export const STATES: Readonly<Record<DossierState, StateRule>> = {
  notified: {
    ...{ others: 'unknown', patient: BEFORE, own: 'steps' },
    says: {
      why: 'The dossier is not open yet. Activate it with Patient/$activate, or oppose its opening with Patient/$oppose.',
      french:
        "Le dossier n'est pas encore ouvert. L'activer par Patient/$activate, ou s'opposer à son ouverture par Patient/$oppose.",
    },
  },
  opposed: {
    ...{ others: 'unknown', patient: BEFORE, own: 'steps' },
    says: {
      why: 'The opening of the dossier was opposed: it holds nothing. To have one after all, activate it with Patient/$activate.',
      french:
        "L'ouverture du dossier a été refusée : il ne contient rien. Pour en avoir un, l'activer par Patient/$activate.",
    },
  },
  created: {
    ...{ others: 'open', patient: ['activate'], own: 'steps' },
    says: {
      why: 'The dossier is open and not activated yet. Activate it with Patient/$activate to read and fill it, or to close it.',
      french:
        "Le dossier est ouvert et n'est pas encore activé. L'activer par Patient/$activate pour le lire, l'alimenter ou le clore.",
    },
  },
  activated: { others: 'open', patient: [], own: 'whole' },
  closed: {
    ...{ others: 'shut', patient: ['reopen', 'request-erasure'], own: 'steps' },
    says: {
      why: 'The dossier is closed. Reopen it with Patient/$reopen to read and fill it.',
      french: "Le dossier est clos. Le rouvrir par Patient/$reopen pour le lire et l'alimenter.",
    },
  },
  'erasure-requested': {
    ...{ others: 'shut', patient: ['reopen'], own: 'steps' },
    says: {
      why: 'The dossier is closed and is about to be erased. Reopen it with Patient/$reopen: that cancels the erasure too.',
      french:
        "Le dossier est clos et va être effacé. Le rouvrir par Patient/$reopen : cela annule aussi l'effacement.",
    },
  },
  archived: { others: 'unknown', patient: [], own: 'unknown' },
  erased: { others: 'unknown', patient: [], own: 'unknown' },
};

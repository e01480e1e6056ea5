/**
 * The steps of a dossier's life (`access-rules`, table of states): from which states each leads,
 * and to which, and when a state ends by itself.
 */
import type { DossierState } from './policy.js';

/**
 * Steps that people take (`activate` to `reopen`), and those that are taken for them: `open` by
 * the registrar, `lapse`, `archive` and `erase` when their time has come.
 */
const LIFE_ACTS = [
  'open',
  'lapse',
  'oppose',
  'activate',
  'close',
  'request-erasure',
  'reopen',
  'archive-dossier',
  'erase',
] as const;

/** The name of a step. */
export type LifeAct = (typeof LIFE_ACTS)[number];

/** From which states a step leads, and to which. */
interface Passage {
  readonly from: readonly DossierState[];
  readonly to: DossierState;
}

/** The steps. `open` begins a dossier, so it leads from no state. */
export const PASSAGES: Readonly<Record<LifeAct, Passage>> = {
  open: { from: [], to: 'notified' },
  lapse: { from: ['notified'], to: 'created' },
  oppose: { from: ['notified'], to: 'opposed' },
  activate: { from: ['notified', 'opposed', 'created'], to: 'activated' },
  close: { from: ['activated'], to: 'closed' },
  'request-erasure': { from: ['activated', 'closed'], to: 'erasure-requested' },
  reopen: { from: ['closed', 'erasure-requested'], to: 'activated' },
  'archive-dossier': { from: ['closed'], to: 'archived' },
  erase: { from: ['erasure-requested'], to: 'erased' },
};

const DAY_MS = 24 * 60 * 60 * 1000;
/** Six weeks to oppose. */
const NOTIFIED_DAYS = 42;
/** After the request, in which time it can be cancelled. */
const ERASED_AFTER_DAYS = 30;
/** Ten years after the closing. */
const ARCHIVED_AFTER_DAYS = 3_653;

/** How long a state lasts, in days, and the step that ends it. */
const ENDS: Readonly<Partial<Record<DossierState, { days: number; step: LifeAct }>>> = {
  notified: { days: NOTIFIED_DAYS, step: 'lapse' },
  closed: { days: ARCHIVED_AFTER_DAYS, step: 'archive-dossier' },
  'erasure-requested': { days: ERASED_AFTER_DAYS, step: 'erase' },
};

/** The step that a dossier takes by itself, and the day from which it is due. */
export interface Due {
  /** `destroy`: what an erased dossier held has still to be destroyed. */
  readonly step: LifeAct | 'destroy';
  /** Counted from 1970. */
  readonly day: number;
}

/**
 * What a state that was entered at a moment leads to by itself, when the days that it lasts have
 * wholly passed; undefined: nothing.
 */
export function dueAfter(state: DossierState, since: number): Due | undefined {
  if (state === 'erased') return { step: 'destroy', day: dayOf(since) };
  const end = ENDS[state];
  return end === undefined ? undefined : { step: end.step, day: dayOf(since) + end.days + 1 };
}

/** The day of a moment, counted from 1970: what is due is looked for day by day. */
export function dayOf(moment: number): number {
  return Math.floor(moment / DAY_MS);
}

/** The moment at which a day begins: milliseconds since 1970. */
export function beginOf(day: number): number {
  return day * DAY_MS;
}

/** The clear token by which a Patient is found whose dossier takes a step on a day. */
export function dueToken(day: number): string {
  return `¤due‖${day}`;
}

/** Whether a name is that of a step. */
export function isLifeAct(act: string): act is LifeAct {
  return (LIFE_ACTS as readonly string[]).includes(act);
}

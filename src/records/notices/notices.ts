/** The part of the one door by which notifications come to what they tell. */
import type { Turns } from '../changes/turns.js';
import type { Needs } from '../needs.js';
import { isRecorded } from '../searches/events.js';
import { mayKnowEmergency, mayKnowWithdrawn, toTell, wouldTell, type Telling } from './deciding.js';
import { noticeOf, type Notice } from './interest.js';
import { advance, progressOf, type Advance } from './state.js';
import type { Progress } from './pages.js';
import type { SubscriptionPlace } from './state.js';
import { liveSubscriptions, setStatus, standingSubscription } from './subscriptions.js';
import type { Subscribed } from './subscriptions.js';
import type { Shown } from '../../fhir/version.js';
export { accessesOf, entryOf, type Changed, type Due, type Notice } from './interest.js';
export type { Pending, Progress } from './pages.js';
export type { SubscriptionPlace } from './state.js';
export type { Subscribed } from './subscriptions.js';

/** Calls of the server itself, at no request; each decides for the subscriber it names. */
export interface Notices {
  /** The oldest notices that are not done, lent to this process for a minute. */
  waiting(limit: number): Promise<readonly { readonly ref: string; readonly notice: Notice }[]>;
  done(ref: string): Promise<void>;
  /** Whether the access that a notice tells of is in the trace: the notice is there before it. */
  isTraced(id: string): Promise<boolean>;
  /** Replaces what commits are to tell of: `space|Type`, `space|*`. */
  want(wanted: ReadonlySet<string>): void;
  /** Whether any commit tells of anything but Subscriptions. */
  wanted(): boolean;
  /** Is called when a commit is about to tell. */
  whenTold(told: () => void): void;
  /** Every Subscription that waits for its handshake or is served. */
  live(): Promise<readonly Subscribed[]>;
  standing(place: SubscriptionPlace): Promise<Subscribed | undefined>;
  setStatus(of: Subscribed, to: Parameters<typeof setStatus>[3]): Promise<boolean>;
  wouldTell(telling: Telling): Promise<boolean>;
  /** What is given is traced before it is given. */
  toTell(telling: Telling): Promise<Shown | undefined>;
  mayKnowWithdrawn(telling: Telling): Promise<boolean>;
  mayKnowEmergency(telling: Telling): Promise<boolean>;
  progress(place: SubscriptionPlace): Promise<Progress>;
  advance(place: SubscriptionPlace, step: Advance): Promise<void>;
}

/** Opens this part of the door. */
export function makeNotices(needs: Needs, turns: Turns): Notices {
  const { store, interest } = needs;
  return {
    waiting: async (limit) =>
      (await store.outbox(limit)).map(({ ref, entry }) => ({ ref, notice: noticeOf(entry) })),
    done: (ref) => store.outboxDone(ref),
    isTraced: (id) => isRecorded(needs, id),
    want: interest.set,
    wanted: interest.any,
    whenTold: interest.whenTold,
    live: () => liveSubscriptions(needs),
    standing: (place) => standingSubscription(needs, place),
    setStatus: (of, to) => setStatus(needs, turns, of, to),
    wouldTell: (telling) => wouldTell(needs, telling),
    toTell: (telling) => toTell(needs, telling),
    mayKnowEmergency: (telling) => mayKnowEmergency(needs, telling),
    mayKnowWithdrawn: (telling) => mayKnowWithdrawn(needs, telling),
    progress: (place) => progressOf(needs, place),
    advance: (place, step) => advance(needs, turns, place, step),
  };
}

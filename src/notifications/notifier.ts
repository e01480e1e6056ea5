/**
 * Serving subscriptions, round by round: the outbox is read, its changes are given to the
 * subscriptions they concern, and each that has something to tell takes its turn. Processes on one
 * store never serve the same entry at once: the outbox lends each to one of them.
 */
import type { Due, Notice } from '../records/notices/notices.js';
import { servedAs, wantedBy, type Served } from './criteria.js';
import { fanOut } from './fan-out.js';
import { stateOf } from './awaited.js';
import type { NotifierNeeds } from './needs.js';
import { serve, type Memory } from './serve.js';

const EVERY_MS = 1_000;
/** A commit tells before it is there: it is looked for a moment later, and in the next round. */
const SOON_MS = 20;
const ENTRIES_MAX = 1_000;
/** Subscriptions that take their turn in one round, and at once: a lent entry is lent a minute. */
const TURNS_MAX = 40;
const AT_ONCE = 8;

/** The notifier of a process. */
export interface Notifier {
  /** Learns who subscribes; to be waited for before anything is committed. */
  begin(): Promise<void>;
  /** One round, after any that is under way. */
  round(): Promise<void>;
  /** Ends after the round that is under way. */
  end(): Promise<void>;
}

interface Entry {
  readonly ref: string;
  readonly notice: Notice;
}

/** Makes it; it rests until `begin`. `failed` is told of a round that could not be. */
export function makeNotifier(needs: NotifierNeeds, failed: () => void): Notifier {
  const { notices } = needs;
  const memories = new Map<string, Memory>();
  let under: Promise<void> = Promise.resolve();
  let isEnded = false;
  let isTold = true;
  let timer: NodeJS.Timeout | undefined;
  let learnt = 0;

  const learn = async (): Promise<readonly Served[]> => {
    const served = (await notices.live()).map(servedAs);
    notices.want(new Set(served.flatMap(wantedBy)));
    learnt = needs.clock.now();
    return served;
  };
  const once = async (): Promise<void> => {
    const entries = await notices.waiting(ENTRIES_MAX);
    // Another process may have taken a Subscription in: it waits until this one knows it.
    const isStale = needs.knownAfterMs > 0 && needs.clock.now() - learnt > needs.knownAfterMs / 2;
    const served = entries.length > 0 || isStale ? await learn() : [];
    const isMore = await fanOutAll(needs, served, entries);
    await serveAll(needs, memories, isMore ? await notices.waiting(ENTRIES_MAX) : entries);
  };
  const round = (): Promise<void> => {
    under = under.then(async () => (isEnded ? undefined : once()));
    const mine = under;
    under = under.catch(() => undefined);
    return mine;
  };
  const schedule = (ms: number): void => {
    clearTimeout(timer);
    if (!isEnded) timer = setTimeout(() => void scheduled(), ms).unref();
  };
  const scheduled = async (): Promise<void> => {
    const isIdle = !isTold && !notices.wanted() && needs.knownAfterMs === 0;
    isTold = false;
    if (!isIdle) await round().catch(failed);
    if (!isTold) schedule(EVERY_MS);
  };
  return {
    begin: async () => {
      await learn();
      notices.whenTold(() => {
        isTold = true;
        schedule(SOON_MS);
      });
      schedule(SOON_MS);
    },
    round,
    end: async () => {
      isEnded = true;
      clearTimeout(timer);
      await under;
    },
  };
}

/** Whether there were changes, so that more may be due now. */
async function fanOutAll(
  needs: NotifierNeeds,
  served: readonly Served[],
  entries: readonly Entry[],
): Promise<boolean> {
  for (const { ref, notice } of entries) {
    if (notice.kind !== 'changed') continue;
    const state = await stateOf(needs, notice);
    if (state === 'awaited') continue;
    if (state === 'there') await fanOut(needs, served, notice);
    await needs.notices.done(ref);
  }
  return entries.some(({ notice }) => notice.kind === 'changed');
}

async function serveAll(
  needs: NotifierNeeds,
  memories: Map<string, Memory>,
  entries: readonly Entry[],
): Promise<void> {
  const now = needs.clock.now();
  const places = new Map<string, { due: Due; refs: string[] }>();
  for (const { ref, notice } of entries) {
    if (notice.kind !== 'due') continue;
    const place = places.get(notice.stream) ?? { due: notice, refs: [] };
    place.refs.push(ref);
    places.set(notice.stream, place);
  }
  const ready = [...places.values()].filter(({ due }) => isReady(memories, due, now));
  const line = ready.slice(0, TURNS_MAX);
  const worker = async (): Promise<void> => {
    for (let next = line.shift(); next !== undefined; next = line.shift()) {
      const turn = await serve(needs, next.due, memoryOf(memories, next.due));
      if (turn === 'done') await Promise.all(next.refs.map((ref) => needs.notices.done(ref)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function isReady(memories: Map<string, Memory>, { stream }: Due, now: number): boolean {
  return (memories.get(stream)?.notBefore ?? 0) <= now;
}

function memoryOf(memories: Map<string, Memory>, { stream }: Due): Memory {
  const memory = memories.get(stream) ?? { failed: 0, notBefore: 0, sent: 0 };
  memories.set(stream, memory);
  return memory;
}

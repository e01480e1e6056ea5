/**
 * From a change to the subscriptions that are to tell of it: each takes it among what waits, with
 * an entry of the outbox where it had none. Only then the change is done: nothing is lost between.
 */
import { entryOf, type Changed, type Pending, type Progress } from '../records/notices/notices.js';
import { isConcerned, type Served } from './criteria.js';
import type { NotifierNeeds } from './needs.js';

/** What may wait for one subscription. More are not kept: its endpoint has been away too long. */
const PENDING_MAX = 1_000;

/** Gives a change to every subscription that is concerned by it. */
export async function fanOut(
  needs: NotifierNeeds,
  served: readonly Served[],
  change: Changed,
): Promise<void> {
  for (const one of served) {
    if (await isConcerned(needs, one, change)) await enqueue(needs, one, change);
  }
}

async function enqueue(
  needs: NotifierNeeds,
  { of, asked }: Served,
  change: Changed,
): Promise<void> {
  const { type, id, version, withdrawn, at } = change;
  const pending: Pending = { type, id, version, withdrawn, at };
  const { stream, id: subscription } = of;
  await needs.notices.advance({ stream, id: subscription }, (now) => {
    if (isAmong(now, pending) || now.pending.length >= PENDING_MAX) return undefined;
    // Whatever waits already, and a heartbeat, has an entry that is not done.
    const isKnown = now.pending.length > 0 || asked.heartbeat !== undefined;
    const due = entryOf({ kind: 'due', stream, id: subscription });
    const next = { ...now, pending: [...now.pending, pending] };
    return { next, entries: isKnown ? [] : [due] };
  });
}

/** A change may come twice: of a process that ended between. */
function isAmong({ pending }: Progress, one: Pending): boolean {
  return pending.some(
    ({ type, id, version }) => type === one.type && id === one.id && version === one.version,
  );
}

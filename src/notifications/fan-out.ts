/**
 * From a change to the subscriptions that are to tell of it: each takes it among what waits, with
 * an entry of the outbox where it had none. Only then the change is done: nothing is lost between.
 */
import { entryOf, type Changed, type Pending } from '../records/notices/notices.js';
import { isConcerned, type Served } from './criteria.js';
import type { NotifierNeeds } from './needs.js';

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
    // Whatever waits already, and a heartbeat, has an entry that is not done.
    const isKnown = now.pending.length > 0 || asked.heartbeat !== undefined;
    const due = entryOf({ kind: 'due', stream, id: subscription });
    return { next: now, entries: isKnown ? [] : [due], joins: pending };
  });
}

/**
 * Heads, and the time for which rows may be read at one. A head is read as it is now, so a right
 * withdrawn in one process is withdrawn in all with the next request.
 */
import { problem } from '../../fhir/problem.js';
import type { Head } from '../kept.js';
import type { Base, Moment, Seen } from './base.js';
import { opaque } from './bson.js';
import type { HeadDocument } from './layout.js';
import { findNow, MAJORITY } from './server/reading.js';
import type { ReadConcern } from './server/reading.js';

/** Rows must be read within this time after their head: later, what it needs may be emptied. */
const SNAPSHOT_MS_MAX = 5_000;
const REMEMBERED_MAX = 4_000;

/**
 * The head of a stream as it is now: as it was at a moment after the call. However many ask for one
 * at once, the server is asked once at a time.
 */
export function headNow(base: Base, stream: string): Promise<Head | undefined> {
  return base.looks(stream, () => look(base, stream));
}

async function look(base: Base, stream: string): Promise<Head | undefined> {
  const began = momentOf(base);
  const { found, time } = await findNow(base, 'heads', stream);
  if (found === undefined) return undefined;
  const head = headOf(base, found as unknown as HeadDocument); // written here
  base.seen.set(head, { ...began, time });
  remember(base, head);
  return head;
}

/** Remembers the last head of a stream: that its number was seen, and its policy, parsed. */
export function remember({ remembered }: Pick<Base, 'remembered'>, head: Head): void {
  if (remembered.size >= REMEMBERED_MAX && !remembered.has(head.stream)) remembered.clear();
  const known = remembered.get(head.stream);
  if (known === undefined || known.n <= head.n) remembered.set(head.stream, head);
}

/** The head that a document says; a new one each time, for each is seen at a time of its own. */
export function headOf({ remembered }: Pick<Base, 'remembered'>, document: HeadDocument): Head {
  const { _id: stream, n, hash, swept = 0 } = document;
  const known = remembered.get(stream);
  // The policy of a commit never changes.
  const isKnown = known?.n === n && known.hash === hash;
  const policy = isKnown ? known.policy : opaque(document.policy);
  return { stream, n, hash, policy, swept };
}

/**
 * Reads rows at a head, or at an older snapshot of its stream. What took too long is thrown away
 * and read again after another look at the head. Fails with `page-expired` where the snapshot needs
 * what is forgotten, or never was.
 */
export async function atHead<T>(
  base: Base,
  head: Head,
  n: number,
  read: (concern: ReadConcern) => Promise<T>,
): Promise<T> {
  const { stream, n: newest } = head;
  let { swept } = head;
  let seen = base.seen.get(head);
  for (;;) {
    if (seen === undefined) ({ swept, seen } = await seenAgain(base, stream));
    if (n < swept || n > newest) throw problem('page-expired');
    const found = await read(concernOf(seen));
    if (isFresh(base, seen)) return found;
    seen = undefined;
  }
}

/** Another look at the head of a stream that was there. */
async function seenAgain(base: Base, stream: string): Promise<{ swept: number; seen: Seen }> {
  const head = await headNow(base, stream);
  const seen = head === undefined ? undefined : base.seen.get(head);
  // The store was put back to a backup that is older than the stream.
  if (head === undefined || seen === undefined) throw problem('page-expired');
  return { swept: head.swept, seen };
}

/** Now, by both clocks. */
export function momentOf({ clock }: Pick<Base, 'clock'>): Moment {
  return { monotonicMs: performance.now(), wallMs: clock.now() };
}

/** Whether rows may still be read at what was known at a moment. */
export function isFresh({ clock }: Pick<Base, 'clock'>, { monotonicMs, wallMs }: Moment): boolean {
  const elapsed = Math.max(performance.now() - monotonicMs, clock.now() - wallMs);
  return elapsed < SNAPSHOT_MS_MAX;
}

/** Not from a primary that is behind the head: two routers may differ in whom they take for it. */
function concernOf(seen: Seen): ReadConcern {
  return seen.time === undefined ? MAJORITY : { ...MAJORITY, afterClusterTime: seen.time };
}

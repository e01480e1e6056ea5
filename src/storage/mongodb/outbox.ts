/**
 * Outbox entries: shown when their commit is at or below its head, lent to one opening of the store
 * at a time. At least once: whoever dies with an entry has it delivered again by another.
 */
import type { Base } from './base.js';
import type { HeadDocument, OutboxDocument } from './layout.js';
import { findAll } from './server/reading.js';
import { unwritten, update } from './server/writing.js';

const LENT_MS = 60_000;
const WALK_SLICE = 200;

/** An entry with what it is done by. */
export interface Entry {
  readonly ref: string;
  readonly entry: Uint8Array;
}

/** The oldest entries that are due, lent to `holder`. */
export async function due(base: Base, holder: string, limit: number): Promise<Entry[]> {
  const now = base.clock.now();
  const free = [
    { lent: { $exists: false } },
    { 'lent.to': holder },
    { 'lent.until': { $lt: now } },
  ];
  const found = (await findAll(base, 'outbox', {
    // Every moment: without a bound of its first field, an index is not taken for a filter.
    filter: { open: true, at: { $gte: 0 }, $or: free },
    sort: { at: 1, _id: 1 },
    limit,
  })) as unknown as OutboxDocument[]; // written here
  const entries: Entry[] = [];
  for (const one of await visible(base, found)) {
    if (await lend(base, one, { to: holder, until: now + LENT_MS })) {
      entries.push({ ref: one._id, entry: one.entry });
    }
  }
  return entries;
}

/** The entries that are not done, oldest first. */
export async function* waiting(base: Base): AsyncGenerator<Uint8Array> {
  let last = { at: Number.NEGATIVE_INFINITY, _id: '' };
  for (;;) {
    const further = [{ at: { $gt: last.at } }, { at: last.at, _id: { $gt: last._id } }];
    const found = (await findAll(base, 'outbox', {
      filter: { open: true, $or: further },
      sort: { at: 1, _id: 1 },
      limit: WALK_SLICE,
    })) as unknown as OutboxDocument[]; // written here
    for (const { entry } of await visible(base, found)) yield entry;
    last = found.at(-1) ?? last;
    if (found.length < WALK_SLICE) return;
  }
}

/** Says that an entry was delivered. Twice is once. */
export async function done(base: Base, ref: string): Promise<void> {
  const u = { $unset: { open: true, lent: true }, $currentDate: { done: true } };
  await update(base, { kind: 'done', on: 'outbox' }, [{ q: { _id: ref, open: true }, u }]).catch(
    unwritten,
  );
}

/** An entry beyond its head may be of a commit that nobody has been told of. */
async function visible(base: Base, found: readonly OutboxDocument[]): Promise<OutboxDocument[]> {
  if (found.length === 0) return [];
  const filter = { _id: { $in: [...new Set(found.map(({ p }) => p))] } };
  const heads = await findAll(base, 'heads', { filter, projection: { n: 1 } });
  const at = new Map((heads as unknown as HeadDocument[]).map(({ _id, n }) => [_id, n])); // ours
  return found.filter(({ p, n }) => n <= (at.get(p) ?? 0));
}

/** By compare-and-set, as it was read: another opening may want it too. */
async function lend(
  base: Base,
  { _id, lent }: OutboxDocument,
  to: NonNullable<OutboxDocument['lent']>,
): Promise<boolean> {
  const as = lent === undefined ? { lent: { $exists: false } } : { lent };
  const q = { _id, open: true, ...as };
  const met = await update(base, { kind: 'lend', on: 'outbox' }, [
    { q, u: { $set: { lent: to } } },
  ]).catch(unwritten);
  return met === 1;
}

/**
 * Proofs of events: all that somebody needs who has only the public key. A proof shows the event's
 * own bytes, its path among digests that tell nothing, and the signed statement; no header of a
 * commit or block, for those name what stands beside it.
 */
import type { Caller } from '../../access/caller.js';
import { eventDigest } from '../../audit/chain.js';
import { pathOfEvent, type Checkpoint } from '../../audit/checkpoint.js';
import type { Beside } from '../../audit/merkle.js';
import { dossierOfId } from '../../ids.js';
import type { StoredEvent } from '../../storage/kept.js';
import { visit } from '../judge.js';
import type { Needs } from '../needs.js';
import { visibleEvents } from '../searches/events.js';
import { settle } from '../where.js';
import { checkpointsIn, momentOf, type Checkpoints } from './checkpoints.js';

/** The proof of one event. */
export interface EventProof extends StoredEvent {
  /** Of the event's salted bytes, hexadecimal. */
  readonly digest: string;
  readonly path: readonly Beside[];
  readonly statement: string;
  readonly signature: string;
}

/** Checkpoints looked through for one event, from the first that can hold it. */
const LOOKED_THROUGH = 64;

/**
 * Proofs of events that this caller has just been given, by id: of those that they may see, and
 * that a checkpoint has signed by now. The reading of the events has left its trace already.
 */
export async function proofsOf(
  needs: Needs,
  given: Caller,
  ids: readonly string[],
): Promise<ReadonlyMap<string, EventProof>> {
  const caller = await settle(needs, given);
  const checkpoints = remembering(await checkpointsIn(needs.store));
  const proofs = new Map<string, EventProof>();
  for (const [dossier, some] of byDossier(ids)) {
    const head = await needs.store.head(dossier);
    const at = head === undefined ? undefined : visit(needs, caller, head);
    if (at?.entry.kind !== 'whole') continue;
    const events = await visibleEvents(needs, at, some);
    for (const [id, proof] of await provedOf(checkpoints, events)) proofs.set(id, proof);
  }
  return proofs;
}

async function provedOf(
  checkpoints: Checkpoints,
  events: Awaited<ReturnType<typeof visibleEvents>>,
): Promise<[string, EventProof][]> {
  const proved: [string, EventProof][] = [];
  for (const event of events) {
    const proof = await proofOf(checkpoints, event);
    if (proof !== undefined) proved.push([event.id, proof]);
  }
  return proved;
}

function byDossier(ids: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const parted = new Map<string, string[]>();
  for (const id of ids) {
    const dossier = dossierOfId(id);
    if (dossier !== undefined) parted.set(dossier, [...(parted.get(dossier) ?? []), id]);
  }
  return parted;
}

/** Each is read once for all events of an answer. */
function remembering({ count, read }: Checkpoints): Checkpoints {
  const known = new Map<number, Promise<Checkpoint | undefined>>();
  return {
    count,
    read: (number) => {
      const one = known.get(number) ?? read(number);
      known.set(number, one);
      return one;
    },
  };
}

async function proofOf(
  checkpoints: Checkpoints,
  event: StoredEvent,
): Promise<EventProof | undefined> {
  const digest = eventDigest(event);
  const first = await firstAfter(checkpoints, event.recorded);
  const end = Math.min(checkpoints.count, first + LOOKED_THROUGH);
  for (let number = first; number <= end; number++) {
    const one = await checkpoints.read(number);
    const path = one === undefined ? undefined : pathOfEvent(one, digest);
    if (one === undefined || path === undefined) continue;
    return { ...event, digest, path, statement: one.statement, signature: one.signature };
  }
  return undefined;
}

/** The number of the last checkpoint before a moment, for clocks may differ; 1 at least. */
async function firstAfter({ count, read }: Checkpoints, moment: number): Promise<number> {
  let [low, high] = [1, count + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const at = momentOf(await read(middle)) ?? 0;
    if (at < moment) low = middle + 1;
    else high = middle;
  }
  return Math.max(1, low - 1);
}

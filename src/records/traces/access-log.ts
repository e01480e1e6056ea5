/**
 * The access log: reads, searches and refusals, durable before their answers leave. What waits
 * while a block is being written goes into the next one, so one disk wait serves many answers.
 * One chain of blocks for each writing process (`audit/chain.ts`).
 */
import { GENESIS } from '../../audit/chain.js';
import type { Clock } from '../../clock.js';
import { problem } from '../../fhir/problem.js';
import type { Ids } from '../../ids.js';
import type { EventDraft } from '../../storage/kept.js';
import { SALT_BYTES } from '../../storage/sealing.js';
import type { Store } from '../../storage/store.js';

/** Entries in one block, at most. */
const BLOCK_ENTRIES_MAX = 500;
/** Entries that may wait; more are refused with 503, and with them their answers. */
const WAITING_MAX = 20_000;

/** Where accesses are recorded. */
export interface AccessLog {
  /**
   * Resolves when the entries are durable; rejects with `unavailable`, and then nothing may be
   * disclosed (decision 21).
   */
  append(entries: readonly EventDraft[]): Promise<void>;
}

interface Waiting {
  readonly entries: readonly EventDraft[];
  readonly done: () => void;
  readonly failed: (cause: unknown) => void;
}

/** Opens a log with a new chain. */
export function makeAccessLog(needs: { store: Store; clock: Clock; ids: Ids }): AccessLog {
  const waiting: Waiting[] = [];
  let waitingCount = 0;
  let tip = newChain(needs.ids);
  let writing = false;

  async function drain(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      const batch = takeBlock(waiting);
      waitingCount -= count(batch);
      tip = await write(needs, tip, batch);
    }
    writing = false;
  }

  return {
    append: (entries) =>
      new Promise((done, failed) => {
        if (waitingCount + entries.length > WAITING_MAX) {
          failed(problem('overloaded', { seconds: 1 }));
          return;
        }
        waiting.push({ entries, done, failed });
        waitingCount += entries.length;
        if (!writing) void drain();
      }),
  };
}

interface Tip {
  readonly chain: string;
  readonly n: number;
  readonly hash: string;
}

function newChain(ids: Ids): Tip {
  return { chain: ids.outside(), n: 0, hash: GENESIS };
}

function takeBlock(waiting: Waiting[]): Waiting[] {
  let entries = 0;
  const taken = waiting.findIndex((item) => {
    entries += item.entries.length;
    return entries > BLOCK_ENTRIES_MAX;
  });
  return waiting.splice(0, taken < 0 ? waiting.length : Math.max(taken, 1));
}

function count(batch: readonly Waiting[]): number {
  return batch.reduce((sum, item) => sum + item.entries.length, 0);
}

/** Never rejects: a failure is told to those who wait, and the next block begins a new chain. */
async function write(
  needs: { store: Store; clock: Clock; ids: Ids },
  tip: Tip,
  batch: readonly Waiting[],
): Promise<Tip> {
  const { chain, hash: prev } = tip;
  const n = tip.n + 1;
  const entries = batch.flatMap((item) => item.entries);
  const salts = needs.ids.bytes(entries.length * SALT_BYTES);
  try {
    const hash = await needs.store.record({
      chain,
      n,
      prev,
      at: needs.clock.now(),
      entries,
      salts,
    });
    batch.forEach((item) => item.done());
    return { chain, n, hash };
  } catch (cause) {
    // It is not known whether this block is there: nothing may stand on it.
    batch.forEach((item) => item.failed(problem('unavailable', { cause })));
    return newChain(needs.ids);
  }
}

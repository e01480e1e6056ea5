/**
 * How the store is, for whoever probes: remembered for a moment, because anybody may send probes
 * and each must not become work of a database; and told in time, because what watches a server asks
 * just when its store is silent.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Readiness } from '../http/needs.js';
import type { Store, StoreCondition } from '../storage/store.js';

const REMEMBERED_MS = 1_000;
const PATIENCE_MS = 3_000;

const SILENT: StoreCondition = { usable: false, notes: ['The store does not answer.'] };

/** The condition of a store, as it was a second ago or later; never rejects. */
export function conditionOf(store: Pick<Store, 'condition'>): () => Promise<StoreCondition> {
  let answer = Promise.resolve(SILENT);
  let askedAt = -Infinity;
  let isAsked = false;
  return () => {
    const now = performance.now();
    if (isAsked || now - askedAt < REMEMBERED_MS) return answer;
    askedAt = now;
    isAsked = true;
    const told = store.condition().catch(() => SILENT);
    void told.finally(() => (isAsked = false));
    answer = Promise.race([told, sleep(PATIENCE_MS, SILENT, { ref: false })]);
    return answer;
  };
}

/** What `/health/ready` tells of a server whose first data are there, or not yet. */
export function readinessOf(hasData: boolean, { usable, notes }: StoreCondition): Readiness {
  if (!hasData) return { status: 'starting', notes };
  return { status: usable ? 'ready' : 'not ready', notes };
}

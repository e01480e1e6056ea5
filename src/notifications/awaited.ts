/**
 * Whether what a notice tells of is there. A change comes with its notice; the notice of an access
 * comes before its trace, so that none is traced and not told: where its process ended between, or
 * the trace could not be written, there never was an access.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Changed } from '../records/notices/notices.js';
import type { NotifierNeeds } from './needs.js';

/** Patience with a trace that is just being written. */
const PAUSES_MS = [20, 100, 500];
const SOON_MS = 1_000;
/** Longer than any process tries to write a trace. */
const AWAITED_MS = 60_000;

/** What became of it. */
export async function stateOf(
  { notices, clock }: NotifierNeeds,
  { type, id, at }: Changed,
): Promise<'there' | 'awaited' | 'never'> {
  if (type !== 'AuditEvent' || (await notices.isTraced(id))) return 'there';
  // Others wait behind this one: only a trace that may come any moment is waited for.
  const pauses = clock.now() - at < SOON_MS ? PAUSES_MS : [];
  for (const pause of pauses) {
    await sleep(pause);
    if (await notices.isTraced(id)) return 'there';
  }
  return clock.now() - at < AWAITED_MS ? 'awaited' : 'never';
}

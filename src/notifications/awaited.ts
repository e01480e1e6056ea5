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
/** Longer than any process tries to write a trace. */
const AWAITED_MS = 60_000;

/** What became of it. */
export async function stateOf(
  { notices, clock }: NotifierNeeds,
  { type, id, at }: Changed,
): Promise<'there' | 'awaited' | 'never'> {
  if (type !== 'AuditEvent') return 'there';
  for (const pause of [0, ...PAUSES_MS]) {
    await sleep(pause);
    if (await notices.isTraced(id)) return 'there';
  }
  return clock.now() - at < AWAITED_MS ? 'awaited' : 'never';
}

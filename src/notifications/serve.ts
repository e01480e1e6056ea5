/**
 * One subscription's turn: its handshake, what waits for it, its heartbeat. What fails is tried
 * again later, and at last the Subscription says `error`, with the reason.
 */
import type { SubscriptionPlace } from '../records/notices/notices.js';
import { ATTEMPTS_MAX, pauseMs } from './backoff.js';
import { servedAs, type Served } from './criteria.js';
import { deliver, sendStatus, shakeHands, type Failure } from './deliver.js';
import type { NotifierNeeds } from './needs.js';

/** What this process remembers of a subscription; forgotten, it is tried again at once. */
export interface Memory {
  /** Requests that failed since the last that did not. */
  failed: number;
  /** Nothing is sent before: milliseconds since 1970. */
  notBefore: number;
  /** When something was sent last. */
  sent: number;
}

/** What is to become of the outbox entry: `done`, or kept for another turn. */
export type Turn = 'done' | 'again';

/** Serves a subscription once. */
export async function serve(
  needs: NotifierNeeds,
  place: SubscriptionPlace,
  memory: Memory,
): Promise<Turn> {
  const now = needs.clock.now();
  if (now < memory.notBefore) return 'again';
  const of = await needs.notices.standing(place);
  const served = of === undefined ? undefined : servedAs(of);
  if (served === undefined || !LIVE.includes(served.status)) return 'done';
  if (served.asked.end !== undefined && served.asked.end <= now) {
    await needs.notices.setStatus(served.of, { status: 'off' });
    return 'done';
  }
  return served.status === 'requested'
    ? begin(needs, served, memory)
    : goOn(needs, served, memory, place);
}

const LIVE: readonly string[] = ['requested', 'active'];

/** Not before every process tells of its changes. */
async function begin(needs: NotifierNeeds, served: Served, memory: Memory): Promise<Turn> {
  if (needs.clock.now() < served.of.written + needs.knownAfterMs) return 'again';
  const { given, pending } = await needs.notices.progress(served.of);
  const failure = await shakeHands(needs, served, given);
  if (failure !== undefined) return failedOnce(needs, served, memory, failure);
  wentWell(needs, memory);
  await needs.notices.setStatus(served.of, { status: 'active' });
  return pending.length > 0 || served.asked.heartbeat !== undefined ? 'again' : 'done';
}

async function goOn(
  needs: NotifierNeeds,
  served: Served,
  memory: Memory,
  place: SubscriptionPlace,
): Promise<Turn> {
  const progress = await needs.notices.progress(place);
  const { pending, given } = progress;
  if (pending.length > 0) {
    const failure = await deliver(needs, served, progress);
    if (failure !== undefined) return failedOnce(needs, served, memory, failure);
    wentWell(needs, memory);
    const left = (await needs.notices.progress(place)).pending.length;
    return left > 0 || served.asked.heartbeat !== undefined ? 'again' : 'done';
  }
  const { heartbeat } = served.asked;
  if (heartbeat === undefined) return 'done';
  if (needs.clock.now() - Math.max(memory.sent, served.of.written) < heartbeat) return 'again';
  const failure = await sendStatus(needs, served, { kind: 'heartbeat', count: given, events: [] });
  if (failure !== undefined) return failedOnce(needs, served, memory, failure);
  wentWell(needs, memory);
  return 'again';
}

function wentWell({ clock }: NotifierNeeds, memory: Memory): void {
  Object.assign(memory, { failed: 0, notBefore: 0, sent: clock.now() });
}

const GONE = 410;

async function failedOnce(
  needs: NotifierNeeds,
  served: Served,
  memory: Memory,
  failure: NonNullable<Failure>,
): Promise<Turn> {
  memory.failed += 1;
  const why = failure.status === undefined ? (failure.why ?? '') : `HTTP ${failure.status}`;
  needs.failed(served.of.id, why);
  if (memory.failed >= ATTEMPTS_MAX || failure.status === GONE) {
    const error = `${memory.failed} requests to the endpoint failed, the last with: ${why}. PUT the Subscription with the status requested to go on.`;
    await needs.notices.setStatus(served.of, { status: 'error', error });
    Object.assign(memory, { failed: 0, notBefore: 0 });
    return 'done';
  }
  const [random = 0] = needs.ids.bytes(1);
  const { retryAfter } = failure;
  const now = needs.clock.now();
  const at = { random: random / 256, now, ...(retryAfter === undefined ? {} : { retryAfter }) };
  memory.notBefore = now + pauseMs(memory.failed, at);
  return 'again';
}

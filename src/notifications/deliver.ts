/**
 * Telling a subscriber: each change that waits is decided again, sent, and only then counted. A
 * request that failed leaves all as it was.
 */
import type { Pending, Progress } from '../records/notices/notices.js';
import { notification, type Event, type Status } from './bundle.js';
import { decided, type Served } from './criteria.js';
import type { NotifierNeeds } from './needs.js';
import type { Outgoing, Sent } from './send.js';

const TIMEOUT_MS = 10_000;
const EVENTS_MAX = 20;

/** The failure of a request; undefined: it went well. */
export type Failure = Sent | undefined;

/** Tells what waits, some of it: what is left waits on. */
export async function deliver(
  needs: NotifierNeeds,
  served: Served,
  progress: Progress,
): Promise<Failure> {
  const most = Math.min(served.asked.most ?? EVENTS_MAX, EVENTS_MAX);
  if (served.asked.topic !== undefined) {
    return deliverBundle(needs, served, progress, progress.pending.slice(0, most));
  }
  for (const pending of progress.pending.slice(0, most)) {
    const failure = await deliverOne(needs, served, pending);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** R4's own: the resource to its address under the endpoint, or an empty message. */
async function deliverOne(
  needs: NotifierNeeds,
  served: Served,
  pending: Pending,
): Promise<Failure> {
  const told = await decided(needs, served, pending);
  if (told?.shown !== undefined) {
    const { endpoint, payload } = served.asked;
    const { type, id, body } = told.shown;
    const failure = await send(needs, served, {
      ...(payload === undefined
        ? { method: 'POST', url: endpoint }
        : {
            method: 'PUT',
            url: `${endpoint.replace(/\/$/, '')}/${type}/${id}`,
            body: { type: payload, bytes: body },
          }),
    });
    if (failure !== undefined) return failure;
  }
  await settled(needs, served, [pending], told === undefined ? 0 : 1);
  return undefined;
}

async function deliverBundle(
  needs: NotifierNeeds,
  served: Served,
  progress: Progress,
  batch: readonly Pending[],
): Promise<Failure> {
  const events: Event[] = [];
  for (const pending of batch) {
    const told = await decided(needs, served, pending);
    if (told !== undefined) events.push(eventOf(pending, told.shown?.body));
  }
  const count = progress.given + events.length;
  const failure =
    events.length === 0
      ? undefined
      : await sendStatus(needs, served, { kind: 'event-notification', count, events });
  if (failure === undefined) await settled(needs, served, batch, events.length);
  return failure;
}

function eventOf({ at, type, id, version }: Pending, body: Uint8Array | undefined): Event {
  return { at, type, id, isNew: version === 1, ...(body === undefined ? {} : { body }) };
}

/** What was told, or is nothing to be told, waits no more. */
async function settled(
  needs: NotifierNeeds,
  { of }: Served,
  batch: readonly Pending[],
  told: number,
): Promise<void> {
  const keys = new Set(batch.map(keyOf));
  const { stream, id } = of;
  await needs.notices.advance({ stream, id }, ({ given, pending, ...further }) => ({
    next: {
      ...further,
      given: given + told,
      pending: pending.filter((one) => !keys.has(keyOf(one))),
    },
    entries: [],
  }));
}

function keyOf({ type, id, version }: Pending): string {
  return `${type}/${id}/${version}`;
}

/** Whether the endpoint is there: a handshake of the backport, or a message without content. */
export async function shakeHands(
  needs: NotifierNeeds,
  served: Served,
  count: number,
): Promise<Failure> {
  const { topic, endpoint, payload } = served.asked;
  if (topic !== undefined) {
    return sendStatus(needs, served, { kind: 'handshake', count, events: [] });
  }
  const failure = await send(needs, served, { method: 'POST', url: endpoint });
  // Who takes resources need not take a message without one: that they answer is enough.
  const answers = payload !== undefined && (failure?.status ?? 500) < 500;
  return answers ? undefined : failure;
}

/** Sends a status of the backport. */
export async function sendStatus(
  needs: NotifierNeeds,
  served: Served,
  of: Pick<Status, 'kind' | 'count' | 'events'>,
): Promise<Failure> {
  const { asked } = served;
  const status = {
    ...{ ...of, base: needs.base, id: served.of.id, status: served.status },
    ...{ topic: asked.criteria, content: asked.content },
  };
  const drawn = { id: needs.ids.uuid(), statusId: needs.ids.uuid(), at: needs.clock.now() };
  const body = {
    type: asked.payload ?? 'application/fhir+json',
    bytes: notification(status, drawn),
  };
  return send(needs, served, { method: 'POST', url: asked.endpoint, body });
}

async function send(
  needs: NotifierNeeds,
  { asked }: Served,
  what: Omit<Outgoing, 'headers' | 'timeoutMs'>,
): Promise<Failure> {
  const timeoutMs = Math.min(asked.timeout ?? TIMEOUT_MS, TIMEOUT_MS);
  const sent = await needs.send({ ...what, headers: asked.headers, timeoutMs });
  const isFine = sent.status !== undefined && sent.status >= 200 && sent.status < 300;
  return isFine ? undefined : sent;
}

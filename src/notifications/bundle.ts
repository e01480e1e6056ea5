/**
 * What the R5 backport sends: a history Bundle whose first entry is the status of the subscription.
 * http://hl7.org/fhir/uv/subscriptions-backport/notifications.html
 */
import { formatInstant } from '../fhir/instant.js';
import { parseJson, stringify } from '../fhir/json.js';
import type { Resource } from '../fhir/resource.js';
import type { Content } from './subscription.js';

const PROFILES = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/';

/** One event as a subscriber is told of it. */
export interface Event {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly type: string;
  readonly id: string;
  readonly isNew: boolean;
  /** The resource's bytes; absent where it is withdrawn. */
  readonly body?: Uint8Array;
}

/** What a status says. */
export interface Status {
  readonly base: string;
  /** Id of the Subscription. */
  readonly id: string;
  readonly kind: 'handshake' | 'heartbeat' | 'event-notification' | 'query-status';
  readonly status: string;
  readonly topic: string;
  /** Events since the subscription began, those told now among them. */
  readonly count: number;
  readonly error?: string;
  readonly events: readonly Event[];
  readonly content: Content;
}

/** What a Bundle is drawn with. */
export interface Drawn {
  readonly id: string;
  readonly statusId: string;
  readonly at: number;
}

/** The bytes of a notification. */
export function notification(of: Status, drawn: Drawn): Buffer {
  const url = `Subscription/${of.id}/$status`;
  const first = {
    fullUrl: `urn:uuid:${drawn.statusId}`,
    resource: statusOf(of, drawn.statusId),
    request: { method: 'GET', url },
    response: { status: '200' },
  };
  const events = of.content === 'empty' ? [] : of.events.map((event) => entryOf(of, event));
  return bytesOf('history', [first, ...events], drawn);
}

/** The bytes of the answer to `$status`. */
export function statusAnswer(of: readonly Status[], drawn: Drawn): Buffer {
  const entries = of.map((status) => ({
    fullUrl: `urn:uuid:${drawn.statusId}`,
    resource: statusOf(status, drawn.statusId),
    search: { mode: 'match' },
  }));
  return bytesOf('searchset', entries, drawn);
}

function bytesOf(type: 'history' | 'searchset', entry: readonly object[], drawn: Drawn): Buffer {
  const profile = `${PROFILES}backport-subscription-notification-r4`;
  return Buffer.from(
    stringify({
      resourceType: 'Bundle',
      id: drawn.id,
      ...(type === 'history' ? { meta: { profile: [profile] } } : {}),
      type,
      timestamp: formatInstant(drawn.at),
      ...(type === 'searchset' ? { total: entry.length } : {}),
      entry,
    }),
  );
}

function statusOf(of: Status, id: string): Resource {
  const first = of.count - of.events.length + 1;
  const parameter = [
    { name: 'subscription', valueReference: { reference: `${of.base}/Subscription/${of.id}` } },
    { name: 'topic', valueCanonical: of.topic },
    { name: 'status', valueCode: of.status },
    { name: 'type', valueCode: of.kind },
    { name: 'eventsSinceSubscriptionStart', valueString: String(of.count) },
    ...of.events.map((event, index) => ({
      name: 'notificationEvent',
      part: partsOf(of, event, first + index),
    })),
    ...(of.error === undefined
      ? []
      : [{ name: 'error', valueCodeableConcept: { text: of.error } }]),
  ];
  const profile = [`${PROFILES}backport-subscription-status-r4`];
  return { resourceType: 'Parameters', id, meta: { profile }, parameter };
}

function partsOf(of: Status, event: Event, number: number): object[] {
  const focus = { reference: `${of.base}/${event.type}/${event.id}` };
  return [
    { name: 'eventNumber', valueString: String(number) },
    { name: 'timestamp', valueInstant: formatInstant(event.at) },
    ...(of.content === 'empty' ? [] : [{ name: 'focus', valueReference: focus }]),
  ];
}

function entryOf(of: Status, event: Event): object {
  const { type, id, isNew, body } = event;
  const isWhole = of.content === 'full-resource' && body !== undefined;
  return {
    fullUrl: `${of.base}/${type}/${id}`,
    ...(isWhole ? { resource: parseJson(body) } : {}),
    request: isNew ? { method: 'POST', url: type } : { method: 'PUT', url: `${type}/${id}` },
    response: { status: isNew ? '201' : '200' },
  };
}

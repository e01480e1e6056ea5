/**
 * What a Subscription asks, read out of its elements: R4's own criteria, or a topic of the R5
 * backport with filters. https://hl7.org/fhir/R4/subscription.html
 * http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition-backport-subscription.html
 */
import { isObject, object, objects, text } from '../fhir/elements.js';
import { intervalOf } from '../fhir/instant.js';
import { numberOf } from '../fhir/json.js';
import type { Resource } from '../fhir/resource.js';
import type { Pair } from '../search/conditions.js';
import { topicOf, type Topic } from './topics.js';

const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/';
const CONTENTS = ['empty', 'id-only', 'full-resource'] as const;

/** How much of a resource a notification of the backport holds. */
export type Content = (typeof CONTENTS)[number];

/** A search as criteria write it: `Type?name=value`. */
export interface Search {
  readonly type: string;
  readonly pairs: readonly Pair[];
}

/** What is asked. */
export interface Asked {
  readonly criteria: string;
  /** Absent: R4's own criteria. */
  readonly topic?: Topic;
  /** Alternatives; of R4's own criteria one. */
  readonly searches: readonly Search[];
  readonly channel: string;
  readonly endpoint: string;
  /** The media type; absent: nothing is sent but that something changed. */
  readonly payload?: string;
  readonly content: Content;
  readonly headers: readonly string[];
  /** Milliseconds between heartbeats. */
  readonly heartbeat?: number;
  /** Milliseconds until a request is given up. */
  readonly timeout?: number;
  /** Events in one notification, at most. */
  readonly most?: number;
  /** Milliseconds since 1970. */
  readonly end?: number;
}

/** Reads it; what is not there is empty, and `accept.ts` says so. */
export function askedBy(resource: Resource): Asked {
  const criteria = text(resource['criteria']) ?? '';
  const topic = topicOf(criteria);
  const channel = object(resource['channel']) ?? {};
  const filters = extensions(resource['_criteria'], 'backport-filter-criteria').flatMap(
    (one) => text(one['valueString']) ?? [],
  );
  return {
    ...{ criteria, ...(topic === undefined ? {} : { topic }) },
    searches: topic === undefined ? [searchOf(criteria)] : filtered(topic, filters),
    channel: text(channel['type']) ?? '',
    endpoint: text(channel['endpoint']) ?? '',
    ...one('payload', text(channel['payload'])),
    content: contentOf(channel),
    headers: texts(channel['header']),
    ...one('heartbeat', seconds(channel, 'backport-heartbeat-period')),
    ...one('timeout', seconds(channel, 'backport-timeout')),
    ...one('most', numberIn(channel, 'backport-max-count')),
    ...one('end', endOf(resource)),
  };
}

/** Filters of one type hold together; a topic of one type is about all of it without any. */
function filtered(topic: Topic, filters: readonly string[]): readonly Search[] {
  const byType = new Map<string, Pair[]>();
  for (const { type, pairs } of filters.map(searchOf)) {
    byType.set(type, [...(byType.get(type) ?? []), ...pairs]);
  }
  if (byType.size === 0 && topic.type !== undefined) byType.set(topic.type, []);
  return [...byType].map(([type, pairs]) => ({ type, pairs }));
}

/** `Type?a=b&c=d`, decoded. */
function searchOf(written: string): Search {
  const at = written.indexOf('?');
  const type = at < 0 ? written : written.slice(0, at);
  const query = at < 0 ? '' : written.slice(at + 1);
  return { type, pairs: [...new URLSearchParams(query)] };
}

function contentOf(channel: Record<string, unknown>): Content {
  const [first] = extensions(channel['_payload'], 'backport-payload-content');
  return CONTENTS.find((content) => content === first?.['valueCode']) ?? 'empty';
}

function seconds(channel: Record<string, unknown>, name: string): number | undefined {
  const value = numberIn(channel, name);
  return value === undefined ? undefined : value * 1_000;
}

function numberIn(channel: Record<string, unknown>, name: string): number | undefined {
  const [first] = extensions(channel, name);
  const value = Object.entries(first ?? {}).find(([key]) => key.startsWith('value'))?.[1];
  const number = numberOf(value) ?? 0;
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

function extensions(element: unknown, name: string): Record<string, unknown>[] {
  const all = isObject(element) ? objects(element['extension']) : [];
  return all.filter(({ url }) => url === BACKPORT + name);
}

function endOf(resource: Resource): number | undefined {
  const end = text(resource['end']);
  return end === undefined ? undefined : intervalOf(end)?.lo;
}

function texts(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
}

function one<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  // Cast: an object of this one key.
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

/** A Subscription that stands, with its searches understood, and what of a change it is told. */
import type { Shown } from '../fhir/version.js';
import { accessesOf } from '../records/notices/notices.js';
import type { Changed, Pending, Subscribed } from '../records/notices/notices.js';
import type { Pair, Query } from '../search/conditions.js';
import { parse } from '../search/parse.js';
import type { NotifierNeeds } from './needs.js';
import { askedBy, type Asked } from './subscription.js';

/** A Subscription, ready to be served. */
export interface Served {
  readonly of: Subscribed;
  readonly asked: Asked;
  readonly status: string;
}

/** What it asks, read. */
export function servedAs(of: Subscribed): Served {
  return { of, asked: askedBy(of.resource), status: String(of.resource['status']) };
}

/** `space|Type` of every change that may be told of by it. */
export function wantedBy({ of, asked }: Served): string[] {
  const { space } = of.subscriber;
  return asked.searches.map(({ type, pairs }) =>
    type === 'AuditEvent' ? accessesOf(space, patientIn(pairs)) : `${space}|${type}`,
  );
}

/** `accept.ts` takes no accesses but those of one dossier, by the id of its patient. */
function patientIn(pairs: readonly Pair[]): string {
  return (pairs[0]?.[1] ?? '').replace(/^Patient\//, '');
}

/** Whether the subscriber would be told of a change now. */
export async function isConcerned(
  needs: NotifierNeeds,
  served: Served,
  change: Changed,
): Promise<boolean> {
  const { topic } = served.asked;
  const isTriggered = topic === undefined ? !change.gone : topic.triggers(change);
  if (!isTriggered || change.space !== served.of.subscriber.space) return false;
  const telling = tellingOf(needs, served, change);
  if (telling === undefined) return false;
  const mayKnow = unseen(needs, served);
  return mayKnow === undefined ? needs.notices.wouldTell(telling) : mayKnow(telling);
}

type Telling = Parameters<NotifierNeeds['notices']['toTell']>[0];

/** Whether what is told is not shown: then it is not what a search finds that is decided on. */
function unseen(
  { notices }: NotifierNeeds,
  { of, asked }: Served,
): ((telling: Telling) => Promise<boolean>) | undefined {
  if (asked.topic?.unseen === 'withdrawal') return notices.mayKnowWithdrawn;
  const isSeen = asked.topic?.unseen === undefined || of.subscriber.kind !== 'professional';
  return isSeen ? undefined : notices.mayKnowEmergency;
}

/** What is told, decided again: `body` is absent of a withdrawal; undefined: nothing any more. */
export async function decided(
  needs: NotifierNeeds,
  served: Served,
  pending: Pending,
): Promise<{ readonly shown?: Shown } | undefined> {
  const telling = tellingOf(needs, served, pending);
  if (telling === undefined) return undefined;
  const mayKnow = unseen(needs, served);
  if (mayKnow !== undefined) return (await mayKnow(telling)) ? {} : undefined;
  const shown = await needs.notices.toTell(telling);
  return shown === undefined ? undefined : { shown };
}

function tellingOf(
  { parameters }: NotifierNeeds,
  { of, asked }: Served,
  { type, id }: Pick<Pending, 'type' | 'id'>,
): Telling | undefined {
  const search = asked.searches.find((one) => one.type === type);
  if (search === undefined) return undefined;
  const query: Query = parse(parameters, type, search.pairs, { strict: false });
  const line = `Subscription/${of.id}: ${asked.criteria}`;
  return { subscriber: of.subscriber, query, of: { type, id }, line };
}

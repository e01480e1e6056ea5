/**
 * The trace, read: AuditEvents of one dossier, for its patient. An event about a document that its
 * reader may not see is hidden as the document is, and appears with its true date when the document
 * does.
 */
import type { Caller } from '../../access/caller.js';
import { both } from '../../fhir/language.js';
import { problem } from '../../fhir/problem.js';
import type { Address } from '../../fhir/resource.js';
import type { Shown } from '../../fhir/version.js';
import type { Criterion } from '../../search/query.js';
import { dossierOfId } from '../../ids.js';
import type { StoredEvent } from '../../storage/kept.js';
import type { EventPage, EventQuery } from '../../storage/store.js';
import { criterionOf, looking } from './chains.js';
import { enterFor } from './entering.js';
import { judge, refusal, visit, type Visit } from '../judge.js';
import type { SearchPlace } from './named.js';
import type { Needs } from '../needs.js';
import { markRecorded } from '../traces/refused.js';
import { wishOf, type Found, type SearchRequest } from './request.js';
import { searchTold, toldIn } from './told.js';
import { readable, readsTrace } from '../traces/readers.js';
import { record, type Told } from '../traces/trace.js';
import { nowhere, settle } from '../where.js';

/** Searches the events of a dossier, newest first unless asked otherwise. */
export async function searchTrace(
  needs: Needs,
  caller: Caller,
  request: SearchRequest,
  place: SearchPlace & { kind: 'dossier' },
): Promise<Found> {
  const at = await enterFor(needs, caller, request.query, place);
  if (!readsTrace(at)) throw await notForThem(needs, at, request);
  const asked = await criterionOf(needs, looking(needs, { caller, at }), request.query);
  const [hidden] = await Promise.all([
    readable(needs, at),
    needs.store.settleEvents(at.head.stream),
  ]);
  const where: Criterion = { kind: 'all', of: [asked, ...hidden] };
  const page = await pageOf(needs, request, { within: at.head, where });
  return found(needs, request, page, {
    ...toldIn(at, 'AuditEvent', request.as),
    query: request.asked,
  });
}

/** Searches the events of a space that name no dossier: the tester's, in the test space. */
export async function searchNowhere(
  needs: Needs,
  caller: Caller,
  request: SearchRequest,
): Promise<Found> {
  const where = await criterionOf(needs, looking(needs, { caller }), request.query);
  const within = nowhere(caller);
  await needs.store.settleEvents(within);
  const page = await pageOf(needs, request, { within, where });
  return found(needs, request, page, searchTold(caller, request));
}

async function notForThem(needs: Needs, at: Visit, request: SearchRequest): Promise<Error> {
  const told = { ...toldIn(at, 'AuditEvent', request.as), query: request.asked };
  await record(needs, { ...told, outcome: 'refused', because: 'not-allowed' });
  return markRecorded(problem('not-allowed', NOT_FOR_THEM));
}

const NOT_FOR_THEM = both(
  'Of professionals the médecin traitant alone reads a trace, and only its emergencies.',
  'Parmi les professionnels, seul le médecin traitant lit une trace, et seulement ses urgences.',
);

function pageOf(
  needs: Needs,
  request: SearchRequest,
  place: Pick<EventQuery, 'within' | 'where'>,
): Promise<EventPage> {
  const { order, limit, total } = wishOf(request);
  const after = request.page?.place;
  return needs.store.searchEvents({
    ...place,
    descending: order.descending,
    limit: limit === 0 ? 0 : limit + 1,
    counted: total !== 'none',
    ...(after === undefined ? {} : { after: { recorded: Number(after.value), id: after.id } }),
  });
}

async function found(
  needs: Needs,
  request: SearchRequest,
  page: EventPage,
  told: Told,
): Promise<Found> {
  const given = page.events.slice(0, wishOf(request).limit);
  const last = given.at(-1);
  const [events] = await Promise.all([needs.store.wholeEvents(given), record(needs, told)]);
  return {
    entries: events.map(shownEvent),
    ...(page.total === undefined ? {} : { total: page.total }),
    ...(page.events.length > given.length && last !== undefined
      ? { next: { place: { value: last.recorded, id: last.id } } }
      : {}),
  };
}

/** Reads one event. Fails as any read does; an event that would betray a document is unknown. */
export async function readTrace(
  needs: Needs,
  given: Caller,
  { id, version = 1 }: Pick<Address, 'id' | 'version'>,
  as: Pick<Told, 'interaction' | 'query'> = { interaction: 'read' },
): Promise<Shown> {
  const caller = await settle(needs, given);
  const stream = dossierOfId(id);
  const head = stream === undefined ? undefined : await needs.store.head(stream);
  if (head === undefined) return readNowhere(needs, caller, id, as);
  const at = visit(needs, caller, head);
  const right = await judge(needs, at, 'read', { type: 'AuditEvent' });
  const mayRead = right.kind === 'granted' || right.answer === 'unknown-resource';
  const entered = mayRead && readsTrace(at);
  // An event has one version for ever.
  const event =
    version === 1 && entered && at.entry.kind === 'whole'
      ? (await visibleEvents(needs, at, [id]))[0]
      : undefined;
  const told = {
    ...toldIn(at, 'AuditEvent'),
    ...as,
    entities: [{ what: `AuditEvent/${id}`, role: 'domain' as const }],
  };
  await record(
    needs,
    event === undefined ? { ...told, outcome: 'refused', because: right.because } : told,
  );
  if (event !== undefined) return shownEvent(event);
  if (mayRead && !entered) throw markRecorded(problem('not-allowed', NOT_FOR_THEM));
  throw markRecorded(right.kind === 'denied' ? refusal(right) : problem('unknown-resource'));
}

/** Events that name no dossier are read in the test space only. */
async function readNowhere(
  needs: Needs,
  caller: Caller,
  id: string,
  as: Pick<Told, 'interaction' | 'query'>,
): Promise<Shown> {
  const found =
    caller.kind === 'tester' ? await eventsOf(needs, nowhere(caller), [named([id])], 1) : [];
  const [event] = found;
  await record(needs, {
    ...as,
    caller,
    outcome: event === undefined ? 'refused' : 'success',
    because: event === undefined ? 'unknown' : 'tester-in-test-space',
    entities: [{ what: `AuditEvent/${id}`, role: 'domain' }],
    about: [],
  });
  if (event === undefined) throw markRecorded(problem('unknown-resource'));
  return shownEvent(event);
}

/** The events of these ids that the visitor may see, newest first. */
export async function visibleEvents(
  needs: Needs,
  at: Visit,
  ids: readonly string[],
): Promise<readonly StoredEvent[]> {
  const seen = await readable(needs, at);
  return eventsOf(needs, at.head, [named(ids), ...seen], ids.length);
}

/** Whether an event is there, whoever may see it. */
export async function isRecorded(needs: Needs, id: string): Promise<boolean> {
  const stream = dossierOfId(id);
  const head = stream === undefined ? undefined : await needs.store.head(stream);
  return head !== undefined && (await eventsOf(needs, head, [named([id])], 1)).length > 0;
}

function named(ids: readonly string[]): Criterion {
  return { kind: 'id', ids };
}

async function eventsOf(
  needs: Needs,
  within: EventQuery['within'],
  of: readonly Criterion[],
  limit: number,
): Promise<readonly StoredEvent[]> {
  await needs.store.settleEvents(typeof within === 'string' ? within : within.stream);
  const where: Criterion = { kind: 'all', of };
  const wanted = { descending: true, limit, counted: false };
  const { events } = await needs.store.searchEvents({ within, where, ...wanted });
  return needs.store.wholeEvents(events);
}

function shownEvent(event: StoredEvent): Shown {
  const { id, recorded, body } = event;
  return { type: 'AuditEvent', id, version: 1, written: recorded, body };
}

/** A search of AuditEvents: in one dossier, in order of time, whatever wrote them. */
import { problem } from '../../../fhir/problem.js';
import type { Criterion } from '../../../search/query.js';
import type { FoundEvent, NewEvent, StoredEvent } from '../../kept.js';
import type { EventPage, EventQuery } from '../../store.js';
import type { Base } from '../base.js';
import type { Doc } from '../bson.js';
import { contentOf, entriesIn } from '../commit/content.js';
import { commitPlace } from '../layout.js';
import type { AccessDocument, CommitDocument, EventDocument } from '../layout.js';
import { count, findAll } from '../server/reading.js';
import { all, filterOf } from './filter.js';

const FIELDS = { tokens: ['t'], moments: { date: 'recorded' } } as const;

/** A page of events. Fails with `invalid-search` for criteria that events do not have. */
export async function searchEvents(base: Base, query: EventQuery): Promise<EventPage> {
  assertOfEvents(query.where);
  const { within, limit, counted } = query;
  const p = typeof within === 'string' ? within : within.stream;
  const filter = all([{ p }, ...visible(within), filterOf(query.where, FIELDS)]);
  const [events, total] = await Promise.all([
    limit === 0 ? [] : pageOf(base, query, filter),
    counted ? count(base, 'events', { filter }) : undefined,
  ]);
  return total === undefined ? { events } : { events, total };
}

/** A commit's events are beyond its head until the commit is visible. */
function visible(within: EventQuery['within']): Doc[] {
  if (typeof within === 'string') return [];
  return [{ $or: [{ n: { $exists: false } }, { n: { $lte: within.n } }] }];
}

async function pageOf(base: Base, query: EventQuery, filter: Doc): Promise<FoundEvent[]> {
  const { after, descending, limit } = query;
  const found = await findAll(base, 'events', {
    filter: after === undefined ? filter : all([filter, beyond(after, descending)]),
    projection: { t: 0 },
    sort: { recorded: descending ? -1 : 1, id: 1 },
    limit,
  });
  return (found as unknown as EventDocument[]).map(({ id, p, recorded, c, b }) => {
    return { id, p, recorded, ref: c === undefined ? `access/${b ?? ''}` : `commits/${c}` };
  });
}

/** Events with their bytes, which rest in their commits and blocks. */
export async function wholeEvents(
  base: Base,
  events: readonly FoundEvent[],
): Promise<StoredEvent[]> {
  const named = (on: string) => [
    ...new Set(
      events.flatMap(({ ref }) => (ref.startsWith(`${on}/`) ? ref.slice(on.length + 1) : [])),
    ),
  ];
  const held = await Promise.all([
    eventsInCommits(base, named('commits')),
    eventsInBlocks(base, named('access')),
  ]);
  const whole = new Map(held.flat().map((event) => [event.id, event]));
  return events.map(({ id, p, recorded }) => {
    const found = whole.get(id);
    if (found === undefined) throw problem('internal', { cause: 'an event without bytes' });
    return { id, p, recorded, body: found.body, salt: found.salt };
  });
}

async function eventsInCommits(base: Base, names: readonly string[]): Promise<NewEvent[]> {
  if (names.length === 0) return [];
  const p = { $in: [...new Set(names.map((name) => commitPlace(name).stream))] };
  const found = await findAll(base, 'commits', { filter: { p, _id: { $in: names } } });
  return (found as unknown as CommitDocument[]).flatMap((document) =>
    document.whole === undefined
      ? []
      : contentOf(base.texts, document.p, document.whole.content).events,
  );
}

async function eventsInBlocks(base: Base, names: readonly string[]): Promise<NewEvent[]> {
  if (names.length === 0) return [];
  const filter = { _id: { $in: names } };
  const found = await findAll(base, 'access', { filter, projection: { entries: 1 } });
  return (found as unknown as AccessDocument[]).flatMap(({ entries }) => entriesIn(entries));
}

function beyond(after: NonNullable<EventQuery['after']>, descending: boolean): Doc {
  const further = { recorded: { [descending ? '$lt' : '$gt']: after.recorded } };
  return { $or: [further, { recorded: after.recorded, id: { $gt: after.id } }] };
}

function assertOfEvents(where: Criterion): void {
  switch (where.kind) {
    case 'all':
    case 'any':
      return where.of.forEach(assertOfEvents);
    case 'not':
      return assertOfEvents(where.of);
    case 'text':
      throw notOfEvents(where.param);
    case 'written':
      throw notOfEvents('_lastUpdated');
    case 'range':
      if (where.param !== 'date') throw notOfEvents(where.param);
      return;
    case 'token':
    case 'id':
      return;
  }
}

function notOfEvents(param: string): Error {
  return problem('invalid-search', {
    why: `AuditEvents are not searched by ${param}.`,
    french: `Les AuditEvent ne se cherchent pas par ${param}.`,
  });
}

/** A search of AuditEvents: in one dossier, in order of time, whatever wrote them. */
import { problem } from '../../../fhir/problem.js';
import type { FoundEvent, StoredEvent } from '../../kept.js';
import type { EventPage, EventQuery } from '../../store.js';
import type { Connection } from '../connection.js';
import { asksIds, compared, compile, isWhole, tokensAmong } from './criterion.js';
import type { Leaves, Sql } from './criterion.js';

/** A page of events. Fails with `invalid-search` for criteria that events do not have. */
export function searchEvents(connection: Connection, query: EventQuery): EventPage {
  return connection.snapshot(() => {
    const { from, where } = sourceOf(query);
    const events = query.limit === 0 ? [] : pageOf(connection, query, { from, where });
    if (!query.counted) return { events };
    if (isWhole(query, events.length)) return { events, total: events.length };
    const count = connection.sql(`SELECT count(*) AS total FROM ${from} WHERE ${where.text}`);
    return { events, total: count.get(...where.values).total };
  });
}

interface Source {
  readonly from: string;
  readonly where: Sql;
}

function sourceOf({ within, where }: EventQuery): Source {
  const { text, values } = compile(where, LEAVES);
  const p = typeof within === 'string' ? within : within.stream;
  const all = { text: `e.p = ? AND ${text}`, values: [p, ...values] };
  return {
    from: `events e INDEXED BY ${asksIds(where) ? 'events_id' : 'events_time'}`,
    where: all,
  };
}

function pageOf(connection: Connection, query: EventQuery, { from, where }: Source): FoundEvent[] {
  const { after, descending, limit } = query;
  // `<=` is what lets the index begin at the place; the rest settles the ties.
  const to = descending ? '<' : '>';
  const beyond = `AND e.recorded ${to}= ? AND (e.recorded ${to} ? OR e.id > ?)`;
  const place = after === undefined ? [] : [after.recorded, after.recorded, after.id];
  const rows: (Omit<FoundEvent, 'ref'> & { eid: number })[] = connection
    .sql(
      `SELECT e.eid, e.id, e.p, e.recorded FROM ${from}
       WHERE ${where.text} ${after === undefined ? '' : beyond}
       ORDER BY e.recorded ${descending ? 'DESC' : 'ASC'}, e.id LIMIT ?`,
    )
    .all(...where.values, ...place, limit);
  return rows.map(({ eid, id, p, recorded }) => ({ id, p, recorded, ref: String(eid) }));
}

/** Events with their bytes, in the same order. */
export function wholeEvents({ sql }: Connection, events: readonly FoundEvent[]): StoredEvent[] {
  const body = sql('SELECT body FROM events WHERE eid = ?');
  return events.map(({ ref, ...event }) => ({ ...event, body: body.get(Number(ref)).body }));
}

const LEAVES: Leaves = {
  // The walk in order of time finds them in the row of the index itself.
  tokens: (tokens) => tokensAmong('e.tokens', tokens),
  id: ({ ids }) => ({
    text: 'e.id IN (SELECT value FROM json_each(?))',
    values: [JSON.stringify(ids)],
  }),
  range: ({ param, comparison, asked }) => {
    if (param !== 'date') throw notOfEvents(param);
    return compared('e.recorded', '(e.recorded + 1)', comparison, asked);
  },
  text: ({ param }) => {
    throw notOfEvents(param);
  },
  written: () => {
    throw notOfEvents('_lastUpdated');
  },
};

function notOfEvents(param: string): Error {
  return problem('invalid-search', { why: `AuditEvents are not searched by ${param}.` });
}

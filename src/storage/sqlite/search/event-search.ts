/** A search of AuditEvents: in one dossier, in order of time, whatever wrote them. */
import { problem } from '../../../fhir/problem.js';
import type { EventPage, EventQuery, StoredEvent } from '../../store.js';
import type { Connection } from '../connection.js';
import { asksIds, compared, compile, isWhole, tokensAmong } from './criterion.js';
import type { Leaves, Sql } from './criterion.js';
import { eventOf } from '../rows.js';

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

/** One event of a dossier. */
export function eventById({ sql }: Connection, p: string, id: string): StoredEvent | undefined {
  const row = sql('SELECT id, p, recorded, body FROM events WHERE p = ? AND id = ?').get(p, id);
  return row === undefined ? undefined : eventOf(row);
}

interface Source {
  readonly from: string;
  readonly where: Sql;
}

function sourceOf({ p, where }: EventQuery): Source {
  const { text, values } = compile(where, LEAVES);
  const all = { text: `e.p = ? AND ${text}`, values: [p, ...values] };
  return {
    from: `events e INDEXED BY ${asksIds(where) ? 'events_id' : 'events_time'}`,
    where: all,
  };
}

function pageOf(connection: Connection, query: EventQuery, { from, where }: Source): StoredEvent[] {
  const { after, descending, limit } = query;
  // `<=` is what lets the index begin at the place; the rest settles the ties.
  const to = descending ? '<' : '>';
  const beyond = `AND e.recorded ${to}= ? AND (e.recorded ${to} ? OR e.id > ?)`;
  const rows: StoredEvent[] = connection
    .sql(
      `SELECT e.id, e.p, e.recorded, e.body FROM ${from}
       WHERE ${where.text} ${after === undefined ? '' : beyond}
       ORDER BY e.recorded ${descending ? 'DESC' : 'ASC'}, e.id LIMIT ?`,
    )
    .all(
      ...where.values,
      ...(after === undefined ? [] : [after.recorded, after.recorded, after.id]),
      limit,
    );
  return rows.map(eventOf);
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

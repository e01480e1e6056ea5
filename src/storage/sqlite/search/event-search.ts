/** A search of AuditEvents: in one dossier, in order of time, whatever wrote them. */
import { problem } from '../../../fhir/problem.js';
import type { FoundEvent, StoredEvent } from '../../kept.js';
import type { EventPage, EventQuery } from '../../store.js';
import type { Connection } from '../connection.js';
import { shapedIn, wholeBody } from '../forms.js';
import type { EventsIn, FormedColumns } from '../forms.js';
import { asksIds, compared, compile, isWhole, tokensAmong } from './criterion.js';
import type { Leaves, Sql } from './criterion.js';

/** A page of events. Fails with `invalid-search` for criteria that events do not have. */
export function searchEvents(connection: Connection, query: EventQuery): EventPage {
  connection.look();
  const { from, where } = sourceOf(query);
  const events = query.limit === 0 ? [] : pageOf(connection, query, { from, where });
  if (!query.counted) return { events };
  if (isWhole(query, events.length)) return { events, total: events.length };
  const each = BOTH.map((at) => `(SELECT count(*) FROM ${from(at)} WHERE ${where.text})`);
  const count = connection.sql(`SELECT ${each.join(' + ')} AS total`);
  return { events, total: count.get(...where.values, ...where.values).total };
}

/** Events of commits stand in one file, those of the access log in the other. */
const BOTH: readonly EventsIn[] = ['main', 'log'];

interface Source {
  readonly from: (at: EventsIn) => string;
  readonly where: Sql;
}

function sourceOf({ within, where }: EventQuery): Source {
  const { text, values } = compile(where, LEAVES);
  const p = typeof within === 'string' ? within : within.stream;
  const all = { text: `e.p = ? AND ${text}`, values: [p, ...values] };
  const index = asksIds(where) ? 'events_id' : 'events_time';
  return {
    // CROSS: the events come first, in the order of their index.
    from: (at) => `${at}.events e INDEXED BY ${index} CROSS JOIN ${at}.forms f ON f.form = e.form`,
    where: all,
  };
}

function pageOf(connection: Connection, query: EventQuery, { from, where }: Source): FoundEvent[] {
  const { after, descending, limit } = query;
  // `<=` is what lets the index begin at the place; the rest settles the ties.
  const to = descending ? '<' : '>';
  const beyond = `AND e.recorded ${to}= ? AND (e.recorded ${to} ? OR e.id > ?)`;
  const place = after === undefined ? [] : [after.recorded, after.recorded, after.id];
  const each = BOTH.map(
    (at) => `SELECT '${at}' AS home, e.eid, e.id, e.p, e.recorded FROM ${from(at)}
      WHERE ${where.text} ${after === undefined ? '' : beyond}`,
  );
  const asked = [...where.values, ...place];
  const rows: FoundRow[] = connection
    .rows(
      `${each.join(' UNION ALL ')} ORDER BY recorded ${descending ? 'DESC' : 'ASC'}, id LIMIT ?`,
    )
    .all(...asked, ...asked, limit);
  return rows.map(([home, eid, id, p, recorded]) => ({ id, p, recorded, ref: `${home} ${eid}` }));
}

type FoundRow = readonly [home: EventsIn, eid: number, id: string, p: string, recorded: number];

/** Events with their bytes, in the same order. */
export function wholeEvents(connection: Connection, events: readonly FoundEvent[]): StoredEvent[] {
  return events.map(({ ref, ...event }) => {
    const [home, eid] = ref.split(' ');
    const at = home === 'log' ? 'log' : 'main';
    const row: FormedColumns & Pick<StoredEvent, 'salt'> = connection
      .sql(`SELECT form, body, salt FROM ${at}.events WHERE eid = ?`)
      .get(Number(eid));
    return { ...event, salt: row.salt, body: wholeBody(row, shapedIn(connection, at, row)) };
  });
}

const LEAVES: Leaves = {
  // The walk in order of time finds them in the row of the index itself, or with its form.
  tokens: (tokens) => {
    const own = tokensAmong('e.tokens', tokens);
    const shared = tokensAmong('f.tokens', tokens);
    return { text: `(${own.text} OR ${shared.text})`, values: [...own.values, ...shared.values] };
  },
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
  return problem('invalid-search', {
    why: `AuditEvents are not searched by ${param}.`,
    french: `Les AuditEvent ne se cherchent pas par ${param}.`,
  });
}

/**
 * What the tables hold that no commit or block accounts for, or lack. `journal` shows what stands
 * under each commit; this walk finds what stands under none, and every index row that is missing,
 * too many or false. Each check walks one table by its key, in slices.
 */
import type { Connection, Value } from './connection.js';
import type { EventsIn } from './forms.js';
import { inSlices } from './journal.js';
import { keysOf, tokensOf } from './rows.js';
import { indexedUpTo } from './search/young.js';

const SLICE = 100;

/** One table walked by its key: `sql` takes the key of the last row and a count of rows. */
interface Walk<Row> {
  readonly sql: string;
  readonly from: readonly Value[];
  key(row: Row): readonly Value[];
  faults(row: Row): readonly string[];
}

/** A row that SQL itself has judged: `fault` is null for a row that is right. */
interface Judged {
  readonly place: string;
  readonly fault: string | null;
  readonly [column: string]: Value;
}

/** One line per fault, naming the row. */
export async function* strays(connection: Connection): AsyncGenerator<string> {
  yield* walked(connection, versionsWalk(connection));
  yield* walked(connection, eventsWalk('main'));
  yield* walked(connection, eventsWalk('log'));
  for (const walk of JUDGED) yield* walked(connection, walk);
}

async function* walked<Row>(connection: Connection, walk: Walk<Row>): AsyncGenerator<string> {
  const rows = inSlices<Row>(connection, (last) =>
    connection.sql(walk.sql).all(...(last === undefined ? walk.from : walk.key(last)), SLICE),
  );
  for await (const row of rows) yield* walk.faults(row);
}

interface VersionRow {
  readonly rid: number;
  readonly place: string;
  readonly p: string;
  readonly type: string;
  readonly space: string;
  readonly superseded: number;
  readonly gone: number;
  /** 1 when its tokens stand in the table of tokens. */
  readonly indexed: number;
  readonly tokens: Uint8Array;
  readonly wide: Uint8Array;
  readonly keys: string;
  readonly accounted: number;
  readonly ended: number;
}

const VERSIONS = `SELECT v.rid, v.p, v.type, v.space, v.gone, v.tokens, v.wide, v.keys,
    v.p || '/' || v.born || ', ' || v.type || '/' || v.id || ' version ' || v.version AS place,
    v.died IS NOT NULL AS superseded,
    v.born <= ${indexedUpTo('v.p')} AS indexed,
    EXISTS (SELECT 1 FROM commits c WHERE c.p = v.p AND c.n = v.born) AS accounted,
    v.died IS (SELECT x.born FROM versions x WHERE x.p = v.p AND x.type = v.type
      AND x.id = v.id AND x.version = v.version + 1) AS ended
  FROM versions v WHERE v.rid > ? ORDER BY v.rid LIMIT ?`;

function versionsWalk(connection: Connection): Walk<VersionRow> {
  return {
    sql: VERSIONS,
    from: [0],
    key: ({ rid }) => [rid],
    faults: (row) => [
      ...(row.accounted === 1 ? [] : [`${row.place}: no commit wrote it`]),
      ...(row.ended === 1 ? [] : [`${row.place}: its end is not where the next version begins`]),
      ...indexFaults(connection, row),
    ],
  };
}

function indexFaults({ sql }: Connection, row: VersionRow): string[] {
  const token = sql('SELECT 1 FROM tokens WHERE p = ? AND h = ? AND rid = ?');
  const wide = sql('SELECT 1 FROM wide WHERE space = ? AND type = ? AND h = ? AND rid = ?');
  const key = sql(`SELECT 1 FROM keys k JOIN versions v ON v.rid = ?
    WHERE k.key = ? AND k.p = v.p AND k.type = v.type AND k.id = v.id`);
  const current = row.superseded === 0;
  const missing = [
    ...tokensOf(row.tokens).filter((h) => row.indexed === 1 && !token.get(row.p, h, row.rid)),
    ...tokensOf(row.wide).filter((h) => current && !wide.get(row.space, row.type, h, row.rid)),
    ...keysOf(row.keys).filter((name) => current && row.gone === 0 && !key.get(row.rid, name)),
  ];
  return missing.map(() => `${row.place}: an index row or key of it is missing`);
}

interface EventRow {
  readonly eid: number;
  readonly place: string;
  readonly accounted: number;
}

/** The nearest commit or block at or before the row tells whether it is held. */
function eventsWalk(at: EventsIn): Walk<EventRow> {
  const holders = at === 'log' ? 'blocks' : 'commits';
  return {
    sql: `SELECT e.eid, e.p || ', AuditEvent/' || e.id AS place,
        ifnull((SELECT first_event + event_count FROM ${at}.${holders} INDEXED BY ${holders}_events
          WHERE event_count > 0 AND first_event <= e.eid ORDER BY first_event DESC LIMIT 1), 0)
          > e.eid AS accounted
      FROM ${at}.events e WHERE e.eid > ? ORDER BY e.eid LIMIT ?`,
    from: [0],
    key: ({ eid }) => [eid],
    faults: ({ place, accounted }) =>
      accounted === 1 ? [] : [`${place}: no commit or block wrote it`],
  };
}

const JUDGED: readonly Walk<Judged>[] = [
  judged(
    ['p', 'h', 'rid'],
    ['', new Uint8Array(0), 0],
    `SELECT t.p, t.h, t.rid, t.p || ', token of row ' || t.rid AS place,
      CASE WHEN NOT EXISTS (SELECT 1 FROM versions v WHERE v.rid = t.rid AND v.p = t.p
        AND instr(v.tokens, t.h) > 0) THEN 'no version has it' END AS fault
    FROM tokens t WHERE (t.p, t.h, t.rid) > (?, ?, ?) ORDER BY t.p, t.h, t.rid LIMIT ?`,
  ),
  judged(
    ['rid', 'param', 'i'],
    [0, '', 0],
    `SELECT r.rid, r.param, r.i, r.param || ' of row ' || r.rid AS place,
      CASE WHEN NOT EXISTS (SELECT 1 FROM versions v WHERE v.rid = r.rid AND v.swept = 0)
        THEN 'no version has it' END AS fault
    FROM ranges r WHERE (r.rid, r.param, r.i) > (?, ?, ?) ORDER BY r.rid, r.param, r.i LIMIT ?`,
  ),
  judged(
    ['space', 'type', 'h', 'rid'],
    ['', '', new Uint8Array(0), 0],
    `SELECT w.space, w.type, w.h, w.rid, w.space || ', wide token of row ' || w.rid AS place,
      CASE WHEN NOT EXISTS (SELECT 1 FROM versions v WHERE v.rid = w.rid AND v.space = w.space
        AND v.type = w.type AND v.died IS NULL AND instr(v.wide, w.h) > 0)
        THEN 'no current version has it' END AS fault
    FROM wide w WHERE (w.space, w.type, w.h, w.rid) > (?, ?, ?, ?)
    ORDER BY w.space, w.type, w.h, w.rid LIMIT ?`,
  ),
  judged(
    ['key'],
    [''],
    `SELECT k.key, 'key of ' || k.p || ', ' || k.type || '/' || k.id AS place,
      CASE WHEN NOT EXISTS (SELECT 1 FROM versions v WHERE v.p = k.p AND v.type = k.type
        AND v.id = k.id AND v.died IS NULL AND instr(v.keys, k.key) > 0)
        THEN 'its holder does not claim it' END AS fault
    FROM keys k WHERE k.key > ? ORDER BY k.key LIMIT ?`,
  ),
  judged(
    ['p'],
    [''],
    `SELECT h.p, h.p || ', head' AS place,
      CASE WHEN NOT EXISTS (SELECT 1 FROM commits c WHERE c.p = h.p AND c.n = h.n
        AND c.hash = h.hash) THEN 'no such commit' END AS fault
    FROM heads h WHERE h.p > ? ORDER BY h.p LIMIT ?`,
  ),
  judged(
    ['p', 'n'],
    ['', 0],
    `SELECT c.p, c.n, c.p || '/' || c.n AS place,
      CASE WHEN NOT EXISTS (SELECT 1 FROM heads h WHERE h.p = c.p AND h.n >= c.n)
        THEN 'it stands beyond its head' END AS fault
    FROM commits c WHERE (c.p, c.n) > (?, ?) ORDER BY c.p, c.n LIMIT ?`,
  ),
];

function judged(columns: readonly string[], from: readonly Value[], sql: string): Walk<Judged> {
  return {
    sql,
    from,
    key: (row) => columns.map((column) => row[column] ?? null),
    faults: ({ place, fault }) => (fault === null ? [] : [`${place}: ${fault}`]),
  };
}

/**
 * A search as two statements on one state of the database: a page of keys in order, and the total.
 * Within a dossier every plan leads with `p`; across streams, with a token among `wide`.
 */
import { problem } from '../../../fhir/problem.js';
import type { Order, Place } from '../../../search/query.js';
import type { Head, Hit, Page, StoreQuery } from '../../store.js';
import type { Connection } from '../connection.js';
import {
  asksIds,
  bindingTokens,
  boundTokens,
  compared,
  compile,
  isWhole,
  marks,
  tokensAmong,
  tokenValue,
} from './criterion.js';
import type { Leaves, Sql } from './criterion.js';
import { headAt } from '../heads.js';
import { rarest } from './rarest.js';
import { VERSION_COLUMNS, versionOf } from '../rows.js';
import type { VersionColumns } from '../rows.js';

/** The rows that are looked at: where they are taken from, and the condition they all meet. */
interface Source {
  readonly from: string;
  readonly where: Sql;
}

/** Stands for no bound where a place must be a finite number: beyond every date. */
const NO_LOWER = -Number.MAX_SAFE_INTEGER;
const NO_UPPER = Number.MAX_SAFE_INTEGER;

/** A page of a search. Fails with `page-expired`, or `invalid-search` where no token binds. */
export function search(connection: Connection, query: StoreQuery): Page {
  return connection.snapshot(() => {
    if ('space' in query.within) return pageOf(connection, query, acrossSpace(query, query.within));
    const { stream } = query.within;
    const head = headAt(connection, stream, query.within.head);
    if (head === undefined) return { hits: [], ...(query.counted ? { total: 0 } : {}) };
    return { head, ...pageOf(connection, query, inDossier(connection, query, head)) };
  });
}

function pageOf(connection: Connection, query: StoreQuery, source: Source): Page {
  const hits = query.limit === 0 ? [] : hitsOf(connection, query, source);
  if (!query.counted) return { hits };
  if (isWhole(query, hits.length)) return { hits, total: hits.length };
  const { from, where } = source;
  const count = connection.sql(`SELECT count(*) AS total FROM ${from} WHERE ${where.text}`);
  return { hits, total: count.get(...where.values).total };
}

function hitsOf(connection: Connection, query: StoreQuery, source: Source): Hit[] {
  const { text, values } = statementOf(query, source);
  const rows: (VersionColumns & { stream: string; k: string | number | null })[] = connection
    .sql(text)
    .all(...values);
  return rows.map((row) => {
    return { stream: row.stream, version: versionOf(row), place: { value: row.k, id: row.id } };
  });
}

/** The inner statement sorts keys alone, so that bodies are read for the rows of the page only. */
function statementOf(query: StoreQuery, { from, where }: Source): Sql {
  const { descending } = query.order;
  const key = keyOf(query.order);
  const after = query.after === undefined ? NO_CONDITION : beyond(key, query.after, descending);
  const nullsLast = key.nullable ? 'k IS NULL, ' : '';
  const order = `${nullsLast}k ${descending ? 'DESC' : 'ASC'}, tie`;
  return {
    text: `SELECT v.p AS stream, page.k, ${VERSION_COLUMNS} FROM (
        SELECT v.rid, v.id AS tie, ${key.text} AS k FROM ${from}
        WHERE ${where.text} AND ${after.text} ORDER BY ${order} LIMIT ?
      ) page JOIN versions v ON v.rid = page.rid ORDER BY ${order}`,
    values: [...key.values, ...where.values, ...after.values, query.limit],
  };
}

const NO_CONDITION: Sql = { text: '1', values: [] };

/** The value a row is sorted by; `nullable` when a row may have none. */
interface Key extends Sql {
  readonly nullable: boolean;
}

function keyOf({ by, descending }: Order): Key {
  if (by === 'at' || by === 'written' || by === 'id') {
    return { text: `v.${by}`, values: [], nullable: false };
  }
  if ('text' in by) {
    const text = `text_place(v.p, v.texts, ?, ${descending ? 1 : 0})`;
    return { text, values: [by.text], nullable: true };
  }
  const end = descending ? `max(ifnull(r.hi, ${NO_UPPER}))` : `min(ifnull(r.lo, ${NO_LOWER}))`;
  const text = `(SELECT ${end} FROM ranges r WHERE r.rid = v.rid AND r.param = ?)`;
  return { text, values: [by.range], nullable: true };
}

function beyond(key: Key, after: Place, descending: boolean): Sql {
  const { text, values } = key;
  if (after.value === null) {
    return { text: `(${text} IS NULL AND v.id > ?)`, values: [...values, after.id] };
  }
  const further = `${text} ${descending ? '<' : '>'} ?`;
  const last = key.nullable ? `OR ${text} IS NULL` : '';
  return {
    text: `(${further} OR (${text} = ? AND v.id > ?) ${last})`,
    values: [
      ...[...values, after.value],
      ...[...values, after.value, after.id],
      ...(key.nullable ? values : []),
    ],
  };
}

function inDossier(connection: Connection, query: StoreQuery, head: Head): Source {
  const where = compile(query.where, DOSSIER_LEAVES);
  const { stream, n } = head;
  const live = `v.p = ? AND v.type = ? AND v.gone = 0
    AND v.born <= ? AND (v.died IS NULL OR v.died > ?)`;
  const all: Sql = {
    text: `${live} AND ${where.text}`,
    values: [stream, query.type, n, n, ...where.values],
  };
  const token = rarest(connection, stream, boundTokens(query.where));
  if (token === undefined) return { from: `versions v INDEXED BY ${indexFor(query)}`, where: all };
  return {
    from: 'tokens d CROSS JOIN versions v ON v.rid = d.rid',
    where: { text: `d.p = ? AND d.h = ? AND ${all.text}`, values: [stream, token, ...all.values] },
  };
}

/** A search by id walks the ids asked; any other the rows of the type, in the default order. */
function indexFor({ where }: StoreQuery): string {
  return asksIds(where) ? 'versions_resource' : 'versions_page';
}

function acrossSpace(query: StoreQuery, { space }: { readonly space: string }): Source {
  const binding = bindingTokens(query.where)?.map(tokenValue);
  if (binding === undefined) {
    throw problem('invalid-search', { why: 'A search across dossiers must name what to find.' });
  }
  const where = compile(query.where, wideLeaves(space, query.type));
  return {
    from: 'versions v',
    where: {
      text: `v.rid IN (
          SELECT rid FROM wide WHERE space = ? AND type = ? AND h IN (${marks(binding)})
        ) AND v.gone = 0 AND v.died IS NULL AND ${where.text}`,
      values: [space, query.type, ...binding, ...where.values],
    },
  };
}

const DOSSIER_LEAVES: Leaves = {
  tokens: (tokens) => tokensAmong('v.tokens', tokens),
  id: ({ ids }) => ({
    text: 'v.id IN (SELECT value FROM json_each(?))',
    values: [JSON.stringify(ids)],
  }),
  range: ({ param, comparison, asked }) => {
    const condition = compared('ifnull(r.lo, -9e999)', 'ifnull(r.hi, 9e999)', comparison, asked);
    return {
      text: `EXISTS (SELECT 1 FROM ranges r
        WHERE r.rid = v.rid AND r.param = ? AND ${condition.text})`,
      values: [param, ...condition.values],
    };
  },
  text: ({ param, match, value }) => ({
    text: 'text_matches(v.p, v.texts, ?, ?, ?)',
    values: [param, match, value],
  }),
  written: ({ comparison, asked }) => compared('v.written', '(v.written + 1)', comparison, asked),
};

/** Across streams a token may stand among the wide ones alone. */
function wideLeaves(space: string, type: string): Leaves {
  const tokens = (asked: readonly Uint8Array[]): Sql => {
    const near = DOSSIER_LEAVES.tokens(asked);
    return {
      text: `(${near.text} OR EXISTS (SELECT 1 FROM wide w
        WHERE w.space = ? AND w.type = ? AND w.h IN (${marks(asked)}) AND w.rid = v.rid))`,
      values: [...near.values, space, type, ...asked],
    };
  };
  return { ...DOSSIER_LEAVES, tokens };
}

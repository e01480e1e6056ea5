/**
 * A search as two statements on one state of the database: a page of keys in order, and the total.
 * Within a dossier every plan leads with `p`; across streams, with a token among `wide`.
 */
import { problem } from '../../../fhir/problem.js';
import type { Head } from '../../kept.js';
import type { Explanation, Hit, Page, StoreQuery } from '../../store.js';
import type { Connection } from '../connection.js';
import { borne, rarest, rowCounts } from './counts.js';
import {
  asksIds,
  bindingTokens,
  compared,
  compile,
  isWhole,
  marks,
  tokensAmong,
  tokenValue,
} from './criterion.js';
import type { Leaves, Sql } from './criterion.js';
import { assertSearchable } from '../heads.js';
import { hitsOf } from './hits.js';
import { isOfFew, statementOf, statementOfFew } from './order.js';
import type { FewRow, Source } from './order.js';
import { indexedUpTo, youngRows } from './young.js';

/** A page of a search. Fails with `page-expired`, or `invalid-search` where no token binds. */
export function search(connection: Connection, query: StoreQuery): Page {
  connection.look();
  if ('space' in query.within) return pageOf(connection, query, acrossSpace(query, query.within));
  const { head, n = head.n } = query.within;
  assertSearchable(connection, head, n);
  return pageOf(connection, query, inDossier(connection, query, { head, n }));
}

function pageOf(connection: Connection, query: StoreQuery, source: Source): Page {
  const page = foundIn(connection, query, source);
  return query.explained === true
    ? { ...page, explanation: explained(connection, query, source) }
    : page;
}

function explained(connection: Connection, query: StoreQuery, source: Source): Explanation {
  const { text, values } = (isOfFew(query, source) ? statementOfFew : statementOf)(query, source);
  const steps: { detail: string }[] = connection.sql(`EXPLAIN QUERY PLAN ${text}`).all(...values);
  const { reach } = source;
  const count = connection.sql(`SELECT count(*) AS looked FROM ${reach.text}`);
  return {
    plan: steps.map(({ detail }) => detail),
    looked: count.get(...reach.values).looked,
  };
}

function foundIn(connection: Connection, query: StoreQuery, source: Source): Page {
  if (isOfFew(query, source)) return foundAmongFew(connection, query, source);
  const hits = query.limit === 0 ? [] : pageOfMany(connection, query, source);
  if (!query.counted) return { hits };
  if (isWhole(query, hits.length)) return { hits, total: hits.length };
  const { text, values } = source.counted ?? countOf(source);
  return { hits, total: connection.sql(text).get(...values).total };
}

function foundAmongFew(connection: Connection, query: StoreQuery, source: Source): Page {
  const { text, values } = statementOfFew(query, source);
  const all: FewRow[] = connection.rows(text).all(...values);
  const page = all.filter(([, , after]) => after === 1).slice(0, query.limit);
  const hits = hitsOf(
    connection,
    query,
    page.map(([rid, key]) => [rid, key]),
  );
  return query.counted ? { hits, total: all.length } : { hits };
}

function pageOfMany(connection: Connection, query: StoreQuery, source: Source): Hit[] {
  const { text, values } = statementOf(query, source);
  return hitsOf(connection, query, connection.rows(text).all(...values));
}

function inDossier(connection: Connection, query: StoreQuery, { head, n }: Snapshot): Source {
  const { stream } = head;
  const counts = rowCounts(connection, head, query.where);
  const asked = borne(counts, query.where);
  const live = `v.p = ? AND v.type = ? AND v.gone = 0
    AND v.born <= ? AND (v.died IS NULL OR v.died > ?)`;
  const among = (leaves: Leaves): Sql => {
    const { text, values } = compile(asked, leaves);
    return { text: `${live} AND ${text}`, values: [stream, query.type, n, n, ...values] };
  };
  const where = among(DOSSIER_LEAVES);
  const few = rarest(counts, query.where).map(tokenValue);
  if (few.length > 0) return fromRows(stream, few, where);
  const from = `versions v INDEXED BY ${indexFor(query)}`;
  return {
    ...{ from, where, counted: countByAge(stream, from, where, among(countingLeaves(stream))) },
    reach: { text: 'versions WHERE p = ? AND type = ?', values: [stream, query.type] },
  };
}

/** Counts by the table of tokens, and the young rows, which it does not know, by what they bear. */
function countByAge(stream: string, from: string, where: Sql, known: Sql): Sql {
  const upTo = indexedUpTo('?');
  return {
    text: `SELECT (SELECT count(*) FROM ${from} WHERE v.born <= ${upTo} AND ${known.text})
      + (SELECT count(*) FROM versions v INDEXED BY versions_commit
        WHERE v.born > ${upTo} AND ${where.text}) AS total`,
    values: [stream, ...known.values, stream, ...where.values],
  };
}

interface Snapshot {
  readonly head: Head;
  readonly n: number;
}

/** The rows that bear any of these tokens, or are young; CROSS: these first, and no others. */
function fromRows(stream: string, tokens: readonly Uint8Array[], where: Sql): Source {
  const young = youngRows(stream);
  const those = `(SELECT rid FROM tokens WHERE p = ? AND h IN (${marks(tokens)})
    UNION SELECT rid FROM ${young.text})`;
  const values = [stream, ...tokens, ...young.values];
  return {
    from: `${those} d CROSS JOIN versions v ON v.rid = d.rid`,
    where: { text: where.text, values: [...values, ...where.values] },
    reach: { text: those, values },
    few: true,
  };
}

function countOf({ from, where }: Source): Sql {
  return {
    text: `SELECT count(*) AS total FROM ${from} WHERE ${where.text}`,
    values: where.values,
  };
}

/** A search by id walks the ids asked; any other the rows of the type, in the default order. */
function indexFor({ where }: StoreQuery): string {
  return asksIds(where) ? 'versions_resource' : 'versions_page';
}

function acrossSpace(query: StoreQuery, { space }: { readonly space: string }): Source {
  const binding = bindingTokens(query.where)?.map(tokenValue);
  if (binding === undefined) {
    throw problem('invalid-search', {
      why: 'A search across dossiers must name what to find.',
      french: "Une recherche à travers les dossiers doit nommer ce qu'elle cherche.",
    });
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
    reach: {
      text: `wide WHERE space = ? AND type = ? AND h IN (${marks(binding)})`,
      values: [space, query.type, ...binding],
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

/**
 * To count, every row of the type is met: the rows that bear a token are gathered once, and then
 * the index alone is walked, in which a row is a tenth of itself.
 */
function countingLeaves(stream: string): Leaves {
  const tokens = (asked: readonly Uint8Array[]): Sql => ({
    text: `v.rid IN (SELECT rid FROM tokens WHERE p = ? AND h IN (${marks(asked)}))`,
    values: [stream, ...asked],
  });
  return { ...DOSSIER_LEAVES, tokens };
}

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

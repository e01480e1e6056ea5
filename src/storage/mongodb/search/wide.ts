/**
 * A search across the streams of a space: rows that have a binding token, then the heads of their
 * streams, then what stands at those heads. So half of a commit is never given, nor a resource left
 * out that is just being changed. Keyset, no snapshot.
 */
import { problem } from '../../../fhir/problem.js';
import { comparePlaces } from '../../../search/query.js';
import type { Place } from '../../../search/query.js';
import type { Hit, Page, StoreQuery } from '../../store.js';
import type { Base } from '../base.js';
import type { Doc } from '../bson.js';
import { findAll, walkAll } from '../server/reading.js';
import { withExplanation } from './explain.js';
import { all, anyToken, asksText, bindingTokens, filterOf } from './filter.js';
import { headsOf } from './heads-of.js';
import { hitOf } from './hit.js';
import { holds, LOOKED_AT, rowOf } from './holds.js';
import type { Looked, Row } from './holds.js';
import { beyond, keyOf, placeOf, sortOf, withoutValue } from './order.js';
import type { Key } from './order.js';
import { BATCH, makePage } from './page.js';
import { withSorts } from './sorts.js';

const FIELDS = { tokens: ['t', 'w'], written: 'written' } as const;
/** Pairs of a stream and an id that a server may be asked to try. */
const PAIRS_MAX = 2_500;

/** A page across streams. Fails with `invalid-search` where no token binds. */
export async function searchSpace(base: Base, query: StoreQuery, space: string): Promise<Page> {
  const binding = bindingTokens(query.where);
  if (binding === undefined) {
    throw problem('invalid-search', {
      why: 'A search across dossiers must name what to find.',
      french: "Une recherche à travers les dossiers doit nommer ce qu'elle cherche.",
    });
  }
  const filter = all([
    { type: query.type, space, ...anyToken(binding, { tokens: ['w'] }) },
    filterOf(query.where, FIELDS),
  ]);
  const key = asksText(query.where) ? undefined : keyOf(query.order);
  // A total looks at every match; so does an order that the server cannot sort by.
  const page =
    key === undefined || query.counted
      ? await everything(base, query, filter)
      : { hits: await inOrder(base, query, { filter, key }) };
  return query.explained === true ? withExplanation(base, page, filter) : page;
}

/** Every match, sorted here. */
async function everything(base: Base, query: StoreQuery, filter: Doc): Promise<Page> {
  const finding = { filter, projection: LOOKED_AT, size: BATCH };
  const made = await walkAll(base, 'current', finding, {
    begin: () => makePage(query),
    take: async (page, documents) => {
      const rows = documents as unknown as Looked[]; // the projection's form
      page.looksAt(rows);
      for (const row of await standing(base, query, filter, rows)) page.add(row);
    },
  });
  return made.page();
}

/** As many as are asked, batch by batch in the order of the server. */
async function inOrder(
  base: Base,
  query: StoreQuery,
  by: { readonly filter: Doc; readonly key: Key },
): Promise<Hit[]> {
  const { order, limit } = query;
  const hits: Hit[] = [];
  const given = new Set<string>();
  let { after } = query;
  let isValued = after?.value !== null;
  while (hits.length < limit) {
    const rows = await batchAfter(base, by, { after, isValued });
    const found = (await standing(base, query, by.filter, rows))
      // Superseded while this search went on, a resource may be met at two places.
      .filter(({ row }) => !given.has(`${row.p}/${row.id}`))
      .map((row) => ({ row: row.row, place: placeOf(order, row) }))
      .filter(
        ({ place }) => query.after === undefined || comparePlaces(order, place, query.after) > 0,
      )
      .sort((a, b) => comparePlaces(order, a.place, b.place));
    hits.push(...found.slice(0, limit - hits.length).map(({ row, place }) => hitOf(row, place)));
    for (const { row } of found) given.add(`${row.p}/${row.id}`);
    const last = rows.at(-1);
    if (last !== undefined) after = placeOf(order, rowOf(base.texts, last, true));
    if (rows.length === BATCH) continue;
    if (!isValued || !by.key.nullable) return hits;
    isValued = false;
    after = undefined;
  }
  return hits;
}

async function batchAfter(
  base: Base,
  { filter, key }: { readonly filter: Doc; readonly key: Key },
  { after, isValued }: { readonly after: Place | undefined; readonly isValued: boolean },
): Promise<Looked[]> {
  const found = await findAll(base, 'current', {
    filter: all([filter, isValued ? beyond(key, after) : withoutValue(key, after)]),
    projection: LOOKED_AT,
    sort: isValued ? sortOf(key) : { id: 1 },
    limit: BATCH,
  });
  return found as unknown as Looked[]; // the projection's form
}

/**
 * The rows of these ids in these streams. Where both are many, servers may try each id in each
 * stream, which for thousands takes longer than a search may: then the streams alone are asked for.
 */
function amongst(streams: readonly string[], ids: ReadonlySet<string>): Doc {
  const among = { p: { $in: streams } };
  return streams.length * ids.size > PAIRS_MAX ? among : { ...among, id: { $in: [...ids] } };
}

/**
 * Of the resources met, those that match as they stand at the heads of their streams: the rows are
 * read again after the heads, for a row met before may have been superseded since.
 */
async function standing(
  base: Base,
  query: StoreQuery,
  filter: Doc,
  met: readonly Looked[],
): Promise<Row[]> {
  if (met.length === 0) return [];
  const streams = [...new Set(met.map(({ p }) => p))];
  const at = await headsOf(base, met);
  const ids = new Set(met.map(({ id }) => id));
  const again = await findAll(base, 'current', {
    filter: all([filter, amongst(streams, ids)]),
    projection: LOOKED_AT,
  });
  const there = (again as unknown as Looked[]).filter(({ p, id, from, to }) => {
    const n = at.get(p) ?? 0;
    return ids.has(id) && from <= n && to > n;
  });
  return (await withSorts(base, query.order, there))
    .map((row) => rowOf(base.texts, row, true))
    .filter((row) => holds(query.where, row));
}

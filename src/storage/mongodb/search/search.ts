/**
 * A search in one dossier: a page in order, and beside it the total. Every filter leads with `p`
 * and the type; where strings are asked or sorted by, the rows of the type are looked at in the
 * process.
 */
import { problem } from '../../../fhir/problem.js';
import type { Head, Version } from '../../kept.js';
import type { Hit, Page, StoreQuery } from '../../store.js';
import type { Base } from '../base.js';
import type { Doc } from '../bson.js';
import { atHead } from '../heads.js';
import { resourceName, standingAt } from '../layout.js';
import type { CurrentDocument } from '../layout.js';
import { count, findAll, walkAll } from '../server/reading.js';
import type { ReadConcern } from '../server/reading.js';
import { withExplanation } from './explain.js';
import { all, asksText, filterOf } from './filter.js';
import { holds, LOOKED_AT, rowOf } from './holds.js';
import type { Looked } from './holds.js';
import { hitOf, HIT } from './hit.js';
import { beyond, keyOf, sortOf, valueOf, withoutValue } from './order.js';
import type { Key } from './order.js';
import { BATCH, makePage } from './page.js';
import { withSorts } from './sorts.js';

/** The fields of a version's row that criteria ask for, in a dossier. */
const FIELDS = { tokens: ['t'], written: 'written' } as const;
/** More ids than these are looked for among the rows of the type. */
const NAMES_MAX = 50;

/** A page of a dossier. */
export async function searchDossier(
  base: Base,
  query: StoreQuery,
  { head, n = head.n }: { readonly head: Head; readonly n?: number },
): Promise<Page> {
  const filter = all([standing(head.stream, n, query), filterOf(query.where, FIELDS)]);
  const key = asksText(query.where) ? undefined : keyOf(query.order);
  const page = await atHead(base, head, n, (concern) => {
    const asked = { query, filter, concern };
    return key === undefined ? looked(base, asked) : served(base, asked, key);
  });
  return query.explained === true ? withExplanation(base, page, filter) : page;
}

/** What stands at a snapshot, of the type. */
function standing(p: string, n: number, { type, where }: StoreQuery): Doc {
  return { p, type, ...standingAt(n), ...namesOf(p, type, where) };
}

/** Where only rows of a few ids can match, their names lead to them. */
function namesOf(p: string, type: string, where: StoreQuery['where']): Doc {
  const parts = where.kind === 'all' ? where.of : [where];
  const asked = parts.find((part) => part.kind === 'id');
  if (asked === undefined || asked.ids.length === 0 || asked.ids.length > NAMES_MAX) return {};
  const names = asked.ids.map((id) => resourceName(p, type, id)).sort();
  return { _id: { $gte: names[0], $lt: `${names.at(-1)}:` } };
}

interface Asked {
  readonly query: StoreQuery;
  readonly filter: Doc;
  readonly concern: ReadConcern;
}

/** Filtered, sorted and counted by the server. */
async function served(base: Base, asked: Asked, key: Key): Promise<Page> {
  const { query, filter, concern } = asked;
  const counting = query.counted ? count(base, 'current', { filter, concern }) : undefined;
  const [rows, total] = await Promise.all([
    query.limit === 0 ? [] : rowsInOrder(base, asked, key),
    counting,
  ]);
  const hits = rows.map((row) => {
    const document = row as unknown as CurrentDocument; // of the projection that hits need
    return hitOf(document, { value: valueOf(key, row), id: document.id });
  });
  return total === undefined ? { hits } : { hits, total };
}

/** Rows that have a value to sort by, then those without. */
async function rowsInOrder(base: Base, asked: Asked, key: Key): Promise<Doc[]> {
  const { query, filter, concern } = asked;
  const { after, limit } = query;
  const find = (also: Doc, sort: Doc, most: number) =>
    findAll(base, 'current', {
      ...{ filter: all([filter, also]), projection: projectionOf(key) },
      ...{ sort, limit: most, concern },
    });
  const valued = after?.value === null ? [] : await find(beyond(key, after), sortOf(key), limit);
  if (!key.nullable || valued.length === limit) return valued;
  const rest = await find(withoutValue(key, after), { id: 1 }, limit - valued.length);
  return [...valued, ...rest];
}

/** What a hit is made of, and what it is sorted by. */
function projectionOf({ field }: Key): Doc {
  return { ...HIT, [field]: 1 };
}

/** Looked at in the process, all rows of the type that could match. */
async function looked(base: Base, { query, filter, concern }: Asked): Promise<Page> {
  const { where, order } = query;
  const finding = { filter, projection: LOOKED_AT, concern, size: BATCH };
  const made = await walkAll(base, 'current', finding, {
    begin: () => makePage(query),
    take: async (page, documents) => {
      const rows = documents as unknown as Looked[]; // the projection's form
      page.looksAt(rows);
      for (const row of await withSorts(base, order, rows, concern)) {
        const ready = rowOf(base.texts, row, false);
        if (holds(where, ready)) page.add(ready);
      }
    },
  });
  return made.page();
}

/** The bodies of hits, in the same order. */
export async function whole(base: Base, hits: readonly Hit[]): Promise<Version[]> {
  if (hits.length === 0) return [];
  const filter = {
    p: { $in: [...new Set(hits.map(({ stream }) => stream))] },
    _id: { $in: hits.map(({ ref }) => ref) },
  };
  const rows = await findAll(base, 'versions', {
    ...{ filter, projection: { body: 1 }, limit: hits.length },
  });
  const bodies = new Map(rows.map((row) => [row['_id'], row['body'] as Uint8Array])); // ours
  return hits.map(({ version, ref }) => {
    const body = bodies.get(ref);
    if (body === undefined) throw problem('internal', { cause: 'a version without a body' });
    return { ...version, body };
  });
}

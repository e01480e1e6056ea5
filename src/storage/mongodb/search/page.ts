/**
 * A page in the making, where rows are looked at in the process: of all that match, however many,
 * only those are held that may stand on the page.
 */
import { problem } from '../../../fhir/problem.js';
import { comparePlaces } from '../../../search/query.js';
import type { Hit, Page, StoreQuery } from '../../store.js';
import type { Looked, Row } from './holds.js';
import { placeOf } from './order.js';
import { hitOf } from './hit.js';

/** Rows that one search looks at, at most. */
const LOOKED_MAX = 100_000;
/** Rows looked at together. */
export const BATCH = 500;

/** Takes rows in any order, and gives the page. */
export interface PageMaking {
  /** Fails with `invalid-search` where more rows were looked at than one search may. */
  looksAt(rows: readonly Looked[]): void;
  /** A row that matches. One that was met before counts once. */
  add(row: Row): void;
  page(): Page;
}

/** Begins a page. */
export function makePage({ order, after, limit, counted }: StoreQuery): PageMaking {
  const met = new Set<string>();
  let kept: Hit[] = [];
  let looked = 0;
  const cut = (): void => {
    kept = kept.sort((a, b) => comparePlaces(order, a.place, b.place)).slice(0, limit);
  };
  return {
    looksAt: (rows) => {
      looked += rows.length;
      if (looked > LOOKED_MAX) throw tooMany();
    },
    add: (row) => {
      const name = `${row.row.p}/${row.row.id}`;
      if (met.has(name)) return;
      met.add(name);
      const place = placeOf(order, row);
      if (after !== undefined && comparePlaces(order, place, after) <= 0) return;
      kept.push(hitOf(row.row, place));
      // Sorted seldom: each time half of what is held goes.
      if (kept.length >= 2 * limit + BATCH) cut();
    },
    page: () => {
      cut();
      return counted ? { hits: kept, total: met.size } : { hits: kept };
    },
  };
}

function tooMany(): Error {
  return problem('invalid-search', {
    why: `More than ${LOOKED_MAX} resources would have to be looked at one by one. Name more of what is sought, or sort by one date or by _id and ask for no total.`,
    french: `Plus de ${LOOKED_MAX} ressources seraient à examiner une par une. Préciser ce qui est cherché, ou trier par une seule date ou par _id sans demander de total.`,
  });
}

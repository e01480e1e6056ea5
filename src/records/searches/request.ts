/** A search as it is asked for and as it is answered, page by page. */
import type { ActQuery } from '../../audit/act.js';
import type { Shown } from '../../fhir/version.js';
import type { Query } from '../../search/conditions.js';
import type { Order, Place } from '../../search/query.js';

/** Results of a page when none is asked for. */
const PAGE_SIZE = 100;
/** The default order. */
const NEWEST_FIRST: Order = { by: 'at', descending: true };

/** A search as it came, parsed. */
export interface SearchRequest {
  readonly query: Query;
  /** The request as the audit quotes it. */
  readonly asked: ActQuery;
  /** Where a next link goes on; from `openPage`. */
  readonly page?: PageMark;
  readonly pageSizeMax: number;
}

/**
 * Where the next page begins: the snapshot of the first page and the last row given (decision 24).
 */
export interface PageMark {
  readonly head?: number;
  readonly place: Place;
}

/** A page found. */
export interface Found {
  readonly entries: readonly Shown[];
  readonly total?: number;
  /** Absent on the last page. */
  readonly next?: PageMark;
}

/** How a page is wanted, defaults filled in. */
export interface PageWish {
  readonly order: Order;
  readonly limit: number;
  readonly total: Query['wanted']['total'];
}

/** How the page is wanted. */
export function wishOf(request: SearchRequest): PageWish {
  const { wanted } = request.query;
  const limit = wanted.totalOnly ? 0 : Math.min(wanted.count ?? PAGE_SIZE, request.pageSizeMax);
  return { order: wanted.order ?? NEWEST_FIRST, limit, total: wanted.total };
}

/**
 * The part of a store query that pages. One row more than wanted tells whether there is a next
 * page.
 */
export function bounds(request: SearchRequest): {
  order: Order;
  limit: number;
  counted: boolean;
  after?: Place;
} {
  const { order, limit, total } = wishOf(request);
  return {
    order,
    limit: limit === 0 ? 0 : limit + 1,
    counted: total !== 'none',
    ...(request.page === undefined ? {} : { after: request.page.place }),
  };
}

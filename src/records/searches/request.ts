/** A search as it is asked for and as it is answered, page by page. */
import type { Existence } from '../../access/existence.js';
import type { ActQuery } from '../../audit/act.js';
import type { Shown } from '../../fhir/version.js';
import type { Query } from '../../search/conditions.js';
import type { Explanation } from '../../storage/store.js';
import type { Order, Place } from '../../search/query.js';

/** Results of a page when none is asked for. */
const PAGE_SIZE = 100;
/** The default order. */
export const NEWEST_FIRST: Order = { by: 'at', descending: true };

/** A search as it came, parsed. */
export interface SearchRequest {
  readonly query: Query;
  /** The request as the audit quotes it. */
  readonly asked: ActQuery;
  /** Where a next link goes on; from `openPage`. */
  readonly page?: PageMark;
  readonly pageSizeMax: number;
  /** Set where an operation searches: the trace tells it so. */
  readonly as?: 'operation';
  /** Whether archived resources are wanted, though the search does not ask for them. */
  readonly archivedToo?: boolean;
  /** Whether to tell how it was found: to operators, who see everything that is looked at. */
  readonly explained?: boolean;
}

/**
 * Where the next page begins: the snapshot of the first page and the last row given (decision 24).
 */
export interface PageMark {
  readonly head?: number;
  /** Of a search of several types: that of the last row given. */
  readonly type?: string;
  readonly place: Place;
}

/** A page found. */
export interface Found {
  readonly entries: readonly Shown[];
  /** What goes with them, and whether there would have been more. */
  readonly included?: readonly Shown[];
  readonly cut?: boolean;
  readonly total?: number;
  /** The highest code of v3-Confidentiality among what is given. */
  readonly confidentiality?: string | undefined;
  /** Absent on the last page. */
  readonly next?: PageMark;
  readonly explanation?: Explanation;
  /** Of an existence check: how the caller stands to the dossier. */
  readonly existence?: Existence;
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
  explained: boolean;
  whole: true;
  after?: Place;
} {
  const { order, limit, total } = wishOf(request);
  return {
    order,
    limit: limit === 0 ? 0 : limit + 1,
    counted: total !== 'none',
    explained: request.explained === true,
    whole: true,
    ...(request.page === undefined ? {} : { after: request.page.place }),
  };
}

/**
 * How many match: as they were counted, or as they stand on a first page that holds all of them
 * (S-01).
 */
export function totalOf(
  request: SearchRequest,
  { hits, total }: { readonly hits: readonly unknown[]; readonly total?: number },
): { readonly total?: number } {
  if (total !== undefined) return { total };
  const wish = wishOf(request);
  const isWhole = request.page === undefined && hits.length <= wish.limit;
  return isWhole && wish.total !== 'none' ? { total: hits.length } : {};
}

/** Searches that operations make: page by page, traced as the operation's. */
import type { Caller } from '../access/caller.js';
import type { ActQuery } from '../audit/act.js';
import type { Shown } from '../fhir/version.js';
import type { Found, PageMark } from '../records/searches/request.js';
import type { Records } from '../records/records.js';
import type { Pair } from '../search/conditions.js';
import type { SearchParameters } from '../search/parameters.js';
import { parse } from '../search/parse.js';

/** What searching is built on. */
export interface FindingNeeds {
  readonly records: Records;
  readonly parameters: SearchParameters;
}

/** A search that an operation makes. */
export interface Sought {
  readonly caller: Caller;
  readonly type: string;
  readonly pairs: readonly Pair[];
  readonly asked: ActQuery;
  /** Resources of a page. */
  readonly size: number;
  readonly page?: PageMark;
}

/** One page, under the rights of the caller. Fails as a search does. */
export async function pageOf(needs: FindingNeeds, sought: Sought): Promise<Found> {
  const { type, pairs, size, page } = sought;
  const query = parse(needs.parameters, type, pairs, { strict: true });
  return needs.records.search(sought.caller, {
    query: { ...query, wanted: { count: size, ...query.wanted } },
    asked: sought.asked,
    pageSizeMax: size,
    as: 'operation',
    ...(page === undefined ? {} : { page }),
  });
}

/** Page by page, to the end. */
export async function* pagesOf(
  needs: FindingNeeds,
  sought: Sought,
): AsyncGenerator<readonly Shown[], void> {
  let page = sought.page;
  do {
    const found = await pageOf(needs, { ...sought, ...(page === undefined ? {} : { page }) });
    yield found.entries;
    page = found.next;
  } while (page !== undefined);
}

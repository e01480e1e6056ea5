/**
 * Searches. Rights become criteria of the search itself, so that pages and totals are exact and
 * what is hidden leaves no trace; one event for each patient carries the query.
 */
import type { Caller } from '../../access/caller.js';
import { coveredByScope } from '../../access/decide.js';
import { mayEver } from '../../access/rights.js';
import { problem } from '../../fhir/problem.js';
import type { Shown } from '../../fhir/version.js';
import type { ActQuery } from '../../audit/act.js';
import type { Query } from '../../search/conditions.js';
import type { Order, Place } from '../../search/query.js';
import { searchAcross } from './across.js';
import { searchDossier } from './dossier.js';
import { placeNamed } from './named.js';
import type { Needs } from '../needs.js';
import { searchTrace } from './events.js';
import { markRecorded } from '../traces/refused.js';
import { record } from '../traces/trace.js';
import { settle } from '../where.js';

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

/** Where the next page begins: the snapshot of the first page and the last row given (decision 24). */
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

/** Searches one type. Fails with insufficient-scope, not-allowed, no-access, patient-required or page-expired. */
export async function search(needs: Needs, given: Caller, request: SearchRequest): Promise<Found> {
  const caller = await settle(needs, given);
  const { type } = request.query;
  if (!coveredByScope(caller, 'search', type))
    throw await refusal(needs, caller, request, 'insufficient-scope');
  if (!mayEver(caller.kind, 'search', type))
    throw await refusal(needs, caller, request, 'not-allowed');
  const place = await placeNamed(needs, caller, request.query);
  switch (place.kind) {
    case 'across':
      return searchAcross(needs, caller, request);
    case 'nobody':
      await record(needs, searchTold(caller, request));
      return { entries: [], total: 0 };
    case 'dossier':
      return type === 'AuditEvent'
        ? searchTrace(needs, caller, request, place)
        : searchDossier(needs, caller, request, place);
  }
}

/** How the page is wanted. */
export function wishOf(request: SearchRequest): PageWish {
  const { wanted } = request.query;
  const limit = wanted.totalOnly ? 0 : Math.min(wanted.count ?? PAGE_SIZE, request.pageSizeMax);
  return { order: wanted.order ?? NEWEST_FIRST, limit, total: wanted.total };
}

/** The tale of a search that names no dossier. */
export function searchTold(caller: Caller, request: SearchRequest): Parameters<typeof record>[1] {
  return {
    caller,
    ...namedAs(request.query.type),
    outcome: 'success',
    because: 'search',
    entities: [],
    about: [],
    query: request.asked,
  };
}

/** How the audit names a search of a type: MHD's transactions have names of their own. */
export function namedAs(type: string): {
  interaction: 'search';
  transaction?: 'ITI-66' | 'ITI-67';
} {
  if (type === 'List') return { interaction: 'search', transaction: 'ITI-66' };
  if (type === 'DocumentReference') return { interaction: 'search', transaction: 'ITI-67' };
  return { interaction: 'search' };
}

async function refusal(
  needs: Needs,
  caller: Caller,
  request: SearchRequest,
  code: 'insufficient-scope' | 'not-allowed',
): Promise<Error> {
  await record(needs, { ...searchTold(caller, request), outcome: 'refused', because: code });
  const why = `A caller of kind ${caller.kind} may not search ${request.query.type}.`;
  return markRecorded(problem(code, { why }));
}

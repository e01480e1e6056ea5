/**
 * Searches. Rights become criteria of the search itself, so that pages and totals are exact and
 * what is hidden leaves no trace; one event for each patient carries the query.
 */
import type { Caller } from '../../access/caller.js';
import { coveredByScope } from '../../access/decide.js';
import { mayEver } from '../../access/rights.js';
import { problem } from '../../fhir/problem.js';
import { searchAcross } from './across.js';
import { searchDossier } from './dossier.js';
import { placeNamed } from './named.js';
import { searchPublished } from './published.js';
import type { Found, SearchRequest } from './request.js';
import { searchTold } from './told.js';
import type { Needs } from '../needs.js';
import { searchNowhere, searchTrace } from './events.js';
import { markRecorded } from '../traces/refused.js';
import { record } from '../traces/trace.js';
import { settle } from '../where.js';

/**
 * Searches one type. Fails with insufficient-scope, not-allowed, no-access, patient-required or
 * page-expired.
 */
export async function search(needs: Needs, given: Caller, request: SearchRequest): Promise<Found> {
  const caller = await settle(needs, given);
  const { type } = request.query;
  const published = await searchPublished(needs, caller, request);
  if (published !== undefined) return published;
  if (!coveredByScope(caller, 'search', type))
    throw await refusal(needs, caller, request, 'insufficient-scope');
  if (!mayEver(caller.kind, 'search', type))
    throw await refusal(needs, caller, request, 'not-allowed');
  const place = await placeNamed(needs, caller, request.query);
  switch (place.kind) {
    case 'across':
      return type === 'AuditEvent'
        ? searchNowhere(needs, caller, request)
        : searchAcross(needs, caller, request);
    case 'nobody':
      await record(needs, searchTold(caller, request));
      return { entries: [], total: 0 };
    case 'dossier':
      return type === 'AuditEvent'
        ? searchTrace(needs, caller, request, place)
        : searchDossier(needs, caller, request, place);
  }
}

/** The failure of a search that its caller has no right to, recorded. */
export async function refusal(
  needs: Needs,
  caller: Caller,
  request: SearchRequest,
  code: 'insufficient-scope' | 'not-allowed',
): Promise<Error> {
  await record(needs, { ...searchTold(caller, request), outcome: 'refused', because: code });
  const { type } = request.query;
  const refused = problem(code, {
    why: `A caller of kind ${caller.kind} may not search ${type}.`,
    french: `Un appelant de nature ${caller.kind} ne peut pas chercher ${type}.`,
  });
  return markRecorded(refused);
}

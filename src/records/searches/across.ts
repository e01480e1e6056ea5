/**
 * A search across streams: the directory, the registrar's Patients, the test space. Keyset, no
 * snapshot (decision 24).
 */
import type { Caller } from '../../access/caller.js';
import { narrowOutside } from '../../access/narrow.js';
import { acrossStreams } from '../../search/across.js';
import type { StoreQuery } from '../../storage/store.js';
import { stored } from '../view.js';
import { criterionOf, looking } from './chains.js';
import type { Needs } from '../needs.js';
import { includedWith } from './included.js';
import type { Met } from './readable.js';
import { bounds, totalOf, wishOf, type Found, type SearchRequest } from './request.js';
import { searchTold } from './told.js';
import { dossierAt } from '../traces/tale.js';
import { record, type Told } from '../traces/trace.js';

/** Searches every stream of the caller's space; a total where it is asked for, or known anyway. */
export async function searchAcross(
  needs: Needs,
  caller: Caller,
  request: SearchRequest,
): Promise<Found> {
  const { query } = request;
  const page = await needs.store.search(await askedAcross(needs, caller, request));
  const given = page.hits.slice(0, wishOf(request).limit);
  const last = given.at(-1);
  const tell = async (more: readonly Met[]): Promise<void> => {
    const streams = [...new Set([...given, ...more].map(({ stream }) => stream))];
    await record(needs, ...(await talesAcross(needs, caller, request, streams)));
  };
  const isPlain = query.includes.length === 0;
  const [versions] = await Promise.all([needs.store.whole(given), isPlain ? tell([]) : undefined]);
  const entries = versions.map((version) => stored(version.type, version));
  const { met, cut } = await includedWith(needs, { caller }, query.includes, entries);
  if (!isPlain) await tell(met);
  return {
    entries,
    included: met.map(({ shown }) => shown),
    cut,
    ...totalOf(request, page),
    ...(page.explanation === undefined ? {} : { explanation: page.explanation }),
    ...(page.hits.length > given.length && last !== undefined
      ? { next: { place: last.place } }
      : {}),
  };
}

/** What the store is asked for a page across streams. */
export async function askedAcross(
  needs: Needs,
  caller: Caller,
  request: SearchRequest,
): Promise<StoreQuery> {
  const { query } = request;
  const asked = await criterionOf(needs, looking(needs, { caller }), query);
  const { total, limit } = wishOf(request);
  const { type } = query;
  const { token } = needs.envelope;
  const criterion = acrossStreams(asked, type, token);
  return {
    within: { space: caller.space },
    type,
    where: narrowOutside(caller, { type, criterion }, token),
    ...bounds(request),
    counted: total === 'accurate' || total === 'estimate' || limit === 0,
  };
}

/** One event for each patient whose dossier was met; one without a patient when none was. */
export async function talesAcross(
  needs: Needs,
  caller: Caller,
  request: SearchRequest,
  streams: readonly string[],
): Promise<Told[]> {
  const told = searchTold(caller, request);
  const dossiers = await Promise.all(streams.map((stream) => dossierAt(needs, caller, stream)));
  const met = dossiers.filter((dossier) => dossier !== undefined);
  return met.length === 0 ? [told] : met.map((dossier) => ({ ...told, dossier }));
}

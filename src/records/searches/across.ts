/**
 * A search across streams: the directory, the registrar's Patients, the test space. Keyset, no
 * snapshot (decision 24).
 */
import type { Caller } from '../../access/caller.js';
import { acrossStreams } from '../../search/across.js';
import { stored } from '../view.js';
import { criterionOf } from './chains.js';
import type { Needs } from '../needs.js';
import { bounds, wishOf, type Found, type SearchRequest } from './request.js';
import { searchTold } from './told.js';
import { dossierAt } from '../traces/tale.js';
import { record, type Told } from '../traces/trace.js';

/** Searches every stream of the caller's space; a total only when asked for. */
export async function searchAcross(
  needs: Needs,
  caller: Caller,
  request: SearchRequest,
): Promise<Found> {
  const { query } = request;
  const asked = await criterionOf(needs, { caller }, query);
  const { total } = wishOf(request);
  const page = await needs.store.search({
    within: { space: caller.space },
    type: query.type,
    where: acrossStreams(asked, query.type, needs.envelope.token),
    ...bounds(request),
    counted: total === 'accurate' || total === 'estimate' || wishOf(request).limit === 0,
  });
  const given = page.hits.slice(0, wishOf(request).limit);
  const last = given.at(-1);
  await record(
    needs,
    ...(await tales(needs, caller, request, [...new Set(given.map(({ stream }) => stream))])),
  );
  return {
    entries: given.map(({ version }) => stored(version.type, version)),
    ...(page.total === undefined ? {} : { total: page.total }),
    ...(page.hits.length > given.length && last !== undefined
      ? { next: { place: last.place } }
      : {}),
  };
}

/** One event for each patient whose dossier was met; one without a patient when none was. */
async function tales(
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

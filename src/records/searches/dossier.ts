/** A search in one dossier, at one head: criteria, rights and page in one bounded query. */
import type { Caller } from '../../access/caller.js';
import { existenceFor } from '../../access/existence.js';
import { narrow, notArchived } from '../../access/narrow.js';
import type { Shown } from '../../fhir/version.js';
import { leavesOutArchived } from '../../search/patient.js';
import type { Criterion } from '../../search/query.js';
import { mostConfidential } from '../../terminology/confidentiality.js';
import type { Hit, Page, StoreQuery } from '../../storage/store.js';
import type { VersionFacts } from '../../storage/kept.js';
import { factsOf, looker, visit, type Visit } from '../judge.js';
import type { Needs } from '../needs.js';
import { byClass } from '../traces/classes.js';
import { record, type Told } from '../traces/trace.js';
import { versionsAt } from '../versions-at.js';
import { shownVersion } from '../view.js';
import { criterionOf, looking, type Looking } from './chains.js';
import { enterFor } from './entering.js';
import type { Searcher } from './ground.js';
import { withdrawnReferences, withoutThese } from './hidden.js';
import { includedWith } from './included.js';
import type { SearchPlace } from './named.js';
import { orderAsShown } from './ordering.js';
import { bounds, wishOf, type Found, type SearchRequest } from './request.js';
import { searchTold, toldIn } from './told.js';

/**
 * Searches a dossier; refused with 403 where the caller has no access to it at all (decision 16).
 */
export async function searchDossier(
  needs: Needs,
  caller: Caller,
  request: SearchRequest,
  place: SearchPlace & { kind: 'dossier' },
): Promise<Found> {
  const at = await enterFor(needs, caller, request.query, place);
  // Who may know that the patient is there may know no more by that.
  const by = { caller: at.caller, at: visit(needs, caller, place.head) };
  const page = await needs.store.search(await asked(needs, by, at, request));
  if (request.query.includes.length > 0) return withIncluded(needs, by, { at, page, request });
  const [answer] = await Promise.all([
    found(needs, at, page, request),
    record(needs, ...tales(at, request, given(request, page))),
  ]);
  return { ...answer, ...existenceIn(at) };
}

/** Whoever only checks existence is told how they stand to what they found. */
function existenceIn({ caller, policy, entry, now }: Visit): Pick<Found, 'existence'> {
  if (policy.kind !== 'dossier' || entry.kind !== 'whole' || entry.role !== 'named') return {};
  return { existence: existenceFor(caller, policy, now) };
}

/** What the store is asked for a page of a dossier. */
export async function asked(
  needs: Needs,
  by: Searcher & { readonly at: Visit },
  at: Visit,
  request: SearchRequest,
): Promise<StoreQuery> {
  const n = request.page?.head ?? at.head.n;
  const look = { ...looking(needs, by), at: by.at };
  const [where, order] = await Promise.all([
    conditions(needs, look, at, request),
    orderAsShown(needs, look, request.query, n),
  ]);
  const { type } = request.query;
  return { within: { head: at.head, n }, type, where, ...bounds(request), order };
}

interface Answering {
  readonly at: Visit;
  readonly page: Page;
  readonly request: SearchRequest;
}

/** The page with what goes with it, recorded when that is known. */
async function withIncluded(
  needs: Needs,
  by: Searcher,
  { at, page, request }: Answering,
): Promise<Found> {
  const answer = await found(needs, at, page, request);
  const { met, cut } = await includedWith(needs, by, request.query.includes, answer.entries);
  const inside = met.filter(({ stream }) => stream === at.head.stream);
  await record(needs, ...tales(at, request, [...given(request, page), ...inside]));
  const confidentiality = mostConfidential([answer.confidentiality, ...met.map(levelOf)]);
  return { ...answer, confidentiality, included: met.map(({ shown }) => shown), cut };
}

/** What a search asks, and what its caller may see, as one criterion. */
export async function conditions(
  needs: Needs,
  look: Looking,
  at: Visit,
  request: SearchRequest,
): Promise<Criterion> {
  const { query, page } = request;
  const { token } = needs.envelope;
  const isLater = (page?.head ?? at.head.n) < at.head.n;
  const gone = isLater
    ? [...(await look.hidden()), ...(await withdrawnReferences(needs, at, query.type))]
    : [];
  const wanted = await criterionOf(needs, look, query, page?.head);
  const leavesOut =
    request.archivedToo !== true && leavesOutArchived(needs.rules.parameters, query);
  const archived = leavesOut ? [notArchived(token)] : [];
  return {
    kind: 'all',
    of: [
      wanted,
      narrow(looker(needs, at), query.type),
      ...archived,
      // A later page reads the first page's head, under the rights and labels of now: what is
      // hidden or withdrawn since is not given (decision 24).
      ...withoutThese(query.type, gone),
    ],
  };
}

/**
 * One event with the query; one more for each class of documents given that some readers of the
 * trace may not see.
 */
export function tales(
  at: Visit,
  request: SearchRequest,
  shown: readonly { readonly version: VersionFacts }[],
): Told[] {
  const classes = byClass(
    shown.map(({ version }) => ({
      reference: `${version.type}/${version.id}`,
      facts: factsOf(version),
    })),
  );
  const open: Told = {
    ...searchTold(at.caller, request),
    ...toldIn(at, request.query.type, request.as),
    query: request.asked,
  };
  const hidden = [...classes]
    .filter(([key]) => key !== '')
    .map(([, members]) => members.map(({ reference }) => reference));
  return [
    open,
    ...hidden.map((about) => ({
      ...toldIn(at, request.query.type, request.as),
      about,
      entities: about.map((what) => ({ what, role: 'domain' as const })),
      query: request.asked,
    })),
  ];
}

function given(request: SearchRequest, page: Page): readonly Hit[] {
  return page.hits.slice(0, wishOf(request).limit);
}

/** The hits of a page as their searcher may see them. */
export async function found(
  needs: Needs,
  at: Visit,
  page: Page,
  request: SearchRequest,
): Promise<Found> {
  const hits = given(request, page);
  const entries = await shownHits(needs, at, hits);
  const last = hits.at(-1);
  const more = page.hits.length > hits.length && last !== undefined;
  const head = request.page?.head ?? at.head.n;
  const confidentiality = mostConfidential(hits.map(levelOf));
  return {
    ...{ entries, confidentiality },
    ...(page.total === undefined ? {} : { total: page.total }),
    ...(page.explanation === undefined ? {} : { explanation: page.explanation }),
    ...(more ? { next: { head, place: last.place } } : {}),
  };
}

function levelOf({ version }: { readonly version: VersionFacts }): string | undefined {
  return factsOf(version).confidentiality;
}

/** The hits as their searcher sees them. */
export async function shownHits(
  needs: Needs,
  at: Visit,
  hits: readonly Hit[],
): Promise<readonly Shown[]> {
  const [seeing, versions] = await Promise.all([
    withPointers(needs, at, hits),
    needs.store.whole(hits),
  ]);
  return Promise.all(versions.map((version) => shownVersion(needs, seeing, version.type, version)));
}

/** The visit with all that the hits point at, in one look-up. */
async function withPointers(needs: Needs, at: Visit, hits: readonly Hit[]): Promise<Visit> {
  const pointers = new Set(hits.flatMap(({ version }) => factsOf(version).pointsAt ?? []));
  const found = await versionsAt(needs, at, [...pointers]);
  return { ...at, known: new Map([...pointers].map((name) => [name, found.get(name)])) };
}

/**
 * A search of several types at once: of one dossier, or across streams. Each type is a query of its
 * own, under its own rights; their hits are merged in the one order asked for, the types in turn
 * where places are equal. https://hl7.org/fhir/R4/http.html#vsearch
 */
import type { Caller } from '../../access/caller.js';
import { coveredByScope } from '../../access/decide.js';
import { mayEver } from '../../access/rights.js';
import { problem } from '../../fhir/problem.js';
import type { Shown } from '../../fhir/version.js';
import type { Query } from '../../search/conditions.js';
import { comparePlaces, type Order, type Place } from '../../search/query.js';
import type { Hit, Page, StoreQuery } from '../../storage/store.js';
import { visit, type Visit } from '../judge.js';
import type { Needs } from '../needs.js';
import { record } from '../traces/trace.js';
import { stored } from '../view.js';
import { settle } from '../where.js';
import { askedAcross, talesAcross } from './across.js';
import { asked, shownHits, tales } from './dossier.js';
import { enterFor } from './entering.js';
import type { Searcher } from './ground.js';
import { includedWith } from './included.js';
import { placeNamed, type SearchPlace } from './named.js';
import type { Met } from './readable.js';
import { NEWEST_FIRST, totalOf, wishOf, type Found, type SearchRequest } from './request.js';
import { refusal } from './search.js';
import { searchTold } from './told.js';

/** The searches of one request, a type each, all else alike. */
export interface TypesRequest extends Omit<SearchRequest, 'query'> {
  readonly queries: readonly [Query, ...Query[]];
  /** Whether the searcher named the types; else those that they may not search are left out. */
  readonly named: boolean;
}

/** Searches several types. Fails as a search of one does. */
export async function searchTypes(
  needs: Needs,
  given: Caller,
  request: TypesRequest,
): Promise<Found> {
  const caller = await settle(needs, given);
  const requests = await allowed(needs, caller, request);
  const [first] = requests;
  const places = await Promise.all(requests.map(({ query }) => placeNamed(needs, caller, query)));
  const place = onePlace(requests, places);
  if (place.kind === 'nobody') {
    await record(needs, searchTold(caller, first));
    return { entries: [], total: 0 };
  }
  const answering =
    place.kind === 'dossier'
      ? await inDossier(needs, caller, requests, place)
      : await across(needs, caller, requests);
  return answer(needs, requests, answering);
}

type Requests = readonly [SearchRequest, ...SearchRequest[]];

async function allowed(needs: Needs, caller: Caller, request: TypesRequest): Promise<Requests> {
  const { queries, named: _named, ...rest } = request;
  const found: SearchRequest[] = [];
  for (const query of queries) {
    const each = {
      ...rest,
      query: { ...query, wanted: { ...query.wanted, order: orderOf(query) } },
    };
    const isCovered = coveredByScope(caller, 'search', query.type);
    if (isCovered && mayEver(caller.kind, 'search', query.type)) found.push(each);
    else if (request.named) {
      const code = isCovered ? 'not-allowed' : 'insufficient-scope';
      throw await refusal(needs, caller, each, code);
    }
  }
  const [first, ...others] = found;
  if (first !== undefined) return [first, ...others];
  throw await refusal(needs, caller, { ...rest, query: queries[0] }, 'not-allowed');
}

/** Ids alone are no total order of several types: places with equal values must be told apart. */
function orderOf({ wanted }: Query): Order {
  const { order = NEWEST_FIRST } = wanted;
  return { ...order, then: [...(order.then ?? []), { by: 'id', descending: false }] };
}

/** Who may look for Patients anywhere looks for one among other types where these are. */
function onePlace(requests: Requests, places: readonly SearchPlace[]): SearchPlace {
  const isAnywhere = ({ kind }: SearchPlace, at: number): boolean =>
    kind === 'across' && requests[at]?.query.type === 'Patient';
  const others = places.filter((place, at) => !isAnywhere(place, at));
  const binding = others.length === 0 ? places : others;
  const [first] = binding;
  if (first !== undefined && binding.every(({ kind }) => kind === first.kind)) return first;
  throw problem('invalid-search', {
    why: 'Types that belong to dossiers and types that do not are searched apart. Name some of one kind in _type.',
    french:
      "Les types qui appartiennent aux dossiers et les autres se cherchent à part. En nommer d'une seule sorte dans _type.",
  });
}

/** What was asked of the store, and how its hits are shown and told. */
interface Answering {
  readonly queries: readonly StoreQuery[];
  readonly by: Searcher;
  readonly head?: number;
  shown(hits: readonly Hit[]): Promise<readonly Shown[]>;
  tell(hits: readonly Hit[], met: readonly Met[]): Promise<void>;
}

async function inDossier(
  needs: Needs,
  caller: Caller,
  requests: Requests,
  place: SearchPlace & { kind: 'dossier' },
): Promise<Answering> {
  const [first] = requests;
  // As a search of one type that is not Patient: who may know that a patient is there sees no more.
  const any = { ...first, query: { ...first.query, type: 'Resource' } };
  const at = await enterFor(needs, caller, any.query, place);
  const by: Searcher & { at: Visit } = {
    caller: at.caller,
    at: visit(needs, caller, place.head),
  };
  const held = await needs.store.typesIn(at.head);
  const asking = requests.filter(({ query }) => held.has(query.type));
  return {
    queries: await Promise.all(asking.map((each) => asked(needs, by, at, each))),
    by,
    head: first.page?.head ?? at.head.n,
    shown: (hits) => shownHits(needs, at, hits),
    tell: (hits, met) => {
      const inside = met.filter(({ stream }) => stream === at.head.stream);
      return record(needs, ...tales(at, any, [...hits, ...inside]));
    },
  };
}

async function across(needs: Needs, caller: Caller, requests: Requests): Promise<Answering> {
  const [first] = requests;
  const any = { ...first, query: { ...first.query, type: 'Resource' } };
  return {
    queries: await Promise.all(requests.map((each) => askedAcross(needs, caller, each))),
    by: { caller },
    shown: async (hits) => {
      const versions = await needs.store.whole(hits);
      return versions.map((version) => stored(version.type, version));
    },
    tell: async (hits, met) => {
      const streams = [...new Set([...hits, ...met].map(({ stream }) => stream))];
      await record(needs, ...(await talesAcross(needs, caller, any, streams)));
    },
  };
}

async function answer(needs: Needs, requests: Requests, answering: Answering): Promise<Found> {
  const [first] = requests;
  const pages = await Promise.all(
    answering.queries.map((query) =>
      // Of the hits of all types few are given.
      needs.store.search({ ...query, ...from(first, requests, query), whole: false }),
    ),
  );
  const merged = mergedHits(requests, answering.queries, pages);
  const hits = merged.slice(0, wishOf(first).limit);
  const entries = await answering.shown(hits);
  const { includes } = first.query;
  const { met, cut } = await includedWith(needs, answering.by, includes, entries);
  await answering.tell(hits, met);
  const last = hits.at(-1);
  const { head } = answering;
  return {
    entries,
    included: met.map(({ shown }) => shown),
    cut,
    ...totalOfAll(first, pages),
    ...(merged.length > hits.length && last !== undefined
      ? {
          next: {
            ...(head === undefined ? {} : { head }),
            place: last.place,
            type: last.version.type,
          },
        }
      : {}),
  };
}

/** Where a type goes on: of types that come before the last one given, what is equal was given. */
function from(
  { page }: SearchRequest,
  requests: Requests,
  { type }: StoreQuery,
): { readonly after?: Place } {
  if (page?.type === undefined || page.type === type) return {};
  const types = requests.map(({ query }) => query.type);
  const isBefore = types.indexOf(type) < types.indexOf(page.type);
  return { after: { ...page.place, ...ends(page.place, isBefore) } };
}

/** Before and behind every id: ids are of letters, digits, hyphens and dots. */
function ends({ then = [] }: Place, isBehind: boolean): Pick<Place, 'id' | 'then'> {
  const id = isBehind ? '~' : '';
  return { id, then: [...then.slice(0, -1), id] };
}

function mergedHits(
  requests: Requests,
  queries: readonly StoreQuery[],
  pages: readonly Page[],
): readonly Hit[] {
  const types = requests.map(({ query }) => query.type);
  const [order = NEWEST_FIRST] = queries.map((query) => query.order);
  const alone = (hit: Hit): Place => ({
    value: hit.place.value,
    then: (hit.place.then ?? []).slice(0, -1),
    id: '',
  });
  return pages
    .flatMap(({ hits }) => hits)
    .sort(
      (a, b) =>
        comparePlaces(order, alone(a), alone(b)) ||
        types.indexOf(a.version.type) - types.indexOf(b.version.type) ||
        comparePlaces(order, a.place, b.place),
    );
}

function totalOfAll(request: SearchRequest, pages: readonly Page[]): { readonly total?: number } {
  const totals = pages.flatMap((page) => totalOf(request, page).total ?? []);
  return totals.length < pages.length ? {} : { total: totals.reduce((sum, each) => sum + each, 0) };
}

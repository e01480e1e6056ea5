/**
 * What the program publishes of itself and of packages, codes and definitions: no dossier's and
 * nobody's, so every caller who is known reads and searches it, whatever the scope; it is traced as
 * everything is. The tester has a space of its own instead.
 */
import type { Caller } from '../../access/caller.js';
import { relative, type Address } from '../../fhir/resource.js';
import type { Shown } from '../../fhir/version.js';
import { criteriaOf } from '../../search/criteria.js';
import { comparePlaces, fold, keysOf, matches } from '../../search/query.js';
import type { Criterion, Place, SortKey, SortValue } from '../../search/query.js';
import type { Needs } from '../needs.js';
import type { Publication } from '../rules.js';
import { record, type Told } from '../traces/trace.js';
import { wishOf, type Found, type SearchRequest } from './request.js';
import { searchTold } from './told.js';

/** What a type has for a caller; undefined where it is not published. */
function publishedFor(
  { rules }: Needs,
  { space, kind }: Caller,
  type: string,
): readonly Publication[] | undefined {
  return space === 'main' && kind !== 'unknown' ? rules.published(type) : undefined;
}

/** The published resource at an address, its one version, traced; undefined where none is there. */
export async function readPublished(
  needs: Needs,
  caller: Caller,
  address: Address,
  interaction: Told['interaction'],
): Promise<Shown | undefined> {
  const all = publishedFor(needs, caller, address.type);
  const found = all?.find(({ shown }) => shown.id === address.id)?.shown;
  if (found === undefined || (address.version ?? found.version) !== found.version) return undefined;
  await record(needs, {
    ...{ caller, interaction },
    ...{ outcome: 'success', because: 'published' },
    entities: [{ what: relative(address), role: 'domain' }],
    about: [],
  });
  return found;
}

/** A search of what is published; undefined where the type is not. Chains lead nowhere. */
export async function searchPublished(
  needs: Needs,
  caller: Caller,
  request: SearchRequest,
): Promise<Found | undefined> {
  const { query, page } = request;
  const all = publishedFor(needs, caller, query.type);
  if (all === undefined) return undefined;
  const { parameters } = needs.rules;
  const { order, limit, total } = wishOf(request);
  const criterion = criteriaOf(query, { parameters, token: needs.envelope.token });
  const hits = all
    .filter((each) => holds(criterion, each))
    .map((each) => ({ shown: each.shown, place: placeOf(each, keysOf(order)) }))
    .sort((a, b) => comparePlaces(order, a.place, b.place));
  const after = page?.place;
  const rest =
    after === undefined ? hits : hits.filter(({ place }) => comparePlaces(order, place, after) > 0);
  const given = rest.slice(0, limit);
  const last = given.at(-1);
  await record(needs, searchTold(caller, request));
  return {
    entries: given.map(({ shown }) => shown),
    ...(total === 'none' ? {} : { total: hits.length }),
    ...(rest.length > given.length && last !== undefined ? { next: { place: last.place } } : {}),
  };
}

function holds(criterion: Criterion, { shown, index }: Publication): boolean {
  const tokens = new Set(index.tokens);
  return matches(criterion, {
    ...{ id: shown.id, written: shown.written, tokens: () => tokens },
    ranges: (param) => index.ranges[param] ?? [],
    texts: (param) => index.texts[param] ?? [],
  });
}

function placeOf(of: Publication, keys: readonly SortKey[]): Place {
  const [value = null, ...then] = keys.map((key) => sortValue(of, key));
  return { value, then, id: of.shown.id };
}

/** The least value where the order ascends, the greatest where it descends. */
function sortValue({ shown, index }: Publication, { by, descending }: SortKey): SortValue {
  if (by === 'id') return shown.id;
  if (by === 'written') return shown.written;
  if (by === 'at') return index.at;
  if ('text' in by) {
    const texts = (index.texts[by.text] ?? []).map(fold).sort();
    return texts.at(descending ? -1 : 0) ?? null;
  }
  const ends = (index.ranges[by.range] ?? []).map(({ lo, hi }) =>
    descending ? (hi ?? Infinity) : (lo ?? -Infinity),
  );
  if (ends.length === 0) return null;
  return descending ? Math.max(...ends) : Math.min(...ends);
}

/**
 * What goes with the matches of a page: `_include` and `_revinclude`. Each is read or found under
 * the rights of the searcher; what is hidden or unknown is simply not there. Bounded: whoever asks
 * for more is told so. https://hl7.org/fhir/R4/search.html#include
 */
import { notArchived } from '../../access/narrow.js';
import { parseJson } from '../../fhir/json.js';
import type { Resource } from '../../fhir/resource.js';
import type { Shown } from '../../fhir/version.js';
import type { Include } from '../../search/conditions.js';
import { referenceToken } from '../../search/indexing/tokens.js';
import { includedBy, linksOf } from '../../search/links.js';
import type { SearchableType } from '../../search/parameters.js';
import type { Criterion } from '../../search/query.js';
import type { Needs } from '../needs.js';
import { nameOf } from '../versions-at.js';
import { hiddenReferences, withoutThese } from './hidden.js';
import { groundOf, type Searcher } from './ground.js';
import { readable, shownTo, type Met } from './readable.js';

/** Resources included in a page, at most. */
const INCLUDED_MAX = 500;
/** How often includes are made from what was included. */
const ROUNDS_MAX = 5;

/** What is included, and whether there would have been more. */
export interface Included {
  readonly met: readonly Met[];
  readonly cut: boolean;
}

/** What the includes add to the matches, each once. */
export async function includedWith(
  needs: Needs,
  by: Searcher,
  includes: readonly Include[],
  matches: readonly Shown[],
): Promise<Included> {
  const given = new Set(matches.map(nameOf));
  const met: Met[] = [];
  let [from, asked]: [readonly Shown[], readonly Include[]] = [matches, includes];
  for (let round = 0; from.length > 0 && asked.length > 0; round++) {
    if (round === ROUNDS_MAX) return { met, cut: true };
    const { met: more, cut } = await oneRound(needs, by, { asked, from, given });
    const taken = more.slice(0, INCLUDED_MAX - met.length);
    met.push(...taken);
    if (cut || taken.length < more.length) return { met, cut: true };
    from = taken.map(({ shown }) => shown);
    asked = includes.filter(({ iterate }) => iterate);
  }
  return { met, cut: false };
}

interface Round {
  readonly asked: readonly Include[];
  readonly from: readonly Shown[];
  /** What is in the page already, by `Type/id`; what this round adds is added to it. */
  readonly given: Set<string>;
}

async function oneRound(needs: Needs, by: Searcher, round: Round): Promise<Included> {
  const [forward, backward] = await Promise.all([
    referred(needs, by, round),
    referring(needs, by, round),
  ]);
  const met = [...forward.met, ...backward.met].filter(({ shown }) => {
    const name = nameOf(shown);
    if (round.given.has(name)) return false;
    round.given.add(name);
    return true;
  });
  return { met, cut: forward.cut || backward.cut };
}

/** What the resources refer to. */
async function referred(needs: Needs, by: Searcher, round: Round): Promise<Included> {
  const asked = round.asked.filter(({ reverse }) => !reverse);
  if (asked.length === 0) return NOTHING;
  const { parameters } = needs.rules;
  const named = round.from.flatMap(({ body }) => {
    const resource = parseJson(body) as Resource; // as stored
    return asked.flatMap((include) => includedBy(parameters, resource, include));
  });
  const names = [...new Set(named)].filter((name) => !round.given.has(name));
  const met = await readable(needs, by, names.slice(0, INCLUDED_MAX));
  return { met, cut: names.length > INCLUDED_MAX };
}

const NOTHING: Included = { met: [], cut: false };

/** What refers to the resources: a search of each type that does. */
async function referring(needs: Needs, by: Searcher, round: Round): Promise<Included> {
  const asked = round.asked.filter(({ reverse }) => reverse);
  const types = asked.length === 0 ? [] : [...needs.rules.parameters.types.values()];
  const found = await Promise.all(
    types.map(async (type) => {
      const tokens = linksTo(round.from, asked, type).map(needs.envelope.token);
      return tokens.length === 0 ? NOTHING : foundBy(needs, by, type.name, tokens);
    }),
  );
  return { met: found.flatMap(({ met }) => met), cut: found.some(({ cut }) => cut) };
}

/** The clear tokens by which a type is found that refers to any of the resources as asked. */
function linksTo(
  from: readonly Shown[],
  asked: readonly Include[],
  type: SearchableType,
): readonly string[] {
  return asked.flatMap((include) => {
    const referred = from.filter((one) => include.to === undefined || one.type === include.to);
    return linksOf(type, include).flatMap(({ code, targets }) =>
      referred
        .filter((one) => targets?.includes(one.type) ?? true)
        .map((one) => referenceToken(code, nameOf(one))),
    );
  });
}

async function foundBy(
  needs: Needs,
  by: Searcher,
  type: string,
  tokens: readonly string[],
): Promise<Included> {
  const refers: Criterion = { kind: 'any', of: tokens.map((token) => ({ kind: 'token', token })) };
  const ground = groundOf(needs, by, type, {
    kind: 'all',
    of: [refers, notArchived(needs.envelope.token), ...(await visibleLists(needs, by, type))],
  });
  if (ground === undefined) return NOTHING;
  const order = { by: 'id', descending: false } as const;
  const limit = INCLUDED_MAX + 1;
  const asked = { ...ground, order, limit, counted: false, whole: true };
  const page = await needs.store.search(asked);
  const versions = await needs.store.whole(page.hits.slice(0, INCLUDED_MAX));
  const met = await Promise.all(
    versions.map(async (version, index) => {
      const { stream = '' } = page.hits[index] ?? {};
      return { stream, version, shown: await shownTo(needs, by, version) };
    }),
  );
  return { met, cut: page.hits.length > INCLUDED_MAX };
}

/** A list is hidden when all its entries are. */
async function visibleLists(
  needs: Needs,
  { at }: Searcher,
  type: string,
): Promise<readonly Criterion[]> {
  if (type !== 'List' || at === undefined) return [];
  return withoutThese(type, [...(await hiddenReferences(needs, at))]);
}

/**
 * What a version is found by, made anew from what it says: to prove that its index holds that, and
 * to give a store, or a copy of one, the index that the rules of now make.
 */
import type { Facts } from '../access/facts.js';
import { parseJson } from '../fhir/json.js';
import type { Resource } from '../fhir/resource.js';
import type { IndexEntry } from '../search/query.js';
import type { NewVersion } from '../storage/kept.js';
import type { Store } from '../storage/store.js';
import type { Rules } from './rules.js';

/** The index as the rules make it now; undefined where the body cannot be read. */
export function indexAnew(
  rules: Rules,
  version: NewVersion,
  which: 'index' | 'indexSearched' = 'index',
): IndexEntry | undefined {
  try {
    const resource = parseJson(version.body) as Resource; // stored after validation
    const facts = version.facts as unknown as Facts; // written by `facts.ts`
    // One token alone is that of a document which waits for its release.
    const everywhere = version.index.wide.length > 1;
    return rules[which](resource, facts, { written: version.written, everywhere });
  } catch {
    return undefined;
  }
}

/** The version with its index made anew. What is found by nothing, swept or deleted, stays so. */
export function reindexed(rules: Rules, version: NewVersion): NewVersion {
  if (version.gone || version.index.tokens.length === 0) return version;
  return { ...version, index: indexAnew(rules, version) ?? version.index };
}

/** What a store is indexed anew with, and which types of it. */
export interface Reindexing {
  readonly store: Store;
  readonly rules: Rules;
  readonly types: readonly string[];
}

/**
 * Makes the index of all versions of some types anew, in place; how many of them it changed. May be
 * interrupted and done again.
 */
export async function reindexStore({ store, rules, types }: Reindexing): Promise<number> {
  let count = 0;
  for await (const { stream, n, versions } of store.journal()) {
    const anew = versions
      .filter(({ type }) => types.includes(type))
      .map((version) => ({ version, made: reindexed(rules, version) }))
      .filter(({ version, made }) => isOther(version.index, made.index));
    if (anew.length === 0) continue;
    await store.intake.index(
      ...([stream, n] as const),
      anew.map(({ made }) => made),
    );
    count += anew.length;
  }
  return count;
}

function isOther(before: IndexEntry, after: IndexEntry): boolean {
  return canonical(before) !== canonical(after);
}

/** The order of names says nothing. */
function canonical({ tokens, wide, ranges, texts, at }: IndexEntry): string {
  const named = (all: object): unknown => Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([[...tokens].sort(), [...wide].sort(), named(ranges), named(texts), at]);
}

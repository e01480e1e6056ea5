/**
 * What a version is found by, made anew from what it says: to prove that its index holds that, and
 * to give a copy of a store the index that the rules of now make.
 */
import type { Facts } from '../access/facts.js';
import { parseJson } from '../fhir/json.js';
import type { Resource } from '../fhir/resource.js';
import type { IndexEntry } from '../search/query.js';
import type { NewVersion } from '../storage/kept.js';
import type { Rules } from './rules.js';

/** The index as the rules make it now; undefined where the body cannot be read. */
export function indexAnew(rules: Rules, version: NewVersion): IndexEntry | undefined {
  try {
    const resource = parseJson(version.body) as Resource; // stored after validation
    const facts = version.facts as unknown as Facts; // written by `facts.ts`
    // One token alone is that of a document which waits for its release.
    const everywhere = version.index.wide.length > 1;
    return rules.index(resource, facts, { written: version.written, everywhere });
  } catch {
    return undefined;
  }
}

/** The version with its index made anew. What is found by nothing, swept or deleted, stays so. */
export function reindexed(rules: Rules, version: NewVersion): NewVersion {
  if (version.gone || version.index.tokens.length === 0) return version;
  return { ...version, index: indexAnew(rules, version) ?? version.index };
}

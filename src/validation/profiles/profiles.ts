/**
 * The profiles this server knows, each with the rules of its bases, made ready once. A fault in
 * the data of a profile stops the start of the server, not a request.
 * https://hl7.org/fhir/R4/profiling.html
 */
import type { ProfileDefinition, Rule } from './constraint.js';

/** A rule with its path taken apart. */
export interface ReadyRule {
  readonly rule: Rule;
  /** The names that lead to the elements which the values belong to. */
  readonly way: readonly string[];
  /** The name of the values. */
  readonly last: string;
  readonly rules: readonly ReadyRule[];
}

/** A profile with all that holds for it. */
export interface Profile {
  readonly url: string;
  readonly title: string;
  readonly type: string;
  readonly rules: readonly ReadyRule[];
  readonly checks: readonly string[];
  /** Its bases' canonicals. */
  readonly bases: ReadonlySet<string>;
}

/** Profiles by canonical. */
export type Profiles = ReadonlyMap<string, Profile>;

/** Makes profiles ready. Throws when two share a canonical, or one names a missing one. */
export function readyProfiles(definitions: readonly ProfileDefinition[]): Profiles {
  const byUrl = new Map(definitions.map((definition) => [definition.url, definition]));
  if (byUrl.size < definitions.length) throw new Error('two profiles have the same canonical');
  return new Map(definitions.map((found) => [found.url, readyProfile(found, byUrl)]));
}

type Definitions = ReadonlyMap<string, ProfileDefinition>;

function readyProfile(definition: ProfileDefinition, byUrl: Definitions): Profile {
  const line = lineOf(definition, byUrl);
  const rules = line.flatMap((one) => one.rules);
  for (const url of rules.flatMap(profilesIn)) known(url, byUrl);
  return {
    url: definition.url,
    title: definition.title,
    type: definition.type,
    rules: rules.map(readyRule),
    checks: line.flatMap((one) => one.checks ?? []),
    bases: new Set(line.slice(0, -1).map((one) => one.url)),
  };
}

/** A profile and its bases, the widest first. */
function lineOf(definition: ProfileDefinition, byUrl: Definitions): ProfileDefinition[] {
  if (definition.base === undefined) return [definition];
  return [...lineOf(known(definition.base, byUrl), byUrl), definition];
}

function known(url: string, byUrl: Definitions): ProfileDefinition {
  const found = byUrl.get(url);
  if (!found) throw new Error(`a profile names ${url}, which is not among the profiles`);
  return found;
}

function profilesIn(rule: Rule): string[] {
  const own = rule.profile === undefined ? [] : [rule.profile];
  return [...own, ...(rule.rules ?? []).flatMap(profilesIn)];
}

function readyRule(rule: Rule): ReadyRule {
  const names = rule.path.split('.');
  const last = names.pop() ?? '';
  return { rule, way: names, last, rules: (rule.rules ?? []).map(readyRule) };
}

/** Those of some profiles that no other one of them builds on: judging them judges all. */
export function narrowest(urls: ReadonlySet<string>, profiles: Profiles): Profile[] {
  const found = [...urls].flatMap((url) => profiles.get(url) ?? []);
  return found.filter((one) => !found.some((other) => other.bases.has(one.url)));
}

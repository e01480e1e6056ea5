/**
 * Membership of codes in the value sets of some ValueSet and CodeSystem resources: those that list
 * their codes, or take whole code systems that do. What cannot be listed is not known.
 * https://hl7.org/fhir/R4/valueset.html#compositions
 */
import { objects, text as textOf } from '../../fhir/elements.js';
import type { JsonObject } from '../../fhir/json.js';
import type { CodeSet } from '../../fhir/structure.js';
import type { Codes } from './judging.js';
import { withoutVersion } from './lineage.js';

type Listed = ReadonlyMap<string, ReadonlySet<string>>;

const CORE = 'http://hl7.org/fhir/ValueSet/';

/**
 * The codes of some resources, over those of R4's required bindings (`structure.json`). Each value
 * set is listed when it is first asked about.
 */
export function makeCodes(
  resources: readonly JsonObject[],
  ofR4: Readonly<Record<string, CodeSet>>,
): Codes {
  const byUrl = new Map(resources.map((one) => [textOf(one['url']) ?? '', one]));
  const lists = new Map<string, Listed | undefined>();
  const listOf = (url: string): Listed | undefined => {
    if (!lists.has(url)) {
      // Until it is known, a value set that holds itself is not.
      lists.set(url, undefined);
      lists.set(url, made(url));
    }
    return lists.get(url);
  };
  const made = (url: string): Listed | undefined => {
    const core = ofR4[url.replace(CORE, '')];
    if (core) return new Map(Object.entries(core).map(([system, all]) => [system, new Set(all)]));
    const compose = objects(byUrl.get(url)?.['compose'])[0];
    if (compose === undefined || compose['exclude'] !== undefined) return undefined;
    return united(objects(compose['include']).map((one) => included(one, byUrl, listOf)));
  };
  return {
    isMember: (valueSet, system, code) => {
      const list = listOf(withoutVersion(valueSet));
      if (list === undefined) return undefined;
      if (system !== undefined) return list.get(system)?.has(code) ?? false;
      return [...list.values()].some((codes) => codes.has(code));
    },
  };
}

function included(
  include: JsonObject,
  byUrl: ReadonlyMap<string, JsonObject>,
  listOf: (url: string) => Listed | undefined,
): Listed | undefined {
  if (include['filter'] !== undefined) return undefined;
  const system = textOf(include['system']);
  const sets = objects([include['valueSet']].flat().map((url) => ({ url })));
  if (system === undefined) {
    return united(sets.map(({ url }) => listOf(withoutVersion(textOf(url) ?? ''))));
  }
  const whole = byUrl.get(system);
  const isWhole = whole?.['content'] === 'complete' || whole?.['content'] === undefined;
  const concepts = include['concept'] ?? (isWhole ? whole?.['concept'] : undefined);
  return concepts === undefined || include['valueSet'] !== undefined
    ? undefined
    : new Map([[system, new Set(codesIn(concepts))]]);
}

function codesIn(concepts: unknown): string[] {
  return objects(concepts).flatMap((one) => [
    ...(typeof one['code'] === 'string' ? [one['code']] : []),
    ...codesIn(one['concept']),
  ]);
}

function united(parts: readonly (Listed | undefined)[]): Listed | undefined {
  const all = new Map<string, Set<string>>();
  for (const part of parts) {
    if (part === undefined) return undefined;
    for (const [system, codes] of part) {
      all.set(system, new Set([...(all.get(system) ?? []), ...codes]));
    }
  }
  return all;
}

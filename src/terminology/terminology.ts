/**
 * The code systems, value sets and concept maps that are known, found by canonical URL. Pure: made
 * of resources, it looks nothing up elsewhere. https://hl7.org/fhir/R4/terminology-module.html
 */
import { withoutVersion } from '../fhir/reference.js';
import { text } from '../fhir/elements.js';
import type { Resource } from '../fhir/resource.js';
import { makeCodeSystem, partOf } from './code-system.js';
import { makeValueSet, type Known, type Sources, type ValueSet } from './value-set.js';

/** What is known of codes. Of a canonical with a version after `|` only that version is found. */
export interface Terminology extends Sources {
  /** Of every concept map, in the order given. */
  readonly conceptMaps: readonly Resource[];
  /** The code systems and value sets, by canonical URL. */
  readonly urls: Readonly<Record<'codeSystems' | 'valueSets', readonly string[]>>;
  /**
   * Whether a code is in a value set; without a system, whether it is in any. Undefined where that
   * cannot be known here: the value set is unknown, or a code system it includes is, wholly or in
   * part.
   */
  isMember(valueSet: string, system: string | undefined, code: string): Known;
  /** These resources as well, which win over what was known under the same canonical URL. */
  with(resources: readonly Resource[]): Terminology;
}

/** What a terminology is made of beside resources. */
export interface Below {
  /** What is known already; the resources win over it. */
  readonly under?: Terminology;
  /** CodeSystems and ValueSets as JSON, one to a line, read when they are asked for. */
  readonly lines?: readonly string[];
}

/** Makes it of CodeSystems, ValueSets and ConceptMaps; of two with one URL the later wins. */
export function makeTerminology(
  resources: readonly Resource[],
  { under, lines = [] }: Below = {},
): Terminology {
  const shelf = [...lines.flatMap(lineRead), ...resources.map(asRead)];
  const systems = byUrl(shelf.filter(({ type }) => type === 'CodeSystem'));
  const sets = byUrl(shelf.filter(({ type }) => type === 'ValueSet'));
  const maps = resources.filter((each) => each.resourceType === 'ConceptMap');
  const supplements = resources.filter((each) => each['content'] === 'supplement');
  const codeSystem = remembered((canonical) => {
    const resource = found(systems, canonical);
    const extra = supplementsOf(supplements, canonical);
    if (resource !== undefined) return makeCodeSystem(resource, extra);
    const below = under?.codeSystem(canonical);
    return below ?? (extra.length === 0 ? undefined : partOf(withoutVersion(canonical), extra));
  });
  const sources: Sources = {
    codeSystem,
    valueSet: remembered((canonical): ValueSet | undefined => {
      const resource = found(sets, canonical) ?? under?.valueSet(canonical)?.resource;
      return resource === undefined ? undefined : makeValueSet(resource, sources);
    }),
  };
  const terminology: Terminology = {
    ...sources,
    conceptMaps: [...maps, ...(under?.conceptMaps ?? [])],
    urls: {
      codeSystems: union(systems.keys(), under?.urls.codeSystems),
      valueSets: union(sets.keys(), under?.urls.valueSets),
    },
    isMember: (valueSet, system, code) => sources.valueSet(valueSet)?.has(system, code),
    with: (more) =>
      more.length === 0 ? terminology : makeTerminology(more, { under: terminology }),
  };
  return terminology;
}

function union(own: Iterable<string>, others: readonly string[] = []): string[] {
  const urls = [...own].filter((canonical) => !canonical.includes('|'));
  return [...new Set([...urls, ...others])].sort();
}

/** A resource by what it is found by, and how it is read. */
interface Shelved {
  readonly type: string;
  readonly url?: string | undefined;
  readonly version?: string | undefined;
  readonly read: () => Resource;
}

function asRead(resource: Resource): Shelved {
  const isSupplement = resource['content'] === 'supplement';
  return {
    type: isSupplement ? 'supplement' : resource.resourceType,
    url: text(resource['url']),
    version: text(resource['version']),
    read: () => resource,
  };
}

/** A line is parsed when it is wanted: most never are, and there are thousands. */
function lineRead(line: string): Shelved[] {
  const [type, url] = [/"resourceType":"(\w+)"/, /"url":"([^"]+)"/].map((of) => of.exec(line)?.[1]);
  if (type === undefined || url === undefined) return [];
  const version = /"version":"([^"]+)"/.exec(line)?.[1];
  return [{ type, url, version, read: () => JSON.parse(line) as Resource }]; // our own data
}

function byUrl(shelf: readonly Shelved[]): ReadonlyMap<string, () => Resource> {
  const found = new Map<string, () => Resource>();
  for (const { url, version, read } of shelf) {
    if (url === undefined) continue;
    found.set(url, read);
    if (version !== undefined) found.set(`${url}|${version}`, read);
  }
  return found;
}

function found(
  among: ReadonlyMap<string, () => Resource>,
  canonical: string,
): Resource | undefined {
  return among.get(canonical.replace(/\|$/, ''))?.();
}

function supplementsOf(supplements: readonly Resource[], canonical: string): Resource[] {
  return supplements.filter(
    (each) => withoutVersion(text(each['supplements']) ?? '') === withoutVersion(canonical),
  );
}

/** Each answer is worked out once: what it is made of does not change. */
function remembered<T>(find: (canonical: string) => T): (canonical: string) => T {
  const known = new Map<string, T>();
  return (canonical) => {
    if (known.has(canonical)) return known.get(canonical) as T; // put there below
    const answer = find(canonical);
    // What is unknown is not kept: anybody may ask for any name.
    if (answer !== undefined) known.set(canonical, answer);
    return answer;
  };
}

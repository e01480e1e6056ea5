/**
 * The search parameters that loaded packages bring: what is written into the index of the store,
 * and which of them are searched by because the index of all that is stored holds their values.
 */
import type { Load, Searched } from '../../records/packages.js';
import { defineParameters, type Defined, type Unused } from '../../search/defining/define.js';
import { declaredIn, searchParameters } from '../../search/parameters.js';
import type { SearchParameters, Standard } from '../../search/parameters.js';
import type { LoadedPackage } from '../../validation/packages/package.js';
import type { ProfileFiles } from '../profile-files.js';

/** All that packages define. */
interface Definitions {
  readonly defined: readonly Defined[];
  /** SearchParameters that cannot be searched by, and why. */
  readonly unused: readonly Unused[];
}

/** The parameters that these packages define, beside those of the program and of R4. */
export function definedBy(
  packages: readonly Pick<LoadedPackage, 'resources'>[],
  { validation: { structure }, searchParameters, standard }: ProfileFiles,
): Definitions {
  const resources = packages.flatMap(({ resources: all }) => {
    return all.flatMap(({ resource }) =>
      resource.resourceType === 'SearchParameter' ? [resource] : [],
    );
  });
  const ground = { structure, ...declaredIn(searchParameters, standard.types) };
  return defineParameters(resources, ground);
}

/** Parameters as a running server has them: what is given always is what holds now. */
interface Searching {
  /** Those that are searched by. */
  readonly parameters: SearchParameters;
  /** Those whose values are written into the index: all of the former, and some that will be. */
  readonly written: SearchParameters;
  /** Knows this load from now on, in place of the one before. */
  take(load: Load): void;
}

/** Makes them for a load. */
export function makeSearching(
  files: ProfileFiles,
  { base, standard }: { readonly base: string; readonly standard: Standard },
  load: Load,
): Searching {
  const made = (defined: readonly Defined[]): SearchParameters => {
    const types = withDefined(standard.types, defined);
    return searchParameters(files.searchParameters, base, { ...standard, types });
  };
  const knowing = ({ packages, searched }: Load): Omit<Searching, 'take'> => {
    const { defined } = definedBy(packages, files);
    const found = searchedOf(defined, searched);
    const written = made(defined);
    return { written, parameters: found.length === defined.length ? written : made(found) };
  };
  let now = knowing(load);
  return {
    parameters: living(now.parameters, () => now.parameters),
    written: living(now.written, () => now.written),
    take: (next) => {
      now = knowing(next);
    },
  };
}

/** Only types differ from one load to another. */
function living(first: SearchParameters, now: () => SearchParameters): SearchParameters {
  return {
    ...first,
    get types() {
      return now().types;
    },
  };
}

/** R4's parameters with those defined beside them. */
function withDefined(types: Standard['types'], defined: readonly Defined[]): Standard['types'] {
  const all: Record<string, Standard['types'][string]> = { ...types };
  for (const { type, code, data } of defined) all[type] = { ...all[type], [code]: data };
  return all;
}

/** Those whose values the index holds. */
function searchedOf(defined: readonly Defined[], { parameters }: Searched): readonly Defined[] {
  return defined.filter((one) => parameters[nameOf(one)] === valuesIn(one));
}

/**
 * What is searched by from a load on, until the index is made anew: what both before and after
 * have. All other types that either has are stale.
 */
export function searchedFrom(before: Searched, defined: readonly Defined[]): Searched {
  const kept = searchedOf(defined, before);
  const names = new Set(kept.map(nameOf));
  const added = defined.filter((one) => !names.has(nameOf(one))).map(({ type }) => type);
  const lost = Object.keys(before.parameters).filter((name) => !names.has(name));
  const stale = new Set([...before.stale, ...added, ...lost.map(typeIn)]);
  return { parameters: bySortedName(kept), stale: [...stale].sort() };
}

/** Types whose index is to be made anew. */
export function staleOf({ packages, searched }: Load, files: ProfileFiles): readonly string[] {
  return searchedFrom(searched, definedBy(packages, files).defined).stale;
}

/** What is searched by once the index was made anew. */
export function searchedWhole(defined: readonly Defined[]): Searched {
  return { parameters: bySortedName(defined), stale: [] };
}

function bySortedName(defined: readonly Defined[]): Record<string, string> {
  const pairs = defined.map((one) => [nameOf(one), valuesIn(one)] as const);
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function nameOf({ type, code }: Defined): string {
  return `${type}?${code}`;
}

function typeIn(name: string): string {
  return name.slice(0, name.indexOf('?'));
}

/** Of what its values depend on, not of its words. */
function valuesIn({ data: { documentation: _, definition: __, ...values } }: Defined): string {
  return JSON.stringify(values);
}

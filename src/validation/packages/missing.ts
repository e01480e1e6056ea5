/**
 * What packages name and nobody here has: other packages, parents, profiles and targets, value
 * sets. What those ask is not judged; so each is told, with the package that would bring it.
 */
import type { StructureTable } from '../../fhir/structure.js';
import type { Terminology } from '../../terminology/terminology.js';
import type { CompiledProfile, Node, Test } from '../structure/compiled.js';
import { isVersion, ofProgram } from './manifest.js';
import { text } from '../../fhir/elements.js';
import type { LoadedPackage } from './package.js';

/** What is known beside a package. */
export interface Around {
  readonly structure: StructureTable;
  /** The compiled profiles of the program. */
  readonly own: readonly CompiledProfile[];
  readonly loaded: readonly LoadedPackage[];
  /** Of the program and of all packages. */
  readonly terminology: Terminology;
  /** Names of packages by what their canonicals begin with. */
  readonly published: Readonly<Record<string, string>>;
}

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

/** Sentences about one package, the gravest first; empty when it has all that it names. */
export function missingIn(one: LoadedPackage, around: Around): string[] {
  return [
    ...missingPackages(one, around.loaded),
    ...missingCanonicals(one, around),
    ...shared(one, around.loaded),
  ];
}

function missingPackages(one: LoadedPackage, loaded: readonly LoadedPackage[]): string[] {
  const versionOf = new Map(loaded.map(({ manifest }) => [manifest.name, manifest.version]));
  return Object.entries(one.manifest.dependencies).flatMap(([name, asked]) => {
    const found = versionOf.get(name);
    if (ofProgram(name) || (found !== undefined && isVersion(found, asked))) return [];
    if (found === undefined)
      return [`it depends on ${name} ${asked}, which is not loaded. Load that too.`];
    return [`it depends on ${name} ${asked}; version ${found} of it is loaded.`];
  });
}

type Kind = 'parent' | 'profile' | 'target' | 'value set';

/** What a profile names, and what is lost where that is not known. */
const LOST: Readonly<Record<Kind, string>> = {
  parent: 'what it asks is not judged',
  profile: 'what it asks is not judged',
  target: 'any target is accepted there',
  'value set': 'any code is accepted there',
};

interface Named {
  readonly kind: Kind;
  readonly url: string;
}

function missingCanonicals(one: LoadedPackage, around: Around): string[] {
  const compiled = [...around.own, ...around.loaded.flatMap((other) => other.compiled)];
  const known = new Set(compiled.map(({ url }) => url));
  const pairs = one.compiled.flatMap((profile) =>
    namedBy(profile)
      .filter((named) => !isKnown(named, known, around))
      .map(({ kind, url }) => ({ key: `${kind} ${url}`, by: profile.url })),
  );
  const namesOf = new Map<string, Set<string>>();
  for (const { key, by } of pairs) namesOf.set(key, (namesOf.get(key) ?? new Set()).add(by));
  return [...namesOf].map(([key, by]) => {
    const [, kind = '', url = ''] = /^(.*) (\S*)$/.exec(key) ?? [];
    const name = packageOf(url, one, around);
    const where = placeOf(name, around.loaded);
    const lost = LOST[kind as Kind]; // a key of ours
    return `the ${kind} ${url} is ${where}: ${lost} (${namesIn(by)}).`;
  });
}

function placeOf(name: string | undefined, loaded: readonly LoadedPackage[]): string {
  if (name === undefined) return 'in no loaded package';
  const found = loaded.find(({ manifest }) => manifest.name === name);
  if (found === undefined) return `of ${name}, which is not loaded`;
  return `not in ${name} ${found.manifest.version}, which is loaded`;
}

function namesIn(urls: ReadonlySet<string>): string {
  const names = [...urls].map((url) => url.slice(url.lastIndexOf('/') + 1));
  const over = names.length - 3;
  return over > 0 ? `${names.slice(0, 3).join(', ')} and ${over} more` : names.join(', ');
}

function isKnown({ kind, url }: Named, known: ReadonlySet<string>, around: Around): boolean {
  if (kind === 'value set') return around.terminology.valueSet(url) !== undefined;
  return known.has(url) || around.structure.types[url.replace(CORE, '')] !== undefined;
}

/** The package that a canonical is of: as the guide itself says, else as is generally known. */
function packageOf(url: string, one: LoadedPackage, { published }: Around): string | undefined {
  const prefixes = { ...published, ...guidesOf(one) };
  const fitting = Object.keys(prefixes).filter((prefix) => url.startsWith(prefix));
  const longest = fitting.sort((a, b) => b.length - a.length)[0];
  return longest === undefined ? undefined : prefixes[longest];
}

/** `dependsOn` of its ImplementationGuide: canonicals of guides, and the packages they are in. */
function guidesOf({ resources }: LoadedPackage): Record<string, string> {
  const guides = resources.filter(
    ({ resource }) => resource.resourceType === 'ImplementationGuide',
  );
  const pairs = guides.flatMap(({ resource }) =>
    (Array.isArray(resource['dependsOn']) ? resource['dependsOn'] : []).flatMap((on: unknown) => {
      const { uri, packageId } = (on ?? {}) as Record<string, unknown>;
      const base = text(uri)?.replace(/ImplementationGuide\/.*$/, '');
      return base === undefined || typeof packageId !== 'string'
        ? []
        : [[base, packageId] as const];
    }),
  );
  return Object.fromEntries(pairs);
}

function namedBy(profile: CompiledProfile): Named[] {
  const parents = (profile.missing ?? []).map((url) => ({ kind: 'parent' as const, url }));
  return [...parents, ...namedIn(profile.root)];
}

function namedIn(node: Node): Named[] {
  const types = node.types ?? [];
  const inner = [...(node.children ?? []), ...(node.slices ?? [])];
  return [
    ...types.flatMap(({ profiles = [] }) => profiles.map(asNamed('profile'))),
    ...types.flatMap(({ targets = [] }) => targets.map(asNamed('target'))),
    ...(node.binding === undefined ? [] : [asNamed('value set')(node.binding.valueSet)]),
    ...(node.tests ?? []).flatMap(namedInTest),
    ...inner.flatMap(namedIn),
  ];
}

function asNamed(kind: Kind): (url: string) => Named {
  return (url) => ({ kind, url });
}

function namedInTest(test: Test): Named[] {
  if (test.kind === 'value') return namedIn(test.fits);
  return test.kind === 'profile' ? test.profiles.map(asNamed('profile')) : [];
}

/** One canonical in two packages: which one counts must not surprise anybody. */
function shared(one: LoadedPackage, loaded: readonly LoadedPackage[]): string[] {
  const own = new Set(one.resources.flatMap(({ resource }) => text(resource['url']) ?? []));
  const others = loaded.filter(({ manifest }) => manifest.name !== one.manifest.name);
  return others.flatMap(({ manifest, resources }) => {
    const both = resources.flatMap(({ resource }) => text(resource['url']) ?? []);
    const count = both.filter((url) => own.has(url)).length;
    if (count === 0) return [];
    const counting = manifest.name > one.manifest.name ? manifest.name : one.manifest.name;
    return [`${manifest.name} has ${count} of the same canonicals: those of ${counting} count.`];
  });
}

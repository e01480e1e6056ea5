/**
 * FHIR packages as the store keeps them: all in one stream, which no address leads to, so that a
 * load is one commit on the others it was judged with, is proved by its chain, and goes into a copy
 * of the store. https://hl7.org/fhir/packages.html
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { GENESIS } from '../audit/chain.js';
import type { Clock } from '../clock.js';
import type { Ids } from '../ids.js';
import type { IndexEntry } from '../search/query.js';
import type { Head, NewVersion, Version } from '../storage/kept.js';
import type { Store } from '../storage/store.js';
import type { LoadedPackage } from '../validation/packages/package.js';
import { sealed } from './changes/sealed.js';

/** The stream, and the space, that packages are in. */
export const PACKAGES = 'packages';

const TYPE = 'Package';
const SALT_BYTES = 16;

/** No search finds a package. */
export const NOT_SEARCHED: IndexEntry = { tokens: [], wide: [], ranges: {}, texts: {}, at: 0 };

/** Which parameters of packages the index of the store holds the values of. */
export interface Searched {
  /** Of each, named `Type?code`, by which rule its values are found, as JSON. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Types whose index may hold values of others, or lack some: it is to be made anew. */
  readonly stale: readonly string[];
}

/** The packages that stand, in the order of their names, and the load that they came with. */
export interface KeptPackages {
  /** Rises by one with each load; 0 before the first. */
  readonly load: number;
  /** Milliseconds since 1970 of the last load that changed what is written into the index. */
  readonly changed: number;
  readonly packages: readonly LoadedPackage[];
  readonly searched: Searched;
}

/** The number of the last load: one look-up, so that a server may ask often. */
export async function lastLoad(store: Store): Promise<number> {
  return (await store.head(PACKAGES))?.n ?? 0;
}

/** Reads them. */
export async function keptPackages(store: Store): Promise<KeptPackages> {
  const head = await store.head(PACKAGES);
  if (head === undefined) return { load: 0, changed: 0, packages: [], searched: NOTHING_SEARCHED };
  const found = await versionsOf(store, head, namesIn(head));
  const packages = found.filter(({ gone }) => !gone).map(packageIn);
  return { load: head.n, changed: changedIn(head), packages, searched: searchedIn(head) };
}

/** The index as the program alone makes it. */
export const NOTHING_SEARCHED: Searched = { parameters: {}, stale: [] };

/** What is to stand from a load on. */
export type Load = Pick<KeptPackages, 'packages' | 'searched'>;

/**
 * Keeps these packages in place of those that a load left, all or nothing; what is the same as
 * before is not written again. False when another load came between: then nothing was written.
 */
export async function keepPackages(
  { store, clock, ids }: { readonly store: Store; readonly clock: Clock; readonly ids: Ids },
  load: number,
  { packages, searched }: Load,
): Promise<boolean> {
  const head = (await store.head(PACKAGES)) ?? NEVER_LOADED;
  if (head.n !== load) return false;
  const names = packages.map(({ manifest }) => manifest.name);
  const ever = [...new Set([...everIn(head), ...names])].sort();
  const before = new Map(
    (await versionsOf(store, head, everIn(head))).map((version) => [version.id, version] as const),
  );
  const at = clock.now();
  const bodies = new Map(packages.map((one) => [one.manifest.name, bodyOf(one)] as const));
  const versions = ever.flatMap((id) => nextOf(id, before.get(id), bodies.get(id)));
  const made = versions.map((one) => ({ ...one, written: at, salt: ids.bytes(SALT_BYTES) }));
  const isSearchedSo = JSON.stringify(searchedIn(head)) === JSON.stringify(searched);
  if (made.length === 0 && isSearchedSo) return true;
  const changed = isStaler(searchedIn(head), searched) ? at : changedIn(head);
  const policy = { kind: 'outside', space: PACKAGES, packages: names, ever, searched, changed };
  const content = { at, versions: made, policy, events: [], outbox: [] };
  const part = sealed({ ids }, head, content);
  return (await store.commit({ parts: [part], documents: [] })).kind === 'committed';
}

const NEVER_LOADED: Head = { stream: PACKAGES, n: 0, hash: GENESIS, policy: {}, swept: 0 };

/** A package's next version: none where it stays as it is. */
function nextOf(
  id: string,
  before: Version | undefined,
  body: Buffer | undefined,
): Omit<NewVersion, 'written' | 'salt'>[] {
  const gone = body === undefined;
  if (before?.gone === gone && (gone || body.equals(before.body))) return [];
  const version = (before?.version ?? 0) + 1;
  const bytes = body ?? Buffer.alloc(0);
  return [{ type: TYPE, id, version, gone, facts: {}, keys: [], index: NOT_SEARCHED, body: bytes }];
}

/** The same package gives the same bytes. */
function bodyOf(one: LoadedPackage): Buffer {
  return gzipSync(JSON.stringify(one), { level: 9 });
}

function packageIn({ body }: Version): LoadedPackage {
  return JSON.parse(gunzipSync(body).toString()) as LoadedPackage; // written by `bodyOf`
}

async function versionsOf(
  store: Store,
  head: Head,
  ids: readonly string[],
): Promise<readonly Version[]> {
  if (ids.length === 0) return [];
  const found = await store.versions(
    head,
    ids.map((id) => ({ type: TYPE, id })),
  );
  return ids.flatMap((id) => found.get(`${TYPE}/${id}`) ?? []);
}

/** The packages that stand at a head. */
function namesIn({ policy }: Head): readonly string[] {
  return (policy['packages'] ?? []) as readonly string[]; // written above
}

/** Those that ever did. */
function everIn({ policy }: Head): readonly string[] {
  return (policy['ever'] ?? []) as readonly string[]; // written above
}

/** Absent before the first load that had parameters. */
function searchedIn({ policy }: Head): Searched {
  return (policy['searched'] ?? NOTHING_SEARCHED) as Searched; // written above
}

function changedIn({ policy }: Head): number {
  return (policy['changed'] ?? 0) as number; // written above
}

function isStaler(before: Searched, after: Searched): boolean {
  return after.stale.length > 0 && JSON.stringify(before) !== JSON.stringify(after);
}

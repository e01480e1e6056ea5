/**
 * What the commits alone say: the fate of each, the hash at each number, and what a reader at a
 * head must find. All promises are measured against this.
 */
import { commitId, streamOf, type Commit, type Reference, type Row } from './store.js';
import type { Store, StoredCommit, Version } from './store.js';
import type { Table } from './tables.js';

type Commits = Table<StoredCommit>;

/** Landed and dead are for ever; open is while the lead is not there. */
export type Fate = 'landed' | 'dead' | 'open';

/** What became of the commit that a reference names. */
export function fateOf(commits: Commits, { lead, nonce }: Reference): Fate {
  const found = commits[lead];
  if (found === undefined) return 'open';
  return found.nonce === nonce ? 'landed' : 'dead';
}

/** The number of a stream's last commit. */
export function lastNumber(commits: Commits, stream: string): number {
  let number = 0;
  while (commits[commitId(stream, number + 1)] !== undefined) number += 1;
  return number;
}

const FATE_IN_HASH = { landed: '', dead: '!', open: '?' } as const;

/** The hash that a commit with this fate gives its head: a dead number is a link of its own. */
export function hashOf({ nonce }: Commit, fate: Fate): string {
  return nonce + FATE_IN_HASH[fate];
}

/** The hash of a stream before its first commit. */
export const ROOT_HASH = '0';

/** The hash of a stream at a number. */
export function hashAt(commits: Commits, stream: string, number: number): string {
  const found = commits[commitId(stream, number)];
  return found === undefined ? ROOT_HASH : hashOf(found, fateOf(commits, found));
}

/** The hash of the last commit at or below a number that landed. */
export function landedHashAt(commits: Commits, stream: string, number: number): string {
  const found = commits[commitId(stream, number)];
  if (found === undefined || fateOf(commits, found) === 'landed') {
    return hashAt(commits, stream, number);
  }
  return landedHashAt(commits, stream, number - 1);
}

/** A stream as it stands at a number. */
export interface Standing {
  readonly versions: Table<Version>;
  readonly policy: string;
  /** The commits whose events its trail shows. */
  readonly traced: readonly string[];
}

/** The policy of a stream whose commits say none. */
export const FIRST_POLICY = 'open';

// A step seldom changes the commits, so most states ask again what was asked of the one before.
const known = new WeakMap<Commits, Map<string, Standing>>();

/** What stands at a number, computed from all commits that landed at or below it. */
export function standingAt(commits: Commits, stream: string, number: number): Standing {
  const standings = known.get(commits) ?? new Map<string, Standing>();
  known.set(commits, standings);
  const place = commitId(stream, number);
  const standing = standings.get(place) ?? computed(commits, stream, number);
  standings.set(place, standing);
  return standing;
}

function computed(commits: Commits, stream: string, number: number): Standing {
  if (number === 0) return { versions: {}, policy: FIRST_POLICY, traced: [] };
  const before = standingAt(commits, stream, number - 1);
  const id = commitId(stream, number);
  const commit = commits[id];
  if (commit === undefined || fateOf(commits, commit) !== 'landed') return before;
  return {
    versions: { ...before.versions, ...commit.versions },
    policy: commit.policy ?? before.policy,
    traced: commit.traced ? [...before.traced, id] : before.traced,
  };
}

/** What a search at a head must find, as `resource:version`, sorted. */
export function expectedAt(commits: Commits, stream: string, number: number): string[] {
  const { versions } = standingAt(commits, stream, number);
  return Object.entries(versions)
    .map(([resource, { version }]) => `${resource}:${version}`)
    .sort();
}

/** Whether a row shows at a head. */
export function isVisible({ emptied, from, to }: Row, head: number): boolean {
  return !emptied && from <= head && (to === undefined || to > head);
}

/** What rows show at a head, as `resource:version`, sorted. */
export function shownAt(current: Table<Row>, stream: string, head: number): string[] {
  return Object.entries(current)
    .filter(([id, row]) => streamOf(id) === stream && isVisible(row, head))
    .map(([, { resource, version }]) => `${resource}:${version}`)
    .sort();
}

/** Whether two sorted lists are the same. */
export function areSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one, i) => one === others[i]);
}

/** Who holds each key at the heads, or as far as commits have landed; as `stream.resource`. */
export function holdersAt(
  store: Store,
  streams: readonly string[],
  upTo: 'heads' | 'landed',
): ReadonlyMap<string, readonly string[]> {
  const holders = new Map<string, string[]>();
  for (const stream of streams) {
    const number =
      upTo === 'heads' ? (store.heads[stream]?.number ?? 0) : lastNumber(store.commits, stream);
    for (const { key, holder } of keysHeld(store.commits, stream, number)) {
      holders.set(key, [...(holders.get(key) ?? []), holder]);
    }
  }
  return holders;
}

function keysHeld(
  commits: Commits,
  stream: string,
  number: number,
): readonly { readonly key: string; readonly holder: string }[] {
  const { versions } = standingAt(commits, stream, number);
  return Object.entries(versions).flatMap(([resource, { key, deleted }]) =>
    key === undefined || deleted ? [] : [{ key, holder: `${stream}.${resource}` }],
  );
}

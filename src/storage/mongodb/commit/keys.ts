/**
 * Uniqueness keys: a claim is taken before the commit, names it, and shares its fate. Freeing a key
 * is no write at all: the row that does not hold it any more is the proof.
 */
import type { UniqueKey } from '../../kept.js';
import type { Holder } from '../../store.js';
import type { Base } from '../base.js';
import type { Doc } from '../bson.js';
import { isFresh, momentOf } from '../heads.js';
import { commitPlace, standingAt } from '../layout.js';
import type { ClaimDocument } from '../layout.js';
import { findAll, findOne } from '../server/reading.js';
import { insert, update } from '../server/writing.js';
import { keysWanted, priorRows } from './attempt.js';
import type { Attempt, Wanted } from './attempt.js';
import { decidedFate, WRITER_WAITS_MS } from './fate.js';
import { helpUpTo } from './help.js';

/** What became of the keys of an attempt. */
export type Claimed =
  | { readonly kind: 'mine' }
  | { readonly kind: 'taken'; readonly key: UniqueKey; readonly holder: Holder }
  /** Its own stream went on: a writer must not judge by what has been there before. */
  | { readonly kind: 'moved' };

const MINE = { kind: 'mine' } as const;

/** The key that two resources of one commit want, if there is one. */
export function wantedTwice(attempt: Attempt): Claimed | undefined {
  const wanted = keysWanted(attempt);
  const second = wanted.findIndex(({ key }, i) => key === wanted[i - 1]?.key);
  const [first, other] = [wanted[second - 1], wanted[second]];
  if (first === undefined || other === undefined) return undefined;
  return { kind: 'taken', key: first.key, holder: first.holder };
}

/**
 * Step 2. Claims each new key, in order, so that no two writers wait for each other. A key that a
 * superseded row of the commit holds already is kept, not claimed. A crash after it leaves claims,
 * open or dead, for whoever wants the key.
 */
export async function claim(base: Base, attempt: Attempt): Promise<Claimed> {
  const wanted = keysWanted(attempt);
  if (wanted.length === 0) return MINE;
  const kept = await keysKept(base, attempt);
  const fresh = wanted.filter(({ key, holder }) => !kept.has(`${holder.stream} ${key}`));
  return claimFrom(base, attempt, fresh);
}

/** Says on claims that their attempt was given up: its lead was not sent and never will be. */
export async function yieldClaims(base: Base, attempt: Attempt): Promise<void> {
  const { nonce } = attempt.reference;
  const updates = keysWanted(attempt).map(({ key }) => {
    return { q: { _id: key, nonce }, u: { $set: { dead: true } } };
  });
  await update(base, { kind: 'yield', on: 'claims', casual: true }, updates);
}

/** Keys that the rows which the commit supersedes hold, each with its stream. */
async function keysKept(base: Base, attempt: Attempt): Promise<ReadonlySet<string>> {
  const prior = priorRows(attempt);
  if (prior.length === 0) return new Set();
  const rows = await findAll(base, 'current', {
    filter: {
      p: { $in: [...new Set(prior.map(({ p }) => p))] },
      _id: { $in: prior.map(({ name }) => name) },
    },
    projection: { p: 1, keys: 1 },
  });
  const keys = rows.flatMap((row) =>
    ((row['keys'] ?? []) as string[]).map((key) => [row['p'], key]),
  );
  return new Set(keys.map(([p, key]) => `${String(p)} ${String(key)}`));
}

async function claimFrom(
  base: Base,
  attempt: Attempt,
  wanted: readonly Wanted[],
): Promise<Claimed> {
  const claims = wanted.map(({ key, at }) => ({ _id: key, ...attempt.reference, at }));
  // Ordered: the first key that another has taken is settled before the next one is.
  const [stopped] = await insert(base, { kind: 'claim', on: 'claims' }, claims, true);
  const contested = stopped === undefined ? undefined : wanted[stopped];
  if (stopped === undefined || contested === undefined) return MINE;
  const whose = await whoseKey(base, attempt, contested);
  if (whose.kind !== 'mine') return whose;
  return claimFrom(base, attempt, wanted.slice(stopped + 1));
}

/** Whose key is it? Until it is settled: another may settle it at the same time. */
async function whoseKey(base: Base, attempt: Attempt, wanted: Wanted): Promise<Claimed> {
  for (;;) {
    const found = await findOne(base, 'claims', { filter: { _id: wanted.key } });
    if (found === undefined) {
      // Refused by a claim that no majority has yet: asked again.
      await insert(base, { kind: 'claim', on: 'claims' }, [
        { _id: wanted.key, ...attempt.reference, at: wanted.at },
      ]);
      continue;
    }
    const other = found as unknown as ClaimDocument; // written here
    if (other.nonce === attempt.reference.nonce) return MINE;
    const judged = await worthOf(base, attempt, wanted, other);
    if (judged.kind !== 'free') return judged;
    if (await swap(base, attempt, wanted, other)) return MINE;
  }
}

type Judged = Claimed | { readonly kind: 'free' };

const FREE = { kind: 'free' } as const;

/**
 * What another's claim is worth: a dead one nothing, a landed one as long as a row holds the key.
 */
async function worthOf(
  base: Base,
  attempt: Attempt,
  wanted: Wanted,
  other: ClaimDocument,
): Promise<Judged> {
  if (other.dead === true) return FREE;
  if ((await decidedFate(base, other, WRITER_WAITS_MS)) === 'dead') return FREE;
  const began = momentOf(base);
  const judged = await worthOfLanded(base, attempt, wanted, other);
  // Later, the row that it stands on may be emptied, and the key seem free.
  return isFresh(base, began) ? judged : worthOf(base, attempt, wanted, other);
}

async function worthOfLanded(
  base: Base,
  attempt: Attempt,
  wanted: Wanted,
  other: ClaimDocument,
): Promise<Judged> {
  // Visible before anybody is told that the key is taken.
  const n = await helpUpTo(base, other.at);
  const { stream } = commitPlace(other.at);
  const own = attempt.parts.find((part) => part.stream === stream);
  if (own !== undefined && own.decidedOn < n) return { kind: 'moved' };
  const holder = await holderAt(base, { stream, n }, wanted.key);
  if (holder === undefined) return FREE;
  const changes = own?.versions.some(({ type, id }) => type === holder.type && id === holder.id);
  // Kept, or handed on inside this commit; to another stream only by the next one.
  if (changes === true && stream === wanted.holder.stream) return MINE;
  return { kind: 'taken', key: wanted.key, holder: { stream, ...holder } };
}

/** The resource that holds a key in a stream at a head. */
async function holderAt(
  base: Base,
  { stream, n }: { readonly stream: string; readonly n: number },
  key: UniqueKey,
): Promise<{ type: string; id: string } | undefined> {
  const found = await findOne(base, 'current', {
    filter: holding(stream, n, key),
    projection: { type: 1, id: 1 },
  });
  return found === undefined ? undefined : { type: String(found['type']), id: String(found['id']) };
}

/** What finds the row that holds a key at a head. */
export function holding(stream: string, n: number, key: UniqueKey): Doc {
  return { p: stream, keys: key, ...standingAt(n) };
}

/** Takes over a claim that is worth nothing, if it is still as it was. */
async function swap(
  base: Base,
  attempt: Attempt,
  { key, at }: Wanted,
  { lead, nonce }: ClaimDocument,
): Promise<boolean> {
  const u = { $set: { ...attempt.reference, at }, $unset: { dead: true } };
  const met = await update(base, { kind: 'swap', on: 'claims' }, [
    { q: { _id: key, lead, nonce }, u },
  ]);
  return met === 1;
}

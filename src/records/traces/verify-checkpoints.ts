/**
 * The checkpoints, verified: each signature, each list under it, the chain of statements; and what
 * they signed, to be compared with the links that a walk of the store meets.
 */
import { eventDigest, type HashedEvent } from '../../audit/chain.js';
import { checkCheckpoint, NO_CHECKPOINT, statementHash } from '../../audit/checkpoint.js';
import type { ChainLink, Checkpoint, SigningKey } from '../../audit/checkpoint.js';
import type { Store } from '../../storage/store.js';
import { checkpointsIn, linkName } from './checkpoints.js';

/** What checkpoints say of links. */
export interface SignedLinks {
  /** How many checkpoints there are. */
  readonly count: number;
  /** The hash of the newest statement, 64 zeros where there is none. */
  readonly newest: string;
  /** The hashes of all statements. */
  readonly statements: ReadonlySet<string>;
  /** The faults of a link that was met: it is not the one that was signed. */
  met(link: ChainLink): readonly string[];
  /** Which entries of a block that does not hold are not those that were signed, by their place. */
  changedIn(block: ChainLink, entries: readonly HashedEvent[]): Promise<readonly string[]>;
  /** The faults of links that were signed and not met. */
  missing(): readonly string[];
}

/** The hash of a link, and the checkpoint that signed it. */
interface Signed {
  readonly hash: string;
  readonly by: number;
}

/** Verifies all of them; a fault is told when it is found. */
export async function signedLinks(
  store: Store,
  key: Pick<SigningKey, 'keyId' | 'fits'>,
  found: (faults: readonly string[]) => void,
): Promise<SignedLinks> {
  const { count, read } = await checkpointsIn(store);
  const signed = new Map<string, Signed>();
  const statements = new Set<string>();
  let newest = NO_CHECKPOINT;
  for (let number = 1; number <= count; number++) {
    const one = await read(number);
    const faults =
      one === undefined ? ['it is missing, or cannot be read'] : checkCheckpoint(one, newest, key);
    found(faults.map((fault) => `checkpoint ${number}: ${fault}`));
    if (one === undefined) continue;
    newest = statementHash(one.statement);
    statements.add(newest);
    // Lists that were not signed say nothing of links.
    if (faults.length > 0) continue;
    for (const { name, n, hash } of one.links) {
      signed.set(linkName({ name, n }), { hash, by: number });
    }
  }
  return {
    ...{ count, newest, statements, ...comparing(signed) },
    changedIn: async (block, entries) => {
      const by = signed.get(linkName(block))?.by;
      const checkpoint = by === undefined ? undefined : await read(by);
      return checkpoint === undefined ? [] : changedAmong(block, entries, checkpoint);
    },
  };
}

function changedAmong(
  block: ChainLink,
  entries: readonly HashedEvent[],
  { events }: Checkpoint,
): string[] {
  const signed = new Set(events);
  return entries.flatMap((entry, i) => {
    if (signed.has(eventDigest(entry))) return [];
    return [
      `${linkName(block)}, entry ${i + 1}, AuditEvent/${entry.id}: it is not what was signed`,
    ];
  });
}

function comparing(signed: Map<string, Signed>): Pick<SignedLinks, 'met' | 'missing'> {
  return {
    met: ({ name, n, hash }) => {
      const place = linkName({ name, n });
      const expected = signed.get(place);
      signed.delete(place);
      if (expected === undefined || expected.hash === hash) return [];
      return [`${place}: it is not what checkpoint ${expected.by} signed`];
    },
    missing: () =>
      Array.from(
        signed,
        ([place, { by }]) => `${place}: checkpoint ${by} signed it; it is missing`,
      ),
  };
}

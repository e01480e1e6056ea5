/**
 * The blocks of the access log: their headers, and how one is checked (`chain.ts`). A header holds
 * the digests of the entries in order; that of a block which an earlier program wrote their Merkle
 * root alone, which does not tell the changed one.
 */
import { eventDigest, link, linkFaults, parseHeader, parsePromised } from './chain.js';
import type { HashedEvent, Link } from './chain.js';
import { merkleRoot, packedDigests, unpackedDigests } from './merkle.js';

/** A block about to be appended. */
export interface BlockFacts {
  readonly chain: string;
  readonly n: number;
  /** The hash of block n - 1, `GENESIS` for the first. */
  readonly prev: string;
  readonly at: number;
  readonly entries: readonly HashedEvent[];
}

/** The header of a block: how many entries, and their digests in order. */
export function blockHeader(block: BlockFacts): Link {
  const { chain, n, prev, at, entries } = block;
  const events = packedDigests(entries.map(eventDigest));
  return link({ chain, n, prev, at, count: entries.length, events });
}

/**
 * The digests of events that a header promises, in order; undefined where it names none, as that of
 * a block which an earlier program wrote.
 */
export function eventsPromised(header: Uint8Array): readonly string[] | undefined {
  const events = parseHeader(header)?.['events'];
  if (typeof events === 'string') return unpackedDigests(events);
  return Array.isArray(events) ? parsePromised(events).map(({ digest }) => digest) : undefined;
}

/**
 * The faults of a block as found in the store, its entries opened, in the form of `checkCommit`.
 * An entry that was changed is told by its id.
 */
export function checkBlock(block: Omit<BlockFacts, 'prev'> & Link, previous: string): string[] {
  const place = `log ${block.chain}/${block.n}`;
  const header = parseHeader(block.header);
  if (header === undefined) return [`${place}: the header cannot be read`];
  const { chain, n, at, entries } = block;
  const count = entries.length;
  const faults = [
    ...linkFaults(block, header, { chain, n, at, count, prev: previous }),
    ...entryFaults(header, entries),
  ];
  return faults.map((fault) => `${place}: ${fault}`);
}

function entryFaults(
  { root, events }: Readonly<Record<string, unknown>>,
  entries: readonly HashedEvent[],
): string[] {
  const found = entries.map(eventDigest);
  if (root !== undefined) {
    return root === merkleRoot(found) ? [] : ['the entries do not match the Merkle root'];
  }
  const promised = typeof events === 'string' ? unpackedDigests(events) : [];
  if (found.join() === promised.join()) return [];
  const known = new Set(promised);
  const changed = entries.filter((_, i) => !known.has(found[i] ?? ''));
  if (changed.length === 0) return ['the entries are not in the order of the header'];
  return changed.map(({ id }) => `AuditEvent/${id}: does not match its digest`);
}

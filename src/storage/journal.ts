/**
 * The part of the storage contract that shows everything there is, to be proved or copied: what is
 * met during a walk is whole, what is written meanwhile may be met or not.
 */
import type { Block, Head, NewEvent, NewVersion, Opaque, StreamId } from './kept.js';

/** A commit as it rests, with what its versions are found by. */
export interface JournalCommit {
  readonly stream: StreamId;
  readonly n: number;
  /** `dead`: the number was given up; nothing was written under it. */
  readonly fate: 'landed' | 'dead';
  readonly header: Uint8Array;
  readonly hash: string;
  /** A superseded version's index values may be forgotten. */
  readonly versions: readonly NewVersion[];
  readonly events: readonly NewEvent[];
  /** The policy this commit left, with its salt; both empty in a dead one. */
  readonly policy: Opaque;
  readonly policySalt: Uint8Array;
}

/** A link of a chain, as a checkpoint signs it. */
export interface RecentLink {
  /** The stream of a commit; `log CHAIN` of a block. */
  readonly name: string;
  readonly n: number;
  readonly hash: string;
  /** The digests of its events, as the header promises them: hexadecimal. */
  readonly events: readonly string[];
  /** From here `recent` goes on after it. */
  readonly mark: string;
}

/** Whether a version was erased: every other one has facts. */
export function isErased({ facts }: Pick<NewVersion, 'facts'>): boolean {
  return Object.keys(facts).length === 0;
}

/** The walks; two of them also of what follows a stream or a chain that they have given. */
export interface Journal {
  /** Every stream's commits, stream by stream, in order. */
  journal(after?: StreamId): AsyncIterable<JournalCommit>;
  /** One stream's commits, in order. */
  journalOf(stream: StreamId): AsyncIterable<JournalCommit>;
  /** Every chain's blocks, chain by chain, in order. */
  blocks(after?: string): AsyncIterable<Block>;
  /**
   * What was written since a mark: each landed commit and each block, those of a chain in order. It
   * takes as long as what was written since, whatever there is besides. Some from shortly before
   * the mark may come again. A mark of another store, or none, is the beginning.
   */
  recent(mark?: string): AsyncIterable<RecentLink>;
  /** Every head, to be compared with the journal. */
  heads(): AsyncIterable<Head>;
  /** Outbox entries not yet done, oldest first; none is lent. */
  waiting(): AsyncIterable<Uint8Array>;
  /**
   * What the tables hold that no commit or block accounts for, or lack: one line per fault, naming
   * the row.
   */
  strays(): AsyncIterable<string>;
}

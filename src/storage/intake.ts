/**
 * The part of the storage contract by which a store becomes a copy of another: it takes in what the
 * other's walks show, as it is. For a store that nobody serves, opened to be copied into. Each act
 * may be done again.
 */
import type { DocumentRecord } from './documents.js';
import type { JournalCommit } from './journal.js';
import type { NewVersion, StreamId } from './kept.js';

/** What takes in. Blocks of the access log are appended as ever. */
export interface Intake {
  /** How far a copy got, as noted last; undefined where none is under way. */
  progress(): Promise<string | undefined>;
  /** Notes how far it got. From now on, until `finish`, a server refuses to open the store. */
  note(progress: string): Promise<void>;
  /**
   * Takes in the commit after the head of its stream, and moves the head to it; one below it is
   * there. Uniqueness keys are left to `finish`. `at`: its time, in milliseconds since 1970.
   */
  commit(commit: JournalCommit, at: number): Promise<void>;
  /** Takes in a document's record, and its bytes if they rest in the store. */
  document(record: DocumentRecord, bytes: Uint8Array | undefined): Promise<void>;
  /** Takes in an outbox entry; `place` counts from 0, in order. */
  outbox(place: number, entry: Uint8Array): Promise<void>;
  /** Says that snapshots of a stream before commit n have expired. */
  expire(stream: StreamId, n: number): Promise<void>;
  /**
   * Gives versions of commit n of a stream the index values that they have here, and changes
   * nothing else; no digest covers those. What the sweep has taken stays away. The one act that may
   * be done while others write and read.
   */
  index(stream: StreamId, n: number, versions: readonly NewVersion[]): Promise<void>;
  /** Gives each uniqueness key to the live resource that holds it; then the copy is whole. */
  finish(): Promise<void>;
}

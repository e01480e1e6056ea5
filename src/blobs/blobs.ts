/**
 * Where the bytes of large documents rest. Each document has a name of its own, never shared and
 * never used twice: an orphan's bytes must not become another's.
 */
import type { Readable } from 'node:stream';

/** Bytes `first` to `last` of a document, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** The contract; `test/contract/blobs.contract.ts` holds each adapter to it. */
export interface Blobs {
  /**
   * Stores bytes under a new name; durable when it answers. When it fails, or the source fails, no
   * bytes are left under the name. Never holds more than a few pieces in memory.
   */
  put(name: string, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  /** The bytes, or those of a range, as a stream; undefined for an unknown name. */
  get(name: string, range?: ByteRange): Promise<Readable | undefined>;
  /** Removes the bytes; a name without bytes is no failure. */
  remove(name: string): Promise<void>;
}

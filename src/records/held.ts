/** Small documents that were taken in and that no commit names yet: kept in memory. Bounded. */
import type { NamedDocument } from '../storage/documents.js';

/** All that is held at once, in bytes: the memory that requests under way can take. */
const HELD_BYTES_MAX = 67_108_864;

/** What is held. */
export interface Held {
  /** Holds bytes that came at a moment; false where as much is held already as may be. */
  keep(name: string, bytes: Uint8Array, at: number): boolean;
  /** The document as a commit names it: with its bytes if they are held. */
  named(name: string): NamedDocument;
  /** Holds them no longer. */
  drop(names: readonly string[]): void;
  /** Holds those no longer that came before a moment: whoever took them in has forgotten them. */
  dropOlder(before: number): void;
}

/** A memory that holds nothing yet. */
export function makeHeld(): Held {
  // In the order in which they came.
  const held = new Map<string, { readonly bytes: Uint8Array; readonly at: number }>();
  let size = 0;
  const drop = (name: string): void => {
    size -= held.get(name)?.bytes.byteLength ?? 0;
    held.delete(name);
  };
  return {
    keep: (name, bytes, at) => {
      if (size + bytes.byteLength > HELD_BYTES_MAX) return false;
      held.set(name, { bytes, at });
      size += bytes.byteLength;
      return true;
    },
    named: (name) => {
      const bytes = held.get(name)?.bytes;
      return bytes === undefined ? { name } : { name, bytes };
    },
    drop: (names) => names.forEach(drop),
    dropOlder: (before) => {
      for (const [name, { at }] of held) if (at < before) drop(name);
    },
  };
}

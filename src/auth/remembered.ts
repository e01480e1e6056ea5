/** Values remembered by key up to a count; beyond it, the one unused for longest is forgotten. */
import { LRUCache } from 'lru-cache';

/** A bounded memory. */
export interface Remembered<Value> {
  /** The value, which now is the one used last; undefined when it is not, or no longer, known. */
  get(key: string): Value | undefined;
  /** Remembers a value, in place of what the key had. */
  set(key: string, value: Value): void;
}

/** A memory of at most `countMax` values. */
export function makeRemembered<Value extends NonNullable<unknown>>(
  countMax: number,
): Remembered<Value> {
  return new LRUCache<string, Value>({ max: countMax });
}

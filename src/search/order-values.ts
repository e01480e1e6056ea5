/** What a row is sorted by, from its index values: the same as a store makes of them. */
import { byBytes, fold, keysOf } from './query.js';
import type { IndexEntry, Order, SortKey, SortValue } from './query.js';

/** A row as an order looks at it. */
export interface Sorted {
  readonly id: string;
  readonly written: number;
  readonly index: Pick<IndexEntry, 'at' | 'ranges' | 'texts'>;
}

/** Stands for no bound where a place must be a finite number: beyond every date. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

/** A value for each key of an order, the first key's first. */
export function sortValues(order: Order, row: Sorted): readonly SortValue[] {
  return keysOf(order).map((key) => valueOf(key, row));
}

/** Upwards by the least of several values, downwards by the greatest. */
function valueOf({ by, descending }: SortKey, { id, written, index }: Sorted): SortValue {
  if (by === 'id') return id;
  if (by === 'written') return written;
  if (by === 'at') return index.at;
  if ('text' in by) {
    const folded = (index.texts[by.text] ?? []).map(fold).sort(byBytes);
    return folded.at(descending ? -1 : 0) ?? null;
  }
  const ranges = index.ranges[by.range] ?? [];
  if (ranges.length === 0) return null;
  return descending
    ? Math.max(...ranges.map(({ hi }) => hi ?? UNBOUNDED))
    : Math.min(...ranges.map(({ lo }) => lo ?? -UNBOUNDED));
}

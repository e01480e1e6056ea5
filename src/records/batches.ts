/** Walks cut into batches, so that much is written at once and little is held. */

const COUNT_MAX = 200;
const SIZE_MAX = 8_000_000;

/** Batches of what a walk gives, in order: so many at most, and so large by a measure of bytes. */
export async function* batches<T>(
  walk: AsyncIterable<T>,
  sizeOf: (item: T) => number,
): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  let size = 0;
  for await (const item of walk) {
    batch.push(item);
    size += sizeOf(item);
    if (batch.length < COUNT_MAX && size < SIZE_MAX) continue;
    yield batch;
    batch = [];
    size = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Items side by side in their order, cut where their name changes. */
export function groups<T>(items: readonly T[], nameOf: (item: T) => string): readonly T[][] {
  const found: T[][] = [];
  for (const item of items) {
    const last = found.at(-1);
    const [first] = last ?? [];
    if (last !== undefined && first !== undefined && nameOf(first) === nameOf(item))
      last.push(item);
    else found.push([item]);
  }
  return found;
}

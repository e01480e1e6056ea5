/**
 * The texts that rows are sorted by where their values are hashed. They rest with the whole
 * version, so that the rows which every search looks at stay small, and are fetched where an order
 * asks for them.
 */
import { isForSorting, keysOf } from '../../../search/query.js';
import type { Order } from '../../../search/query.js';
import type { Base } from '../base.js';
import { findAll } from '../server/reading.js';
import type { ReadConcern } from '../server/reading.js';
import type { Looked } from './holds.js';

/** The rows with those texts, where the order is by some. */
export async function withSorts(
  base: Base,
  order: Order,
  rows: readonly Looked[],
  concern?: ReadConcern,
): Promise<readonly Looked[]> {
  if (rows.length === 0 || !sortsByThem(order)) return rows;
  const streams = new Set(rows.map(({ p }) => p));
  const [p] = streams;
  const found = await findAll(base, 'versions', {
    filter: {
      ...(streams.size === 1 ? { p } : {}),
      ...{ _id: { $in: rows.map(({ _id }) => _id) }, sorts: { $exists: true } },
    },
    projection: { sorts: 1 },
    ...(concern === undefined ? {} : { concern }),
  });
  const sorts = new Map(found.map((row) => [row['_id'], row['sorts'] as Uint8Array])); // ours
  return rows.map((row) => {
    const own = sorts.get(row._id);
    return own === undefined ? row : { ...row, sorts: own };
  });
}

function sortsByThem(order: Order): boolean {
  return keysOf(order).some(
    ({ by }) => typeof by === 'object' && 'text' in by && isForSorting(by.text),
  );
}

/** Hits, from the numbers of the rows that a statement found. */
import type { SortValue } from '../../../search/query.js';
import type { Version } from '../../kept.js';
import type { Hit, StoreQuery } from '../../store.js';
import type { Connection } from '../connection.js';
import { factsAt, versionAt } from '../reads.js';
import { placeOf } from './order.js';

/** A row that a statement found: its number, and the keys that it is sorted by. */
export type FoundRow = readonly [rid: number, ...keys: SortValue[]];

/** The hits of rows that were found. With their bodies where the query asks for them. */
export function hitsOf(
  connection: Connection,
  { whole }: StoreQuery,
  rows: readonly FoundRow[],
): Hit[] {
  const read = whole === true ? versionAt : factsAt;
  return rows.map(([rid, ...keys]) => {
    const { stream, version } = read(connection, rid);
    return { stream, version, place: placeOf(version.id, keys), ref: String(rid) };
  });
}

/** The bodies of hits, in the same order. */
export function whole(connection: Connection, hits: readonly Hit[]): Version[] {
  return hits.map(({ version, ref }) =>
    'body' in version ? version : versionAt(connection, Number(ref)).version,
  );
}

/**
 * What was written in a space, newest first: rows by the index of their times, then the heads of
 * their streams, so that nothing is given that its commit does not show yet.
 */
import type { WrittenPage, WrittenQuery, WrittenVersion } from '../../store.js';
import type { Base } from '../base.js';
import type { Doc } from '../bson.js';
import type { VersionDocument } from '../layout.js';
import { versionOf } from '../reads.js';
import { count, findAll } from '../server/reading.js';
import { headsOf } from './heads-of.js';

/** A page of versions. What is just being committed may be counted before it is given. */
export async function searchWritten(base: Base, query: WrittenQuery): Promise<WrittenPage> {
  const [versions, total] = await Promise.all([
    inOrder(base, query),
    query.counted ? count(base, 'versions', { filter: filterOf(query) }) : undefined,
  ]);
  return total === undefined ? { versions } : { versions, total };
}

function filterOf({ space, types, since }: WrittenQuery): Doc {
  return {
    space,
    type: types.length === 1 ? types[0] : { $in: types },
    ...(since === undefined ? {} : { written: { $gte: since } }),
  };
}

async function inOrder(base: Base, query: WrittenQuery): Promise<WrittenVersion[]> {
  const found: WrittenVersion[] = [];
  let { after } = query;
  while (found.length < query.limit) {
    const limit = query.limit - found.length;
    const rows = await batchAfter(base, { ...query, limit }, after);
    const shown = await shownAmong(base, rows);
    found.push(...shown.map(hitOf));
    const last = rows.at(-1);
    if (last === undefined || rows.length < limit) break;
    after = placeOf(last);
  }
  return found;
}

async function batchAfter(
  base: Base,
  query: WrittenQuery,
  after: WrittenQuery['after'],
): Promise<VersionDocument[]> {
  const beyond = [
    { written: { $lt: after?.value } },
    { written: after?.value, _id: { $lt: after?.id } },
  ];
  const rows = await findAll(base, 'versions', {
    filter: after === undefined ? filterOf(query) : { $and: [filterOf(query), { $or: beyond }] },
    sort: { written: -1, _id: -1 },
    limit: query.limit,
  });
  return rows as unknown as VersionDocument[]; // written by this adapter
}

/** Those that the heads of their streams show. */
async function shownAmong(
  base: Base,
  rows: readonly VersionDocument[],
): Promise<readonly VersionDocument[]> {
  if (rows.length === 0) return [];
  const at = await headsOf(base, rows);
  return rows.filter(({ p, from }) => from <= (at.get(p) ?? 0));
}

function placeOf({ written, _id }: VersionDocument): WrittenVersion['place'] {
  return { value: written, id: _id };
}

function hitOf(row: VersionDocument): WrittenVersion {
  return { stream: row.p, version: versionOf(row), place: placeOf(row) };
}

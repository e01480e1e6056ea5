/**
 * The heads of the streams of rows that were met across streams. A row beyond its head is of a
 * commit that landed and that nobody has finished yet: it is finished first, so that of a commit
 * over several streams nobody is left with half.
 */
import type { Base } from '../base.js';
import { help } from '../commit/help.js';
import { commitName } from '../layout.js';
import type { HeadDocument } from '../layout.js';
import { findAll } from '../server/reading.js';

/** Where a row stands, and the commit that wrote it. */
interface Met {
  readonly p: string;
  readonly from: number;
}

/** The numbers of the heads, by stream. */
export async function headsOf(
  base: Base,
  met: readonly Met[],
): Promise<ReadonlyMap<string, number>> {
  const heads = await look(base, met);
  const beyond = met.filter(({ p, from }) => from > (heads.get(p) ?? 0));
  if (beyond.length === 0) return heads;
  const unfinished = new Set(beyond.map(({ p, from }) => commitName(p, from)));
  await Promise.all([...unfinished].map((name) => help(base, name)));
  return look(base, met);
}

async function look(base: Base, met: readonly Met[]): Promise<ReadonlyMap<string, number>> {
  const heads = await findAll(base, 'heads', {
    filter: { _id: { $in: [...new Set(met.map(({ p }) => p))] } },
    projection: { n: 1 },
  });
  return new Map((heads as unknown as HeadDocument[]).map(({ _id, n }) => [_id, n])); // ours
}

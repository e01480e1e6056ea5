/**
 * What was written since a mark, by the times that commits and blocks bear. A write may land after
 * one of a later time did, from another process; so a walk begins a little before its mark.
 */
import { eventsPromised } from '../../../audit/block.js';
import { eventDigest } from '../../../audit/chain.js';
import type { RecentLink } from '../../journal.js';
import type { Base } from '../base.js';
import type { Doc } from '../bson.js';
import { contentOf, entriesIn } from '../commit/content.js';
import { fateOfCommit, help } from '../commit/help.js';
import type { AccessDocument, CommitDocument } from '../layout.js';
import { findAll } from '../server/reading.js';

const SLICE = 64;
/** How much later than others of its time a write may land, and clocks may differ. */
const OVERLAP_MS = 60_000;
/** As a walk of the journal waits for an open commit. */
const WALK_WAITS_MS = 2_000;
const MARK = /^m(\d+):(\d+)$/;

/** Landed commits, then blocks, each in the order of their times. */
export async function* recent(base: Base, mark = ''): AsyncGenerator<RecentLink> {
  const [, commit = '0', block = '0'] = MARK.exec(mark) ?? [];
  let at = Number(commit);
  for await (const found of since(base, 'commits', at - OVERLAP_MS)) {
    const document = found as unknown as CommitDocument; // written by `commit.ts`
    at = Math.max(at, document.at);
    const link = await linkOf(base, document, `m${at}:${block}`);
    if (link !== undefined) yield link;
  }
  let logged = Number(block);
  for await (const found of since(base, 'access', logged - OVERLAP_MS)) {
    const document = found as unknown as AccessDocument; // written by `access-log.ts`
    const { chain, n, hash, header, entries } = document;
    logged = Math.max(logged, document.at);
    const events = eventsPromised(header) ?? entriesIn(entries).map(eventDigest);
    yield { name: `log ${chain}`, n, hash, events, mark: `m${at}:${logged}` };
  }
}

async function linkOf(
  base: Base,
  document: CommitDocument,
  mark: string,
): Promise<RecentLink | undefined> {
  const { p: name, n, whole } = document;
  if (whole === undefined) return undefined;
  if ((await fateOfCommit(base, document, WALK_WAITS_MS)) === 'dead') return undefined;
  // What is signed must be what every later walk meets.
  if (document.step === 'project') await help(base, document._id, WALK_WAITS_MS);
  const { header, hash } = whole;
  const written = () => contentOf(base.texts, name, whole.content).events.map(eventDigest);
  return { name, n, hash, events: eventsPromised(header) ?? written(), mark };
}

/** Documents in the order of their times, in slices: between two the connection is free. */
async function* since(base: Base, on: 'commits' | 'access', from: number): AsyncGenerator<Doc> {
  let after: Doc = { at: { $gte: from } };
  for (;;) {
    const finding = { filter: after, sort: { at: 1, _id: 1 }, limit: SLICE };
    const found = await findAll(base, on, finding);
    yield* found;
    const last = found.at(-1);
    if (last === undefined || found.length < SLICE) return;
    const { at, _id } = last;
    after = { at: { $gte: at }, $or: [{ at: { $gt: at } }, { at, _id: { $gt: _id } }] };
  }
}

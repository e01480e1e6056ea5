/** The whole store, walked in the order of names: every commit, block and head. */
import type { JournalCommit } from '../../journal.js';
import type { Block, Head } from '../../kept.js';
import type { Base } from '../base.js';
import { contentOf, entriesIn } from '../commit/content.js';
import { fateOfCommit } from '../commit/help.js';
import { headNow, headOf } from '../heads.js';
import type { AccessDocument, CommitDocument, HeadDocument } from '../layout.js';
import { everyName } from '../server/reading.js';

const COMMITS_SLICE = 16;
const BLOCKS_SLICE = 16;
const HEADS_SLICE = 256;
/** An open commit met by the walk is beyond its head, or its owner is about to end it. */
const WALK_WAITS_MS = 2_000;

/** Every stream's commits up to its head, stream by stream, in order. */
export function journal(base: Base, after?: string): AsyncGenerator<JournalCommit> {
  return walked(base, endOf(after));
}

/** One stream's commits, in order. */
export async function* journalOf(base: Base, stream: string): AsyncGenerator<JournalCommit> {
  for await (const commit of walked(base, beginOf(stream))) {
    if (commit.stream !== stream) return;
    yield commit;
  }
}

async function* walked(base: Base, after: string | undefined): AsyncGenerator<JournalCommit> {
  let head: Head | undefined;
  let last: { stream: string; hash: string } | undefined;
  for await (const document of commitsOf(base, after)) {
    if (head?.stream !== document.p) head = await headNow(base, document.p);
    // Beyond it, nobody has been told of it yet.
    if (document.n > (head?.n ?? 0)) continue;
    const prev = last?.stream === document.p ? last.hash : undefined;
    const commit = await commitOf(base, document, prev);
    last = commit;
    yield commit;
  }
}

/** The documents of all commits, or of those after a name. */
export async function* commitsOf(base: Base, after?: string): AsyncGenerator<CommitDocument> {
  const slice = { limit: COMMITS_SLICE, after };
  for await (const document of everyName(base, 'commits', slice)) {
    yield document as unknown as CommitDocument; // written here
  }
}

/** Every chain's blocks, chain by chain, in order. */
export async function* blocks(base: Base, after?: string): AsyncGenerator<Block> {
  const slice = { limit: BLOCKS_SLICE, after: endOf(after) };
  for await (const document of everyName(base, 'access', slice)) {
    const { chain, n, at, header, hash, entries } = document as unknown as AccessDocument; // ours
    yield { chain, n, at, header, hash, entries: entriesIn(entries) };
  }
}

/** Before the names of a stream's commits: any digit comes after it. */
export function beginOf(stream: string): string {
  return `${stream}/`;
}

/** Beyond the names that begin with a stream or a chain: no digit comes so late. */
function endOf(stream: string | undefined): string | undefined {
  return stream === undefined ? undefined : `${stream}/:`;
}

/** Every head, in the order of streams. */
export async function* heads(base: Base): AsyncGenerator<Head> {
  for await (const document of everyName(base, 'heads', { limit: HEADS_SLICE })) {
    yield headOf(base, document as unknown as HeadDocument); // ours
  }
}

async function commitOf(
  base: Base,
  document: CommitDocument,
  prev: string | undefined,
): Promise<JournalCommit> {
  const { p: stream, n, at, whole } = document;
  const fate = await fateOfCommit(base, document, WALK_WAITS_MS);
  if (fate === 'dead' || whole === undefined) {
    const link = base.deadLink({ stream, n, prev, at });
    return { stream, n, fate: 'dead', ...link, ...NOTHING };
  }
  const { versions, events, policy, policySalt } = contentOf(base.texts, stream, whole.content);
  const { header, hash } = whole;
  return { stream, n, fate: 'landed', header, hash, versions, events, policy, policySalt };
}

const NOTHING = { versions: [], events: [], policy: {}, policySalt: new Uint8Array(0) };

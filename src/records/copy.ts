/**
 * A whole store copied into an empty one: documents, commits, access log, expired snapshots,
 * outbox, in this order, so that nothing names what is not there yet. Interrupted, it goes on where
 * it was. In the end the copy is walked: every link and digest holds, and its chains end where
 * those of the source do.
 */
import { checkBlock } from '../audit/block.js';
import { checkCommit, GENESIS, rootOf, timeOf } from '../audit/chain.js';
import type { Blobs } from '../blobs/blobs.js';
import type { DocumentRecord } from '../storage/documents.js';
import type { JournalCommit } from '../storage/journal.js';
import type { Block, NewVersion } from '../storage/kept.js';
import type { Store } from '../storage/store.js';
import { batches, groups } from './batches.js';
import { erasedIn } from './life/erased.js';

/** A store with the documents beside it. */
export interface Place {
  /** Names it in the note of a copy: an interrupted one goes on from the same place only. */
  readonly name: string;
  readonly store: Store;
  readonly blobs: Blobs;
}

/** What was copied, by this run or an earlier one; the root is over the ends of all chains. */
export interface Copied {
  readonly commits: number;
  readonly blocks: number;
  readonly root: string;
}

/** Told now and then: how many of what have been walked. */
export type Telling = (count: number, what: string) => void;

const PHASES = ['documents', 'commits', 'blocks', 'snapshots', 'outbox'] as const;

type Phase = (typeof PHASES)[number];

/** How far a copy got: all before the phase, and in it all up to a name. */
interface Progress {
  readonly from: string;
  readonly phase: Phase;
  readonly after?: string;
}

interface Copying {
  /** What each version becomes: itself, or itself found by what the rules of now make of it. */
  readonly made: (version: NewVersion) => NewVersion;
  readonly from: Place;
  readonly to: Place;
  readonly telling: Telling;
  /** Notes that all up to a name is there. */
  readonly reached: (after: string | undefined) => Promise<void>;
  readonly after: string | undefined;
}

/**
 * Copies. Nobody may serve either store meanwhile. Rejects with a plain Error when the target holds
 * anything that is no part of this copy, or when the copy is not the source in the end.
 */
export async function copyStore(
  from: Place,
  to: Place,
  telling: Telling,
  made: Copying['made'] = (version) => version,
): Promise<Copied> {
  const begun = await progressOf(from, to);
  for (const phase of PHASES.slice(PHASES.indexOf(begun.phase))) {
    const after = phase === begun.phase ? begun.after : undefined;
    const reached = (last: string | undefined): Promise<void> =>
      noted(to, { from: from.name, phase, ...(last === undefined ? {} : { after: last }) });
    await reached(after);
    await STEPS[phase]({ made, from, to, telling, reached, after });
  }
  const copied = await verified(from, to, telling);
  await to.store.intake.finish();
  return copied;
}

const STEPS: Readonly<Record<Phase, (copying: Copying) => Promise<void>>> = {
  documents: copyDocuments,
  commits: copyCommits,
  blocks: copyBlocks,
  snapshots: expireSnapshots,
  outbox: copyOutbox,
};

async function progressOf(from: Place, { store }: Place): Promise<Progress> {
  const note = await store.intake.progress();
  if (note === undefined) {
    for await (const _ of store.heads()) throw new Error('the target is not empty.');
    for await (const _ of store.blocks()) throw new Error('the target is not empty.');
    return { from: from.name, phase: 'documents' };
  }
  const begun = JSON.parse(note) as Progress; // written by `noted`
  if (begun.from === from.name) return begun;
  throw new Error(`a copy of ${begun.from} into the target is not finished.`);
}

function noted({ store }: Place, progress: Progress): Promise<void> {
  return store.intake.note(JSON.stringify(progress));
}

async function copyDocuments({ from, to, telling, reached, after }: Copying): Promise<void> {
  let count = 0;
  for await (const records of batches(from.store.documents.all(after), () => 1)) {
    await Promise.all(records.map((record) => copyDocument(from, to, record)));
    telling((count += records.length), 'documents');
    await reached(records.at(-1)?.name);
  }
}

/** The record last: it says that the bytes are there. One that is being swept is left behind. */
async function copyDocument(from: Place, to: Place, record: DocumentRecord): Promise<void> {
  if (record.state === 'doomed') return;
  const inline = await from.store.documents.bytes(record.name);
  if (inline === undefined) await copyBytes(from.blobs, to.blobs, record.name);
  await to.store.intake.document(record, inline);
}

async function copyBytes(from: Blobs, to: Blobs, name: string): Promise<void> {
  const bytes = await from.get(name);
  const there = await to.get(name);
  if (bytes === undefined || there !== undefined) {
    bytes?.destroy();
    there?.destroy();
    return;
  }
  await to.put(name, bytes);
}

async function copyCommits(copying: Copying): Promise<void> {
  const { from, telling, reached, after } = copying;
  let count = 0;
  for await (const commits of batches(from.store.journal(after), bytesOf)) {
    const streams = groups(commits, ({ stream }) => stream);
    await Promise.all(
      streams.map((some) => inOrder(some, (commit) => takeCommit(copying, commit))),
    );
    telling((count += commits.length), 'commits');
    // The last stream of a batch may go on in the next one.
    const whole = streams.at(-2)?.[0];
    if (whole !== undefined) await reached(whole.stream);
  }
}

function bytesOf({ versions, events }: JournalCommit): number {
  return [...versions, ...events].reduce((sum, { body }) => sum + body.byteLength, 0);
}

async function takeCommit({ to, made }: Copying, commit: JournalCommit): Promise<void> {
  const { stream, n, header } = commit;
  const at = timeOf(header);
  if (at === undefined) throw new Error(`${stream}/${n}: the header cannot be read`);
  await to.store.intake.commit({ ...commit, versions: commit.versions.map(made) }, at);
}

async function copyBlocks({ from, to, telling, reached, after }: Copying): Promise<void> {
  let count = 0;
  for await (const blocks of batches(from.store.blocks(after), sizeOf)) {
    const chains = groups(blocks, ({ chain }) => chain);
    await Promise.all(chains.map((some) => inOrder(some, (block) => to.store.append(block))));
    telling((count += blocks.length), 'blocks of the access log');
    const whole = chains.at(-2)?.[0];
    if (whole !== undefined) await reached(whole.chain);
  }
}

function sizeOf({ entries }: Block): number {
  return entries.reduce((sum, { body }) => sum + body.byteLength, 0);
}

/** Of superseded versions the source may have forgotten index values. */
async function expireSnapshots({ from, to }: Copying): Promise<void> {
  for await (const { stream, swept } of from.store.heads()) {
    if (swept > 0) await to.store.intake.expire(stream, swept);
  }
}

async function copyOutbox({ from, to }: Copying): Promise<void> {
  let place = 0;
  for await (const entry of from.store.waiting()) await to.store.intake.outbox(place++, entry);
}

async function inOrder<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  for (const item of items) await act(item);
}

/** The copy proves itself, and its chains end where those of the source do. */
async function verified(from: Place, to: Place, telling: Telling): Promise<Copied> {
  const copy = await proved(to.store, telling);
  const source = await endsOf(from.store);
  const [root, expected] = [rootOf(copy.ends), rootOf(source)];
  if (root === expected) return { commits: copy.commits, blocks: copy.blocks, root };
  throw new Error(
    `the copy ends at ${root}, the source at ${expected}: end what serves the source, and run the same command again.`,
  );
}

/** Names of streams and chains, each with the hash at its end. */
type Ends = ReadonlyMap<string, string>;

async function proved(
  store: Store,
  telling: Telling,
): Promise<Omit<Copied, 'root'> & { readonly ends: Ends }> {
  const ends = new Map<string, string>();
  const erased = await erasedIn(store);
  let commits = 0;
  for await (const commit of store.journal()) {
    const readable = !erased.has(commit.stream);
    assertNone(checkCommit(commit, ends.get(commit.stream) ?? GENESIS, readable));
    ends.set(commit.stream, commit.hash);
    if (++commits % 1_000 === 0) telling(commits, 'commits proved');
  }
  let blocks = 0;
  for await (const block of store.blocks()) {
    assertNone(checkBlock(block, ends.get(chainName(block)) ?? GENESIS));
    ends.set(chainName(block), block.hash);
    if (++blocks % 1_000 === 0) telling(blocks, 'blocks proved');
  }
  return { commits, blocks, ends };
}

function assertNone([fault]: readonly string[]): void {
  if (fault !== undefined) throw new Error(`what was copied does not prove itself: ${fault}`);
}

async function endsOf(store: Store): Promise<Ends> {
  const ends = new Map<string, string>();
  for await (const { stream, hash } of store.heads()) ends.set(stream, hash);
  for await (const block of store.blocks()) ends.set(chainName(block), block.hash);
  return ends;
}

function chainName({ chain }: Block): string {
  return `log ${chain}`;
}

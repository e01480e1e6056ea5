/**
 * Blocks of the access log. The block's insert is the atomic point, and answers wait for it alone;
 * its entries' rows, by which readers find them, are written behind it. Until they are, the block
 * is marked, and whoever reads the trace of a dossier that it concerns writes them first: so what
 * was appended is seen by every later read, and no row is without its block.
 */
import { problem } from '../../fhir/problem.js';
import type { Block, NewEvent, OpenBlock } from '../kept.js';
import { sealBlock } from '../sealing.js';
import { inBackground } from './base.js';
import type { Base } from './base.js';
import type { Doc } from './bson.js';
import { entriesIn, packEntries } from './commit/content.js';
import { insertAll } from './commit/project.js';
import { eventRow } from './commit/rows.js';
import { commitName as blockName } from './layout.js';
import type { AccessDocument, EventDocument } from './layout.js';
import { findAll, findOne } from './server/reading.js';
import { insertOwn, unwritten, update } from './server/writing.js';

/** Blocks whose rows wait to be written; one more waits for them, so that rows keep up. */
const BEHIND_MAX = 8;

/** Where the chains of this process stand. */
export interface Chains {
  /** The last block of each chain that this store appended. */
  readonly tips: Map<string, number>;
  /** The append to be waited for before the next of its chain. */
  readonly turns: Map<string, Promise<unknown>>;
  /** Blocks whose rows are not begun. */
  readonly behind: Projected[];
  /** While rows are being written: resolves with the blocks that are taken at once. */
  projecting: Promise<void> | undefined;
}

/** What rows are made of. */
interface Projected {
  readonly block: string;
  readonly entries: readonly NewEvent[];
}

/** No chain yet. */
export function noChains(): Chains {
  return { tips: new Map(), turns: new Map(), behind: [], projecting: undefined };
}

/** Appends a block to its chain; the very same block again is no failure. */
export async function append(base: Base, chains: Chains, block: Block): Promise<void> {
  const before = chains.turns.get(block.chain) ?? Promise.resolve();
  const turn = before.then(() => appended(base, chains, block));
  const ended = turn.catch(() => undefined);
  chains.turns.set(block.chain, ended);
  await turn.finally(() => {
    if (chains.turns.get(block.chain) === ended) chains.turns.delete(block.chain);
  });
}

/** Seals a block, and appends it. */
export async function record(base: Base, chains: Chains, open: OpenBlock): Promise<string> {
  const block = sealBlock(open);
  await append(base, chains, block);
  return block.hash;
}

async function appended(base: Base, chains: Chains, block: Block): Promise<void> {
  const { chain, n, entries } = block;
  if (!(await follows(base, chains, block))) throw problem('internal', { cause: `${chain}/${n}` });
  while (chains.behind.length >= BEHIND_MAX) await chains.projecting;
  const document = documentOf(base, block);
  const other = await insertOwn(base, { kind: 'block', on: 'access' }, document, (found) => {
    return found['hash'] === block.hash;
  }).catch(unwritten);
  if (other !== undefined) throw problem('internal', { cause: `${chain}/${n}` });
  chains.tips.set(chain, Math.max(n, chains.tips.get(chain) ?? 0));
  chains.behind.push({ block: document._id, entries });
  if (chains.projecting === undefined) inBackground(base, keepUp(base, chains));
}

/** Writes the rows of all blocks that wait, again until none does. A failure is the sweep's. */
async function keepUp(base: Base, chains: Chains): Promise<void> {
  while (chains.behind.length > 0) {
    chains.projecting = project(base, chains.behind.splice(0)).catch(() => undefined);
    await chains.projecting;
  }
  chains.projecting = undefined;
}

/** Whether the block before it is there. */
async function follows(base: Base, { tips }: Chains, { chain, n }: Block): Promise<boolean> {
  if (n === 1 || (tips.get(chain) ?? 0) >= n - 1) return true;
  const filter = { _id: blockName(chain, n - 1) };
  return (await findOne(base, 'access', { filter, projection: { _id: 1 } })) !== undefined;
}

function documentOf(base: Base, block: Block): AccessDocument {
  const { chain, n, at, header, hash, entries } = block;
  return {
    ...{ _id: blockName(chain, n), chain, n, at, header, hash },
    entries: packEntries(entries),
    ids: entries.map(({ id }) => id),
    ps: [...new Set(entries.map(({ p }) => p))],
    step: 'project',
    due: base.clock.now(),
  };
}

/** The rows of a block's entries. */
export function blockRows(block: string, entries: readonly NewEvent[]): EventDocument[] {
  return entries.map((entry) => ({ ...eventRow(entry), b: block }));
}

/** Writes the rows of blocks, then takes their marks away. Both may be done twice. */
async function project(base: Base, blocks: readonly Projected[]): Promise<void> {
  const rows = blocks.flatMap(({ block, entries }) => blockRows(block, entries));
  await insertAll(base, { kind: 'events', on: 'events' }, rows);
  const u = { $unset: { step: true, due: true, ps: true } };
  const updates = blocks.map(({ block }) => ({ q: { _id: block, step: 'project' }, u }));
  await update(base, { kind: 'close', on: 'access', casual: true }, updates);
}

/** Writes the rows of marked blocks that concern a dossier. Nearly always there are none. */
export async function projectFor(base: Base, p: string): Promise<void> {
  const marked = await findAll(base, 'access', {
    filter: { step: 'project' },
    projection: { ps: 1 },
  });
  const concerning = marked.filter(({ ps }) => Array.isArray(ps) && ps.includes(p));
  await projectAll(
    base,
    concerning.map(({ _id }) => String(_id)),
  );
}

/** Writes the rows of blocks that were appended before a moment and are marked still. */
export async function projectOld(base: Base, before: number): Promise<void> {
  const filter = { step: 'project', due: { $lt: before } };
  const marked = await findAll(base, 'access', { filter, projection: { _id: 1 } });
  await projectAll(
    base,
    marked.map(({ _id }) => String(_id)),
  );
}

async function projectAll(base: Base, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const found: Doc | undefined = await findOne(base, 'access', { filter: { _id: name } });
    if (found === undefined) continue;
    const document = found as unknown as AccessDocument; // written here
    await project(base, [{ block: name, entries: entriesIn(document.entries) }]).catch(unwritten);
  }
}

/**
 * Copying a landed commit to its readers, and moving the head to it. All of it may be done twice.
 */
import type { Opaque } from '../../kept.js';
import type { Base } from '../base.js';
import type { Doc } from '../bson.js';
import { sizeOf } from '../bson.js';
import type { CommitDocument } from '../layout.js';
import { insert, update } from '../server/writing.js';
import type { Writing } from '../server/writing.js';
import type { Rows } from './rows.js';

/** Bytes of documents in one command: well below what a server takes. */
const COMMAND_BYTES_MAX = 8_000_000;
const COMMAND_DOCUMENTS_MAX = 1_000;

/**
 * Step 5. Copies rows, events and outbox entries, side by side; nobody sees them before the head
 * moves. A crash after it leaves rows beyond the head, met again by whoever finishes the commit.
 */
export async function copy(base: Base, parts: readonly Rows[]): Promise<void> {
  const versions = parts.flatMap((rows) => rows.versions);
  const current = parts.flatMap((rows) => rows.current);
  const ends = parts.flatMap((rows) => rows.ends);
  const events = parts.flatMap((rows) => rows.events);
  const outbox = parts.flatMap((rows) => rows.outbox);
  await Promise.all([
    insertAll(base, { kind: 'rows', on: 'versions' }, versions),
    insertAll(base, { kind: 'rows', on: 'current' }, current),
    update(base, { kind: 'ends', on: 'versions' }, ends),
    update(base, { kind: 'ends', on: 'current' }, ends),
    insertAll(base, { kind: 'events', on: 'events' }, events),
    insertAll(base, { kind: 'outbox', on: 'outbox' }, outbox),
  ]);
}

/** Where a head is to stand. Without a policy, it keeps the one it has. */
export interface HeadAt {
  readonly stream: string;
  readonly n: number;
  readonly hash: string;
  readonly policy?: Opaque;
}

/**
 * Step 6, after step 5 is acknowledged. Moves the head from n - 1 to n; where it is there already,
 * somebody did it. A crash after it leaves a commit that is visible and not answered.
 */
export async function moveHead(base: Base, to: HeadAt): Promise<void> {
  const { stream, n, hash, policy } = to;
  const told = policy === undefined ? {} : { policy: JSON.stringify(policy) };
  const head = { kind: 'head', on: 'heads' } as const;
  if (n > 1) {
    const q = { _id: stream, n: n - 1 };
    await update(base, head, [{ q, u: { $set: { n, hash, ...told } } }]);
  } else {
    await insert(base, head, [{ _id: stream, n, hash, policy: '{}', ...told }]);
  }
}

/**
 * Step 8, not waited for. Says that nothing is left to be done but what the sweep does later: where
 * rows were superseded, their index values go.
 */
export async function close(
  base: Base,
  parts: readonly Pick<CommitDocument, '_id' | 'p' | 'replaces'>[],
  fate: 'landed' | 'dead',
): Promise<void> {
  const due = base.clock.now();
  const updates = parts.map(({ _id, p, replaces }) => ({
    q: { _id, p, step: 'project' },
    u:
      replaces && fate === 'landed'
        ? { $set: { step: 'strip', due, fate } }
        : { $set: { fate }, $unset: { step: true, due: true } },
  }));
  await update(base, { kind: 'close', on: 'commits', casual: true }, updates);
}

/** Inserts what may be there already, in commands that a server takes. */
export async function insertAll(
  base: Base,
  to: Writing,
  documents: readonly object[],
): Promise<void> {
  await Promise.all(commandsOf(documents).map((some) => insert(base, to, some)));
}

function commandsOf(documents: readonly object[]): object[][] {
  const commands: object[][] = [];
  let room = 0;
  for (const document of documents) {
    const size = sizeOf(document as Doc);
    const last = commands.at(-1);
    if (last === undefined || size > room || last.length === COMMAND_DOCUMENTS_MAX) {
      commands.push([document]);
      room = COMMAND_BYTES_MAX - size;
    } else {
      last.push(document);
      room -= size;
    }
  }
  return commands;
}

/**
 * What is done behind requests, at the start and every minute: commits and blocks that somebody
 * left are finished; rows superseded long ago lose their index values, in two steps, so that a
 * reader of an old snapshot is told that it has expired before it could miss a row.
 */
import type { Base } from './base.js';
import { projectOld } from './access-log.js';
import { contentOf } from './commit/content.js';
import { commitDocument } from './commit/fate.js';
import { help } from './commit/help.js';
import { rowName } from './layout.js';
import type { CommitDocument, Step } from './layout.js';
import { findAll } from './server/reading.js';
import { update } from './server/writing.js';

/** Left to its owner for so long. */
const LEFT_MS = 10_000;
/** From the mark on heads to the emptying: far more than a reader may take, and clocks differ. */
const EMPTIED_AFTER_MS = 60 * 60 * 1000;
const BATCH = 200;

/**
 * All of it, once. `supersededBefore`: snapshots that need what was superseded before have expired.
 */
export async function sweep(base: Base, supersededBefore: number): Promise<void> {
  const now = base.clock.now();
  await finishLeft(base, now - LEFT_MS);
  await projectOld(base, now - LEFT_MS);
  await each(base, 'strip', { at: { $lt: supersededBefore } }, expire);
  await each(base, 'empty', { due: { $lt: now - EMPTIED_AFTER_MS } }, empty);
}

/** Finishes commits that were begun before a moment. */
async function finishLeft(base: Base, before: number): Promise<void> {
  await each(base, 'project', { due: { $lt: before } }, (_, { _id }) => help(base, _id, 0));
}

/** Snapshots before the commit have expired: said on the head first, then on the commit. */
async function expire(base: Base, { _id, p, n }: CommitDocument): Promise<void> {
  await update(base, { kind: 'expire', on: 'heads' }, [
    { q: { _id: p }, u: { $max: { swept: n } } },
  ]);
  const u = { $set: { step: 'empty', due: base.clock.now() } };
  await update(base, { kind: 'close', on: 'commits' }, [{ q: { _id, p, step: 'strip' }, u }]);
}

/**
 * The rows that the commit superseded leave every index but that of names, which stays, so that a
 * late insert finds a duplicate.
 */
async function empty(base: Base, { _id, p, n }: CommitDocument): Promise<void> {
  const document = await commitDocument(base, _id);
  const { versions } =
    document?.whole === undefined
      ? { versions: [] }
      : contentOf(base.texts, p, document.whole.content);
  const rows = versions
    .filter(({ version }) => version > 1)
    .map(({ type, id, version }) => rowName(p, type, id, version - 1));
  const found = await findAll(base, 'current', {
    filter: { p, _id: { $in: rows }, type: { $exists: true } },
    projection: { from: 1 },
  });
  await update(
    base,
    { kind: 'empty', on: 'current' },
    found.map((row) => {
      return { q: { _id: row['_id'], p }, u: { p, from: row['from'], to: n } };
    }),
  );
  const u = { $unset: { step: true, due: true } };
  await update(base, { kind: 'close', on: 'commits' }, [{ q: { _id, p, step: 'empty' }, u }]);
}

/** Commits at a step, in batches, until none is left. */
async function each(
  base: Base,
  step: Step,
  which: Readonly<Record<string, unknown>>,
  act: (base: Base, document: CommitDocument) => Promise<void>,
): Promise<void> {
  for (;;) {
    const found = await findAll(base, 'commits', {
      filter: { step, ...which },
      projection: { p: 1, n: 1 },
      limit: BATCH,
      // Few wait for a step; by the moment nearly all would be looked at.
      hint: 'begun',
    });
    for (const document of found as unknown as CommitDocument[]) await act(base, document); // ours
    if (found.length < BATCH) return;
  }
}

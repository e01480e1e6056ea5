/**
 * Superseded rows are emptied in two steps. First the head says that snapshots which need them have
 * expired; a round later they leave every index but that of names, which stays, so that a late
 * insert finds a duplicate. Each of its writes may be done twice, so it need remember nothing.
 *
 * This is the only place with an assumption on time: from the superseding to the emptying, and from
 * the mark to the emptying, passes far more than a reader may take. Whoever has read a head before
 * is late by then, and knows it.
 */
import { go, type IdleFrame, type Next } from '../frames.js';
import { numberOf, rowId, streamOf } from '../store.js';
import type { Turn } from '../turn.js';
import { overtaken } from './late.js';

/** One write: snapshots expire, a commit takes its next step, or a row goes. */
export function emptying(turn: Turn, frame: IdleFrame): Next {
  const works = [...toAdvance(turn), ...toEmpty(turn), ...toExpire(turn)];
  const work = turn.pick(works) ?? turn.block();
  turn.operations += 1;
  work();
  return go(frame);
}

type Work = () => void;

function commitsAt({ state }: Turn, step: 'strip' | 'empty'): string[] {
  const { commits } = state.store;
  return Object.keys(commits).filter((id) => commits[id]?.step === step);
}

function hasExpired({ state }: Turn, id: string): boolean {
  return (state.store.heads[streamOf(id)]?.swept ?? 0) >= numberOf(id);
}

/** Commits whose rows may go from now on: long after snapshots before them have expired. */
function toAdvance(turn: Turn): Work[] {
  const ids = commitsAt(turn, 'strip');
  const ready = turn.rules.expiry === 'before' ? ids.filter((id) => hasExpired(turn, id)) : ids;
  return ready.map((id) => () => {
    const set = { step: 'empty' } as const;
    turn.update({ collection: 'commits', id, where: { step: 'strip' }, set });
  });
}

/** Commits of which the head does not say yet that snapshots before them have expired. */
function toExpire(turn: Turn): Work[] {
  const { expiry } = turn.rules;
  if (expiry === 'never') return [];
  const due =
    expiry === 'before'
      ? commitsAt(turn, 'strip')
      : commitsAt(turn, 'empty').filter((id) => rowsLeft(turn, id).length === 0);
  return due.filter((id) => !hasExpired(turn, id)).map((id) => () => expire(turn, id));
}

function expire(turn: Turn, id: string): void {
  const head = turn.state.store.heads[streamOf(id)];
  if (head === undefined) return;
  turn.say(() => `marks snapshots before ${id} as expired`);
  const swept = Math.max(head.swept ?? 0, numberOf(id));
  turn.put('heads', streamOf(id), { ...head, swept }, turn.rules.expiryWrite);
}

function toEmpty(turn: Turn): Work[] {
  return commitsAt(turn, 'empty').flatMap((id) =>
    rowsLeft(turn, id).map((row) => () => empty(turn, row, numberOf(id))),
  );
}

/** Rows that a commit superseded and that are not emptied. */
function rowsLeft({ state }: Turn, id: string): string[] {
  const { commits, current } = state.store;
  return Object.entries(commits[id]?.versions ?? {})
    .map(([resource, { version }]) => rowId(streamOf(id), resource, version - 1))
    .filter((row) => current[row] !== undefined && !current[row].emptied);
}

function empty(turn: Turn, id: string, to: number): void {
  const row = turn.state.store.current[id];
  if (row === undefined) return;
  const { resource, version, from } = row;
  const stream = streamOf(id);
  turn.say(() => `${turn.rules.superseded === 'remove' ? 'removes' : 'empties'} row ${id}`);
  const emptied = { resource, version, from, to, emptied: true } as const;
  turn.put('current', id, turn.rules.superseded === 'remove' ? undefined : emptied);
  const processes = turn.state.processes.map((process) => {
    const stack = process.stack.map((frame) => overtaken(frame, { stream, to }, turn.rules));
    return { ...process, stack };
  });
  turn.state = { ...turn.state, processes };
}

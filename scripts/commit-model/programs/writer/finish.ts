/** A writer finishes: rows and head of each stream, the answer, and then the commits are closed. */
import { call, END, go, type Next, type ProjectFrame, type WriterFrame } from '../../frames.js';
import { withDocument } from '../../tables.js';
import type { Turn } from '../../turn.js';
import { closing } from '../close.js';
import { commitOf, nonceOf, placeIn, streamAt } from './attempt.js';

/** The next stream; when all show the commit, the answer. */
export function finish(turn: Turn, frame: WriterFrame): Next {
  if (frame.next < turn.act.streams.length) {
    const stream = streamAt(turn, frame.next);
    return call({ ...frame, next: frame.next + 1 }, copying(turn, frame, stream));
  }
  if (turn.state.told.outcomes[turn.act.id] === undefined) tellCommitted(turn, frame);
  return go({ ...frame, at: 'close', next: 0 });
}

function copying(turn: Turn, frame: WriterFrame, stream: string): ProjectFrame {
  const { step: _step, ...commit } = commitOf(turn, frame, stream);
  const id = placeIn(frame, stream);
  return { program: 'project', id, commit, isDead: false, done: [] };
}

/** Answers the caller, and notes what was promised by it. */
export function tellCommitted(turn: Turn, frame: WriterFrame): void {
  turn.answer('committed');
  const { told } = turn.state;
  let { committed } = told;
  for (const stream of turn.act.streams) {
    committed = withDocument(committed, placeIn(frame, stream), nonceOf(turn, frame));
  }
  turn.state = { ...turn.state, told: { ...told, committed } };
}

/** Closes the commit of the next stream. */
export function closeNext(turn: Turn, frame: WriterFrame): Next {
  const stream = streamAt(turn, frame.next);
  const commit = commitOf(turn, frame, stream);
  const updated = turn.updateCasually(closing(placeIn(frame, stream), commit, 'landed'));
  if (updated === 'unknown') return go(frame);
  const isLast = frame.next + 1 === turn.act.streams.length;
  return isLast ? END : go({ ...frame, next: frame.next + 1 });
}

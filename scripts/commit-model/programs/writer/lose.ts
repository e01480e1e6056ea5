/**
 * A writer loses: another commit has a number that it wanted. It finishes that one, ends what it
 * has left in other streams, and decides again; after so many attempts it answers “moved”.
 */
import { call, END, go, helping, type Next, type WriterFrame } from '../../frames.js';
import { numberOf, streamOf } from '../../store.js';
import type { Turn } from '../../turn.js';
import { mayTryAgain, nonceOf, placeIn } from './attempt.js';
import { nextAttempt } from './decide.js';

/** The next commit in the way; then another attempt, or the end. */
export function lose(turn: Turn, frame: WriterFrame): Next {
  const inTheWay = frame.obstacle || ownLeft(turn, frame);
  if (inTheWay !== undefined && turn.rules.openCommit === 'kill') {
    return call({ ...frame, obstacle: '' }, helping(inTheWay));
  }
  if (mayTryAgain(turn, frame)) return go(nextAttempt(frame));
  turn.answer('moved');
  return END;
}

/** A part of the attempt that its stream's head has not passed. */
function ownLeft(turn: Turn, frame: WriterFrame): string | undefined {
  const { commits, heads } = turn.state.store;
  return turn.act.streams
    .map((stream) => placeIn(frame, stream))
    .filter((place) => commits[place]?.nonce === nonceOf(turn, frame))
    .find((place) => (heads[streamOf(place)]?.number ?? 0) < numberOf(place));
}

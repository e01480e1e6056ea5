/**
 * A writer lands: the parts of the other streams, then the lead, whose insert is the atomic point.
 */
import { END, go, type Next, type WriterFrame } from '../../frames.js';
import type { Turn } from '../../turn.js';
import { commitOf, mayTryAgain, nonceOf, placeIn, streamAt } from './attempt.js';
import { nextAttempt } from './decide.js';
import { tellCommitted } from './finish.js';
import { giveUp } from './prepare.js';

/** The next part; the lead when there is none. */
export function writePart(turn: Turn, frame: WriterFrame): Next {
  const stream = streamAt(turn, frame.next);
  if (frame.next === turn.act.streams.length - 1) return go({ ...frame, at: 'lead', next: 0 });
  const inserted = insertMine(turn, frame, stream);
  if (inserted === 'unknown') return go(frame);
  if (inserted === 'mine') return go({ ...frame, next: frame.next + 1 });
  if (frame.next === 0) giveUp(turn, frame);
  return go({ ...frame, at: 'lose', obstacle: placeIn(frame, stream) });
}

/** THE atomic point. */
export function writeLead(turn: Turn, frame: WriterFrame): Next {
  const stream = streamAt(turn, -1);
  const inserted = insertMine(turn, frame, stream);
  if (inserted === 'mine') return landed(turn, frame);
  if (inserted === 'others') return go({ ...frame, at: 'lose', obstacle: placeIn(frame, stream) });
  if (turn.rules.givingUp === 'on a lost answer') giveUp(turn, frame);
  return turn.rules.lostAnswer === 'read once' ? go({ ...frame, at: 'learn' }) : go(frame);
}

/** Inserts a commit of the attempt; a duplicate with its own nonce is a copy of it that arrived. */
function insertMine(turn: Turn, frame: WriterFrame, stream: string): 'mine' | 'others' | 'unknown' {
  const id = placeIn(frame, stream);
  const inserted = turn.insert('commits', id, commitOf(turn, frame, stream));
  if (inserted !== 'duplicate') return inserted === 'done' ? 'mine' : 'unknown';
  return turn.state.store.commits[id]?.nonce === nonceOf(turn, frame) ? 'mine' : 'others';
}

function landed(turn: Turn, frame: WriterFrame): Next {
  if (turn.rules.answer === 'after insert') tellCommitted(turn, frame);
  return go({ ...frame, at: 'finish', next: 0 });
}

/** A wrong way to learn what became of a lead: not found is taken for not applied. */
export function learnOfLead(turn: Turn, frame: WriterFrame): Next {
  const place = placeIn(frame, streamAt(turn, -1));
  const found = turn.find('commits', place);
  turn.say(() => `reads ${place}: ${found?.nonce ?? 'nothing'}`);
  if (found?.nonce === nonceOf(turn, frame)) return landed(turn, frame);
  if (found !== undefined) return go({ ...frame, at: 'lose', obstacle: place });
  if (mayTryAgain(turn, frame)) return go(nextAttempt(frame));
  turn.answer('failed');
  return END;
}

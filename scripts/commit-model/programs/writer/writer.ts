/** A writer: decide, prepare, land, finish; or lose, and decide again. */
import type { Next, WriterFrame } from '../../frames.js';
import type { Turn } from '../../turn.js';
import { readHead, readRows } from './decide.js';
import { closeNext, finish } from './finish.js';
import { learnOfLead, writeLead, writePart } from './land.js';
import { lose } from './lose.js';
import { prepare } from './prepare.js';

const STEPS: Readonly<Record<WriterFrame['at'], (turn: Turn, frame: WriterFrame) => Next>> = {
  heads: readHead,
  rows: readRows,
  prepare,
  parts: writePart,
  lead: writeLead,
  learn: learnOfLead,
  finish,
  close: closeNext,
  lose,
};

/** The next step of a writer. */
export function writer(turn: Turn, frame: WriterFrame): Next {
  return STEPS[frame.at](turn, frame);
}

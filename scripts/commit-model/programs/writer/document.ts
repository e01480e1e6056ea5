/**
 * A writer's sealed document: its record is stored, then bound to the attempt. One that an earlier
 * attempt has bound is taken over once that attempt is dead; one that was swept is stored anew.
 */
import type { DocumentProgress, WriterFrame } from '../../frames.js';
import { fateOf } from '../../journal.js';
import { DOOMED } from '../../store.js';
import type { Turn } from '../../turn.js';
import { kill } from '../kill.js';
import { documentName, referenceOf } from './attempt.js';

/** The next operation on the document. */
export function tendDocument(turn: Turn, frame: WriterFrame): WriterFrame {
  return { ...frame, document: tended(turn, frame) };
}

function tended(turn: Turn, frame: WriterFrame): DocumentProgress {
  switch (frame.document.at) {
    case 'store':
      return stored(turn, frame);
    case 'bind':
      return bound(turn, frame);
    case 'look':
      return lookedAt(turn, frame);
    case 'settle':
      return settled(turn, frame);
    case 'bound':
      return frame.document;
  }
}

function stored(turn: Turn, frame: WriterFrame): DocumentProgress {
  const { number } = frame.document;
  if (turn.insert('documents', documentName(turn, frame), {}) === 'unknown') return frame.document;
  return { at: turn.rules.documents === 'bind' ? 'bind' : 'bound', number };
}

function bound(turn: Turn, frame: WriterFrame): DocumentProgress {
  return rebound(turn, frame, undefined);
}

/** Binds the record if its nonce is as it was read. */
function rebound(turn: Turn, frame: WriterFrame, nonce: string | undefined): DocumentProgress {
  const { document } = frame;
  const updated = turn.update({
    ...{ collection: 'documents', id: documentName(turn, frame) },
    ...{ where: { nonce }, set: referenceOf(turn, frame) },
  });
  if (updated === 'unknown') return document;
  return { at: updated === 'done' ? 'bound' : 'look', number: document.number };
}

function lookedAt(turn: Turn, frame: WriterFrame): DocumentProgress {
  const { number } = frame.document;
  const found = turn.find('documents', documentName(turn, frame));
  if (found === undefined || found.nonce === DOOMED) return { at: 'store', number: number + 1 };
  if (found.nonce === referenceOf(turn, frame).nonce) return { at: 'bound', number };
  return { at: 'settle', number, found };
}

function settled(turn: Turn, frame: WriterFrame): DocumentProgress {
  const { number, found: { lead, nonce } = {} } = frame.document;
  if (lead === undefined || nonce === undefined) return { at: 'bind', number };
  const fate = fateOf(turn.state.store.commits, { lead, nonce });
  if (fate === 'landed') return { at: 'store', number: number + 1 };
  if (fate === 'dead') return rebound(turn, frame, nonce);
  kill(turn, lead);
  return frame.document;
}

/**
 * A writer prepares: it binds its sealed document and claims its key, side by side and in any
 * order. Both name the lead that is to come, and share its fate.
 */
import { call, END, go, type Next, type WhoseKeyFrame, type WriterFrame } from '../../frames.js';
import type { Turn } from '../../turn.js';
import { claimOf, documentName, nonceOf } from './attempt.js';
import { tendDocument } from './document.js';

/** One operation of one of the two; when both are done, the parts, or the refusal. */
export function prepare(turn: Turn, frame: WriterFrame): Next {
  const job = turn.pick(jobsOf(turn, frame));
  if (job === undefined) return prepared(turn, frame);
  return job === 'key' ? claimKey(turn, frame) : go(tendDocument(turn, frame));
}

function jobsOf(turn: Turn, frame: WriterFrame): ('key' | 'document')[] {
  const hasKeyToClaim = turn.act.key !== undefined && frame.key === 'open';
  return [
    ...(hasKeyToClaim ? (['key'] as const) : []),
    ...(hasDocumentToTend(turn, frame) ? (['document'] as const) : []),
  ];
}

/** Whether the writer may go on with its document, also while it asks whose its key is. */
export function hasDocumentToTend({ act }: Turn, { at, document }: WriterFrame): boolean {
  return at === 'prepare' && act.document !== undefined && document.at !== 'bound';
}

function claimKey(turn: Turn, frame: WriterFrame): Next {
  const { key } = turn.act;
  if (key === undefined) return go(frame);
  const wanted = claimOf(turn, frame, key.stream);
  const inserted = turn.insert('claims', key.key, wanted);
  if (inserted === 'unknown') return go(frame);
  if (inserted === 'done') return go({ ...frame, key: 'mine' });
  const { heads: decided } = frame;
  const asking: WhoseKeyFrame = {
    ...{ program: 'whoseKey', at: 'claim', key: key.key },
    ...{ wanted, decided, head: 0, late: false },
  };
  return call({ ...frame, key: 'asked' }, asking);
}

function prepared(turn: Turn, frame: WriterFrame): Next {
  if (frame.key === 'taken') {
    turn.answer('taken');
    giveUp(turn, frame);
    return END;
  }
  if (frame.key !== 'moved') return go({ ...frame, at: 'parts' });
  giveUp(turn, frame);
  return go({ ...frame, at: 'lose' });
}

/**
 * An attempt given up before its lead was sent tells others what they would have to wait for. It is
 * not waited for, and what could meet nothing is left out.
 */
export function giveUp(turn: Turn, frame: WriterFrame): void {
  const [nonce, name] = [nonceOf(turn, frame), documentName(turn, frame)];
  const { claims, documents } = turn.state.store;
  const key = turn.act.key?.key ?? '';
  if (claims[key]?.nonce === nonce) {
    turn.behind({ collection: 'claims', id: key, where: { nonce }, set: { dead: true } });
  }
  if (documents[name]?.nonce === nonce) {
    const set = { lead: undefined, nonce: undefined };
    turn.behind({ collection: 'documents', id: name, where: { nonce }, set });
  }
}

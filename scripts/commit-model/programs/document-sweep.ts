/**
 * Removes sealed documents that nobody will ever refer to: dooms the record by compare-and-set,
 * once the commit that it names can land no more.
 */
import { go, type DocumentSweepFrame, type Next } from '../frames.js';
import { fateOf } from '../journal.js';
import { DOOMED, type DocumentRecord } from '../store.js';
import type { State } from '../state.js';
import type { Turn } from '../turn.js';
import { kill } from './kill.js';

/** A sweep that looks for the next document. */
export const LOOKING: DocumentSweepFrame = {
  program: 'documentSweep',
  at: 'find',
  name: '',
  found: {},
};

/** The next step. */
export function documentSweep(turn: Turn, frame: DocumentSweepFrame): Next {
  switch (frame.at) {
    case 'find':
      return turn.rules.documents === 'bind' ? find(turn) : findOld(turn);
    case 'fate':
      return learnFate(turn, frame);
    case 'doom':
      return doom(turn, frame);
    case 'remove':
      return remove(turn, frame);
  }
}

function find(turn: Turn): Next {
  const { documents } = turn.state.store;
  const name = turn.pick(Object.keys(documents).filter((one) => isOrphan(turn.state, one)));
  const found = name === undefined ? undefined : documents[name];
  if (name === undefined || found === undefined) return turn.block();
  turn.operations += 1;
  turn.say(() => `looks at ${name}, of ${found.nonce ?? 'nobody'}`);
  return go({ ...LOOKING, at: placeFor(found), name, found });
}

function placeFor({ nonce }: DocumentRecord): DocumentSweepFrame['at'] {
  if (nonce === DOOMED) return 'remove';
  return nonce === undefined ? 'doom' : 'fate';
}

/**
 * A record that is of no commit is swept when it is a day old. Only the first one of an act grows
 * so old here: else the sweep could be one step ahead of its writer for ever.
 */
function isOrphan({ store }: State, name: string): boolean {
  const { lead, nonce } = store.documents[name] ?? {};
  if (nonce === DOOMED) return true;
  if (lead === undefined || nonce === undefined) return name.endsWith('.1');
  return fateOf(store.commits, { lead, nonce }) !== 'landed';
}

function learnFate(turn: Turn, frame: DocumentSweepFrame): Next {
  const { lead = '', nonce = '' } = frame.found;
  const fate = fateOf(turn.state.store.commits, { lead, nonce });
  turn.untilDurable('commits', lead);
  turn.say(() => `finds ${nonce} ${fate}`);
  if (fate === 'dead') return go({ ...frame, at: 'doom' });
  if (fate === 'open') kill(turn, lead);
  else turn.operations += 1;
  return go(fate === 'open' ? frame : LOOKING);
}

function doom(turn: Turn, frame: DocumentSweepFrame): Next {
  const updated = turn.update({
    ...{ collection: 'documents', id: frame.name, where: { nonce: frame.found.nonce } },
    set: { nonce: DOOMED, lead: undefined },
  });
  return go(updated === 'done' ? { ...frame, at: 'remove' } : LOOKING);
}

function remove(turn: Turn, { name }: DocumentSweepFrame): Next {
  turn.operations += 1;
  turn.say(() => `removes ${name}`);
  if (turn.state.store.documents[name] !== undefined) turn.put('documents', name, undefined);
  return go(LOOKING);
}

/** A wrong choice: what is old and not referred to is removed. */
function findOld(turn: Turn): Next {
  const { documents, commits } = turn.state.store;
  const referred = Object.values(commits).map(({ document }) => document);
  const name = turn.pick(Object.keys(documents).filter((one) => !referred.includes(one)));
  if (name === undefined) return turn.block();
  turn.operations += 1;
  turn.say(() => `finds ${name} old and not referred to`);
  return go({ ...LOOKING, at: 'remove', name });
}

/**
 * Finishes somebody's commit: a writer that met it, the sweep, whoever wants its key. Learns its
 * fate, copies it, closes it.
 */
import { call, go, RETURN, type HelpFrame, type Next } from '../frames.js';
import { fateOf } from '../journal.js';
import { numberOf, streamOf, type Commit } from '../store.js';
import type { Turn } from '../turn.js';
import { closing } from './close.js';
import { kill } from './kill.js';

/** The next step. */
export function help(turn: Turn, frame: HelpFrame): Next {
  const { commit } = frame;
  if (frame.at === 'commit' || commit === undefined) return readCommit(turn, frame);
  switch (frame.at) {
    case 'fate':
      return learnFate(turn, frame, commit);
    case 'head':
      return readHead(turn, frame);
    case 'project':
      return copy(frame, commit);
    case 'close':
      return close(turn, frame, commit);
  }
}

/** What a commit holds never changes, so reading it is joined with what is done next. */
function readCommit(turn: Turn, frame: HelpFrame): Next {
  turn.untilDurable('commits', frame.id);
  const found = turn.state.store.commits[frame.id];
  if (found === undefined) return RETURN;
  const { step: _step, ...commit } = found;
  turn.say(() => `helps ${frame.id} (${commit.nonce})`);
  const mustAsk = commit.lead !== frame.id && turn.rules.part === 'ask';
  return go({ ...frame, at: mustAsk ? 'fate' : 'head', commit });
}

function learnFate(turn: Turn, frame: HelpFrame, { lead, nonce }: Commit): Next {
  const fate = fateOf(turn.state.store.commits, { lead, nonce });
  turn.untilDurable('commits', lead);
  turn.say(() => `finds it ${fate}`);
  if (fate !== 'open') return go({ ...frame, at: 'head', isDead: fate === 'dead' });
  if (turn.rules.openCommit === 'wait') return RETURN;
  kill(turn, lead);
  return go(frame);
}

function readHead(turn: Turn, frame: HelpFrame): Next {
  const stream = streamOf(frame.id);
  const number = turn.find('heads', stream)?.number ?? 0;
  turn.say(() => `reads head ${stream} = ${number}`);
  return go({ ...frame, at: number < numberOf(frame.id) ? 'project' : 'close' });
}

function copy(frame: HelpFrame, commit: Commit): Next {
  const { id, isDead } = frame;
  return call({ ...frame, at: 'close' }, { program: 'project', id, commit, isDead, done: [] });
}

function close(turn: Turn, frame: HelpFrame, commit: Commit): Next {
  const fate = frame.isDead ? 'dead' : 'landed';
  const updated = turn.updateCasually(closing(frame.id, commit, fate));
  return updated === 'unknown' ? go(frame) : RETURN;
}

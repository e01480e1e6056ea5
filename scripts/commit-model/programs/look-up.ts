/**
 * Who holds a key? The claim leads to a stream; a row at that stream's head tells. No fate is
 * asked: the claim of a dead or open commit leads to a stream whose head does not show the key.
 */
import { Breach } from '../breach.js';
import { END, go, type LookUpFrame, type Next } from '../frames.js';
import { holdersAt, isVisible, standingAt } from '../journal.js';
import type { Model } from '../model.js';
import type { State } from '../state.js';
import { streamOf } from '../store.js';
import type { Turn } from '../turn.js';
import { readHeadNow } from './head-now.js';

/** A look-up that has read nothing. */
export function lookingUp(key: string): LookUpFrame {
  return {
    ...{ program: 'lookUp', at: 'claim', key, stream: '', head: 0, swept: 0 },
    ...{ held: [], late: false },
  };
}

/** The next step. */
export function lookUp(turn: Turn, frame: LookUpFrame): Next {
  switch (frame.at) {
    case 'claim':
      return readClaim(turn, frame);
    case 'head':
      return readHead(turn, frame);
    case 'row':
      return readRow(turn, frame);
  }
}

const NOBODY = 'nobody';

function readClaim(turn: Turn, frame: LookUpFrame): Next {
  const claim = turn.find('claims', frame.key);
  turn.say(() => `looks up the claim on ${frame.key}: ${claim?.at ?? 'none'}`);
  const begun = watching(turn.model, turn.before, { ...frame, at: 'head' });
  if (claim === undefined) return answered(turn, begun, NOBODY);
  const stream = streamOf(claim.at);
  if (turn.rules.lookUp === 'row') return go({ ...begun, stream });
  return answered(turn, begun, claimant(turn, claim.at, frame.key));
}

/** A wrong choice: the resource for which the key was claimed. */
function claimant({ state }: Turn, at: string, key: string): string {
  const versions = Object.entries(state.store.commits[at]?.versions ?? {});
  const found = versions.find(([, version]) => version.key === key);
  return found === undefined ? NOBODY : `${streamOf(at)}.${found[0]}`;
}

function readHead(turn: Turn, frame: LookUpFrame): Next {
  const { number, swept = 0 } = readHeadNow(turn, frame.stream);
  return go({ ...frame, at: 'row', head: number, swept });
}

function readRow(turn: Turn, frame: LookUpFrame): Next {
  const { key, stream, head, late } = frame;
  const rows = Object.entries(turn.lookAtRows());
  const [, row] =
    rows.find(
      ([id, row]) =>
        streamOf(id) === stream && row.key === key && !row.deleted && isVisible(row, head),
    ) ?? [];
  if (late) {
    turn.say(() => 'is late and throws away what it read');
    return END;
  }
  return answered(turn, frame, row === undefined ? NOBODY : `${stream}.${row.resource}`);
}

/** The answer must have been true at some head since the look-up began. */
function answered(turn: Turn, frame: LookUpFrame, holder: string): Next {
  turn.operations += 1;
  turn.say(() => `is told that ${frame.key} is held by ${holder}`);
  const isTrue = frame.held.includes(holder) && (holder === NOBODY || didHold(turn, frame, holder));
  if (isTrue) return END;
  const message = `${frame.key} was held by ${frame.held.join(', then ')}; told: by ${holder}`;
  throw new Breach('look-up', message);
}

/** Whether a resource holds the key at the very head that was read. */
function didHold({ state }: Turn, { key, stream, head }: LookUpFrame, holder: string): boolean {
  const { versions } = standingAt(state.store.commits, stream, head);
  const version = versions[holder.slice(stream.length + 1)];
  return version?.key === key && version.deleted !== true;
}

/** Notes who holds the keys that are being looked up: done after every step of anybody. */
export function watched(model: Model, state: State): State {
  if (model.scenario.lookUps === undefined) return state;
  const processes = state.processes.map((process) => {
    const [frame] = process.stack;
    if (frame?.program !== 'lookUp' || frame.at === 'claim') return process;
    const watch = watching(model, state, frame);
    return watch === frame ? process : { ...process, stack: [watch] };
  });
  return { ...state, processes };
}

function watching({ scenario }: Model, { store }: State, frame: LookUpFrame): LookUpFrame {
  const [holder = NOBODY] = holdersAt(store, scenario.streams, 'heads').get(frame.key) ?? [];
  if (frame.held.includes(holder)) return frame;
  return { ...frame, held: [...frame.held, holder].sort() };
}

/**
 * The access log: a block's insert is its atomic point, and its requests are answered after it; the
 * rows by which its events are found are written behind it, and then its mark is taken away.
 */
import { call, END, go, RETURN } from '../frames.js';
import type { AppendFrame, Next, ProjectBlockFrame } from '../frames.js';
import { eventId } from '../store.js';
import type { Inserted, Turn, Updated } from '../turn.js';

/** A process that is about to append. */
export function appending(block: string, dossiers: readonly string[]): AppendFrame {
  return { program: 'append', at: 'block', block, dossiers, next: 0 };
}

/** The next step of a process that appends a block. */
export function append(turn: Turn, frame: AppendFrame): Next {
  switch (frame.at) {
    case 'block':
      return insertBlock(turn, frame);
    case 'answer':
      return answer(turn, frame);
    case 'rows':
      return call({ ...frame, at: 'end' }, projecting(frame.block, frame.dossiers));
    case 'end':
      return END;
  }
}

/** The very same block again is no failure: an answer that was lost is asked for again. */
function insertBlock(turn: Turn, frame: AppendFrame): Next {
  const { block, dossiers, next } = frame;
  if (turn.rules.block === 'after rows' && next < dossiers.length) {
    const inserted = insertRow(turn, frame);
    return go(inserted === 'unknown' ? frame : { ...frame, next: next + 1 });
  }
  const inserted = turn.insert('blocks', block, { dossiers, step: 'project' });
  return go(inserted === 'unknown' ? frame : { ...frame, at: 'answer', next: 0 });
}

function answer(turn: Turn, frame: AppendFrame): Next {
  const { block, dossiers } = frame;
  turn.operations += 1;
  turn.say(() => `ANSWERS the requests of ${block}`);
  const { told } = turn.state;
  const events = [...told.events, ...dossiers.map((dossier) => eventId(block, dossier))].sort();
  turn.state = { ...turn.state, told: { ...told, events } };
  return go({ ...frame, at: 'rows' });
}

/** Whoever finds a marked block may write its rows and take its mark away, any number of times. */
export function projecting(block: string, dossiers: readonly string[]): ProjectBlockFrame {
  return { program: 'projectBlock', block, dossiers, next: 0 };
}

/** The next step of writing a block's rows and taking its mark away. */
export function projectBlock(turn: Turn, frame: ProjectBlockFrame): Next {
  const { dossiers, next } = frame;
  if (next > dossiers.length) return RETURN;
  const isUnmarkedFirst = turn.rules.unmarking === 'before rows';
  const unmarksNow = next === (isUnmarkedFirst ? 0 : dossiers.length);
  const place = { ...frame, next: isUnmarkedFirst ? next - 1 : next };
  const written = unmarksNow ? unmark(turn, frame) : insertRow(turn, place);
  return go(written === 'unknown' ? frame : { ...frame, next: next + 1 });
}

function insertRow(
  turn: Turn,
  { block, dossiers, next }: AppendFrame | ProjectBlockFrame,
): Inserted {
  const stream = dossiers[next] ?? '';
  return turn.insert('events', eventId(block, stream), { stream, block });
}

function unmark(turn: Turn, { block }: ProjectBlockFrame): Updated {
  const set = { step: 'done' } as const;
  return turn.updateCasually({ collection: 'blocks', id: block, where: { step: 'project' }, set });
}

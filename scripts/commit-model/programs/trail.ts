/**
 * A reader of a dossier's trail: the head, then marked blocks that concern the dossier, whose rows
 * it writes itself, then all event rows. Event rows are only ever added, so that all of them at
 * once is the least that a slow reader would see.
 */
import { Breach } from '../breach.js';
import { call, END, go, type Next, type TrailFrame } from '../frames.js';
import { standingAt } from '../journal.js';
import { eventId, streamOf, type EventRow } from '../store.js';
import type { Turn } from '../turn.js';
import { projecting } from './access-log.js';
import { readHeadNow } from './head-now.js';

/** A reader of a trail that has read nothing. */
export function readingTrail(stream: string): TrailFrame {
  return { program: 'trail', at: 'head', stream, head: 0, owed: [], blocks: [] };
}

/** The next step. */
export function trail(turn: Turn, frame: TrailFrame): Next {
  switch (frame.at) {
    case 'head':
      return readHead(turn, frame);
    case 'marked':
      return findMarked(turn, frame);
    case 'rows':
      return readRows(turn, frame);
  }
}

/** What was answered by now is owed to this reader. */
function readHead(turn: Turn, frame: TrailFrame): Next {
  const head = readHeadNow(turn, frame.stream).number;
  const owed = turn.state.told.events.filter((id) => streamOf(id) === frame.stream);
  return go({ ...frame, at: turn.rules.trail === 'help' ? 'marked' : 'rows', head, owed });
}

function findMarked(turn: Turn, frame: TrailFrame): Next {
  turn.operations += 1;
  const blocks = Object.entries(turn.state.store.blocks)
    .filter(([name, block]) => block.step === 'project' && !turn.isPending('blocks', name))
    .filter(([, block]) => block.dossiers.includes(frame.stream))
    .map(([name]) => name);
  turn.say(() => `finds marked [${blocks}]`);
  return go({ ...frame, at: 'rows', blocks });
}

/** First the rows of the next marked block; then what there is. */
function readRows(turn: Turn, frame: TrailFrame): Next {
  const [name, ...others] = frame.blocks;
  const block = name === undefined ? undefined : turn.state.store.blocks[name];
  if (name !== undefined && block !== undefined) {
    return call({ ...frame, blocks: others }, projecting(name, block.dossiers));
  }
  turn.operations += 1;
  check(turn, frame, shown(turn, frame));
  return END;
}

/** Event rows that no lost primary takes back, of the log or at or below the head. */
function shown(turn: Turn, { stream, head }: TrailFrame): string[] {
  const isShown = ([id, row]: readonly [string, EventRow]): boolean =>
    row.stream === stream && (row.commit ?? 0) <= head && !turn.isPending('events', id);
  const ids = Object.entries(turn.state.store.events)
    .filter(isShown)
    .map(([id]) => id);
  turn.say(() => `sees events [${ids}]`);
  return ids;
}

function check(
  { state }: Turn,
  { stream, head, owed }: TrailFrame,
  found: readonly string[],
): void {
  const { traced } = standingAt(state.store.commits, stream, head);
  const missed = [...owed, ...traced].filter((id) => !found.includes(id));
  const ofBlocks = Object.keys(state.store.blocks).map((block) => eventId(block, stream));
  const strange = found.filter((id) => !traced.includes(id) && !ofBlocks.includes(id));
  if (missed.length === 0 && strange.length === 0) return;
  const message = `a trail of ${stream} at ${head} misses [${missed}] and shows [${strange}] besides`;
  throw new Breach('trail', message);
}

/** What readers that hold an older head, and have not been told that they are late, still find. */
import { Breach } from '../breach.js';
import type { SearchFrame } from '../frames.js';
import { areSame, expectedAt, shownAt } from '../journal.js';
import type { State } from '../state.js';

/** Were a running search to read all its rows now, it would find what it must. */
export function checkReaders(state: State): void {
  for (const { stack } of state.processes) {
    const [frame] = stack;
    if (frame?.program === 'search' && mustFindAll(state, frame)) checkReader(state, frame);
  }
}

function mustFindAll({ store }: State, frame: SearchFrame): boolean {
  if (frame.at !== 'scan' || frame.late || frame.isMisled) return false;
  return frame.snapshot < (store.heads[frame.stream]?.number ?? 0);
}

function checkReader({ store }: State, { stream, snapshot }: SearchFrame): void {
  const shown = shownAt(store.current, stream, snapshot);
  const expected = expectedAt(store.commits, stream, snapshot);
  if (areSame(shown, expected)) return;
  const message = `a reader of ${stream} at ${snapshot} gets [${shown}], should get [${expected}]`;
  throw new Breach('old snapshot', message);
}

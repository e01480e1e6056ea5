/** All promises that can be seen in one state. */
import { Breach } from '../breach.js';
import { holdersAt } from '../journal.js';
import type { Model } from '../model.js';
import type { State } from '../state.js';
import { checkAct, checkAnswers, checkOutbox } from './acts.js';
import { checkReaders } from './readers.js';
import { checkStream } from './streams.js';

/** Throws the first `Breach` that is found. */
export function checkState({ scenario }: Model, state: State): void {
  for (const stream of scenario.streams) checkStream(state, stream);
  checkReaders(state);
  checkKeys(state, scenario.streams);
  checkAnswers(state);
  for (const act of scenario.acts ?? []) checkAct(state, act);
  checkOutbox(state);
  checkEventRows(state);
}

function checkKeys({ store }: State, streams: readonly string[]): void {
  for (const upTo of ['heads', 'landed'] as const) {
    for (const [key, holders] of holdersAt(store, streams, upTo)) {
      if (holders.length < 2) continue;
      throw new Breach('uniqueness', `${key} is held by ${holders.join(' and ')}`);
    }
  }
}

function checkEventRows({ store }: State): void {
  for (const [id, { block }] of Object.entries(store.events)) {
    if (block === undefined || store.blocks[block] !== undefined) continue;
    throw new Breach('trail', `the row ${id} is there without its block`);
  }
}

/** What every act promises its caller, and its outbox entry. */
import { Breach } from '../breach.js';
import { fateOf } from '../journal.js';
import type { Act } from '../model.js';
import type { State } from '../state.js';

/** Every promise about one act. */
export function checkAct(state: State, act: Act): void {
  const landed = landedOf(state, act);
  const nonces = new Set(landed.map(({ nonce }) => nonce));
  const told = state.told.outcomes[act.id];
  if (nonces.size > 1) throw new Breach('succession', `${act.id} landed ${nonces.size} times`);
  if (told === 'committed' && nonces.size === 0) {
    throw new Breach('durability', `${act.id} was answered and has not landed`);
  }
  if (told !== undefined && told !== 'committed' && nonces.size > 0) {
    throw new Breach('outcome', `${act.id} was answered “${told}” and has landed`);
  }
  if (nonces.size === 0 || landed.length === act.streams.length) return;
  const places = landed.map(({ id }) => id);
  throw new Breach('all or nothing', `${act.id} landed only in ${places.join(', ')}`);
}

function landedOf({ store }: State, act: Act): { readonly id: string; readonly nonce: string }[] {
  return Object.entries(store.commits)
    .filter(([, commit]) => commit.act === act.id && fateOf(store.commits, commit) === 'landed')
    .map(([id, { nonce }]) => ({ id, nonce }));
}

/** What was answered about each commit is there, with the nonce that was answered. */
export function checkAnswers({ store, told }: State): void {
  for (const [id, nonce] of Object.entries(told.committed)) {
    const commit = store.commits[id];
    const isThere = commit?.nonce === nonce && fateOf(store.commits, commit) === 'landed';
    if (!isThere) throw new Breach('durability', `${id} was answered and is not there`);
  }
}

/** Nothing was delivered of a commit that has not landed. */
export function checkOutbox({ store }: State): void {
  for (const [id, { delivered }] of Object.entries(store.outbox)) {
    const commit = store.commits[id];
    if (!delivered || (commit !== undefined && fateOf(store.commits, commit) === 'landed'))
      continue;
    throw new Breach('outbox', `the entry of ${id} was delivered, and ${id} has not landed`);
  }
}

/** What must hold when nothing can happen any more: all is finished, and nobody waits. */
import { Breach } from '../breach.js';
import { fateOf, lastNumber } from '../journal.js';
import type { Model } from '../model.js';
import type { State } from '../state.js';
import { eventId } from '../store.js';

/** Throws the first `Breach` that is found. */
export function checkEnd({ scenario, players }: Model, state: State): void {
  for (const stream of scenario.streams) checkHeads(state, stream);
  if (scenario.delivery) checkDelivered(state);
  checkTrails(state);
  players.forEach(({ kind, name }, i) => {
    if (kind === 'daemon' || state.processes[i]?.status !== 'running') return;
    throw new Breach('ends', `${name} waits for ever`);
  });
}

function checkHeads({ store }: State, stream: string): void {
  const last = lastNumber(store.commits, stream);
  const head = store.heads[stream]?.number ?? 0;
  if (head === last) return;
  throw new Breach('ends', `${stream} stands at ${head} for ever; its last commit is ${last}`);
}

function checkDelivered({ store }: State): void {
  for (const [id, commit] of Object.entries(store.commits)) {
    const isDue = commit.notifies && fateOf(store.commits, commit) === 'landed';
    if (!isDue || store.outbox[id]?.delivered) continue;
    throw new Breach('outbox', `the entry of ${id} is never delivered`);
  }
}

/** Each block has its rows, and each visible commit its event. */
function checkTrails({ store }: State): void {
  const ofBlocks = Object.entries(store.blocks).flatMap(([block, { dossiers }]) =>
    dossiers.map((dossier) => eventId(block, dossier)),
  );
  const ofCommits = Object.entries(store.commits)
    .filter(([, commit]) => commit.traced && fateOf(store.commits, commit) === 'landed')
    .map(([id]) => id);
  const missing = [...ofBlocks, ...ofCommits].find((id) => store.events[id] === undefined);
  if (missing !== undefined) throw new Breach('trail', `the row ${missing} is never there`);
}

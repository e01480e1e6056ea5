/** What runs behind requests: the sweep, the sweep of blocks, the emptying of rows, the outbox. */
import { call, go, helping, type IdleFrame, type Next } from '../frames.js';
import { fateOf } from '../journal.js';
import { numberOf, streamOf, type StoredCommit } from '../store.js';
import type { Turn } from '../turn.js';
import { projecting } from './access-log.js';

/** Finishes commits that somebody left; it is awake while there are any. */
export function sweep(turn: Turn, frame: IdleFrame): Next {
  if (turn.model.scenario.lateSweep && isAnyWriterRunning(turn)) turn.block();
  const id = turn.pick(commitsLeft(turn)) ?? turn.block();
  return call(frame, helping(id));
}

function isAnyWriterRunning({ model, state }: Turn): boolean {
  return model.players.some(
    ({ kind }, i) => kind === 'writer' && state.processes[i]?.status === 'running',
  );
}

function commitsLeft(turn: Turn): string[] {
  const { commits } = turn.state.store;
  return Object.entries(commits)
    .filter(([id, commit]) => isLeft(turn, id, commit))
    .filter(([, commit]) => turn.rules.openCommit === 'kill' || fateOf(commits, commit) !== 'open')
    .map(([id]) => id);
}

function isLeft({ state, rules }: Turn, id: string, { step }: StoredCommit): boolean {
  if (rules.sweep === 'by mark') return step === 'project';
  return numberOf(id) === (state.store.heads[streamOf(id)]?.number ?? Number.NaN) + 1;
}

/** Finishes blocks of the access log that are marked still. */
export function blockSweep(turn: Turn, frame: IdleFrame): Next {
  const { blocks } = turn.state.store;
  const marked = Object.keys(blocks).filter((name) => blocks[name]?.step === 'project');
  const name = turn.pick(marked.filter((one) => !turn.isPending('blocks', one))) ?? turn.block();
  return call(frame, projecting(name, blocks[name]?.dossiers ?? []));
}

/** Takes outbox entries to their recipients once their commit is visible. */
export function delivery(turn: Turn, frame: IdleFrame): Next {
  turn.operations += 1;
  const id = turn.pick(entriesDue(turn)) ?? turn.block();
  turn.say(() => `delivers ${id}`);
  turn.put('outbox', id, { delivered: true });
  return go(frame);
}

function entriesDue({ state, rules }: Turn): string[] {
  const { commits, heads, outbox } = state.store;
  if (rules.delivery === 'at insert') {
    return Object.keys(commits).filter((id) => commits[id]?.notifies && !outbox[id]?.delivered);
  }
  return Object.keys(outbox)
    .filter((id) => outbox[id]?.delivered === false)
    .filter((id) => (heads[streamOf(id)]?.number ?? 0) >= numberOf(id));
}

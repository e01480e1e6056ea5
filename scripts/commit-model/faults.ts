/** What may go wrong: crashes, writes that arrive late, primaries that are lost. */
import type { Model, Player } from './model.js';
import { SHARD_OF, type Process, type Replication, type Shard } from './state.js';
import type { State, Write } from './state.js';
import { stored, type Collection } from './store.js';
import { changed, fits } from './tables.js';

interface Fault {
  readonly label: () => string;
  readonly state: State;
}

/** Every fault that can come now. */
export function faults(model: Model, state: State): Fault[] {
  return [...crashes(model, state), ...arrivals(state), ...replicated(state), ...lost(state)];
}

function crashes({ players }: Model, state: State): Fault[] {
  const { trouble } = state;
  if (trouble.crashes === 0) return [];
  return players.flatMap((player, index) => {
    const process = state.processes[index];
    const crashed = process === undefined ? undefined : crash(player, process);
    if (crashed === undefined) return [];
    const processes = state.processes.with(index, crashed);
    const left = { ...trouble, crashes: trouble.crashes - 1 };
    return [
      { label: () => `${player.name} CRASHES`, state: { ...state, processes, trouble: left } },
    ];
  });
}

/** A daemon begins anew; where it is at its beginning, or is a reader, a crash says nothing new. */
function crash({ kind, start }: Player, { status, stack }: Process): Process | undefined {
  if (status !== 'running' || kind === 'reader') return undefined;
  if (kind !== 'daemon') return { status: 'crashed', stack: [] };
  const isIdle = stack.length === 1 && stack[0] === start;
  return isIdle ? undefined : { status: 'running', stack: [start] };
}

function arrivals(state: State): Fault[] {
  const { underWay } = state.trouble;
  return underWay.map((write, index) => {
    const trouble = { ...state.trouble, underWay: underWay.toSpliced(index, 1) };
    const label = (): string => `LATE ARRIVAL at ${write.collection} ${write.id}`;
    return { label, state: arrived({ ...state, trouble }, write) };
  });
}

function arrived<C extends Collection>(state: State, write: Write<C>): State {
  const { collection, id } = write;
  const document = state.store[collection][id];
  if ('document' in write) {
    if (document !== undefined) return state;
    return { ...state, store: stored(state.store, collection, id, write.document) };
  }
  if (document === undefined || !fits(document, write.where)) return state;
  const store = stored(state.store, collection, id, changed(document, write.set));
  return { ...state, store };
}

const SHARDS: readonly Shard[] = ['A', 'B'];

/** A shard whose secondaries have caught up: whoever waited for that goes on. */
function replicated(state: State): Fault[] {
  const { replication } = state.trouble;
  if (replication === undefined) return [];
  return SHARDS.filter((shard) => writesOf(replication, shard).length > 0).map((shard) => ({
    label: () => `shard ${shard} replicates`,
    state: {
      ...state,
      processes: state.processes.map((process) => going(process, shard)),
      trouble: { ...state.trouble, replication: without(replication, shard) },
    },
  }));
}

function writesOf({ pending }: Replication, shard: Shard): Replication['pending'] {
  return pending.filter(({ collection }) => SHARD_OF[collection] === shard);
}

function without(replication: Replication, shard: Shard): Replication {
  const pending = replication.pending.filter(({ collection }) => SHARD_OF[collection] !== shard);
  return { ...replication, pending };
}

function going(process: Process, shard: Shard): Process {
  if (process.waiting === undefined || SHARD_OF[process.waiting.collection] !== shard) {
    return process;
  }
  return { status: process.status, stack: process.stack };
}

/** A shard whose primary is lost: what was on it alone is undone, and it still answers. */
function lost(state: State): Fault[] {
  const { replication } = state.trouble;
  if (replication === undefined || replication.lostPrimaries === 0) return [];
  const hasBegun = Object.keys(state.store.heads).length > 0;
  return SHARDS.filter((shard) => hasBegun || writesOf(replication, shard).length > 0).map(
    (shard) => ({
      label: () =>
        `shard ${shard} LOSES ITS PRIMARY and ${writesOf(replication, shard).length} writes`,
      state: withoutPrimary(state, replication, shard),
    }),
  );
}

function withoutPrimary(state: State, replication: Replication, shard: Shard): State {
  let { store } = state;
  for (const { collection, id, before } of writesOf(replication, shard).toReversed()) {
    store = stored(store, collection, id, before);
  }
  const { heads, current } = state.store;
  const left = {
    ...without(replication, shard),
    lostPrimaries: replication.lostPrimaries - 1,
    deposed: shard === SHARD_OF.heads ? { heads } : { current },
  };
  const processes = state.processes.map((process) => startingAgain(process, shard));
  return { ...state, store, processes, trouble: { ...state.trouble, replication: left } };
}

function startingAgain(process: Process, shard: Shard): Process {
  const { waiting } = process;
  if (waiting === undefined || SHARD_OF[waiting.collection] !== shard) return process;
  return { status: 'running', stack: waiting.retry };
}

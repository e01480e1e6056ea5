/** All states that are one move away: a turn of a process, or a fault. */
import { Breach } from './breach.js';
import { faults } from './faults.js';
import type { Model } from './model.js';
import { watched } from './programs/look-up.js';
import { stepped } from './programs/step.js';
import type { State } from './state.js';
import { Blocked, Turn } from './turn.js';

/** What happened, and the state after it. */
export interface Move {
  readonly label: () => string;
  readonly state: State;
}

/** A turn that broke a promise by itself, such as a reader that was told something untrue. */
export class BrokenMove extends Error {
  constructor(
    readonly label: string,
    readonly breach: Breach,
  ) {
    super(breach.message);
  }
}

/** Every move. Throws a `BrokenMove` where one breaks a promise by itself. */
export function movesFrom(model: Model, state: State): Move[] {
  const turns = state.processes.flatMap((process, index) => {
    const canMove = process.status === 'running' && process.waiting === undefined;
    return canMove ? turnsOf(model, state, index) : [];
  });
  const moves = [...turns, ...faults(model, state)];
  return moves.map((move) => ({ ...move, state: watched(model, move.state) }));
}

/** Each way in which a process can take its turn. */
function turnsOf(model: Model, state: State, index: number): Move[] {
  const moves: Move[] = [];
  const ways: (readonly number[])[] = [[]];
  for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
    const turn = new Turn(model, state, index, way);
    const after = taken(turn);
    ways.push(...turn.otherWays);
    if (after !== undefined) moves.push({ label: () => turn.story(), state: after });
  }
  return moves;
}

/** The state after a turn; undefined when nothing can be done now. */
function taken(turn: Turn): State | undefined {
  try {
    let { stack } = turn.processBefore;
    do stack = stepped(turn, stack);
    while (turn.operations === 0 && stack.length > 0);
    return turn.ended(stack);
  } catch (error) {
    if (error instanceof Blocked) return undefined;
    throw error instanceof Breach ? new BrokenMove(turn.story(), error) : error;
  }
}

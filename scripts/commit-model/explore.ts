/**
 * Visits every state that can be reached, breadth first, so that the way to a broken promise is a
 * shortest one. Promises are checked in every state, at every end, and on every turn of a reader;
 * at last, that from every state an end can be reached.
 */
import { beginningOf, modelOf } from './begin.js';
import { Breach, type PromiseName } from './breach.js';
import { Graph } from './graph.js';
import type { Model, Scenario } from './model.js';
import { BrokenMove, movesFrom } from './moves.js';
import { checkEnd } from './promises/end.js';
import { checkState } from './promises/state.js';
import type { Rules } from './rules.js';
import { Seen, type SeenState } from './seen.js';

/** What was found. */
export interface Finding {
  readonly states: number;
  readonly moves: number;
  /** The different ways in which the acts ended, for a person to see that they are all there. */
  readonly ends: readonly string[];
  readonly broken?: Broken;
}

/** A promise that was broken, and how. */
export interface Broken {
  readonly promise: PromiseName;
  readonly message: string;
  readonly trace: readonly string[];
}

/** Explores a scenario until a promise is broken, or to its end. */
export function explore(scenario: Scenario, rules: Rules): Finding {
  return new Exploration(modelOf(scenario, rules)).run();
}

/** A breach in a state, or on a move from it. */
class Found extends Error {
  constructor(
    readonly id: number,
    readonly breach: Breach,
    readonly label?: string,
  ) {
    super(breach.message);
  }
}

class Exploration {
  private readonly seen = new Seen();
  private readonly graph = new Graph();
  private readonly ends = new Set<string>();

  constructor(private readonly model: Model) {}

  run(): Finding {
    try {
      this.visitAll();
      this.checkThatAllCanEnd();
      return this.finding();
    } catch (error) {
      if (!(error instanceof Found)) throw error;
      return { ...this.finding(), broken: this.brokenBy(error) };
    }
  }

  private visitAll(): void {
    let frontier = [this.seen.add(beginningOf(this.model))];
    while (frontier.length > 0) {
      const next: SeenState[] = [];
      for (const one of frontier) this.visit(one, next);
      frontier = next;
    }
  }

  /** Takes every move of a state; the states that are new are to be visited next. */
  private visit(from: SeenState, next: SeenState[]): void {
    const moves = watching(from.id, () => movesFrom(this.model, from.state));
    if (moves.length === 0) this.end(from);
    moves.forEach(({ state }, way) => {
      const reached = this.seen.add(state, from);
      this.graph.add(from.id, reached.id, way);
      if (!reached.isNew) return;
      watching(reached.id, () => checkState(this.model, state));
      next.push(reached);
    });
  }

  private end({ id, state }: SeenState): void {
    watching(id, () => checkEnd(this.model, state));
    this.graph.addEnd(id);
    const { acts = [] } = this.model.scenario;
    const outcomes = acts.map((act) => `${act.id} ${state.told.outcomes[act.id] ?? 'crashed'}`);
    this.ends.add(outcomes.join(', '));
  }

  /** Not only a standstill keeps somebody waiting for ever, but also a circle. */
  private checkThatAllCanEnd(): void {
    const stuck = this.graph.stuck();
    if (stuck === undefined) return;
    throw new Found(stuck, new Breach('ends', 'from here no end can be reached'));
  }

  private finding(): Finding {
    return { states: this.seen.size, moves: this.graph.moves, ends: [...this.ends].sort() };
  }

  private brokenBy({ id, breach, label }: Found): Broken {
    const { promise, message } = breach;
    const trace = [...this.traceTo(id), ...(label === undefined ? [] : [label])];
    return { promise, message, trace };
  }

  /** What happened on the shortest way to a state: the moves are taken once more. */
  private traceTo(id: number): string[] {
    const labels: string[] = [];
    let state = beginningOf(this.model);
    for (const way of this.graph.wayTo(id)) {
      const move = movesFrom(this.model, state)[way];
      if (move === undefined) throw new Error('moves are the same each time');
      labels.push(move.label());
      ({ state } = move);
    }
    return labels;
  }
}

/** What is done in a state; a breach is told with the state in which it came. */
function watching<T>(id: number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof Breach) throw new Found(id, error);
    if (error instanceof BrokenMove) throw new Found(id, error.breach, error.label);
    throw error;
  }
}

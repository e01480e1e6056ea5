/**
 * The states that were seen, each by a number. A state is known by its parts, and each different
 * part by a number of its own, so that no two states are taken for one. A move shares with the
 * state before it whatever it left alone; that is not looked at again.
 */
import type { State } from './state.js';

/** A state that was seen. */
export interface SeenState {
  readonly id: number;
  readonly state: State;
  /** The numbers of its parts. */
  readonly parts: readonly number[];
  readonly isNew: boolean;
}

/** A set of states. */
export class Seen {
  private readonly states = new Map<string, number>();
  private readonly parts = new Map<string, number>();

  get size(): number {
    return this.states.size;
  }

  /** Adds a state, reached by a move from another unless it is the first. */
  add(state: State, from?: SeenState): SeenState {
    const before = from === undefined ? [] : partsOf(from.state);
    const parts = partsOf(state).map((part, i) => {
      const known = part === before[i] ? from?.parts[i] : undefined;
      return known ?? numberIn(this.parts, JSON.stringify(part));
    });
    const seen = this.states.size;
    const id = numberIn(this.states, parts.join());
    return { id, state, parts, isNew: id === seen };
  }
}

function partsOf({ store, processes, told, trouble }: State): object[] {
  return [...Object.values(store), ...processes, told, trouble];
}

function numberIn(numbers: Map<string, number>, name: string): number {
  const known = numbers.get(name);
  if (known !== undefined) return known;
  numbers.set(name, numbers.size);
  return numbers.size - 1;
}

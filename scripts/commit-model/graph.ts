/**
 * The moves between states by their numbers: the way to each, and whether each can come to an end.
 */

/** A list of integers that grows, four bytes each. */
class Integers {
  private kept = new Int32Array(1 << 12);
  length = 0;

  push(value: number): void {
    if (this.length === this.kept.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.kept);
      this.kept = larger;
    }
    this.kept[this.length++] = value;
  }

  at(index: number): number {
    return this.kept[index] ?? -1;
  }
}

/** Moves, told as they are found. State 0 is the beginning. */
export class Graph {
  private readonly from = new Integers();
  private readonly to = new Integers();
  /** By state, the one from which it was first reached, and by which of that one’s moves. */
  private readonly parents = new Integers();
  private readonly ways = new Integers();
  private readonly ends: number[] = [];

  get moves(): number {
    return this.from.length;
  }

  constructor() {
    this.reached(0, 0);
  }

  /** A move. States are reached for the first time in the order of their numbers. */
  add(from: number, to: number, way: number): void {
    this.from.push(from);
    this.to.push(to);
    if (to === this.parents.length) this.reached(from, way);
  }

  private reached(parent: number, way: number): void {
    this.parents.push(parent);
    this.ways.push(way);
  }

  /** A state from which nothing can happen. */
  addEnd(state: number): void {
    this.ends.push(state);
  }

  /** The shortest way to a state: which move to take in each state before it. */
  wayTo(state: number): number[] {
    const way: number[] = [];
    for (let at = state; at > 0; at = this.parents.at(at)) way.unshift(this.ways.at(at));
    return way;
  }

  /** The first state from which no end can be reached; undefined if there is none. */
  stuck(): number | undefined {
    const canEnd = this.leadingToEnds();
    const state = canEnd.indexOf(0);
    return state < 0 ? undefined : state;
  }

  /** By state, 1 if an end can be reached: found by walking all moves backwards. */
  private leadingToEnds(): Uint8Array {
    const { first, sources } = this.backwards();
    const canEnd = new Uint8Array(this.parents.length);
    const queue = [...this.ends];
    for (const end of queue) canEnd[end] = 1;
    for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
      for (const source of sources.subarray(first[state], first[state + 1])) {
        if (canEnd[source] === 0) queue.push(source);
        canEnd[source] = 1;
      }
    }
    return canEnd;
  }

  /** The sources of all moves, in the order of their targets, and where each target’s begin. */
  private backwards(): { readonly first: Int32Array; readonly sources: Int32Array } {
    const first = new Int32Array(this.parents.length + 1);
    for (let i = 0; i < this.moves; i++) add(first, this.to.at(i) + 1, 1);
    for (let state = 1; state < first.length; state++) add(first, state, first[state - 1] ?? 0);
    const sources = new Int32Array(this.moves);
    const places = first.slice();
    for (let i = 0; i < this.moves; i++) {
      const to = this.to.at(i);
      sources[places[to] ?? 0] = this.from.at(i);
      add(places, to, 1);
    }
    return { first, sources };
  }
}

function add(numbers: Int32Array, index: number, amount: number): void {
  numbers.fill((numbers[index] ?? 0) + amount, index, index + 1);
}

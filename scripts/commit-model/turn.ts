/**
 * One turn of one process: exactly one operation on the store, and whatever the process does by
 * itself around it. Where a turn may go several ways, it is taken once for each.
 */
import type { Frame } from './frames.js';
import type { Act, Model, Player } from './model.js';
import type { Rules } from './rules.js';
import type { Outcome, Process, State, Update, Waiting, Write } from './state.js';
import { stored, type Collection, type Collections } from './store.js';
import { changed, fits, withDocument } from './tables.js';

/** Thrown by a process that can do nothing now: its turn does not take place. */
export class Blocked extends Error {}

const BLOCKED = new Blocked('blocked');

/** What became of a write; `unknown` when its answer was lost. */
export type Inserted = 'done' | 'duplicate' | 'unknown';

/** Likewise of an update. */
export type Updated = 'done' | 'unmatched' | 'unknown';

/** Where a write must be before its sender goes on. */
type Acknowledged = 'majority' | 'one node';

type LostHow = 'it was applied' | 'it is under way still';

/** A turn that is being taken. */
export class Turn {
  /** The state as this turn makes it. */
  state: State;
  /** Operations on the store, and answers: a turn ends with the first. */
  operations = 0;
  /** Ways that this turn might have gone instead. */
  readonly otherWays: (readonly number[])[] = [];
  private readonly way: number[] = [];
  private readonly said: (() => string)[] = [];
  private waiting: Waiting | undefined;

  constructor(
    readonly model: Model,
    readonly before: State,
    readonly index: number,
    private readonly given: readonly number[],
  ) {
    this.state = before;
  }

  get rules(): Rules {
    return this.model.rules;
  }

  get player(): Player {
    const player = this.model.players[this.index];
    if (player === undefined) throw new Error('a turn is of a player');
    return player;
  }

  get act(): Act {
    const { act, name } = this.player;
    if (act === undefined) throw new Error(`${name} has no act`);
    return act;
  }

  /** Notes what happens; it is put into words only for whoever reads a trace. */
  say(text: () => string): void {
    this.said.push(text);
  }

  /** All that happened. */
  story(): string {
    return `${this.player.name}: ${this.said.map((text) => text()).join('; ')}`;
  }

  /** Nothing can be done now. */
  block(): never {
    throw BLOCKED;
  }

  /** One of so many ways; each is taken in a turn of its own. */
  choose(count: number): number {
    const chosen = this.given[this.way.length] ?? 0;
    if (this.way.length >= this.given.length) {
      for (let other = 1; other < count; other++) this.otherWays.push([...this.way, other]);
    }
    if (count > 1) this.way.push(chosen);
    return count > 1 ? chosen : 0;
  }

  /** One of a list, or undefined where it is empty. */
  pick<T>(list: readonly T[]): T | undefined {
    return list[this.choose(list.length)];
  }

  /** A find whose answer can change: an operation. Sees only what no lost primary takes back. */
  find<C extends Collection>(collection: C, id: string): Collections[C] | undefined {
    this.operations += 1;
    this.untilDurable(collection, id);
    return this.state.store[collection][id];
  }

  /**
   * A find whose answer can change only where rows are emptied; elsewhere it is joined with what is
   * done next.
   */
  lookAtRows(): State['store']['current'] {
    if (this.model.scenario.emptying) this.operations += 1;
    return this.state.store.current;
  }

  /** Waits until what is there is on a majority. */
  untilDurable(collection: Collection, id: string): void {
    if (this.isPending(collection, id) && this.rules.duplicate === 'durable') this.block();
  }

  /** Whether a document is on the primary alone. */
  isPending(collection: Collection, id: string): boolean {
    const pending = this.before.trouble.replication?.pending ?? [];
    return pending.some((one) => one.collection === collection && one.id === id);
  }

  /** Inserts a document; one that is there already stays. */
  insert<C extends Collection>(collection: C, id: string, document: Collections[C]): Inserted {
    const write = { collection, id, document };
    const isThere = this.state.store[collection][id] !== undefined;
    const by = this.acknowledgedBy(collection);
    return this.sent(write, isThere ? undefined : document, 'duplicate', by);
  }

  /** Sets fields of a document if others have these values. */
  update<C extends Collection>(change: Update<C>): Updated {
    return this.updated(change, this.acknowledgedBy(change.collection));
  }

  /** The same, waited for on one node only: the sweep does it again should it be lost. */
  updateCasually<C extends Collection>(change: Update<C>): Updated {
    return this.updated(change, 'one node');
  }

  private updated<C extends Collection>(change: Update<C>, by: Acknowledged): Updated {
    const { collection, id, where, set } = change;
    const document: Collections[C] | undefined = this.state.store[collection][id];
    const after = document && fits(document, where) ? changed(document, set) : undefined;
    return this.sent(change, after, 'unmatched', by);
  }

  private sent<C extends Collection, R extends string>(
    write: Write<C>,
    after: Collections[C] | undefined,
    refused: R,
    by: Acknowledged,
  ): 'done' | 'unknown' | R {
    this.operations += 1;
    const fault = this.mayBeLost(write.collection) ? this.choose(3) : 0;
    if (fault === 2) return this.lost(write, 'it is under way still');
    if (after !== undefined) this.put(write.collection, write.id, after, by);
    else if (this.rules.duplicate === 'durable') this.awaitIfPending(write.collection, write.id);
    if (fault === 1) return this.lost(write, 'it was applied');
    this.say(() => told(write, after === undefined ? ` (${refused})` : ''));
    return after === undefined ? refused : 'done';
  }

  private mayBeLost(collection: Collection): boolean {
    const { lossy = ['commits'] } = this.model.scenario;
    return this.state.trouble.lostAnswers > 0 && lossy.includes(collection);
  }

  private lost<C extends Collection>(write: Write<C>, how: LostHow): 'unknown' {
    this.say(() => told(write, ` (ANSWER LOST, ${how})`));
    const { trouble } = this.state;
    const lostAnswers = trouble.lostAnswers - 1;
    this.state = { ...this.state, trouble: { ...trouble, lostAnswers } };
    if (how === 'it is under way still') this.behind(write);
    return 'unknown';
  }

  /** Sends a write that is not waited for: it arrives at any time from now on. */
  behind<C extends Collection>(write: Write<C>): void {
    const { trouble } = this.state;
    // The only cast: a write to one collection is a write; the compiler does not follow the fields.
    const underWay = [...trouble.underWay, write as Write];
    this.state = { ...this.state, trouble: { ...trouble, underWay } };
  }

  /** Puts a document in place, or takes it away by undefined, and waits for a majority if told. */
  put<C extends Collection>(
    collection: C,
    id: string,
    document: Collections[C] | undefined,
    by: Acknowledged = this.acknowledgedBy(collection),
  ): void {
    const before = this.state.store[collection][id];
    this.state = { ...this.state, store: stored(this.state.store, collection, id, document) };
    const { trouble } = this.state;
    if (trouble.replication === undefined) return;
    const pending = [...trouble.replication.pending, { collection, id, before }];
    const replication = { ...trouble.replication, pending };
    this.state = { ...this.state, trouble: { ...trouble, replication } };
    if (by === 'majority') this.await(collection, id);
  }

  private acknowledgedBy(collection: Collection): Acknowledged {
    return collection === 'heads' ? this.rules.headWrite : 'majority';
  }

  private awaitIfPending(collection: Collection, id: string): void {
    if (this.isPending(collection, id)) this.await(collection, id);
  }

  private await(collection: Collection, id: string): void {
    this.waiting = { collection, id, retry: this.processBefore.stack };
  }

  /** Answers the caller: that can be noticed, so it is a turn of its own. */
  answer(outcome: Outcome): void {
    this.operations += 1;
    this.say(() => `ANSWERS ${outcome}`);
    const { told } = this.state;
    const outcomes = withDocument(told.outcomes, this.act.id, outcome);
    this.state = { ...this.state, told: { ...told, outcomes } };
  }

  /** The process as it was. */
  get processBefore(): Process {
    const process = this.before.processes[this.index];
    if (process === undefined) throw new Error('a turn is of a process');
    return process;
  }

  /** The state after the turn, with the process where it now stands. */
  ended(stack: readonly Frame[]): State {
    const status = stack.length === 0 ? 'done' : 'running';
    const { waiting } = this;
    const process: Process = { status, stack, ...(waiting === undefined ? {} : { waiting }) };
    const processes = this.state.processes.with(this.index, process);
    return { ...this.state, processes };
  }
}

/** A write in words. */
function told<C extends Collection>(write: Write<C>, how: string): string {
  const { collection, id } = write;
  if ('document' in write) return `inserts ${collection} ${id}${how}`;
  const fields = Object.entries(write.set).map(([field, value]) => `${field} = ${String(value)}`);
  return `updates ${collection} ${id}: ${fields.join(', ')}${how}`;
}

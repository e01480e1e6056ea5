/** What is explored: who takes part, what may go wrong, and how often. */
import type { Frame } from './frames.js';
import type { Rules } from './rules.js';
import type { Collection, Store } from './store.js';
import type { Table } from './tables.js';

/** What an act does to a resource: `bare` takes its key away. */
export type Change = 'put' | 'bare' | 'delete';

/** One act of a writer. */
export interface Act {
  readonly id: string;
  /** In the order in which its parts are written; the last one leads. */
  readonly streams: readonly string[];
  readonly changes: Table<Table<Change>>;
  /** A key that one of its resources takes. */
  readonly key?: { readonly key: string; readonly stream: string; readonly resource: string };
  /** The stream whose policy it sets, and to what. */
  readonly policy?: { readonly stream: string; readonly policy: string };
  /** The stream whose commit has an outbox entry. */
  readonly notifies?: string;
  /** The stream whose commit has an event. */
  readonly traced?: string;
  /** The stream whose commit names a sealed document. */
  readonly document?: string;
}

/** Who takes part and what may go wrong. A number that is left out is none, unless said. */
export interface Scenario {
  /** What it is for, in a few words. */
  readonly about: string;
  readonly streams: readonly string[];
  /** What was written before; nothing if left out. */
  readonly given?: Partial<Store>;
  readonly acts?: readonly Act[];
  /** Attempts of each writer: two if left out. */
  readonly attempts?: number;
  /** Whether the rows of a commit may be written in any order, or in one. */
  readonly anyOrder?: boolean;
  /** Streams that are searched at their head, one reader each. */
  readonly searches?: readonly string[];
  /** Streams that are searched at an older snapshot. */
  readonly links?: readonly string[];
  /** Keys whose holder is looked up. */
  readonly lookUps?: readonly string[];
  /** Streams whose trail is read. */
  readonly trails?: readonly string[];
  /** Blocks of the access log, by name, with the dossiers of their entries. */
  readonly blocks?: Table<readonly string[]>;
  /** How many sweeps run: one if left out. */
  readonly sweeps?: number;
  /** Whether the sweep waits until no writer runs; it is awake all the time if left out. */
  readonly lateSweep?: boolean;
  /** Whether superseded rows are emptied. */
  readonly emptying?: boolean;
  /** Whether sealed documents are swept. */
  readonly documentSweep?: boolean;
  /** Whether the outbox is delivered. */
  readonly delivery?: boolean;
  readonly crashes?: number;
  /** Writes whose answer is lost, in these collections: `commits` if left out. */
  readonly lostAnswers?: number;
  readonly lossy?: readonly Collection[];
  /** Primaries that are lost with what they had not replicated. */
  readonly lostPrimaries?: number;
  /** What is otherwise, so that the states are few enough for the suite of every change. */
  readonly quick?: Partial<Scenario>;
}

/** One process: what it is and where it begins. Only writers have an act. */
export interface Player {
  readonly name: string;
  readonly kind: 'writer' | 'reader' | 'appender' | 'daemon';
  readonly start: Frame;
  readonly act?: Act;
}

/** A scenario under certain rules, with its processes. */
export interface Model {
  readonly scenario: Scenario;
  readonly rules: Rules;
  readonly players: readonly Player[];
}

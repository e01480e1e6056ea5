/** A state: the store, where each process stands, what callers were told, and what may go wrong. */
import type { Frame } from './frames.js';
import { numberOf, streamOf, type Collection, type Collections, type Store } from './store.js';
import type { Fields, Table } from './tables.js';

/** A process: its frames, the last one on top. */
export interface Process {
  readonly status: 'running' | 'done' | 'crashed';
  readonly stack: readonly Frame[];
  /** A write that is not on a majority yet, and where to begin again should it be lost. */
  readonly waiting?: Waiting;
}

/** What a process waits for. */
export interface Waiting {
  readonly collection: Collection;
  readonly id: string;
  readonly retry: readonly Frame[];
}

/** How an act ended for its caller. */
export type Outcome = 'committed' | 'taken' | 'moved' | 'failed';

/** What was answered. No process reads it; promises are about it. */
export interface Told {
  /** By commit, the nonce of the attempt that was answered `committed`. */
  readonly committed: Table<string>;
  /** By act. */
  readonly outcomes: Table<Outcome>;
  /** Events of the access log whose requests were answered. */
  readonly events: readonly string[];
}

/** The highest number of a stream that was answered as committed. */
export function lastAnswered({ committed }: Told, stream: string): number {
  const ids = Object.keys(committed).filter((id) => streamOf(id) === stream);
  return Math.max(0, ...ids.map(numberOf));
}

/** A document to be inserted; one that is there already stays. */
export interface Insert<C extends Collection> {
  readonly collection: C;
  readonly id: string;
  readonly document: Collections[C];
}

/** Fields to be set where others have certain values. */
export interface Update<C extends Collection> {
  readonly collection: C;
  readonly id: string;
  readonly where: Fields<Collections[C]>;
  readonly set: Fields<Collections[C]>;
}

/** A write to one document. */
export type Write<C extends Collection = Collection> = Insert<C> | Update<C>;

/** The faults that may still come, and what those that came have left. */
export interface Trouble {
  readonly crashes: number;
  readonly lostAnswers: number;
  /** Writes that may yet arrive. */
  readonly underWay: readonly Write[];
  /** Only where primaries may be lost. */
  readonly replication?: Replication;
}

/** Two replica sets: `heads` and `current` of one stream need not be neighbours. */
export type Shard = 'A' | 'B';

/** Where each collection lies. */
export const SHARD_OF: Readonly<Record<Collection, Shard>> = {
  commits: 'A',
  current: 'A',
  heads: 'B',
  claims: 'B',
  documents: 'B',
  outbox: 'B',
  blocks: 'A',
  events: 'B',
};

/** What primaries have and their majorities do not. */
export interface Replication {
  readonly lostPrimaries: number;
  /** Writes on the primary alone, oldest first, with what they replaced. */
  readonly pending: readonly Pending[];
  /** The store as a deposed primary still shows it, by collection. */
  readonly deposed: Partial<Pick<Store, 'heads' | 'current'>>;
}

/** A write that is on the primary alone. */
export interface Pending {
  readonly collection: Collection;
  readonly id: string;
  readonly before: Collections[Collection] | undefined;
}

/** Everything. */
export interface State {
  readonly store: Store;
  readonly processes: readonly Process[];
  readonly told: Told;
  readonly trouble: Trouble;
}

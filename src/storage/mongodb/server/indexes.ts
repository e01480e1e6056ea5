/** The layout's version, its indexes, each with the query that it is for, and its shard keys. */
import { GRIDFS } from '../layout.js';
import type { Collection } from '../layout.js';

/** The layout this program reads and writes. A change of `layout.ts` or below raises it. */
export const LAYOUT_VERSION = 2;

/** An index, and the query that it is for. */
export interface IndexSpec {
  readonly on: Collection;
  readonly name: string;
  readonly key: Readonly<Record<string, 1 | -1>>;
  readonly partial?: Readonly<Record<string, unknown>>;
  readonly expireAfterSeconds?: number;
  readonly unique?: true;
  /** Without it requests are slow or refused; else only the work behind them is. */
  readonly needed: boolean;
}

const DONE_KEPT_SECONDS = 30 * 24 * 60 * 60;

/** All indexes but those on `_id`. */
export const INDEXES: readonly IndexSpec[] = [
  // A page in the default order; every other search inside a dossier walks the rows of its type.
  {
    on: 'current',
    name: 'page',
    key: { p: 1, type: 1, at: -1, id: 1 },
    partial: { type: { $exists: true } },
    needed: true,
  },
  // Who holds a uniqueness key in a stream.
  {
    on: 'current',
    name: 'keys',
    key: { p: 1, keys: 1 },
    partial: { keys: { $exists: true } },
    needed: true,
  },
  // A search across streams, by a token that binds it.
  {
    on: 'current',
    name: 'wide',
    key: { type: 1, w: 1 },
    partial: { w: { $exists: true } },
    needed: true,
  },
  // What was written in a space, newest first.
  {
    on: 'versions',
    name: 'written',
    key: { type: 1, space: 1, written: -1, _id: -1 },
    needed: true,
  },
  // The trace of a dossier, in the order of time.
  { on: 'events', name: 'time', key: { p: 1, recorded: -1, id: 1 }, needed: true },
  // What is begun and not finished: found by the sweep, and by readers of the trace.
  ...(['commits', 'access'] as const).map((on) => ({
    on,
    name: 'begun',
    key: { step: 1, due: 1 } as const,
    partial: { step: { $exists: true } },
    needed: true,
  })),
  // What was written since a moment: for checkpoints.
  ...(['commits', 'access'] as const).map((on) => ({
    on,
    name: 'moment',
    key: { at: 1, _id: 1 } as const,
    needed: false,
  })),
  // The pieces of a large document, in order.
  {
    on: `${GRIDFS}.chunks`,
    name: 'pieces',
    key: { files_id: 1, n: 1 },
    unique: true,
    needed: true,
  },
  {
    on: 'blobs',
    name: 'unbound',
    key: { at: 1 },
    partial: { open: { $exists: true } },
    needed: false,
  },
  {
    on: 'outbox',
    name: 'waiting',
    key: { at: 1 },
    partial: { open: { $exists: true } },
    needed: false,
  },
  {
    on: 'outbox',
    name: 'done',
    key: { done: 1 },
    expireAfterSeconds: DONE_KEPT_SECONDS,
    needed: false,
  },
];

/**
 * Shard keys. All of a dossier's commits and rows are on one shard, so that its searches ask one;
 * all else is spread by name.
 */
export const SHARD_KEYS: Readonly<Partial<Record<Collection, Readonly<Record<string, unknown>>>>> =
  {
    commits: { p: 'hashed' },
    versions: { p: 'hashed' },
    current: { p: 'hashed' },
    events: { p: 'hashed' },
    heads: { _id: 'hashed' },
    claims: { _id: 'hashed' },
    blobs: { _id: 'hashed' },
    access: { _id: 'hashed' },
    outbox: { _id: 'hashed' },
    [`${GRIDFS}.files`]: { _id: 'hashed' },
    [`${GRIDFS}.chunks`]: { files_id: 1, n: 1 },
  };

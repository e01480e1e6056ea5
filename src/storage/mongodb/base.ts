/** What every part of this adapter stands on. */
import type { Clock } from '../../clock.js';
import type { Ids } from '../../ids.js';
import type { Head } from '../kept.js';
import type { Doc } from './bson.js';
import type { Connection } from './server/connection.js';
import type { Sharing } from './sharing.js';

/** Seals and opens the strings of rows. Must not wait. */
export interface Texts {
  readonly seal: (stream: string, clear: Uint8Array) => Uint8Array;
  readonly open: (stream: string, sealed: Uint8Array) => Uint8Array;
}

/** The header of a number that was given up, and its hash. */
export type DeadLink = (place: {
  readonly stream: string;
  readonly n: number;
  /** Hash of the commit before it; undefined for the first of its stream. */
  readonly prev: string | undefined;
  readonly at: number;
}) => { readonly header: Uint8Array; readonly hash: string };

/** Each kind of write, so that a test can stop, repeat or delay it. */
export type WriteKind =
  | 'announce'
  | 'bind'
  | 'claim'
  | 'part'
  | 'lead'
  | 'kill'
  | 'swap'
  | 'yield'
  | 'rows'
  | 'ends'
  | 'events'
  | 'outbox'
  | 'head'
  | 'close'
  | 'block'
  | 'expire'
  | 'empty'
  | 'erase'
  | 'doom'
  | 'forget'
  | 'lend'
  | 'done'
  | 'intake'
  | 'index';

/** Does a write, or what a test wants instead. */
export type Around = (kind: WriteKind, write: () => Promise<Doc>) => Promise<Doc>;

/** A moment by both clocks, in milliseconds: a machine may sleep, and a clock may be set. */
export interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** How a head was read, for reads made at it: when that began, and what they must have seen. */
export interface Seen extends Moment {
  /** What later reads must have seen, where the server tells it. */
  readonly time: unknown;
}

/** The parts of an open store. */
export interface Base {
  readonly connection: Connection;
  readonly ids: Pick<Ids, 'bytes'>;
  /** The machine's own time: what requests are told may be another. */
  readonly clock: Clock;
  readonly texts: Texts;
  readonly deadLink: DeadLink;
  readonly around: Around;
  /** How each head that was given came about. */
  readonly seen: WeakMap<Head, Seen>;
  /** The last head read of each stream, its policy parsed: bounded. */
  readonly remembered: Map<string, Head>;
  /** Whoever looks at the head of a stream while another does shares the next look. */
  readonly looks: Sharing<Head | undefined>;
  /** Work that nobody waits for, until it is done. */
  readonly behind: Set<Promise<unknown>>;
}

/** Random digits, hexadecimal. */
export function randomHex(base: Pick<Base, 'ids'>, bytes: number): string {
  return base.ids.bytes(bytes).toString('hex');
}

/** Lets work go on behind the answer; the store's end waits for it. Its failure is the sweep's. */
export function inBackground(base: Pick<Base, 'behind'>, work: Promise<unknown>): void {
  const ended = work.catch(() => undefined).finally(() => base.behind.delete(ended));
  base.behind.add(ended);
}

/** Acts on all items, so many at once: one commit must not take all of the connections. */
export async function someAtATime<T, R>(
  count: number,
  items: readonly T[],
  act: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += count) {
    results.push(...(await Promise.all(items.slice(from, from + count).map(act))));
  }
  return results;
}

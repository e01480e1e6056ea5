/**
 * What may go wrong with a write of the adapter, on the real driver: the process ends before or
 * after it; it is done twice; its answer is lost; it arrives long after everybody went on.
 */
import { MongoNetworkError } from 'mongodb';
import type { MongoSettings } from '../../../src/storage/mongodb/store.js';

type Around = NonNullable<MongoSettings['around']>;
type Write = Parameters<Around>[1];

/** The ways. */
export const FAULTS = ['end before', 'end after', 'twice', 'answer lost', 'late'] as const;

/** One of them. */
export type Fault = (typeof FAULTS)[number];

/** A store's writes, of which one goes wrong. */
export interface Faulty {
  readonly around: Around;
  /** The kinds of the writes so far, in order. */
  readonly kinds: readonly string[];
  /** Waits for writes that were sent; a process that has “ended” sends no more. */
  sent(): Promise<void>;
  /** Lets writes arrive that were under way all the time. */
  arrive(): Promise<void>;
}

/** Writes of which the nth, counted from 0, goes wrong; none where `at` is not given. */
export function faulty(fault: Fault = 'twice', at = -1): Faulty {
  const kinds: string[] = [];
  const late: Write[] = [];
  const flying = new Set<Promise<unknown>>();
  let isEnded = false;
  const around: Around = async (kind, send) => {
    const write: Write = () => {
      const reply = send();
      const ended = reply.catch(() => undefined).finally(() => flying.delete(ended));
      flying.add(ended);
      return reply;
    };
    if (isEnded) throw new Error('this process has ended');
    kinds.push(kind);
    if (kinds.length - 1 !== at) return write();
    switch (fault) {
      case 'end before':
        isEnded = true;
        throw new Error('this process has ended');
      case 'end after':
        await write();
        isEnded = true;
        throw new Error('this process has ended');
      case 'twice':
        await write();
        return write();
      case 'answer lost':
        await write();
        throw new MongoNetworkError('the answer was lost');
      case 'late':
        late.push(write);
        throw new MongoNetworkError('the answer was lost');
    }
  };
  return {
    around,
    kinds,
    sent: async () => void (await Promise.all(flying)),
    arrive: async () => {
      for (const write of late.splice(0)) await write();
    },
  };
}

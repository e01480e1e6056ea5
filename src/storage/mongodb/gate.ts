/**
 * The way in and out of an open store: after its end nothing is begun, what was begun is finished,
 * and every failure leaves as a `Problem`.
 */
import { Problem, problem } from '../../fhir/problem.js';
import type { Base } from './base.js';
import { isOfDriver, unreachable } from './server/patience.js';

/** Writes under way at once; one more is refused as `overloaded`. */
export const WRITES_MAX = 1_024;
const OVERLOADED_SECONDS = 1;

/** Lets acts through. */
export interface Gate {
  reading<T>(act: () => Promise<T>): Promise<T>;
  writing<T>(act: () => Promise<T>): Promise<T>;
  walking<T>(walk: () => AsyncIterable<T>): AsyncGenerator<T>;
  /** Waits for what was begun, then lets go of the connection. */
  close(): Promise<void>;
}

/** The gate of a store; a store opened to look lets no write through. */
export function makeGate(base: Base, readOnly: boolean): Gate {
  const under = new Set<Promise<unknown>>();
  let writes = 0;
  let ended: Promise<void> | undefined;

  function assertOpen(): void {
    if (ended !== undefined) throw problem('unavailable', { cause: 'the store is closed' });
  }

  async function through<T>(act: () => Promise<T>): Promise<T> {
    const turn = act();
    under.add(turn);
    try {
      return await turn;
    } catch (failure) {
      throw asProblem(failure, ended !== undefined);
    } finally {
      under.delete(turn);
    }
  }

  return {
    reading: async (act) => (assertOpen(), through(act)),
    writing: async (act) => {
      assertOpen();
      if (readOnly)
        throw problem('unavailable', { cause: 'the store was opened for reading only' });
      if (writes >= WRITES_MAX) throw problem('overloaded', { seconds: OVERLOADED_SECONDS });
      writes += 1;
      return through(act).finally(() => (writes -= 1));
    },
    async *walking(walk) {
      try {
        assertOpen();
        for await (const row of walk()) {
          yield row;
          assertOpen();
        }
      } catch (failure) {
        throw asProblem(failure, ended !== undefined);
      }
    },
    close: () => (ended ??= end(base, under)),
  };
}

async function end(base: Base, under: ReadonlySet<Promise<unknown>>): Promise<void> {
  await Promise.allSettled(under);
  await Promise.allSettled(base.behind);
  await base.connection.close();
}

/** What the driver reports is the server's state; anything else is a fault of the program. */
function asProblem(failure: unknown, isClosed: boolean): Problem {
  if (failure instanceof Problem) return failure;
  if (isOfDriver(failure)) return unreachable(failure);
  return problem(isClosed ? 'unavailable' : 'internal', { cause: failure });
}

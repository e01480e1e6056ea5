/**
 * The server's clock: the one place where time enters. Everything else is given a `Clock`,
 * so that a test can say what time it is (decision 25).
 */

/** A moment as milliseconds since 1970-01-01T00:00:00Z. */
export type Millis = number;

/** Tells the time. Two calls never go backwards within one process. */
export interface Clock {
  /** The present moment. */
  now(): Millis;
}

/** The machine's clock, held back so that it never runs backwards. */
export function systemClock(): Clock {
  let latest = 0;
  return {
    now: () => {
      latest = Math.max(latest, Date.now());
      return latest;
    },
  };
}

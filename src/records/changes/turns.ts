/** Acts on one stream take turns within this process, so that a moved head is the exception. */

/** Acts that may wait for one stream; more are refused by the caller of `waiting`. */
export interface Turns {
  /** Runs when every earlier act on any of these streams has ended. */
  take<T>(streams: readonly string[], act: () => Promise<T>): Promise<T>;
}

/** Makes the turnstile of a process. */
export function makeTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    take: async (streams, act) => {
      const before = streams.map((stream) => last.get(stream) ?? Promise.resolve());
      const turn = Promise.all(before).then(act);
      // Those behind wait for the end of this turn, however it ends.
      const ended = turn.then(nothing, nothing);
      streams.forEach((stream) => last.set(stream, ended));
      try {
        return await turn;
      } finally {
        streams
          .filter((stream) => last.get(stream) === ended)
          .forEach((stream) => last.delete(stream));
      }
    },
  };
}

function nothing(): void {}

/** One answer for many who ask the same at once: what they ask for is a moment after they asked. */

/** Asks under a name. Whoever comes while that is under way shares the next that begins. */
export type Sharing<T> = (name: string, ask: () => Promise<T>) => Promise<T>;

/** The answer to all who wait for one that is under way, and what begins it. */
interface Next<T> {
  readonly answer: Promise<T>;
  readonly begin: () => void;
}

/** At most one is under way under each name. */
export function sharing<T>(): Sharing<T> {
  const lines = new Map<string, Next<T> | undefined>();
  const begun = async (name: string, ask: () => Promise<T>): Promise<T> => {
    lines.set(name, undefined);
    try {
      return await ask();
    } finally {
      const next = lines.get(name);
      lines.delete(name);
      next?.begin();
    }
  };
  const joined = (name: string, ask: () => Promise<T>): Promise<T> => {
    let begin = (): void => undefined;
    const answer = new Promise<T>((answered) => {
      begin = () => answered(begun(name, ask));
    });
    lines.set(name, { answer, begin });
    return answer;
  };
  return (name, ask) => {
    if (!lines.has(name)) return begun(name, ask);
    return lines.get(name)?.answer ?? joined(name, ask);
  };
}

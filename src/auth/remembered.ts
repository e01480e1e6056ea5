/** Values remembered by key up to a count; beyond it, the one unused for longest is forgotten. */

/** A bounded memory. */
export interface Remembered<Value> {
  /** The value, which now is the one used last; undefined when it is not, or no longer, known. */
  get(key: string): Value | undefined;
  /** Remembers a value, in place of what the key had. */
  set(key: string, value: Value): void;
}

/** A memory of at most `countMax` values. */
export function makeRemembered<Value>(countMax: number): Remembered<Value> {
  // A Map gives its keys in the order in which they were set: the first is the oldest.
  const values = new Map<string, Value>();
  const set = (key: string, value: Value): void => {
    values.delete(key);
    values.set(key, value);
    if (values.size <= countMax) return;
    const [oldest] = values.keys();
    if (oldest !== undefined) values.delete(oldest);
  };
  return {
    set,
    get: (key) => {
      const value = values.get(key);
      if (value !== undefined) set(key, value);
      return value;
    },
  };
}

/** How often a caller may ask: a guard against trying identities one after the other. */
import type { Clock } from '../../clock.js';

const WINDOW_MS = 60_000;
/** Callers remembered at most; the one longest silent is forgotten first. */
const CALLERS_MAX = 10_000;

/** Takes note of an asking; false where the caller has asked too often in this minute. */
export type Pace = (caller: string) => boolean;

/** A pace of so many askings in a minute, for each caller, in this process. */
export function makePace(clock: Clock, most: number): Pace {
  const windows = new Map<string, { readonly from: number; count: number }>();
  return (caller) => {
    const now = clock.now();
    const before = windows.get(caller);
    const isOpen = before !== undefined && now - before.from < WINDOW_MS;
    const window = isOpen ? before : { from: now, count: 0 };
    window.count += 1;
    windows.delete(caller);
    windows.set(caller, window);
    const [oldest] = windows.keys();
    if (windows.size > CALLERS_MAX && oldest !== undefined) windows.delete(oldest);
    return window.count <= most;
  };
}

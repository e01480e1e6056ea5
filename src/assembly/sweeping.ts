/**
 * The work behind requests, again and again: soon after the start, because what a killed process
 * left waits for it, then about every minute. Processes on one database are never in step.
 */
import type { Ids } from '../ids.js';

const FIRST_MS_MAX = 5_000;
const EVERY_MS = 60_000;

/** What is done, and who is told when it could not be. */
export interface Sweeping {
  readonly ids: Pick<Ids, 'bytes'>;
  readonly sweep: () => Promise<unknown>;
  readonly failed: () => void;
}

/** Begins. What it returns ends it; a sweep that is under way then is not told any more. */
export function sweepRepeatedly({ ids, sweep, failed }: Sweeping): () => void {
  let hasEnded = false;
  const random = (): number => (ids.bytes(1)[0] ?? 0) / 256;
  const after = (ms: number): NodeJS.Timeout => setTimeout(() => void once(), ms).unref();
  const once = async (): Promise<void> => {
    await sweep().catch(() => {
      if (!hasEnded) failed();
    });
    if (!hasEnded) next = after(EVERY_MS * (0.75 + random() / 2));
  };
  let next = after(FIRST_MS_MAX * random());
  return () => {
    hasEnded = true;
    clearTimeout(next);
  };
}

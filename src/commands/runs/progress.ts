/** Tells how far a run has come, how fast it is and how long it will take, now and then. */
import type { Progress } from './journal.js';

const EVERY_MS = 2_000;

/** Told of a run over a file of a size, writes a line about every two seconds. */
export function progressTo(
  to: { write(text: string): unknown },
  size: number,
): (progress: Progress) => void {
  let first: { at: number; of: Progress } | undefined;
  let next = 0;
  return (progress) => {
    const now = performance.now();
    first ??= { at: now, of: progress };
    if (now < next) return;
    next = now + EVERY_MS;
    const seconds = (now - first.at) / 1000;
    const rate = seconds > 0 ? (progress.lines - first.of.lines) / seconds : 0;
    const speed = seconds > 0 ? (progress.bytes - first.of.bytes) / seconds : 0;
    const rest =
      speed > 0 ? `, ${Math.ceil(Math.max(0, size - progress.bytes) / speed)} s left` : '';
    const { lines, faults } = progress;
    to.write(`${lines} lines, ${Math.round(rate)} a second, ${faults} bad${rest}\n`);
  };
}

/**
 * How long a document may stay invisible to its patient (decision 18): after a month the patient is
 * told that information awaits and whom to see, and half a month later it becomes visible.
 */
const DAY_MS = 24 * 60 * 60 * 1000;
const TOLD_AFTER_DAYS = 30;
const RELEASED_AFTER_DAYS = TOLD_AFTER_DAYS + 15;

/** What is due of a document: nothing, a word to the patient, or its release. */
export type ReleaseStep = 'wait' | 'tell' | 'release';

/** What is due of a document deposited at a moment. Both are milliseconds since 1970. */
export function releaseStep(deposited: number, now: number): ReleaseStep {
  const days = (now - deposited) / DAY_MS;
  if (days >= RELEASED_AFTER_DAYS) return 'release';
  return days >= TOLD_AFTER_DAYS ? 'tell' : 'wait';
}

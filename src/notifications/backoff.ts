/** When a request that failed is made again: later each time, never in step, and when asked to. */

const FIRST_MS = 1_000;
const LONGEST_MS = 3_600_000;
/** A server that asks for more patience than this is asked again all the same. */
const ASKED_MS_MAX = 86_400_000;

/** Attempts until a subscription is given up: some hours. */
export const ATTEMPTS_MAX = 14;

/**
 * Milliseconds to wait after the n-th failed attempt, from 1. `random` is in [0, 1); `retryAfter`
 * is the header as sent, seconds or a date. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function pauseMs(
  attempt: number,
  at: { readonly random: number; readonly now: number; readonly retryAfter?: string },
): number {
  const longest = Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS);
  const own = longest * (0.5 + at.random / 2);
  return Math.max(own, Math.min(askedMs(at.retryAfter, at.now), ASKED_MS_MAX));
}

function askedMs(header: string | undefined, now: number): number {
  if (header === undefined) return 0;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(date - now, 0);
}

/**
 * How long a request waits for a server that is away or changes its primary, and what a failure of
 * the driver means.
 */
import { MongoError } from 'mongodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { problem } from '../../../fhir/problem.js';
import type { Problem } from '../../../fhir/problem.js';
import type { Base } from '../base.js';

/** A read that fails so long is given up with 503. */
export const READ_PATIENCE_MS = 5_000;
/** A write that is not answered so long. */
export const WRITE_PATIENCE_MS = 10_000;

const FIRST_PAUSE_MS = 10;
const PAUSE_MS_MAX = 500;

/** Waits before another attempt: longer each time, and never in step with others. */
export async function pause(base: Pick<Base, 'ids'>, attempt: number): Promise<void> {
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** attempt, PAUSE_MS_MAX);
  const [random = 0] = base.ids.bytes(1);
  await sleep(longest * (0.5 + random / 512));
}

/** Whether the driver tells a failure, of the server or of the way to it. */
export function isOfDriver(error: unknown): error is MongoError {
  return error instanceof MongoError;
}

/** Failures before anything was sent. */
const UNSENT: ReadonlySet<string> = new Set([
  'MongoServerSelectionError',
  'MongoWaitQueueTimeoutError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
]);

/** Whether nothing can have reached the server. */
export function isUnsent(error: unknown): boolean {
  return isOfDriver(error) && UNSENT.has(error.name);
}

/** Whether the pool had no connection to give: too much is asked at once. */
function isCrowded(error: unknown): boolean {
  return isOfDriver(error) && error.name === 'MongoWaitQueueTimeoutError';
}

const BUSY_SECONDS = 1;

/** What a failure to reach the server means for whoever asked. */
export function unreachable(cause: unknown): Problem {
  return isCrowded(cause)
    ? problem('overloaded', { seconds: BUSY_SECONDS, cause })
    : problem('unavailable', { cause });
}

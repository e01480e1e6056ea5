/** The two threads that write, one for each file, and what each is known to have written. */
import { problem } from '../../fhir/problem.js';
import type { NewEvent } from '../kept.js';
import { hasDatabase, hasLog } from './connection.js';
import { startWriter } from './queue.js';
import type { WriteQueue } from './queue.js';
import type { DatabaseName } from './schema.js';

/** The ways to both. */
export interface Writers {
  /** To the writer of everything but the access log. */
  readonly queue: WriteQueue;
  /** To the access log's. */
  readonly log: WriteQueue;
}

/** Names of forms remembered; beyond it they are sent again, once. */
const FORMS_KNOWN_MAX = 10_000;

const NO_QUEUE: WriteQueue = {
  known: new Set(),
  write: async () => {
    throw problem('unavailable', { cause: 'the store was opened for reading only' });
  },
  hear: () => undefined,
  isAlive: () => true,
  close: async () => undefined,
};

/** Those of a store that is only read. */
export const NO_WRITERS: Writers = { queue: NO_QUEUE, log: NO_QUEUE };

/**
 * Starts both, making files that are not there. The log's is made first: where dossiers are and no
 * log is, somebody took it, and a plain Error says so.
 */
export async function startWriters(dir: string, bytesMax: number | undefined): Promise<Writers> {
  const isLost = hasDatabase(dir) && !hasLog(dir);
  const writer = (name: DatabaseName) => startWriter({ dir, name, bytesMax });
  const log = isLost ? NO_QUEUE : await writer('access-log');
  const queue = await writer('dossier').catch(async (why: unknown) => {
    await log.close();
    throw why;
  });
  if (!isLost) return { queue, log };
  await queue.close();
  throw new Error('access-log.sqlite is missing: put it back, or restore a backup.');
}

/** Remembers the forms of events that were written. */
export function know({ known }: WriteQueue, events: readonly Pick<NewEvent, 'shaped'>[]): void {
  if (known.size >= FORMS_KNOWN_MAX) known.clear();
  for (const { shaped } of events) if (shaped !== undefined) known.add(shaped.form.name);
}

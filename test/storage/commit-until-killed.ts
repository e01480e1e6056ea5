/**
 * A program that commits in a loop and prints each acknowledged commit, until it is killed or a
 * write fails. Started by `sqlite-crash.test.ts`; not a test by itself.
 */
import { writeSync } from 'node:fs';
import { Problem } from '../../src/fhir/problem.js';
import { openSqlite } from '../../src/storage/sqlite/store.js';
import type { Store } from '../../src/storage/store.js';
import { anEvent, aPart, NOON, together, token } from '../contract/store/builders.js';

const [dir = '', bodyBytes = '2000'] = process.argv.slice(2);
const store = await openSqlite({ dir });
const streams = Array.from({ length: 8 }, (_, i) => `stream${i}`);
const failures = await Promise.all(streams.map((stream) => commitOn(store, stream)));
// Each loop ended with a failure: what a write after them answers is printed as well.
failures.push(await commitOn(store, 'late'));
say(`failed ${failures.join(' ')}\n`);
process.exit(0);

async function commitOn(store: Store, stream: string): Promise<string> {
  for (;;) {
    const id = `e${(await store.head(stream))?.n ?? 0}`;
    const part = await aPart(store, stream, {
      versions: [{ id: 'a', body: 'x'.repeat(Number(bodyBytes)), index: { tokens: [token('t')] } }],
      events: [anEvent(stream, id, NOON, 't')],
    });
    const outcome = await store.commit(together(part)).catch(codeOf);
    if (typeof outcome === 'string') return outcome;
    // Written at once, not through a stream: what stands in a buffer dies with the process.
    say(`${stream} ${part.decidedOn + 1} ${part.hash}\n`);
  }
}

/** A pipe whose reader is slow takes nothing for a while, or a part: what is left is written again. */
function say(line: string): void {
  let rest = Buffer.from(line);
  while (rest.length > 0) rest = rest.subarray(written(rest));
}

function written(bytes: Buffer): number {
  try {
    return writeSync(1, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Problem ? error.code : String(error);
}

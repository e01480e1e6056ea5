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
writeSync(1, `failed ${failures.join(' ')}\n`);
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
    writeSync(1, `${stream} ${part.decidedOn + 1} ${part.hash}\n`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Problem ? error.code : String(error);
}

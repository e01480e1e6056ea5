/**
 * The contract suite of the store: every sentence of `storage/store.ts`, held to any adapter. It
 * knows nothing of how an adapter keeps its promises; an adapter's test gives it a way to open one.
 */
import type { Test } from 'tap';
import type { Open } from './store/builders.js';
import { commitTests } from './store/commits.js';
import { conditionTests } from './store/condition.js';
import { documentTests } from './store/documents.js';
import { eraseTests } from './store/erase.js';
import { eventTests } from './store/events.js';
import { intakeTests } from './store/intake.js';
import { journalTests } from './store/journal.js';
import { keyTests } from './store/keys.js';
import { searchTests } from './store/search.js';
import { snapshotTests } from './store/snapshots.js';
import { wideTests } from './store/wide.js';
import { writtenTests } from './store/written.js';

/** Runs the whole suite; `open` makes an empty store for each test and closes it in the end. */
export function storeContract(t: Test, open: Open): void {
  t.test('commits', async (t) => commitTests(t, open));
  t.test('keys', async (t) => keyTests(t, open));
  t.test('documents and outbox', async (t) => documentTests(t, open));
  t.test('events', async (t) => eventTests(t, open));
  t.test('search in a dossier', async (t) => searchTests(t, open));
  t.test('search across streams', async (t) => wideTests(t, open));
  t.test('what was written', async (t) => writtenTests(t, open));
  t.test('snapshots', async (t) => snapshotTests(t, open));
  t.test('journal', async (t) => journalTests(t, open));
  t.test('erasure', async (t) => eraseTests(t, open));
  t.test('intake', async (t) => intakeTests(t, open));
  t.test('condition', async (t) => conditionTests(t, open));
}

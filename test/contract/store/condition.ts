/** The contract of `condition`: whether a store can serve, and what its operator should know. */
import type { Test } from 'tap';
import { aStream, put } from './builders.js';
import type { Open } from './builders.js';

/** Registers the tests. */
export function conditionTests(t: Test, open: Open): void {
  t.test('an open store is usable, empty or not, and after it was opened again', async (t) => {
    const { store, reopen } = await open(t);
    t.equal((await store.condition()).usable, true);
    await put(store, aStream(), { id: 'a' });
    t.equal((await store.condition()).usable, true);
    t.equal((await (await reopen()).condition()).usable, true);
  });

  t.test('a note is a sentence, and names no address', async (t) => {
    const { store } = await open(t);
    for (const note of (await store.condition()).notes) {
      t.match(note, /^[A-Z].*\.$/);
      t.notMatch(note, /:\/\/|\d+\.\d+\.\d+\.\d+|localhost/);
    }
  });

  t.test('a closed store has no condition', async (t) => {
    const { store } = await open(t);
    await store.close();
    await t.rejects(store.condition(), { code: 'unavailable' });
  });
}

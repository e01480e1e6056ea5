/** The contract of uniqueness keys: `taken` and `holder`. */
import type { Test } from 'tap';
import { act, aPart, aStream, key, put, together } from './builders.js';
import type { Open } from './builders.js';

const K = key('identifier|1');
const L = key('identifier|2');

/** Registers the tests. */
export function keyTests(t: Test, open: Open): void {
  t.test('a key names its holder, and no other resource of the stream may take it', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    t.equal(await store.holder(K), undefined);
    await put(store, p, { id: 'a', keys: [K] });
    const holder = { stream: p, type: 'DocumentReference', id: 'a' };
    t.same(await store.holder(K), holder);
    const outcome = await put(store, p, { id: 'b', keys: [L, K] });
    t.same(outcome, { kind: 'taken', key: K, holder });
    t.equal(await store.holder(L), undefined, 'nothing of the refused commit was written');
    t.equal((await store.head(p))?.n, 1);
  });

  t.test('a key is taken across streams, and by resources of another type', async (t) => {
    const { store } = await open(t);
    const [p, q] = [aStream(), aStream()];
    await put(store, p, { id: 'a', keys: [K] });
    t.match(await put(store, q, { id: 'a', keys: [K] }), { kind: 'taken', holder: { stream: p } });
    t.match(await put(store, p, { type: 'List', id: 'a', keys: [K] }), { kind: 'taken' });
  });

  t.test('a resource keeps its keys from version to version', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await put(store, p, { id: 'a', keys: [K] });
    t.same(await put(store, p, { id: 'a', keys: [K, L] }), { kind: 'committed' });
    t.match(await store.holder(K), { id: 'a' });
    t.match(await store.holder(L), { id: 'a' });
  });

  t.test('a key that a version does not name any more is free', async (t) => {
    const { store } = await open(t);
    const [p, q] = [aStream(), aStream()];
    await put(store, p, { id: 'a', keys: [K] });
    await put(store, p, { id: 'a', keys: [] });
    t.equal(await store.holder(K), undefined);
    t.same(await put(store, q, { id: 'b', keys: [K] }), { kind: 'committed' });
    t.match(await store.holder(K), { stream: q, id: 'b' });
  });

  t.test('a deletion frees every key, and a resource that comes back may take them', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await put(store, p, { id: 'a', keys: [K] });
    await put(store, p, { id: 'a', gone: true });
    t.equal(await store.holder(K), undefined);
    t.same(await put(store, p, { id: 'a', keys: [K] }), { kind: 'committed' });
    t.match(await store.holder(K), { id: 'a' });
  });

  t.test('a deleted resource holds no key, not even one that its deletion names', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await put(store, p, { id: 'a', keys: [K] });
    await put(store, p, { id: 'a', gone: true, keys: [K] });
    t.equal(await store.holder(K), undefined);
    t.same(await put(store, p, { id: 'b', keys: [K] }), { kind: 'committed' });
    t.same(await put(store, p, { id: 'a', keys: [] }), { kind: 'committed' });
    t.match(await store.holder(K), { id: 'b' });
  });

  t.test('a key is handed on within one commit, in either order of its versions', async (t) => {
    const { store } = await open(t);
    for (const giverFirst of [true, false]) {
      const p = aStream();
      const [mine, theirs] = [key(`mine ${p}`), key(`theirs ${p}`)];
      await put(store, p, { id: 'a', keys: [mine] }, { id: 'b', keys: [theirs] });
      const pair = [
        { id: 'a', keys: [] },
        { id: 'b', keys: [mine] },
      ];
      const versions = giverFirst ? pair : pair.reverse();
      t.same(await act(store, p, { versions }), { kind: 'committed' });
      t.match(await store.holder(mine), { id: 'b' });
      t.equal(await store.holder(theirs), undefined);
    }
  });

  t.test('two resources of one commit cannot take the same key', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    const outcome = await put(store, p, { id: 'a', keys: [K] }, { id: 'b', keys: [K] });
    t.match(outcome, { kind: 'taken', key: K });
    t.equal(await store.head(p), undefined);
  });

  t.test('of many streams that want one key at once, exactly one gets it', async (t) => {
    const { store } = await open(t);
    const streams = Array.from({ length: 30 }, () => aStream());
    const parts = await Promise.all(
      streams.map((p) => aPart(store, p, { versions: [{ id: 'a', keys: [K] }] })),
    );
    const outcomes = await Promise.all(parts.map((part) => store.commit(together(part))));
    const won = streams.filter((_, i) => outcomes[i]?.kind === 'committed');
    t.equal(won.length, 1);
    t.match(await store.holder(K), { stream: won[0] });
    const refused = outcomes.filter(({ kind }) => kind === 'taken');
    t.equal(refused.length, 29);
    t.match(
      refused,
      Array.from({ length: 29 }, () => ({ holder: { stream: won[0] } })),
    );
  });
}

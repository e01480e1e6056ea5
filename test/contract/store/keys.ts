/** The contract of uniqueness keys: `taken` and `holder`. */
import type { Test } from 'tap';
import type { Holder, Store } from '../../../src/storage/store.js';
import { act, aPart, aStream, key, put, together } from './builders.js';
import type { Open } from './builders.js';

const COMMITTED = { kind: 'committed' };
const K = key('identifier|1');
const L = key('identifier|2');

/** Registers the tests. */
export function keyTests(t: Test, open: Open): void {
  t.test('a key names its holder, and no other resource of the stream may take it', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    t.equal(await holderOf(store, K), undefined);
    await put(store, p, { id: 'a', keys: [K] });
    const holder = { stream: p, type: 'DocumentReference', id: 'a' };
    t.same(await holderOf(store, K), holder);
    const outcome = await put(store, p, { id: 'b', keys: [L, K] });
    t.same(outcome, { kind: 'taken', key: K, holder });
    t.equal(await holderOf(store, L), undefined, 'nothing of the refused commit was written');
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
    t.match(await put(store, p, { id: 'a', keys: [K, L] }), COMMITTED);
    t.match(await holderOf(store, K), { id: 'a' });
    t.match(await holderOf(store, L), { id: 'a' });
  });

  t.test('a key that a version does not name any more is free', async (t) => {
    const { store } = await open(t);
    const [p, q] = [aStream(), aStream()];
    await put(store, p, { id: 'a', keys: [K] });
    await put(store, p, { id: 'a', keys: [] });
    t.equal(await holderOf(store, K), undefined);
    t.match(await put(store, q, { id: 'b', keys: [K] }), COMMITTED);
    t.match(await holderOf(store, K), { stream: q, id: 'b' });
  });

  t.test('a deletion frees every key, and a resource that comes back may take them', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await put(store, p, { id: 'a', keys: [K] });
    await put(store, p, { id: 'a', gone: true });
    t.equal(await holderOf(store, K), undefined);
    t.match(await put(store, p, { id: 'a', keys: [K] }), COMMITTED);
    t.match(await holderOf(store, K), { id: 'a' });
  });

  t.test('a deleted resource holds no key, not even one that its deletion names', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await put(store, p, { id: 'a', keys: [K] });
    await put(store, p, { id: 'a', gone: true, keys: [K] });
    t.equal(await holderOf(store, K), undefined);
    t.match(await put(store, p, { id: 'b', keys: [K] }), COMMITTED);
    t.match(await put(store, p, { id: 'a', keys: [] }), COMMITTED);
    t.match(await holderOf(store, K), { id: 'b' });
  });

  t.test('a key that a deletion names leads to it, until another takes the key', async (t) => {
    const { store } = await open(t);
    const [p, q] = [aStream(), aStream()];
    await put(store, p, { id: 'a', keys: [K] });
    await put(store, p, { id: 'a', gone: true, keys: [K] });
    t.equal(await store.claimed(K), p);
    t.match(await put(store, p, { id: 'a', keys: [K] }), COMMITTED);
    await put(store, p, { id: 'a', gone: true, keys: [K] });
    t.match(await put(store, q, { id: 'b', keys: [K] }), COMMITTED);
    t.equal(await store.claimed(K), q);
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
      t.match(await act(store, p, { versions }), COMMITTED);
      t.match(await holderOf(store, mine), { id: 'b' });
      t.equal(await holderOf(store, theirs), undefined);
    }
  });

  t.test('a key freed in one stream is taken in another by the next act only', async (t) => {
    const { store } = await open(t);
    const [p, q] = [aStream(), aStream()];
    await put(store, p, { id: 'a', keys: [K] });
    const frees = await aPart(store, p, { versions: [{ id: 'a', keys: [] }] });
    const takes = await aPart(store, q, { versions: [{ id: 'b', keys: [K] }] });
    t.match(await store.commit(together(frees, takes)), { kind: 'taken', key: K });
    t.match(await holderOf(store, K), { stream: p });
    t.match(await store.commit(together(frees)), COMMITTED);
    t.match(await store.commit(together(takes)), COMMITTED);
    t.match(await holderOf(store, K), { stream: q, id: 'b' });
  });

  t.test('a key leads to the stream that took it, also when it is held no more', async (t) => {
    const { store } = await open(t);
    const [p, q] = [aStream(), aStream()];
    t.equal(await store.claimed(K), undefined);
    await put(store, p, { id: 'a', keys: [K] });
    t.equal(await store.claimed(K), p);
    await put(store, p, { id: 'a', keys: [] });
    await put(store, q, { id: 'b', keys: [K] });
    t.equal(await store.claimed(K), q);
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
    t.match(await holderOf(store, K), { stream: won[0] });
    const refused = outcomes.filter(({ kind }) => kind === 'taken');
    t.equal(refused.length, 29);
    t.match(
      refused,
      Array.from({ length: 29 }, () => ({ holder: { stream: won[0] } })),
    );
  });
}

/** Who holds a key, as a commit that wants it is told. */
async function holderOf(store: Store, key: string): Promise<Holder | undefined> {
  const held = await store.holder(key);
  if (held === undefined) return undefined;
  const { type, id } = held.version;
  return { stream: held.head.stream, type, id };
}

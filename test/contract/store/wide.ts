/** The contract of `search` across the streams of a space. */
import type { Test } from 'tap';
import type { Criterion } from '../../../src/search/query.js';
import type { Store, StoreQuery } from '../../../src/storage/store.js';
import { act, aFirstPart, aStream, headOf, idsOf, put, together, token } from './builders.js';
import type { Open } from './builders.js';

const DURAND = token('name|durand');
const NANTES = token('city|nantes');

/** Registers the tests. */
export function wideTests(t: Test, open: Open): void {
  t.test('across streams, what has the wide token and meets the rest is found', async (t) => {
    const { store } = await open(t);
    const [p, q] = [aStream(), aStream()];
    await put(store, p, { id: 'a', index: { wide: [DURAND], tokens: [NANTES] } });
    await put(store, q, { id: 'b', index: { wide: [DURAND] } });
    await put(store, q, { id: 'c', index: { tokens: [DURAND, NANTES] } });
    t.same(await found(store, { kind: 'token', token: DURAND }), ['a', 'b']);
    const of: Criterion[] = [DURAND, NANTES].map((token) => ({ kind: 'token', token }));
    t.same(await found(store, { kind: 'all', of }), ['a']);
    const page = await store.search(across({ kind: 'token', token: DURAND }, { limit: 1 }));
    t.equal(page.total, 2);
    t.equal(page.hits[0]?.stream, p);
    const next = await store.search(
      across({ kind: 'token', token: DURAND }, { after: { value: 'a', id: 'a' } }),
    );
    t.same(idsOf(next), ['b']);
  });

  t.test('across streams, one of several tokens may bind', async (t) => {
    const { store } = await open(t);
    await put(store, aStream(), { id: 'a', index: { wide: [DURAND] } });
    await put(store, aStream(), { id: 'b', index: { wide: [NANTES] } });
    await put(store, aStream(), { id: 'c', index: { wide: [token('else')] } });
    const of: Criterion[] = [DURAND, NANTES].map((token) => ({ kind: 'token', token }));
    t.same(await found(store, { kind: 'any', of }), ['a', 'b']);
  });

  t.test('across streams, only what lives now is found', async (t) => {
    const { store } = await open(t);
    const [p, q] = [aStream(), aStream()];
    const index = { wide: [DURAND] };
    await put(store, p, { id: 'a', index }, { id: 'b', index });
    await put(store, q, { id: 'c', index });
    await put(store, p, { id: 'a' });
    await put(store, q, { id: 'c', gone: true });
    t.same(await found(store, { kind: 'token', token: DURAND }), ['b']);
    await put(store, p, { id: 'b', index });
    t.same(await found(store, { kind: 'token', token: DURAND }), ['b'], 'once, not per version');
  });

  t.test('across streams, the total of thousands is exact, and every page is given', async (t) => {
    const { store } = await open(t);
    const COUNT = 4_000;
    const drafts = Array.from({ length: COUNT }, (_, i) => ({
      ...{ id: `r${i}`, index: { wide: [DURAND] } },
    }));
    // 200 streams of 20 resources, 50 streams at a time.
    const parts = Array.from({ length: COUNT / 20 }, (_, i) =>
      aFirstPart(aStream(), ...drafts.slice(i * 20, i * 20 + 20)),
    );
    for (let from = 0; from < parts.length; from += 50) {
      const [first, ...others] = parts.slice(from, from + 50);
      if (first !== undefined) await store.commit(together(first, ...others));
    }
    const all: Criterion = { kind: 'token', token: DURAND };
    t.equal((await store.search(across(all, { limit: 0 }))).total, COUNT);
    const page = await store.search(across(all, { limit: 10 }));
    t.equal(page.total, COUNT);
    t.equal(page.hits.length, 10);
    const brought = await store.search(across(all, { limit: 10, whole: true }));
    t.same(await store.whole(brought.hits), await store.whole(page.hits), 'the same bodies');
    const then = [{ by: 'written', descending: false }] as const;
    const order = { by: 'at', descending: true, then } as const;
    const wanted = drafts.map(({ id }) => id).sort();
    const several = await store.search(across(all, { limit: 10, order, counted: false }));
    t.same(idsOf(several), wanted.slice(0, 10), 'sorted by several keys');
    const [after] = several.hits.slice(-1).map(({ place }) => place);
    const more = await store.search(
      across(all, { limit: 10, order, counted: false, ...(after === undefined ? {} : { after }) }),
    );
    t.same(idsOf(more), wanted.slice(10, 20));
    const whole = await store.search(across(all, { limit: COUNT + 1, counted: false }));
    t.equal(new Set(idsOf(whole)).size, COUNT);
  });

  t.test('the test space and the main space do not see each other', async (t) => {
    const { store } = await open(t);
    const versions = (id: string) => [{ id, index: { wide: [DURAND] } }];
    await act(store, aStream(), { versions: versions('a') });
    await act(store, aStream(), { versions: versions('b'), policy: { space: 'test' } });
    t.same(await found(store, { kind: 'token', token: DURAND }), ['a']);
    t.same(await found(store, { kind: 'token', token: DURAND }, 'test'), ['b']);
  });

  t.test('a search tells how it was found where it is asked to, and only there', async (t) => {
    const { store } = await open(t);
    const stream = aStream();
    await put(store, stream, { id: 'a', index: { wide: [DURAND], tokens: [DURAND] } });
    const where: Criterion = { kind: 'token', token: DURAND };
    for (const within of [{ space: 'main' }, { head: await headOf(store, stream) }]) {
      const page = await store.search(across(where, { within, explained: true }));
      t.same(idsOf(page), ['a']);
      t.ok((page.explanation?.plan.length ?? 0) > 0);
      const plain = await store.search(across(where, { within }));
      t.equal(plain.explanation, undefined);
    }
  });

  t.test('across streams, one of no tokens finds nothing', async (t) => {
    const { store } = await open(t);
    await put(store, aStream(), { id: 'a', index: { wide: [DURAND] } });
    t.same(await found(store, { kind: 'any', of: [] }), []);
  });

  t.test('across streams, a search that no token binds is refused', async (t) => {
    const { store } = await open(t);
    const token: Criterion = { kind: 'token', token: DURAND };
    const unbound: Criterion[] = [
      { kind: 'all', of: [] },
      { kind: 'not', of: token },
      { kind: 'any', of: [token, { kind: 'id', ids: ['a'] }] },
    ];
    for (const where of unbound) await t.rejects(found(store, where), { code: 'invalid-search' });
  });
}

async function found(store: Store, where: Criterion, space = 'main'): Promise<string[]> {
  return idsOf(await store.search(across(where, { within: { space } })));
}

function across(where: Criterion, more: Partial<StoreQuery>): StoreQuery {
  return {
    within: { space: 'main' },
    type: 'DocumentReference',
    where,
    order: { by: 'id', descending: false },
    limit: 100,
    counted: true,
    ...more,
  };
}

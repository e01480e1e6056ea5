/** Several openings of one database: what must happen once happens once, and nobody sees a half. */
import t from 'tap';
import { openMongoStores } from '../../../src/assembly/mongo.js';
import { act, aPart, aStream, standing, textOf, together } from '../../contract/store/builders.js';
import { faultsOf } from '../../contract/store/proof.js';
import { aFreshDatabase } from '../../fixtures/mongo/database.js';
import { readWhileChanged } from './snapshot-reading.js';

t.test('while two processes change a dossier, a third sees every document, whole', async (t) => {
  const url = await aFreshDatabase(t);
  if (url === undefined) return;
  const { faults, commits, searches } = await readWhileChanged(url, 250);
  t.same(faults, []);
  t.ok(commits > 10, `${searches} times three searches while ${commits} commits were made`);
});

t.test('of commits over two streams in opposite order, each is whole or absent', async (t) => {
  const url = await aFreshDatabase(t);
  if (url === undefined) return;
  const stores = await Promise.all([openMongoStores(url), openMongoStores(url)]);
  t.teardown(() => Promise.all(stores.map(({ store }) => store.close())));
  const [p, q] = [aStream(), aStream()];
  const landed: string[] = [];
  await Promise.all(
    Array.from({ length: 20 }, async (_, i) => {
      const store = stores[i % 2]?.store;
      if (store === undefined) return;
      for (let attempt = 0; attempt < 60; attempt++) {
        const versions = [{ id: `act${i}`, body: `act${i}` }];
        const left = await aPart(store, p, { versions });
        const right = await aPart(store, q, { versions });
        const parts = i % 2 === 0 ? together(left, right) : together(right, left);
        const { kind } = await store.commit(parts);
        if (kind !== 'committed') continue;
        landed.push(`act${i}`);
        return;
      }
    }),
  );
  const store = stores[0].store;
  for (let i = 0; i < 20; i++) {
    const seen = await Promise.all([p, q].map((one) => standing(store, one, `act${i}`)));
    const bodies = seen.map((one) => textOf(one?.version?.body));
    const due = landed.includes(`act${i}`) ? `act${i}` : undefined;
    t.same(bodies, [due, due]);
  }
  t.ok(landed.length > 10, `${landed.length} of 20 landed`);
  t.same(await faultsOf(store), []);
});

t.test(
  'each outbox entry is lent to one process, and to another when that one is gone',
  async (t) => {
    const url = await aFreshDatabase(t);
    if (url === undefined) return;
    let later = 0;
    const clock = { now: () => performance.timeOrigin + performance.now() + later };
    const stores = await Promise.all([1, 2].map(() => openMongoStores(url, { clock })));
    t.teardown(() => Promise.all(stores.map(({ store }) => store.close())));
    const [one, two] = stores.map(({ store }) => store);
    if (one === undefined || two === undefined) return;
    for (let i = 0; i < 10; i++) await act(one, aStream(), { outbox: [`${i}a`, `${i}b`, `${i}c`] });
    const given: string[] = [];
    const deliver = async (store: typeof one): Promise<void> => {
      for (;;) {
        const entries = await store.outbox(4);
        if (entries.length === 0) return;
        for (const { ref, entry } of entries) {
          given.push(textOf(entry) ?? '');
          await store.outboxDone(ref);
        }
      }
    };
    const kept = await one.outbox(2);
    await deliver(two);
    t.equal(given.length, 28, 'two are lent to the other');
    t.equal((await two.outbox(9)).length, 0);
    t.equal(new Set(given).size, given.length, 'none twice');
    later = 61_000;
    t.same(
      (await two.outbox(9)).map(({ ref }) => ref),
      kept.map(({ ref }) => ref),
    );
  },
);

t.test('two who take entries at once share them', async (t) => {
  const url = await aFreshDatabase(t);
  if (url === undefined) return;
  const stores = await Promise.all([1, 2, 3].map(() => openMongoStores(url)));
  t.teardown(() => Promise.all(stores.map(({ store }) => store.close())));
  const [first] = stores;
  if (first === undefined) return;
  await act(first.store, aStream(), { outbox: Array.from({ length: 30 }, (_, i) => `${i}`) });
  const lent = await Promise.all(stores.map(({ store }) => store.outbox(30)));
  const refs = lent.flat().map(({ ref }) => ref);
  t.equal(refs.length, 30);
  t.equal(new Set(refs).size, 30);
});

/** The contract of snapshots: readers see one head, whatever is written meanwhile. */
import type { Test } from 'tap';
import type { Store } from '../../../src/storage/store.js';
import { act, aStream, find, headOf, idsOf, NOON, put, standing, textOf } from './builders.js';
import { token } from './builders.js';
import type { Open } from './builders.js';

const A = { type: 'DocumentReference', id: 'a' };

/** Registers the tests. */
export function snapshotTests(t: Test, open: Open): void {
  t.test('a reader never sees half of a commit', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await both(store, p, 1);
    const writing = writeOn(store, p, 60);
    let seen = 0;
    for (let done = false; !done; seen++) {
      const [page, read] = await Promise.all([find(store, p), standing(store, p, 'a')]);
      const bodies = page.hits.map(({ version }) => textOf(version.body));
      if (bodies.some((body) => body !== `${page.head?.n}`)) t.fail(`half a commit: ${bodies}`);
      if (bodies.length !== 2 || page.total !== 2) t.fail('a document is missing');
      if (textOf(read?.version?.body) !== `${read?.head.n}`) t.fail('a read beside its head');
      done = page.head?.n === 60;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writing;
    t.ok(seen > 1);
  });

  t.test('pages of one head give every match once, whatever is written between them', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    const ids = Array.from({ length: 20 }, (_, i) => `d${String(i).padStart(2, '0')}`);
    await put(store, p, ...ids.map((id, i) => ({ id, index: { at: NOON + i } })));
    const order = { by: 'at', descending: true } as const;
    let page = await find(store, p, { order, limit: 3 });
    const head = page.head?.n ?? 0;
    const given = idsOf(page);
    while (page.hits.length > 0 && given.length < 100) {
      const after = page.hits.at(-1)?.place ?? { value: null, id: '' };
      // Shown rows move to the end, rows to come are deleted, new ones arrive.
      const moved = { id: given[0] ?? '', index: { at: NOON - 1 } };
      await put(store, p, moved, { id: `new${given.length}` });
      await put(store, p, { id: ids[5] ?? '', gone: true });
      page = await find(store, p, { n: head, order, limit: 3, after });
      given.push(...idsOf(page));
      t.equal(page.total, 20);
    }
    t.same(given, ids.toReversed());
  });

  t.test('after a sweep, snapshots older than it have expired, and no other', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    const index = { tokens: [token('x')], ranges: { date: [{ lo: 1, hi: 2 }] } };
    const at = (moment: number) => ({ versions: [{ id: 'a', index }], at: moment });
    for (const moment of [10, 20, 30, 40]) await act(store, p, at(moment));
    const where = { kind: 'token', token: token('x') } as const;
    const within = (head: number) => find(store, p, { where, n: head });
    await store.sweep(20);
    t.equal((await within(1)).total, 1, 'superseded at 20, not before');
    await store.sweep(31);
    await t.rejects(within(1), { code: 'page-expired' });
    await t.rejects(within(2), { code: 'page-expired' });
    t.equal((await within(3)).total, 1);
    t.equal((await find(store, p, { where })).total, 1);
    t.equal((await store.history(await headOf(store, p), A, { limit: 9 })).length, 4);
  });

  t.test('the types of a stream are those that stand there or stood', async (t) => {
    const { store } = await open(t);
    const [p, other] = [aStream(), aStream()];
    const types = Array.from({ length: 150 }, (_, i) => `Type${i}`).sort();
    await put(store, other, { id: 'a', type: 'Elsewhere' });
    await put(store, p, ...types.map((type) => ({ id: 'a', type })));
    const before = await headOf(store, p);
    t.same([...(await store.typesIn(before))].sort(), types);
    await put(store, p, { id: 'a', type: 'Type0', gone: true }, { id: 'a', type: 'Later' });
    const now = await store.typesIn(await headOf(store, p));
    for (const type of [...types, 'Later']) t.ok(now.has(type), type);
    t.notOk(now.has('Elsewhere'));
  });

  t.test('a head that never was has expired', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await put(store, p, { id: 'a' });
    await t.rejects(find(store, p, { n: 9 }), { code: 'page-expired' });
  });
}

/** Writes two resources that carry the number of their commit. */
async function both(store: Store, p: string, n: number): Promise<void> {
  await put(store, p, { id: 'a', body: String(n) }, { id: 'b', body: String(n) });
}

async function writeOn(store: Store, p: string, last: number): Promise<void> {
  for (let n = 2; n <= last; n++) await both(store, p, n);
}

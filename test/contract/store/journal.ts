/** The contract of the journal: complete, in order, provable, and the same after a restart. */
import type { Test } from 'tap';
import type { Store } from '../../../src/storage/store.js';
import {
  aBlock,
  act,
  all,
  anEvent,
  aPart,
  NOON,
  aStream,
  find,
  idsOf,
  key,
  put,
} from './builders.js';
import { together, token } from './builders.js';
import type { Open } from './builders.js';
import { faultsOf } from './proof.js';

/** Registers the tests. */
export function journalTests(t: Test, open: Open): void {
  t.test('the journal gives every commit in order, as it was written', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    const index = {
      tokens: [token('x'), token('y')].sort(),
      wide: [token('w')],
      ranges: {
        date: [
          { lo: 1, hi: null },
          { lo: null, hi: 2 },
        ],
      },
      texts: { name: ['Zoé'] },
      at: 7,
    };
    const versions = [{ id: 'a', facts: { f: 1 }, index, keys: [key('k')] }];
    await act(store, p, { versions, policy: { n: 1 }, events: [anEvent(p, 'e', 3, 't')] });
    await put(store, p, { id: 'a', gone: true });
    const [first, second] = await all(store.journal());
    t.match(first, {
      ...{ stream: p, n: 1, fate: 'landed', policy: { n: 1 } },
      versions: [{ id: 'a', version: 1, facts: { f: 1 }, index, keys: [key('k')] }],
      events: [{ id: 'e', p, recorded: 3, tokens: [token('t')] }],
    });
    t.match(second, { stream: p, n: 2, versions: [{ id: 'a', version: 2, gone: true }] });
  });

  t.test('the journal, the log and the heads are whole and prove themselves', async (t) => {
    const { store } = await open(t);
    await fill(store);
    t.same(await faultsOf(store), []);
    const commits = await all(store.journal());
    t.equal(commits.length, 91);
    const heads = await all(store.heads());
    t.equal(heads.length, 31);
    for (const { stream, n, hash } of heads) {
      const last = commits.filter((commit) => commit.stream === stream).at(-1);
      t.same([n, hash], [last?.n, last?.hash]);
    }
  });

  t.test('everything is there when the store is opened again', async (t) => {
    const { store, reopen } = await open(t);
    const p = aStream();
    await put(store, p, { id: 'a', keys: [key('k')], index: { tokens: [token('x')] } });
    await act(store, aStream(), {}, [{ name: 'd', bytes: Buffer.from('bytes') }]);
    await fill(store);
    const before = JSON.stringify(await all(store.journal()));
    const again = await reopen();
    t.equal(JSON.stringify(await all(again.journal())), before);
    t.same(await faultsOf(again), []);
    t.equal(await again.claimed(key('k')), p);
    t.match(await again.holder(key('k')), { head: { stream: p }, version: { id: 'a' } });
    t.equal((await again.documents.bytes('d'))?.byteLength, 5);
    const where = { kind: 'token', token: token('x') } as const;
    t.same(idsOf(await find(again, p, { where })), ['a']);
    t.match(await put(again, p, { id: 'b' }), { kind: 'committed' });
    t.equal((await again.head(p))?.n, 2);
  });

  t.test('what was written since a mark is given, each link once and in order', async (t) => {
    const { store, reopen } = await open(t);
    const p = aStream();
    t.same(await all(store.recent()), []);
    await act(store, p, { versions: [{ id: 'a' }], events: [anEvent(p, 'e1', 1, 't')] });
    await store.append(aBlock('one', undefined, [anEvent('-', 'b1', 5, 't')]));
    const first = await all(store.recent());
    t.match(first, [
      { name: p, n: 1, hash: (await store.head(p))?.hash, events: [/^[0-9a-f]{64}$/] },
      { name: 'log one', n: 1, events: [/^[0-9a-f]{64}$/] },
    ]);
    const mark = first.at(-1)?.mark;
    const later = { at: NOON + 3_600_000 };
    await act(store, p, { versions: [{ id: 'a' }], ...later });
    const again = await reopen();
    const names = async (from: string | undefined): Promise<string[]> =>
      (await all(again.recent(from))).map(({ name, n }) => `${name}/${n}`);
    t.ok((await names(mark)).includes(`${p}/2`));
    const whole = [`${p}/1`, `${p}/2`, 'log one/1'];
    t.same(await names(undefined), whole);
    t.same(await names('a mark of another store'), whole);
    const end = (await all(again.recent(mark))).at(-1)?.mark;
    t.notOk((await names(end)).includes(`${p}/1`), 'what is long before is not given again');
  });

  t.test('a sweep leaves no strays, and nothing that the chain covers is touched', async (t) => {
    const { store } = await open(t);
    await fill(store);
    await store.sweep(Number.MAX_SAFE_INTEGER);
    t.same(await faultsOf(store), []);
  });
}

/** Thirty streams of three commits each, one commit over two streams, and a log of two chains. */
async function fill(store: Store): Promise<void> {
  const streams = Array.from({ length: 30 }, () => aStream());
  await Promise.all(streams.map((p) => threeCommits(store, p)));
  const events = [anEvent('-', 'outside', 3, 't')];
  const left = await aPart(store, aStream(), { versions: [{ id: 'l' }], events });
  await store.commit(together(left));
  for (const chain of ['one', 'two']) {
    const first = aBlock(chain, undefined, [anEvent('-', `${chain}1`, 5, 't')]);
    await store.append(first);
    await store.append(
      aBlock(chain, first, [anEvent('-', `${chain}2`), anEvent('~', `${chain}3`)]),
    );
  }
}

async function threeCommits(store: Store, p: string): Promise<void> {
  const keys = [key(p)];
  const index = { tokens: [token('t')], wide: [token('w')], ranges: { date: [{ lo: 1, hi: 2 }] } };
  await act(store, p, { versions: [{ id: 'a', keys, index }], events: [anEvent(p, 'e1', 1, 't')] });
  await act(store, p, {
    versions: [
      { id: 'a', keys, index },
      { id: 'b', index },
    ],
  });
  await act(store, p, { versions: [{ id: 'b', gone: true }], policy: { closed: true } });
}

/** The contract of the intake: a store takes in what another shows, and goes on from there. */
import type { Test } from 'tap';
import { commitHeader, timeOf } from '../../../src/audit/chain.js';
import type { JournalCommit } from '../../../src/storage/journal.js';
import type { Criterion } from '../../../src/search/query.js';
import type { Store } from '../../../src/storage/store.js';
import { aBlock, act, all, anEvent, aStream, find, idsOf, key, put, textOf } from './builders.js';
import { headOf, NOON, token } from './builders.js';
import type { Open } from './builders.js';
import { faultsOf } from './proof.js';

/** Registers the tests. */
export function intakeTests(t: Test, open: Open): void {
  t.test('what one store shows another takes in, in any order of streams, and twice', async (t) => {
    const [{ store: from }, { store: to }] = [await open(t), await open(t)];
    const { p, q } = await twoStreams(from);
    const commits = await all(from.journal());
    for (const stream of [q, p, q, p]) await takeAll(to, ofStream(commits, stream));
    await to.intake.finish();
    const taken = await all(to.journal());
    t.equal(JSON.stringify(ofStream(taken, p)), JSON.stringify(ofStream(commits, p)));
    t.equal(JSON.stringify(ofStream(taken, q)), JSON.stringify(ofStream(commits, q)));
    t.same(await faultsOf(to), []);
    t.same(await headOf(to, p), await headOf(from, p));
    const where = { kind: 'token', token: token('x') } as const;
    t.same(idsOf(await find(to, p, { where })), idsOf(await find(from, p, { where })));
  });

  t.test('keys are held by whom they were held, whatever the order of streams', async (t) => {
    const [{ store: from }, { store: to }] = [await open(t), await open(t)];
    const { p, q } = await twoStreams(from);
    const commits = await all(from.journal());
    for (const stream of [q, p]) await takeAll(to, ofStream(commits, stream));
    await to.intake.finish();
    t.match(await to.holder(key('moved')), { head: { stream: q }, version: { id: 'b' } });
    t.match(await put(to, aStream(), { id: 'c', keys: [key('moved')] }), { kind: 'taken' });
    t.match(await put(to, aStream(), { id: 'c', keys: [key('freed')] }), { kind: 'committed' });
    t.match(await put(to, q, { id: 'b', keys: [] }), { kind: 'committed' });
    t.match(await put(to, p, { id: 'd', keys: [key('moved')] }), { kind: 'committed' });
    t.same(await faultsOf(to), []);
  });

  t.test('a deletion is found by its key, until a live resource takes it', async (t) => {
    const [{ store: from }, { store: to }] = [await open(t), await open(t)];
    const [p, q, r] = [aStream(), aStream(), aStream()];
    const [only, retaken] = [[key('only')], [key('retaken')]];
    await put(from, p, { id: 'a', keys: [...only, ...retaken] });
    await put(from, p, { id: 'a', gone: true, keys: [...only, ...retaken] });
    await put(from, q, { id: 'b', keys: retaken });
    const commits = await all(from.journal());
    for (const stream of [q, p, p]) await takeAll(to, ofStream(commits, stream));
    await to.intake.finish();
    for (const store of [from, to]) {
      t.equal(await store.claimed(key('only')), p);
      t.equal(await store.holder(key('only')), undefined, 'it holds none');
      t.equal(await store.claimed(key('retaken')), q);
    }
    t.same(await faultsOf(to), []);
    t.match(await put(to, r, { id: 'c', keys: only }), { kind: 'committed' });
    t.equal(await to.claimed(key('only')), r);
    t.same(await faultsOf(to), []);
  });

  t.test('a number that was given up stays so, and the policy before it holds', async (t) => {
    const [{ store: from }, { store: to }] = [await open(t), await open(t)];
    const p = aStream();
    await act(from, p, { versions: [{ id: 'a' }], policy: { open: true } });
    const [first] = await all(from.journal());
    if (first === undefined) return;
    await takeAll(to, [first, deadAfter(first)]);
    await to.intake.finish();
    t.match(await headOf(to, p), { n: 2, policy: { open: true } });
    t.match((await all(to.journal())).at(-1), { ...deadAfter(first), policy: {} });
    t.match(await put(to, p, { id: 'a' }), { kind: 'committed' });
    t.same(await faultsOf(to), []);
  });

  t.test('a stream may begin with a number that was given up', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await takeAll(store, [deadAfter({ stream: p, n: 0, hash: '0'.repeat(64) })]);
    await store.intake.finish();
    t.match(await headOf(store, p), { n: 1, policy: {} });
    t.match(await put(store, p, { id: 'a' }), { kind: 'committed' });
    t.same(await faultsOf(store), []);
  });

  t.test('documents, outbox entries and expired snapshots are taken in', async (t) => {
    const { store: from } = await open(t);
    const { store } = await open(t);
    const p = aStream();
    for (let i = 0; i < 3; i++) await put(from, p, { id: 'a' });
    await takeAll(store, await all(from.journal()));
    for (const [i, text] of ['one', 'two', 'three'].entries())
      for (let twice = 0; twice < 2; twice++) await store.intake.outbox(i, Buffer.from(text));
    const bound = { name: 'bound', at: 5, state: 'bound' } as const;
    await store.intake.document(bound, Buffer.from('bytes'));
    await store.intake.document({ name: 'open', at: 6, state: 'open' }, undefined);
    await store.intake.expire(p, 2);
    await store.intake.finish();
    const entries = await store.outbox(9);
    t.same(
      entries.map(({ entry }) => textOf(entry)),
      ['one', 'two', 'three'],
    );
    t.same((await all(store.waiting())).map(textOf), ['one', 'two', 'three']);
    for (const { ref } of entries) await store.outboxDone(ref);
    t.same(await all(store.waiting()), []);
    t.same(await store.documents.find('bound'), bound);
    t.equal(textOf(await store.documents.bytes('bound')), 'bytes');
    t.same(
      (await store.documents.unbound(9, 9)).map(({ name }) => name),
      ['open'],
    );
    t.equal(await store.documents.doom('bound'), false);
    t.equal((await find(store, p, { n: 2 })).hits.length, 1);
    await t.rejects(find(store, p, { n: 1 }), { code: 'page-expired' });
  });

  t.test(
    'versions are found by the values that they are given later, and by no others',
    async (t) => {
      const { store } = await open(t);
      const p = aStream();
      const before = { tokens: [token('a')], texts: { t: ['old'] }, wide: [token('a')] };
      const ranges = { d: [{ lo: 1, hi: 2 }] };
      for (let i = 0; i < 2; i++) await put(store, p, { id: 'a', index: { ...before, ranges } });
      await put(store, p, { id: 'b', index: before });
      // So many that an index holds the values of those before.
      const lists = Array.from({ length: 30 }, (_, i) => ({ id: `list${i}`, type: 'List' }));
      await put(store, p, ...lists);
      const [first, second] = await all(store.journal());
      const after = {
        ...{ tokens: [token('b')], wide: [token('b')], at: NOON + 1 },
        ...{ texts: { t: ['new'], 't:sort': ['s'] }, ranges: { e: [{ lo: 3, hi: null }] } },
      };
      for (const commit of [first, second, second]) {
        const versions = commit?.versions.map((version) => ({ ...version, index: after })) ?? [];
        await store.intake.index(p, commit?.n ?? 0, versions);
      }
      const found = async (where: Criterion) => idsOf(await find(store, p, { where }));
      t.same(await found({ kind: 'token', token: token('a') }), ['b']);
      t.same(await found({ kind: 'token', token: token('b') }), ['a']);
      t.same(
        await found({ kind: 'range', param: 'd', comparison: 'gt', asked: { lo: 0, hi: 0 } }),
        [],
      );
      t.same(
        await found({ kind: 'range', param: 'e', comparison: 'gt', asked: { lo: 0, hi: 0 } }),
        ['a'],
      );
      const wide = await store.search({
        ...{ within: { space: 'main' }, type: 'DocumentReference', limit: 9, counted: false },
        ...{ where: { kind: 'token', token: token('b') }, order: { by: 'id', descending: false } },
      });
      t.same(idsOf(wide), ['a']);
      t.match((await all(store.journal()))[0]?.versions, [{ index: after }]);
      t.same(await faultsOf(store), []);
    },
  );

  t.test('it says how far it got, until it is finished', async (t) => {
    const { store } = await open(t);
    t.equal(await store.intake.progress(), undefined);
    await store.intake.note('a little');
    await store.intake.note('a lot');
    t.equal(await store.intake.progress(), 'a lot');
    await store.intake.finish();
    t.equal(await store.intake.progress(), undefined);
  });

  t.test('until a copy is finished nobody else opens the store', async (t) => {
    const { store, reopen } = await open(t);
    await store.intake.note('a little');
    await t.rejects(reopen(), { message: /a copy into the database is not finished/ });
  });

  t.test('walks go on after a stream, a chain or a name', async (t) => {
    const { store } = await open(t);
    for (const p of ['p1', 'p2', 'p2-x']) {
      await put(store, p, { id: 'a' });
      await put(store, p, { id: 'a' });
      await store.append(aBlock(p, undefined, [anEvent('-', p)]));
      await store.documents.announce(p, 5);
    }
    const streams = (commits: readonly JournalCommit[]) => commits.map(({ stream }) => stream);
    const every = streams(await all(store.journal()));
    t.equal(every.length, 6);
    t.same(streams(await all(store.journal(every[1]))), every.slice(2));
    t.same(streams(await all(store.journal(every[5]))), []);
    const chains = (await all(store.blocks())).map(({ chain }) => chain);
    t.same(
      (await all(store.blocks(chains[0]))).map(({ chain }) => chain),
      chains.slice(1),
    );
    const names = (await all(store.documents.all())).map(({ name }) => name);
    t.same(names, ['p1', 'p2', 'p2-x']);
    t.same(
      (await all(store.documents.all('p1'))).map(({ name }) => name),
      names.slice(1),
    );
  });
}

/** A key moves from one stream to the other; another is freed; there are events and deletions. */
async function twoStreams(store: Store): Promise<{ p: string; q: string }> {
  const [p, q] = [aStream(), aStream()];
  const index = { tokens: [token('x')], wide: [token('w')], texts: { name: ['Zoé'] } };
  const keys = [key('moved'), key('freed')];
  await act(store, p, {
    versions: [{ id: 'a', keys, index }, { id: 'c' }],
    events: [anEvent(p, 'e1', 1, 't')],
    policy: { n: 1 },
  });
  await put(store, p, { id: 'a', keys: [], index });
  await put(store, q, { id: 'b', keys: [key('moved')], index });
  await put(store, p, { id: 'c', gone: true });
  await put(store, q, { id: 'b', keys: [key('moved')], index });
  return { p, q };
}

function ofStream(commits: readonly JournalCommit[], stream: string): JournalCommit[] {
  return commits.filter((commit) => commit.stream === stream);
}

async function takeAll(store: Store, commits: readonly JournalCommit[]): Promise<void> {
  for (const commit of commits) await store.intake.commit(commit, timeOf(commit.header) ?? 0);
}

function deadAfter({ stream, n, hash }: Pick<JournalCommit, 'stream' | 'n' | 'hash'>) {
  const nothing = { versions: [], events: [], policy: {}, policySalt: new Uint8Array(0) };
  const place = { stream, n: n + 1, fate: 'dead' as const };
  return { ...place, ...commitHeader({ ...place, prev: hash, at: 7, ...nothing }), ...nothing };
}

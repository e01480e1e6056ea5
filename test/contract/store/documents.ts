/** The contract of documents' records, and of the outbox. */
import { setImmediate } from 'node:timers/promises';
import type { Test } from 'tap';
import { act, aStream, key, NOON, put, textOf } from './builders.js';
import type { Open } from './builders.js';

/** Registers the tests. */
export function documentTests(t: Test, open: Open): void {
  t.test('an announced document is open, and its bytes do not rest in the store', async (t) => {
    const { store } = await open(t);
    await store.documents.announce('large', 6);
    t.same(await store.documents.find('large'), { name: 'large', at: 6, state: 'open' });
    t.equal(await store.documents.bytes('large'), undefined);
    t.equal(await store.documents.bytes('none'), undefined);
    t.equal(await store.documents.find('none'), undefined);
  });

  t.test('a name is announced once', async (t) => {
    const { store } = await open(t);
    await store.documents.announce('d', 5);
    await t.rejects(store.documents.announce('d', 6), { code: 'internal' });
    t.equal((await store.documents.find('d'))?.at, 5);
  });

  t.test('a commit brings documents, beside those it binds', async (t) => {
    const { store } = await open(t);
    await store.documents.announce('large', 5);
    const brought = ['first', 'second'].map((name) => ({ name, bytes: Buffer.from(name) }));
    const outcome = await act(store, aStream(), {}, [{ name: 'large' }, ...brought]);
    t.match(outcome, { kind: 'committed' });
    for (const name of ['first', 'second']) {
      t.same(await store.documents.find(name), { name, at: NOON, state: 'bound' });
      t.equal(textOf(await store.documents.bytes(name)), name);
      t.equal(await store.documents.doom(name), false);
    }
    t.equal((await store.documents.find('large'))?.state, 'bound');
    t.equal(await store.documents.bytes('large'), undefined);
  });

  t.test(
    'a document that a refused commit brought can be brought again, or is swept',
    async (t) => {
      const { store } = await open(t);
      await put(store, aStream(), { id: 'a', keys: [key('k')] });
      const documents = ['again', 'left'].map((name) => ({ name, bytes: Buffer.from(name) }));
      const wanting = { versions: [{ id: 'b', keys: [key('k')] }] };
      t.match(await act(store, aStream(), wanting, documents), { kind: 'taken' });
      t.not((await store.documents.find('again'))?.state, 'bound');
      t.match(await act(store, aStream(), {}, documents.slice(0, 1)), { kind: 'committed' });
      t.equal((await store.documents.find('again'))?.state, 'bound');
      t.equal(textOf(await store.documents.bytes('again')), 'again');
      for (const { name } of await store.documents.unbound(Number.MAX_SAFE_INTEGER, 9)) {
        t.equal(name, 'left');
        t.equal(await store.documents.doom(name), true);
        await store.documents.forget(name);
      }
      t.equal(await store.documents.find('left'), undefined);
      t.equal(await store.documents.bytes('left'), undefined);
    },
  );

  t.test('a commit binds the documents it names, and the sweep cannot have them', async (t) => {
    const { store } = await open(t);
    await store.documents.announce('d', 5);
    t.match(await act(store, aStream(), {}, [{ name: 'd' }]), { kind: 'committed' });
    t.equal((await store.documents.find('d'))?.state, 'bound');
    t.equal(await store.documents.doom('d'), false);
    await store.documents.forget('d');
    t.equal((await store.documents.find('d'))?.state, 'bound');
    t.same(await store.documents.unbound(99, 9), []);
  });

  t.test(
    'a commit that names a doomed or unknown document is swept, and writes nothing',
    async (t) => {
      const { store } = await open(t);
      const p = aStream();
      for (const name of ['kept', 'doomed']) await store.documents.announce(name, 5);
      t.equal(await store.documents.doom('doomed'), true);
      t.equal(await store.documents.doom('doomed'), true, 'again, as after a crash');
      const named = ['kept', 'doomed', 'unknown'].map((name) => ({ name }));
      const brought = { name: 'brought', bytes: Buffer.from('bytes') };
      const outcome = await act(store, p, {}, [...named, brought]);
      t.same(outcome, { kind: 'swept', documents: ['doomed', 'unknown'] });
      t.equal(await store.head(p), undefined);
      t.equal((await store.documents.find('kept'))?.state, 'open');
      t.not((await store.documents.find('brought'))?.state, 'bound');
      t.equal(await store.documents.doom('unknown'), false);
    },
  );

  t.test('a moved commit leaves its documents open', async (t) => {
    const { store } = await open(t);
    await store.documents.announce('d', 5);
    t.same(await act(store, aStream(), { decidedOn: 7 }, [{ name: 'd' }]), { kind: 'moved' });
    t.equal((await store.documents.find('d'))?.state, 'open');
  });

  t.test('unbound records are listed oldest first, up to a moment and a count', async (t) => {
    const { store } = await open(t);
    for (const [name, at] of [
      ['c', 30],
      ['a', 10],
      ['b', 20],
      ['d', 40],
    ] as const) {
      await store.documents.announce(name, at);
    }
    await store.documents.doom('b');
    const names = async (before: number, limit: number) =>
      (await store.documents.unbound(before, limit)).map(({ name }) => name);
    t.same(await names(40, 9), ['a', 'b', 'c']);
    t.same(await names(99, 2), ['a', 'b']);
    await store.documents.forget('b');
    t.same(await names(40, 9), ['a', 'c']);
    t.equal(await store.documents.find('b'), undefined);
  });

  t.test('a commit and the sweep race for a document, and one of them alone gets it', async (t) => {
    const { store } = await open(t);
    for (let i = 0; i < 40; i++) {
      const name = `raced-${i}`;
      await store.documents.announce(name, 5);
      const commit = () => act(store, aStream(), {}, [{ name }]);
      const doom = () => store.documents.doom(name);
      // Every other time the sweep starts first.
      const second = i % 2 === 0 ? undefined : doom();
      const [outcome, doomed] = await Promise.all([commit(), second ?? doom()]);
      t.equal(outcome.kind === 'committed', !doomed);
    }
  });

  t.test('whoever is given an outbox entry sees the head of its commit', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    for (let n = 1; n <= 25; n++) {
      await act(store, p, {});
      const committing = act(store, p, { outbox: [`${p} ${n}`] });
      let given = await store.outbox(9);
      // The entry may be given before the commit has answered.
      while (given.length === 0) {
        await setImmediate();
        given = await store.outbox(9);
      }
      t.equal((await store.head(p))?.n, 2 * n);
      await committing;
      for (const { ref } of given) await store.outboxDone(ref);
    }
  });

  t.test('outbox entries come in order, until they are done', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await act(store, p, { outbox: ['one', 'two'] });
    await act(store, p, { outbox: ['three'] });
    const first = await store.outbox(2);
    t.same(
      first.map(({ entry }) => textOf(entry)),
      ['one', 'two'],
    );
    t.same(await store.outbox(2), first, 'not done, it is given again');
    for (const { ref } of first) await store.outboxDone(ref);
    t.same(
      (await store.outbox(9)).map(({ entry }) => textOf(entry)),
      ['three'],
    );
    await store.outboxDone(first[0]?.ref ?? '');
    t.equal((await store.outbox(9)).length, 1, 'done twice is done');
  });
}

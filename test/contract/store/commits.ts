/** The contract of `commit`, `head`, `read`, `vread` and `history`. */
import { randomBytes } from 'node:crypto';
import type { Test } from 'tap';
import { act, aPart, aStream, headOf, put, standing, textOf, together } from './builders.js';
import type { Open } from './builders.js';

const A = { type: 'DocumentReference', id: 'a' };

/** Registers the tests. */
export function commitTests(t: Test, open: Open): void {
  t.test('a stream without a commit does not exist', async (t) => {
    const { store } = await open(t);
    t.equal(await store.head('nowhere'), undefined);
  });

  t.test('what a commit has answered is read at once, byte for byte', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    const wrappedKey = randomBytes(40);
    const facts = { status: 'current', label: ['N', 'R'], size: 1.5 };
    const draft = { id: 'a', body: '{"é":1.00}', facts, wrappedKey, written: 17 };
    const part = await aPart(store, p, { versions: [draft], policy: { state: 'active' } });
    const body = part.versions[0]?.body;
    t.match(await store.commit(together(part)), {
      kind: 'committed',
      heads: [{ stream: p, n: 1, hash: part.hash, policy: { state: 'active' } }],
    });
    t.equal(textOf(body), '{"é":1.00}', 'and the bytes given stay with the one who gave them');
    const read = await standing(store, p, 'a');
    t.match(read?.head, { stream: p, n: 1, hash: part.hash, policy: { state: 'active' } });
    t.match(read?.version, { type: 'DocumentReference', id: 'a', version: 1, written: 17, facts });
    t.equal(read?.version?.gone, false);
    t.equal(textOf(read?.version?.body), '{"é":1.00}');
    t.same(Buffer.from(read?.version?.wrappedKey ?? []), wrappedKey);
    t.equal((await store.head(p))?.n, 1);
  });

  t.test('a version without a wrapped key is given without one', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await put(store, p, { id: 'a' });
    const read = await standing(store, p, 'a');
    t.notOk('wrappedKey' in (read?.version ?? {}));
  });

  t.test('an unknown id is told with the head of its stream', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await put(store, p, { id: 'a' });
    const read = await standing(store, p, 'b');
    t.equal(read?.head.n, 1);
    t.equal(read?.version, undefined);
    t.equal((await standing(store, p, 'a', 'Patient'))?.version, undefined);
  });

  t.test('commits are numbered one by one, each with its own policy', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    for (const n of [1, 2, 3]) {
      t.match(await act(store, p, { policy: { n } }), { kind: 'committed' });
      t.match(await store.head(p), { n, policy: { n } });
    }
  });

  t.test('every version stays, newest first, and a deletion is one of them', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    for (const body of ['one', 'two']) await put(store, p, { id: 'a', body });
    await put(store, p, { id: 'a', gone: true });
    await put(store, p, { id: 'a', body: 'four' });
    const head = await headOf(store, p);
    const history = await store.history(head, A, { limit: 9 });
    t.same(
      history.map((v) => [v.version, v.gone]),
      [
        [4, false],
        [3, true],
        [2, false],
        [1, false],
      ],
    );
    const slice = await store.history(head, A, { before: 4, limit: 2 });
    t.same(
      slice.map((v) => v.version),
      [3, 2],
    );
    t.equal(textOf((await store.vread(head, A, 2))?.body), 'two');
    t.equal((await store.vread(head, A, 3))?.gone, true);
    t.equal(await store.vread(head, A, 5), undefined);
  });

  t.test('at an older head, versions written since are not there', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await put(store, p, { id: 'a', body: 'one' });
    const head = await headOf(store, p);
    await put(store, p, { id: 'a', body: 'two' }, { id: 'b' });
    const names = [A, { ...A, id: 'b' }, { ...A, id: 'c' }];
    const versions = await store.versions(head, names);
    t.same([...versions.keys()], ['DocumentReference/a']);
    t.equal(textOf(versions.get('DocumentReference/a')?.body), 'one');
    t.equal(await store.vread(head, A, 2), undefined);
    t.equal((await store.history(head, A, { limit: 9 })).length, 1);
    const now = await store.versions(await headOf(store, p), names);
    t.same([...now.keys()].sort(), ['DocumentReference/a', 'DocumentReference/b']);
    t.equal((await store.versions(head, [])).size, 0);
  });

  t.test('a deleted resource is read as gone, with an empty body', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await put(store, p, { id: 'a' });
    await put(store, p, { id: 'a', gone: true });
    const read = await standing(store, p, 'a');
    t.match(read?.version, { gone: true, version: 2 });
    t.equal(read?.version?.body.byteLength, 0);
  });

  t.test('a commit decided on another head is moved and writes nothing', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    await put(store, p, { id: 'a', body: 'first' });
    const late = await aPart(store, p, { versions: [{ id: 'b' }], decidedOn: 0, outbox: ['x'] });
    t.same(await store.commit(together(late)), { kind: 'moved' });
    const early = await aPart(store, p, { versions: [{ id: 'b' }], decidedOn: 2 });
    t.same(await store.commit(together(early)), { kind: 'moved' });
    t.equal((await standing(store, p, 'b'))?.version, undefined);
    t.equal((await store.head(p))?.n, 1);
    t.same(await store.outbox(9), []);
  });

  t.test('of a hundred commits decided on one head, exactly one wins its number', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    for (let n = 1; n <= 5; n++) {
      const drafts = Array.from({ length: 100 }, (_, i) => ({ id: 'a', body: `${n}-${i}` }));
      const parts = await Promise.all(
        drafts.map((draft) => aPart(store, p, { versions: [draft] })),
      );
      const outcomes = await Promise.all(parts.map((part) => store.commit(together(part))));
      const won = outcomes.flatMap(({ kind }, i) => (kind === 'committed' ? [i] : []));
      t.equal(won.length, 1);
      t.equal(outcomes.filter(({ kind }) => kind === 'moved').length, 99);
      const read = await standing(store, p, 'a');
      t.equal(textOf(read?.version?.body), `${n}-${won[0]}`);
      t.match(read, { head: { n }, version: { version: n } });
    }
  });

  t.test('a commit over several streams is visible in all of them, or in none', async (t) => {
    const { store } = await open(t);
    const [p, q] = [aStream(), aStream()];
    await put(store, q, { id: 'before' });
    const left = await aPart(store, p, { versions: [{ id: 'a' }] });
    const right = await aPart(store, q, { versions: [{ id: 'b' }] });
    t.match(await store.commit(together(left, right)), {
      kind: 'committed',
      heads: [
        { stream: p, n: 1 },
        { stream: q, n: 2 },
      ],
    });
    t.equal((await standing(store, p, 'a'))?.head.n, 1);
    t.equal((await standing(store, q, 'b'))?.head.n, 2);
    const fresh = await aPart(store, p, { versions: [{ id: 'c' }] });
    t.same(await store.commit(together(fresh, right)), { kind: 'moved' });
    t.equal((await standing(store, p, 'c'))?.version, undefined);
    t.equal((await store.head(p))?.n, 1);
  });

  t.test('a large body goes in and out unharmed', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    const body = randomBytes(1_000_000).toString('base64');
    await put(store, p, { id: 'a', body });
    t.ok(textOf((await standing(store, p, 'a'))?.version?.body) === body);
  });

  t.test('a closed store answers unavailable', async (t) => {
    const { store } = await open(t);
    const part = await aPart(store, aStream());
    await store.close();
    await t.rejects(store.head('p'), { code: 'unavailable' });
    await t.rejects(store.commit(together(part)), { code: 'unavailable' });
    await t.rejects(store.journal()[Symbol.asyncIterator]().next(), { code: 'unavailable' });
    await store.close();
  });
}

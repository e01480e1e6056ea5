/** The contract of `written`: what was written in a space, newest first. */
import type { Test } from 'tap';
import type { Store, WrittenPage, WrittenQuery } from '../../../src/storage/store.js';
import { act, aPart, aStream, put, textOf, together } from './builders.js';
import type { Open } from './builders.js';

const TYPE = 'DocumentReference';

/** Registers the tests. */
export function writtenTests(t: Test, open: Open): void {
  t.test('what was written comes newest first, deletions included', async (t) => {
    const { store } = await open(t);
    const [p, q] = [aStream(), aStream()];
    await at(store, p, 1_000, { id: 'a', body: 'one' });
    await at(store, q, 2_000, { id: 'b' });
    await at(store, p, 3_000, { id: 'a', body: 'two' });
    await at(store, p, 4_000, { id: 'a', gone: true });
    const page = await written(store);
    t.same(namesOf(page), ['a/3', 'a/2', 'b/1', 'a/1']);
    t.equal(page.total, 4);
    t.equal(page.versions[0]?.version.gone, true);
    t.equal(page.versions[0]?.stream, p);
    t.equal(textOf(page.versions[1]?.version.body), 'two');
    t.same(namesOf(await written(store, { since: 3_000 })), ['a/3', 'a/2']);
    t.equal((await written(store, { since: 3_000 })).total, 2);
    t.same(namesOf(await written(store, { types: ['Patient'] })), []);
    t.same(namesOf(await written(store, { types: ['Patient', TYPE], limit: 1 })), ['a/3']);
    t.same(await written(store, { limit: 0 }), { versions: [], total: 4 });
  });

  t.test('pages give every version once, also of one moment', async (t) => {
    const { store } = await open(t);
    const p = aStream();
    for (let i = 0; i < 3; i++) {
      await at(store, p, 5_000, { id: 'a' }, { id: 'b' }, { id: 'c' });
      await at(store, aStream(), 5_000, { id: `other${i}` });
    }
    const given: string[] = [];
    let page = await written(store, { limit: 5 });
    while (page.versions.length > 0) {
      given.push(...namesOf(page));
      t.equal(page.total, 12);
      const after = page.versions.at(-1)?.place ?? { value: 0, id: '' };
      page = await written(store, { limit: 5, after });
    }
    t.equal(new Set(given).size, 12);
    t.equal(given.length, 12);
    const ofA = given.filter((name) => name.startsWith('a/'));
    t.same(ofA, ['a/3', 'a/2', 'a/1'], 'of one resource the newest first');
  });

  t.test('what was written in another space is not met', async (t) => {
    const { store } = await open(t);
    await put(store, aStream(), { id: 'a' });
    await act(store, aStream(), { versions: [{ id: 'b' }], policy: { space: 'test' } });
    t.same(namesOf(await written(store)), ['a/1']);
    t.same(namesOf(await written(store, { space: 'test' })), ['b/1']);
  });
}

type Draft = Parameters<typeof put>[2];

async function at(store: Store, p: string, when: number, ...versions: Draft[]): Promise<void> {
  const part = await aPart(store, p, {
    versions: versions.map((version) => ({ ...version, written: when })),
  });
  await store.commit(together(part));
}

async function written(store: Store, wishes: Partial<WrittenQuery> = {}): Promise<WrittenPage> {
  return store.written({
    ...{ space: 'main', types: [TYPE], limit: 100, counted: true, ...wishes },
  });
}

function namesOf({ versions }: WrittenPage): string[] {
  return versions.map(({ version }) => `${version.id}/${version.version}`);
}

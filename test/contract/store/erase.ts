/** Erasing a stream: what it held is gone, its chain and its events stay, and its keys are free. */
import type { Test } from 'tap';
import { checkCommit, GENESIS } from '../../../src/audit/chain.js';
import type { JournalCommit } from '../../../src/storage/journal.js';
import type { Store } from '../../../src/storage/store.js';
import { act, anEvent, aStream, key, NOON, put, standing, token } from './builders.js';
import type { Open } from './builders.js';

const HELD = {
  facts: { author: 'ps:1' },
  keys: [key('erase')],
  index: {
    tokens: [token('a')],
    wide: [token('erase-wide')],
    ranges: { date: [{ lo: NOON, hi: NOON + 1 }] },
    texts: { title: ['secret'], 'title:sort': ['secret'] },
  },
};

/** All that the contract says of it. */
export function eraseTests(t: Test, open: Open): void {
  t.test('what an erased stream held is gone', async (t) => {
    const { store, reopen } = await open(t);
    const stream = await filled(store);
    const other = aStream();
    await put(store, other, { id: 'kept', facts: { author: 'ps:2' }, body: 'kept' });
    await store.erase(stream);
    await nothingLeft(t, store, stream);
    const again = await reopen();
    await nothingLeft(t, again, stream);
    const kept = await standing(again, other, 'kept');
    t.equal(Buffer.from(kept?.version?.body ?? []).toString(), 'kept', 'and nothing of another');
    await again.erase(stream);
    await nothingLeft(t, again, stream);
    t.same(await all(again.strays()), [], 'all tables agree');
  });

  t.test('nor is it given again to who read it before', async (t) => {
    const { store } = await open(t);
    const stream = aStream();
    await put(store, stream, { id: 'one', facts: { author: 'ps:1' }, body: 'held' });
    const read = async () => (await standing(store, stream, 'one'))?.version;
    t.equal(Buffer.from((await read())?.body ?? []).toString(), 'held');
    await store.erase(stream);
    t.same((await read())?.facts, {});
    t.equal((await read())?.body.byteLength, 0);
  });

  t.test('its chain still proves itself, and its events are found', async (t) => {
    const { store } = await open(t);
    const stream = await filled(store);
    const before = await all(store.journalOf(stream));
    await store.erase(stream);
    const after = await all(store.journalOf(stream));
    t.same(
      after.map(({ n, hash }) => ({ n, hash })),
      before.map(({ n, hash }) => ({ n, hash })),
    );
    let previous = GENESIS;
    for (const commit of after) {
      t.same(checkCommit(commit, previous, false), []);
      previous = commit.hash;
    }
    t.same(checkCommit(last(after), last(after.slice(0, -1)).hash)[0] === undefined, false);
    const head = await store.head(stream);
    t.same(head?.policy, { space: 'main', state: 'erased' }, 'the head says what it is');
    if (head === undefined) return;
    const events = await store.searchEvents({
      ...{ within: head, where: { kind: 'all', of: [] }, descending: true },
      ...{ limit: 10, counted: true },
    });
    t.equal(events.total, 1);
  });

  t.test('one stream is walked alone', async (t) => {
    const { store } = await open(t);
    const stream = await filled(store);
    await put(store, `${stream}x`, { id: 'longer' });
    await put(store, stream.slice(0, -1), { id: 'shorter' });
    const walked = await all(store.journalOf(stream));
    t.same(
      walked.map((commit) => [commit.stream, commit.n]),
      [
        [stream, 1],
        [stream, 2],
        [stream, 3],
      ],
    );
    t.same(await all(store.journalOf(aStream())), []);
  });

  t.test('a document is removed although a commit has bound it', async (t) => {
    const { store } = await open(t);
    const brought = { name: 'erased', bytes: Buffer.from('bytes') };
    await act(store, aStream(), { versions: [{ id: 'binary' }] }, [brought]);
    t.equal((await store.documents.find('erased'))?.state, 'bound');
    await store.documents.erase('erased');
    t.equal(await store.documents.find('erased'), undefined);
    t.equal(await store.documents.bytes('erased'), undefined);
    await store.documents.erase('erased');
  });
}

/** Three commits: a resource with all that it is found by, its second version, the erased state. */
async function filled(store: Store): Promise<string> {
  const stream = aStream();
  const policy = { space: 'main', state: 'activated', consents: ['secret'] };
  const events = [anEvent(stream, `e${stream}`)];
  await act(store, stream, { versions: [{ id: 'one', ...HELD }], policy, events });
  await put(store, stream, { id: 'one', ...HELD }, { id: 'two', facts: { author: 'ps:1' } });
  await act(store, stream, {
    versions: [{ id: 'patient', type: 'Patient', facts: { author: 'x' }, keys: [] }],
    policy: { space: 'main', state: 'erased' },
  });
  return stream;
}

async function nothingLeft(t: Test, store: Store, stream: string): Promise<void> {
  const head = await store.head(stream);
  if (head === undefined) throw new Error('there is a head');
  for (const { versions, policy, n } of await all(store.journalOf(stream))) {
    if (n < head.n) t.same(policy, {}, 'no policy before the last');
    for (const { body, facts, index, keys, salt } of versions) {
      t.same([body.byteLength, salt.byteLength, facts, keys], [0, 0, {}, []]);
      t.same([index.tokens, index.wide, index.ranges, index.texts], [[], [], {}, {}]);
    }
  }
  for (const where of [token('a'), token('erase-wide')]) {
    const page = await store.search({
      ...{ within: { head }, type: 'DocumentReference', where: { kind: 'token', token: where } },
      ...{ order: { by: 'id', descending: false }, limit: 5, counted: true },
    });
    t.equal(page.total, 0);
  }
  const wide = await store.search({
    ...{ within: { space: 'main' }, type: 'DocumentReference' },
    where: { kind: 'token', token: token('erase-wide') },
    ...{ order: { by: 'id', descending: false }, limit: 5, counted: true },
  });
  t.equal(wide.total, 0, 'nor across streams');
  t.equal(await store.holder(key('erase')), undefined, 'the key is free');
  const taker = aStream();
  t.equal((await put(store, taker, { id: 'taker', keys: [key('erase')] })).kind, 'committed');
  await put(store, taker, { id: 'taker', keys: [] });
}

async function all<T>(walk: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of walk) found.push(one);
  return found;
}

function last(commits: readonly JournalCommit[]): JournalCommit {
  const found = commits.at(-1);
  if (found === undefined) throw new Error('no commit');
  return found;
}

/**
 * Each write of each act, gone wrong in each way: the act is whole or absent, whoever comes next
 * finishes or ends it, and what was answered is there. Every third pair of a write and a way;
 * all of them with EVERY_FAULT=1.
 */
import t, { type Test } from 'tap';
import { openMongoStores } from '../../../src/assembly/mongo.js';
import { systemClock } from '../../../src/clock.js';
import type { Store } from '../../../src/storage/store.js';
import {
  aBlock,
  anEvent,
  aPart,
  find,
  headOf,
  key,
  NOON,
  put,
  standing,
  textOf,
  together,
  token,
} from '../../contract/store/builders.js';
import { faultsOf } from '../../contract/store/proof.js';
import { aFreshDatabase } from '../../fixtures/mongo/database.js';
import { faulty, FAULTS, type Fault, type Faulty } from './faults.js';

const K = key('k');
const L = key('l');
const index = { tokens: [token('x')], wide: [token('w')] };

/** An act, what stands before it, and how many of its marks are seen after it: all or none. */
interface Scenario {
  prepare(store: Store): Promise<unknown>;
  act(store: Store): Promise<unknown>;
  /** What the act leaves in each of its streams, each seen by a reader or not. */
  marks(store: Store): Promise<readonly (readonly boolean[])[]>;
  /** The documents that it binds or brings. */
  readonly documents?: readonly string[];
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'the first commit of a stream, with a key, an event and an outbox entry': {
    prepare: async () => {},
    act: async (store) => {
      const versions = [
        { id: 'a', keys: [K], index },
        { id: 'b', index },
      ];
      const events = [anEvent('p', 'e1', NOON, 't')];
      const part = await aPart(store, 'p', { versions, events, outbox: ['one'] });
      return store.commit(together(part));
    },
    marks: async (store) => [
      [
        (await standing(store, 'p', 'a'))?.version !== undefined,
        (await standing(store, 'p', 'b'))?.version !== undefined,
        (await store.holder(K)) !== undefined,
        (await eventsOf(store, 'p')).includes('e1'),
        (await store.outbox(9)).length === 1,
      ],
    ],
  },
  'a change that frees a key, takes another, binds a document and brings one': {
    prepare: async (store) => {
      await put(store, 'p', { id: 'a', body: 'old', keys: [K], index }, { id: 'b', body: 'old' });
      await store.documents.announce('announced', 5);
    },
    act: async (store) => {
      const versions = [
        { id: 'a', body: 'new', keys: [L], index },
        { id: 'b', body: 'new' },
      ];
      const part = await aPart(store, 'p', { versions, policy: { state: 'changed' } });
      const brought = { name: 'brought', bytes: Buffer.from('bytes') };
      return store.commit({ parts: [part], documents: [{ name: 'announced' }, brought] });
    },
    documents: ['announced', 'brought'],
    marks: async (store) => [
      [
        textOf((await standing(store, 'p', 'a'))?.version?.body) === 'new',
        textOf((await standing(store, 'p', 'b'))?.version?.body) === 'new',
        (await store.holder(K)) === undefined,
        (await store.holder(L)) !== undefined,
        (await headOf(store, 'p')).policy['state'] === 'changed',
        (await find(store, 'p', { where: { kind: 'id', ids: ['a', 'b'] } })).hits.every(
          ({ version }) => textOf(version.body) === 'new',
        ),
      ],
    ],
  },
  'a commit over two streams, with a key in each': {
    prepare: async (store) => put(store, 'q', { id: 'before' }),
    act: async (store) => {
      const left = await aPart(store, 'p', { versions: [{ id: 'a', keys: [K], index }] });
      const right = await aPart(store, 'q', {
        versions: [{ id: 'b', keys: [L], index }],
        outbox: ['one'],
      });
      return store.commit(together(left, right));
    },
    marks: async (store) => [
      ...(await Promise.all([acrossStreams(store), writtenIn(store)])).map((ids) =>
        ['a', 'b'].map((id) => ids.includes(id)),
      ),
      [
        (await standing(store, 'p', 'a'))?.version !== undefined,
        (await store.holder(K)) !== undefined,
      ],
      [
        (await standing(store, 'q', 'b'))?.version !== undefined,
        (await store.holder(L)) !== undefined,
        (await store.outbox(9)).length === 1,
      ],
    ],
  },
  'a block of the access log': {
    prepare: async (store) => put(store, 'p', { id: 'a' }),
    act: async (store) => {
      await store.append(aBlock('chain', undefined, [anEvent('p', 'e1'), anEvent('p', 'e2')]));
      return { kind: 'committed' };
    },
    marks: async (store) => {
      const events = await eventsOf(store, 'p');
      return [[events.includes('e1'), events.includes('e2')]];
    },
  },
};

for (const [name, scenario] of Object.entries(SCENARIOS)) {
  t.test(name, async (t) => {
    const undisturbed = await run(t, scenario, faulty());
    if (undisturbed === undefined) return;
    t.ok(undisturbed.kinds.length > 1, undisturbed.kinds.join(' '));
    for (const [at, kind] of undisturbed.kinds.entries()) {
      for (const fault of FAULTS.filter((_, way) => isTried(at + way))) {
        await t.test(`${kind} (${at + 1}), ${fault}`, async (t) => {
          await run(t, scenario, faulty(fault, at), fault);
        });
      }
    }
  });
}

function isTried(pair: number): boolean {
  return process.env['EVERY_FAULT'] === '1' || pair % 3 === 0;
}

/** Prepares, acts with the fault, lets another process come by, and looks. */
async function run(
  t: Test,
  scenario: Scenario,
  faults: Faulty,
  fault?: Fault,
): Promise<Faulty | undefined> {
  const url = await aFreshDatabase(t);
  if (url === undefined) return undefined;
  const before = await openMongoStores(url);
  await scenario.prepare(before.store);
  await before.store.close();
  const { store } = await openMongoStores(url, { around: faults.around });
  t.teardown(() => store.close());
  const outcome = await scenario.act(store).catch(() => ({ kind: 'unknown' }));
  await faults.sent();
  // Another process, some minutes later.
  const clock = { now: () => systemClock().now() + 600_000 };
  const next = await openMongoStores(url, { clock });
  t.teardown(() => next.store.close());
  for (const stream of await scenario.marks(next.store)) allOrNone(t, stream);
  await next.store.sweep(0);
  const isSeen = await isWhole(t, scenario, next.store, outcome);
  t.same(await faultsOf(next.store), []);
  await goesOn(t, next.store, []);
  await faults.arrive();
  t.equal(await isWhole(t, scenario, next.store, outcome), isSeen);
  t.same(await faultsOf(next.store), [], 'also when what was late has arrived');
  await isKept(t, scenario, next.store, isSeen);
  await goesOn(t, next.store, [K, L]);
  t.same(await faultsOf(next.store), []);
  if (fault !== 'end before' && fault !== 'end after') {
    t.match(outcome, { kind: 'committed' }, 'and it was answered');
  }
  return faults;
}

async function isWhole(
  t: Test,
  scenario: Scenario,
  store: Store,
  outcome: unknown,
): Promise<boolean> {
  const marks = (await scenario.marks(store)).flat();
  allOrNone(t, marks);
  if ((outcome as { kind?: string }).kind === 'committed')
    t.notOk(marks.includes(false), 'answered');
  return marks.includes(true);
}

function allOrNone(t: Test, marks: readonly boolean[]): void {
  t.not(marks.includes(true) && marks.includes(false), true, `whole or absent: ${marks.join()}`);
}

/** A document belongs to an act that is there; that of any other is an orphan, to be swept. */
async function isKept(
  t: Test,
  { documents = [] }: Scenario,
  store: Store,
  isSeen: boolean,
): Promise<void> {
  for (const name of documents) {
    const isThere = (await store.documents.find(name)) !== undefined;
    t.ok(isThere || (!isSeen && name === 'brought'), name);
    t.equal(await store.documents.doom(name), isThere && !isSeen, name);
    if (isSeen && name === 'brought') t.equal(textOf(await store.documents.bytes(name)), 'bytes');
  }
}

/** Nobody is held up: both streams go on, and a key that nobody holds can be had. */
async function goesOn(t: Test, store: Store, keys: readonly string[]): Promise<void> {
  const held = await Promise.all(keys.map((one) => store.holder(one)));
  const free = keys.filter((_, i) => held[i] === undefined);
  for (const p of ['p', 'q']) {
    const id = `after-${p}-${keys.length}`;
    // An attempt that was given up may have taken a number: then it is decided again.
    const outcomes = [
      await put(store, p, { id, keys: free }),
      await put(store, p, { id: `${id}-2` }),
    ];
    t.ok(outcomes.some(({ kind }) => kind === 'committed'));
    t.not(outcomes[0]?.kind, p === 'p' ? 'taken' : 'swept');
  }
}

/** Who looks at several streams at once sees a commit in all of them, or in none. */
async function acrossStreams(store: Store): Promise<string[]> {
  const { hits } = await store.search({
    ...{ within: { space: 'main' }, type: 'DocumentReference', limit: 9, counted: false },
    where: { kind: 'token', token: token('w') },
    order: { by: 'id', descending: false },
  });
  return hits.map(({ version }) => version.id);
}

async function writtenIn(store: Store): Promise<string[]> {
  const page = await store.written({
    ...{ space: 'main', types: ['DocumentReference'], limit: 9, counted: false },
  });
  return page.versions.map(({ version }) => version.id);
}

async function eventsOf(store: Store, p: string): Promise<string[]> {
  const within = await store.head(p);
  if (within === undefined) return [];
  const where = { kind: 'all', of: [] } as const;
  await store.settleEvents(p);
  const page = await store.searchEvents({
    ...{ within, where, descending: true, limit: 100, counted: true },
  });
  return page.events.map(({ id }) => id);
}

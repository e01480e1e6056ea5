/**
 * A process that slept for hours, in the middle of a commit, judges keys by rows that have long been
 * emptied: it must look again, or two live resources would hold one key.
 */
import t, { type Test } from 'tap';
import { openMongoStores } from '../../../src/assembly/mongo.js';
import type { Store } from '../../../src/storage/store.js';
import { act, aPart, aStream, key, together } from '../../contract/store/builders.js';
import { faultsOf } from '../../contract/store/proof.js';
import { aFreshDatabase } from '../../fixtures/mongo/database.js';
import { holdRequest } from '../../fixtures/mongo/faults.js';
import { aProxy, type Proxy } from '../../fixtures/mongo/proxy.js';

const HOURS_MS = 3 * 60 * 60 * 1000;
const KEY = key('the one and only');
const HOLDER = { id: 'holder', keys: [KEY] };

interface World {
  readonly sleeper: Store;
  readonly other: Store;
  readonly proxy: Proxy;
  /** What the sleeper's clocks show when it wakes. */
  wake(): void;
  /** Hours pass: what was superseded is forgotten. */
  pass(): Promise<void>;
}

/** Two stores on one database. The sleeper's connection can be held, so that it is in no hurry. */
async function aWorld(t: Test): Promise<World | undefined> {
  const url = await aFreshDatabase(t);
  if (url === undefined) return undefined;
  const proxy = await aProxy(t, url);
  const ahead = { sleeper: 0, other: 0 };
  const clockOf = (whose: keyof typeof ahead) => ({
    now: () => performance.timeOrigin + performance.now() + ahead[whose],
  });
  const [{ store: sleeper }, { store: other }] = await Promise.all([
    openMongoStores(proxy.url, { clock: clockOf('sleeper') }),
    openMongoStores(url, { clock: clockOf('other') }),
  ]);
  t.teardown(() => Promise.all([sleeper.close(), other.close()]));
  const pass = async (): Promise<void> => {
    for (let sweeps = 0; sweeps < 2; sweeps++) {
      ahead.other += HOURS_MS;
      await other.sweep(clockOf('other').now());
    }
  };
  return { sleeper, other, proxy, pass, wake: () => void (ahead.sleeper = ahead.other) };
}

/** Whether whoever else wants the key is told that it is taken. */
async function assertHeld(t: Test, store: Store): Promise<void> {
  const wanted = await act(store, aStream(), { versions: [{ id: 'another', keys: [KEY] }] });
  t.equal(wanted.kind, 'taken');
  t.same(await faultsOf(store), []);
}

t.test('who slept since it decided does not take a key in a stream that went on', async (t) => {
  const world = await aWorld(t);
  if (world === undefined) return;
  const { sleeper, other, pass, wake } = world;
  const stream = aStream();
  await act(other, stream, { versions: [HOLDER] });
  const decided = await aPart(sleeper, stream, { versions: [{ id: 'late', keys: [KEY] }] });
  await act(other, stream, { versions: [HOLDER] });
  await pass();
  wake();
  t.equal((await sleeper.commit(together(decided))).kind, 'moved');
  await assertHeld(t, other);
});

t.test('who slept between a head and its rows judges the key again', async (t) => {
  const world = await aWorld(t);
  if (world === undefined) return;
  const { sleeper, other, proxy, pass, wake } = world;
  const stream = aStream();
  await act(other, stream, { versions: [HOLDER] });
  const hold = holdRequest();
  const isLookUp = ({ name, collection }: { name: string; collection?: string }): boolean =>
    name === 'find' && collection === 'current';
  proxy.rule(isLookUp, hold);
  const wanted = act(sleeper, aStream(), { versions: [{ id: 'late', keys: [KEY] }] });
  await hold.come();
  await act(other, stream, { versions: [HOLDER] });
  await pass();
  wake();
  hold.release();
  t.equal((await wanted).kind, 'taken');
  await assertHeld(t, other);
});

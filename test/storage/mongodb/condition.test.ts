/** How a database is told to its operator: what is missing, and a server that does not answer. */
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { openMongoStores } from '../../../src/assembly/mongo.js';
import type { MongoStore } from '../../../src/storage/mongodb/store.js';
import { aFreshDatabase } from '../../fixtures/mongo/database.js';
import { answer } from '../../fixtures/mongo/faults.js';
import { aProxy, type Proxy } from '../../fixtures/mongo/proxy.js';
import { asReplicaSet, asShardedCluster } from '../../fixtures/mongo/topology.js';

interface Opened {
  readonly store: MongoStore;
  readonly proxy: Proxy;
}

/** A store on a database of its own, reached through a proxy that may stand for another server. */
async function opened(
  t: Test,
  standing: (proxy: Proxy) => string = ({ url }) => url,
): Promise<Opened | undefined> {
  const database = await aFreshDatabase(t);
  if (database === undefined) return undefined;
  const proxy = await aProxy(t, database);
  const { store } = await openMongoStores(standing(proxy));
  t.teardown(() => store.close());
  return { store, proxy };
}

t.test('a database without an index that requests need is not usable, and names it', async (t) => {
  const { store } = (await opened(t)) ?? {};
  if (store === undefined) return;
  t.equal((await store.condition()).usable, true);
  await store.connection.run({ dropIndexes: 'current', index: 'page' });
  const { usable, notes } = await store.condition();
  t.equal(usable, false);
  t.match(notes[0], 'The index page of current is missing: run dossier migrate.');
});

t.test('a database whose work behind lacks an index is usable', async (t) => {
  const { store } = (await opened(t)) ?? {};
  if (store === undefined) return;
  await store.connection.run({ dropIndexes: 'outbox', index: 'waiting' });
  t.equal((await store.condition()).usable, true);
});

t.test('a server that is away is told as not usable, without its address', async (t) => {
  const { store, proxy } = (await opened(t)) ?? {};
  if (store === undefined || proxy === undefined) return;
  await proxy.goAway('reset');
  t.strictSame(await store.condition(), { usable: false, notes: ['MongoDB does not answer.'] });
  await proxy.comeBack();
  // The driver looks again whether its server is there about twice a second.
  while (!(await store.condition()).usable) await sleep(100);
  t.pass('it is usable again by itself');
});

t.test('a single server is served, and noted', async (t) => {
  const { store } = (await opened(t)) ?? {};
  if (store === undefined) return;
  const { usable, notes } = await store.condition();
  t.equal(usable, true);
  t.match(notes, [/^MongoDB runs without a replica set/]);
});

t.test('a sharded cluster and a sound replica set need no note', async (t) => {
  const cluster = (proxy: Proxy): string => (asShardedCluster(proxy), proxy.url);
  for (const standing of [cluster, (proxy: Proxy) => asReplicaSet(proxy).url]) {
    const { store } = (await opened(t, standing)) ?? {};
    if (store === undefined) return;
    t.strictSame(await store.condition(), { usable: true, notes: [] });
  }
});

t.test('a replica set that may lose what it has acknowledged is noted', async (t) => {
  const members = [{}, {}, { arbiterOnly: true }];
  const config = { members, writeConcernMajorityJournalDefault: false };
  const { store } =
    (await opened(t, (proxy) => {
      const { url } = asReplicaSet(proxy);
      proxy.rule('replSetGetConfig', answer({ ok: 1, config }));
      return url;
    })) ?? {};
  if (store === undefined) return;
  const { usable, notes } = await store.condition();
  t.equal(usable, true);
  t.match(notes, [/^The replica set has an arbiter/, /writeConcernMajorityJournalDefault off/]);
});

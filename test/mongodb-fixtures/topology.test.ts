/** A server that is alone, taken by a driver for a replica set or a sharded cluster. */
import t, { type Test } from 'tap';
import { setTimeout as sleep } from 'node:timers/promises';
import { BSON, type Collection, type Db, MongoClient, type MongoClientOptions } from 'mongodb';
import { aDatabase } from '../fixtures/mongo/database.js';
import { dropRequest, holdRequest, loseReply } from '../fixtures/mongo/faults.js';
import { aProxy, type Proxy } from '../fixtures/mongo/proxy.js';
import { aMongo } from '../fixtures/mongo/server.js';
import {
  asReplicaSet,
  asShardedCluster,
  notPrimary,
  type ReplicaSet,
} from '../fixtures/mongo/topology.js';
import { aClient, failureOf } from './driver.js';

interface Note {
  readonly _id: number;
}

interface World {
  readonly proxy: Proxy;
  readonly set: ReplicaSet;
  readonly client: MongoClient;
  readonly db: Db;
  readonly notes: Collection<Note>;
  /** The ids of the notes that the server has, asked without the proxy. */
  kept(): Promise<number[]>;
}

const server = await aMongo(t);
if (server !== undefined) testsOn(server);

function testsOn(server: string): void {
  const aSet = async (t: Test, options: MongoClientOptions = {}): Promise<World> => {
    const url = await aDatabase(t, server);
    const proxy = await aProxy(t, url);
    const set = asReplicaSet(proxy);
    const client = await aClient(t, set.url, { serverSelectionTimeoutMS: 5_000, ...options });
    const direct = (await aClient(t, url)).db().collection<Note>('notes');
    const kept = async () => (await direct.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
    const db = client.db();
    return { proxy, set, client, db, notes: db.collection<Note>('notes'), kept };
  };

  t.test('a driver finds the one member of a replica set, and writes to it', async (t) => {
    const url = await aDatabase(t, server);
    const proxy = await aProxy(t, url);
    const set = asReplicaSet(proxy, 'rs7');
    for (const seed of [set.url, proxy.url]) {
      const client = await aClient(t, seed, { directConnection: false });
      await client.db().collection('notes').insertOne({});
      t.match(await client.db().command({ hello: 1 }), {
        setName: 'rs7',
        hosts: [proxy.address],
        me: proxy.address,
        primary: proxy.address,
        isWritablePrimary: true,
      });
    }
    t.equal(await (await aClient(t, url)).db().collection('notes').countDocuments(), 2);
    const numbered = proxy.commands('insert').filter(({ command }) => 'txnNumber' in command);
    t.equal(numbered.length, 2, 'writes have numbers, as for a replica set');
  });

  t.test('a driver knows what the deployment is', async (t) => {
    const kinds: [string, (proxy: Proxy) => string][] = [
      ['Single', ({ url }) => url],
      ['ReplicaSetWithPrimary', (proxy) => asReplicaSet(proxy).url],
      ['Sharded', (proxy) => (asShardedCluster(proxy), proxy.url)],
    ];
    for (const [kind, prepared] of kinds) {
      const proxy = await aProxy(t, await aDatabase(t, server));
      t.equal(await kindOf(t, prepared(proxy)), kind);
    }
  });

  t.test('a write whose reply is lost is sent again, and is there once', async (t) => {
    const { proxy, notes, kept } = await aSet(t);
    proxy.rule('insert', loseReply(), { times: 1 });
    await notes.insertOne({ _id: 1 });
    t.same(await kept(), [1]);
    t.match(proxy.commands('insert'), [{ isSent: true }, { isSent: false, reply: { n: 1 } }]);
    proxy.rule('update', loseReply(), { times: 1 });
    await notes.updateOne({ _id: 1 }, { $inc: { count: 1 } });
    t.match(await notes.findOne({}), { count: 1 });
  });

  t.test('a write whose request is lost is sent again, unless the driver may not', async (t) => {
    const retrying = await aSet(t);
    retrying.proxy.rule('insert', dropRequest(), { times: 1 });
    await retrying.notes.insertOne({ _id: 1 });
    t.same(await retrying.kept(), [1]);
    const plain = await aSet(t, { retryWrites: false });
    plain.proxy.rule('insert', dropRequest(), { times: 1 });
    t.match(await failureOf(plain.notes.insertOne({ _id: 1 })), /^MongoNetworkError/);
    t.same(await plain.kept(), []);
  });

  t.test('a command that the program writes itself is never sent again', async (t) => {
    const { proxy, db, kept } = await aSet(t);
    proxy.rule('insert', loseReply(), { times: 1 });
    const insert = { insert: 'notes', documents: [{ _id: 1 }] };
    t.match(await failureOf(db.command(insert)), /^MongoNetworkError/);
    t.equal(proxy.commands('insert').length, 1);
    t.same(await kept(), [1]);
  });

  t.test('a held write that comes after its repetition is not done again', async (t) => {
    const { proxy, notes, kept } = await aSet(t, { socketTimeoutMS: 200 });
    const hold = holdRequest();
    proxy.rule('update', hold, { times: 1 });
    await notes.insertOne({ _id: 1 });
    await notes.updateOne({ _id: 1 }, { $inc: { count: 1 } });
    hold.release();
    const [late] = proxy.commands('update');
    while (late?.endedAt === undefined) await sleep(5);
    t.match(late, { isSent: false, reply: { n: 1 } });
    t.match(await notes.findOne({}), { count: 1 });
    t.same(await kept(), [1]);
  });

  t.test('a write of a session that has written since is too old', async (t) => {
    const { client, db, kept } = await aSet(t);
    const session = client.startSession();
    t.teardown(() => session.endSession());
    const insert = (_id: number, txnNumber: number) => {
      const number = BSON.Long.fromNumber(txnNumber);
      return db.command({ insert: 'notes', documents: [{ _id }], txnNumber: number }, { session });
    };
    await insert(1, 5);
    t.match(await insert(1, 5), { n: 1, ok: 1 }, 'the same once more');
    await t.rejects(insert(2, 4), { code: 225, codeName: 'TransactionTooOld' });
    t.same(await kept(), [1]);
  });

  t.test('a write that failed is done again when it is sent again', async (t) => {
    const { client, db, notes, kept } = await aSet(t);
    const session = client.startSession();
    t.teardown(() => session.endSession());
    await notes.insertOne({ _id: 1 });
    const txnNumber = BSON.Long.fromNumber(5);
    const insert = { insert: 'notes', documents: [{ _id: 1 }], txnNumber };
    t.match(await db.command(insert, { session }), { n: 0, writeErrors: [{ code: 11000 }] });
    await notes.deleteOne({ _id: 1 });
    t.match(await db.command(insert, { session }), { n: 1 });
    t.same(await kept(), [1]);
  });

  t.test('a member that steps down refuses, and the driver waits for the election', async (t) => {
    const { set, notes, db, kept } = await aSet(t);
    await notes.insertOne({ _id: 1 });
    set.stepDown();
    t.equal(await failureOf(db.command({ insert: 'notes', documents: [{ _id: 9 }] })), REFUSED);
    const waiting = notes.insertOne({ _id: 2 });
    await sleep(50);
    t.same(await kept(), [1]);
    set.stepUp();
    await waiting;
    t.same(await kept(), [1, 2]);
  });

  t.test('a secondary still answers reads that may be answered by one', async (t) => {
    const { set, notes } = await aSet(t, { serverSelectionTimeoutMS: 300, retryReads: false });
    await notes.insertOne({ _id: 1 });
    set.stepDown();
    const secondary = { readPreference: 'secondaryPreferred' } as const;
    t.same(await notes.findOne({}, secondary), { _id: 1 });
    t.match(await failureOf(notes.findOne({})), /13435|^MongoServerSelectionError/);
  });

  t.test('a held write finds that the member has stepped down meanwhile', async (t) => {
    const { proxy, set, db, kept } = await aSet(t);
    const hold = holdRequest();
    proxy.rule('insert', hold);
    const held = failureOf(db.command({ insert: 'notes', documents: [{ _id: 1 }] }));
    await hold.come();
    set.stepDown();
    hold.release();
    t.equal(await held, REFUSED);
    t.same(await kept(), []);
  });

  t.test('an election meets a write: it is sent again to the new primary', async (t) => {
    const { proxy, set, notes, kept } = await aSet(t);
    set.failOver('insert', { times: 1 });
    await notes.insertOne({ _id: 1 });
    set.failOver('insert', { times: 1, isCarriedOut: true });
    await notes.insertOne({ _id: 2 });
    set.failOver('insert', { times: 1 }, notPrimary);
    await notes.insertOne({ _id: 3 });
    t.same(await kept(), [1, 2, 3]);
    t.match(
      proxy.commands('insert').map(({ reply, isSent }) => [reply?.['code'] ?? 'done', isSent]),
      [
        [11602, false],
        ['done', true],
        [11602, true],
        ['done', false],
        [10107, false],
        ['done', true],
      ],
    );
  });

  t.test('a driver that may not repeat is told of the election', async (t) => {
    const { set, notes, db, kept } = await aSet(t, { retryWrites: false });
    set.failOver('insert', { times: 2, isCarriedOut: true });
    t.equal(await failureOf(notes.insertOne({ _id: 1 })), 'MongoServerError 11602');
    const insert = { insert: 'notes', documents: [{ _id: 2 }] };
    t.equal(await failureOf(db.command(insert)), 'MongoServerError 11602');
    await notes.insertOne({ _id: 3 });
    t.same(await kept(), [1, 2, 3], 'they were done all the same');
  });

  t.test('a driver is told of changes as they come, and does not ask in between', async (t) => {
    const { proxy, set, client } = await aSet(t);
    const seen: string[] = [];
    client.on('serverDescriptionChanged', ({ newDescription }) => seen.push(newDescription.type));
    await sleep(700);
    proxy.forget();
    await sleep(300);
    t.ok(proxy.commands('hello').length <= 1, 'it waits');
    set.stepDown();
    await sleep(50);
    set.stepUp();
    await sleep(50);
    t.same(seen, ['RSSecondary', 'RSPrimary']);
  });

  t.test('a member of a replica set is watched through a proxy, and never beside it', async (t) => {
    const behind = await aProxy(t, await aDatabase(t, server));
    const set = asReplicaSet(behind);
    const proxy = await aProxy(t, set.url);
    const seen: string[] = [];
    const client = await aClient(t, proxy.url);
    client.on('serverDescriptionChanged', ({ address, newDescription }) =>
      seen.push(`${newDescription.type} at ${address}`),
    );
    await client.db().collection('notes').insertOne({});
    await sleep(700);
    set.stepDown();
    await sleep(100);
    set.stepUp();
    await sleep(100);
    t.same(seen, [`RSSecondary at ${proxy.address}`, `RSPrimary at ${proxy.address}`]);
    t.equal(behind.commands('insert').length, proxy.commands('insert').length);
  });
}

const REFUSED = 'MongoServerError 10107';

/** What the driver takes a deployment for. */
async function kindOf(t: Test, url: string): Promise<string> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 1_000 });
  t.teardown(() => client.close());
  let kind = 'none';
  client.on('topologyDescriptionChanged', ({ newDescription }) => (kind = newDescription.type));
  await client.connect();
  return kind;
}

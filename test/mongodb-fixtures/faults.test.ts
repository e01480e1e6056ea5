/** Each fault does to a command what it says, and the driver notices it. */
import t, { type Test } from 'tap';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient, type Collection, type Db, type MongoClientOptions } from 'mongodb';
import { aDatabase } from '../fixtures/mongo/database.js';
import {
  answer,
  change,
  delayReply,
  delayRequest,
  dropRequest,
  failWriteConcern,
  holdReply,
  holdRequest,
  loseReply,
  refuse,
  swallowReply,
  swallowRequest,
} from '../fixtures/mongo/faults.js';
import { aProxy, type Absence, type Proxy } from '../fixtures/mongo/proxy.js';
import { aMongo } from '../fixtures/mongo/server.js';
import { interrupted, notPrimary } from '../fixtures/mongo/topology.js';
import { aClient, failureOf } from './driver.js';

interface Note {
  readonly _id: number;
}

interface World {
  readonly proxy: Proxy;
  readonly db: Db;
  readonly notes: Collection<Note>;
  /** The ids of the notes that the server has, asked without the proxy. */
  kept(): Promise<number[]>;
}

const IMPATIENT = { socketTimeoutMS: 100 } as const;

const server = await aMongo(t);
if (server !== undefined) testsOn(server);

function testsOn(server: string): void {
  const aWorld = async (t: Test, options: MongoClientOptions = {}): Promise<World> => {
    const url = await aDatabase(t, server);
    const proxy = await aProxy(t, url);
    const db = (await aClient(t, proxy.url, options)).db();
    const direct = (await aClient(t, url)).db().collection<Note>('notes');
    const kept = async () => (await direct.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
    return { proxy, db, notes: db.collection<Note>('notes'), kept };
  };

  t.test('a write whose reply is lost is done, and the driver has a network error', async (t) => {
    const { proxy, notes, kept } = await aWorld(t);
    proxy.rule('insert', loseReply(), { times: 1 });
    t.match(await failureOf(notes.insertOne({ _id: 1 })), /^MongoNetworkError .*closed$/);
    t.same(await kept(), [1]);
    t.match(proxy.commands('insert'), [{ isSent: true, endedAt: Number, reply: undefined }]);
    await notes.insertOne({ _id: 2 });
    t.same(await kept(), [1, 2], 'the next one is answered');
  });

  t.test('a write whose request is lost is not done, with the same error', async (t) => {
    const { proxy, notes, kept } = await aWorld(t);
    proxy.rule('insert', dropRequest(), { times: 1 });
    t.match(await failureOf(notes.insertOne({ _id: 1 })), /^MongoNetworkError .*closed$/);
    t.same(await kept(), []);
    t.match(proxy.commands('insert'), [{ isSent: false, endedAt: Number }]);
  });

  t.test(
    'a read whose reply is lost is asked again by the driver, unless it may not',
    async (t) => {
      const retrying = await aWorld(t);
      retrying.proxy.rule('find', loseReply(), { times: 1 });
      t.equal(await retrying.notes.findOne({}), null);
      t.equal(retrying.proxy.commands('find').length, 2);
      const plain = await aWorld(t, { retryReads: false });
      plain.proxy.rule('find', loseReply(), { times: 1 });
      t.match(await failureOf(plain.notes.findOne({})), /^MongoNetworkError/);
    },
  );

  t.test('what is swallowed is waited for until the driver has enough', async (t) => {
    const { proxy, notes, kept } = await aWorld(t, IMPATIENT);
    proxy.rule('insert', swallowRequest(), { times: 1 });
    t.match(await failureOf(notes.insertOne({ _id: 1 })), /^MongoNetworkTimeoutError/);
    t.same(await kept(), []);
    proxy.rule('insert', swallowReply(), { times: 1 });
    t.match(await failureOf(notes.insertOne({ _id: 2 })), /^MongoNetworkTimeoutError/);
    t.same(await kept(), [2]);
    t.match(proxy.commands('insert')[1], { isSent: true, endedAt: undefined });
  });

  t.test('a held write arrives when it is released, although the driver has left', async (t) => {
    const { proxy, notes, kept } = await aWorld(t, IMPATIENT);
    const hold = holdRequest();
    proxy.rule('insert', hold, { times: 1 });
    t.match(await failureOf(notes.insertOne({ _id: 1 })), /^MongoNetworkTimeoutError/);
    await hold.come();
    await notes.insertOne({ _id: 2 });
    t.same(await kept(), [2]);
    hold.release();
    while ((await kept()).length < 2) await sleep(5);
    t.same(await kept(), [1, 2]);
  });

  t.test('a held write arrives even when the whole client is closed', async (t) => {
    const { proxy, kept } = await aWorld(t);
    const hold = holdRequest();
    proxy.rule('insert', hold);
    const client = await new MongoClient(proxy.url).connect();
    const lost = failureOf(client.db().collection<Note>('notes').insertOne({ _id: 1 }));
    await hold.come();
    await client.close(true);
    t.match(await lost, /^MongoClientClosedError/);
    t.same(await kept(), []);
    hold.release();
    while ((await kept()).length < 1) await sleep(5);
    t.pass('it is there');
  });

  t.test('a write whose reply is held is done before it is answered', async (t) => {
    const { proxy, notes, kept } = await aWorld(t);
    const hold = holdReply();
    proxy.rule('insert', hold);
    let isAnswered = false;
    const written = notes.insertOne({ _id: 1 }).then(() => (isAnswered = true));
    await hold.come();
    t.same(await kept(), [1]);
    t.notOk(isAnswered);
    hold.release();
    await written;
    await notes.insertOne({ _id: 2 });
    t.pass('nothing is held after the release');
  });

  t.test('held commands are waited for by their number', async (t) => {
    const { proxy, notes, kept } = await aWorld(t);
    const hold = holdRequest();
    proxy.rule('insert', hold);
    const writes = [1, 2, 3].map((_id) => notes.insertOne({ _id }));
    await hold.come(3);
    t.same(await kept(), []);
    hold.release();
    await Promise.all(writes);
    t.same(await kept(), [1, 2, 3]);
  });

  t.test('what is delayed takes its time', async (t) => {
    const { proxy, notes } = await aWorld(t);
    proxy.rule('insert', delayRequest(60));
    proxy.rule('find', delayReply(60));
    await notes.insertOne({ _id: 1 });
    await notes.findOne({});
    for (const { startedAt, endedAt = NaN } of proxy.commands(['insert', 'find']))
      t.ok(endedAt - startedAt >= 59, `${endedAt - startedAt} ms`);
  });

  t.test('a write is refused in the words of a server, and is not done', async (t) => {
    const { proxy, notes, db, kept } = await aWorld(t);
    const why = 'Not enough data-bearing nodes';
    proxy.rule('insert', refuse(100, 'UnsatisfiableWriteConcern', why));
    const refusal = { code: 100, codeName: 'UnsatisfiableWriteConcern', message: why };
    await t.rejects(notes.insertOne({ _id: 1 }), { name: 'MongoServerError', ...refusal });
    await t.rejects(db.command({ insert: 'notes', documents: [{ _id: 1 }] }), refusal);
    t.same(await kept(), []);
  });

  t.test('a write that is not as safe as was asked is done, and says so', async (t) => {
    const { proxy, notes, db, kept } = await aWorld(t);
    const error = { code: 64, codeName: 'WriteConcernTimeout', errmsg: 'waiting timed out' };
    proxy.rule('insert', failWriteConcern(error));
    const failure = { name: 'MongoWriteConcernError', code: 64, result: { n: 1, ok: 1 } };
    await t.rejects(notes.insertOne({ _id: 1 }), failure);
    await t.rejects(db.command({ insert: 'notes', documents: [{ _id: 2 }] }), failure);
    t.same(await kept(), [1, 2]);
  });

  t.test('a server is not the primary for a while, and then it is again', async (t) => {
    const { proxy, notes, kept } = await aWorld(t);
    const rule = proxy.rule(['insert', 'find'], answer(notPrimary));
    t.equal(await failureOf(notes.insertOne({ _id: 1 })), 'MongoServerError 10107');
    t.equal(await failureOf(notes.findOne({})), 'MongoServerError 13435');
    rule.remove();
    proxy.rule('insert', answer(interrupted), { times: 1 });
    t.equal(await failureOf(notes.insertOne({ _id: 1 })), 'MongoServerError 11602');
    await notes.insertOne({ _id: 2 });
    t.same(await kept(), [2]);
  });

  t.test('a reply is changed, and its large numbers stay what they are', async (t) => {
    const { proxy, notes, db } = await aWorld(t);
    await notes.insertMany(Array.from({ length: 500 }, (_, i) => ({ _id: i })));
    proxy.rule(
      ['find', 'getMore'],
      change((reply) => ({ ...reply, extra: 1 })),
    );
    t.equal((await notes.find({}, { batchSize: 100 }).toArray()).length, 500, 'cursors are known');
    t.match(await db.command({ find: 'notes', limit: 1, singleBatch: true }), { extra: 1 });
  });

  t.test('a server that is away is missed, and found when it is back', async (t) => {
    for (const how of ['refused', 'reset'] satisfies Absence[]) {
      const { proxy, notes, kept } = await aWorld(t);
      await notes.insertOne({ _id: 1 });
      await proxy.goAway(how);
      t.match(await failureOf(notes.insertOne({ _id: 2 })), /^MongoNetworkError .*closed$/, how);
      const missed = await failureOf(notes.insertOne({ _id: 3 }));
      t.match(
        missed,
        `MongoServerSelectionError connect ECONN${how === 'reset' ? 'RESET' : 'REFUSED'}`,
      );
      await proxy.comeBack();
      await notes.insertOne({ _id: 4 });
      t.same(await kept(), [1, 4]);
    }
  });

  t.test('nothing passes while a server is silent, and all of it afterwards', async (t) => {
    const { proxy, notes, kept } = await aWorld(t, IMPATIENT);
    await notes.insertOne({ _id: 1 });
    await proxy.goAway('silent');
    t.match(await failureOf(notes.insertOne({ _id: 2 })), /^MongoNetworkTimeoutError/);
    t.same(await kept(), [1]);
    await proxy.comeBack();
    await notes.insertOne({ _id: 3 });
    while ((await kept()).length < 3) await sleep(5);
    t.same(await kept(), [1, 2, 3], 'what was given up arrives late');
  });

  t.test('closed connections are opened again', async (t) => {
    const { proxy, notes, kept } = await aWorld(t, { maxPoolSize: 1 });
    await notes.insertOne({ _id: 1 });
    proxy.closeConnections();
    t.match(await failureOf(notes.insertOne({ _id: 2 })), /^MongoNetworkError/);
    await notes.insertOne({ _id: 3 });
    t.same(await kept(), [1, 3]);
    const [first, second] = proxy.commands('insert').map(({ connection }) => connection);
    t.not(first, second);
  });
}

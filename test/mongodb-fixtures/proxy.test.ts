/** A driver and a server with the proxy between them: nothing is lost, and all is recorded. */
import t, { type Test } from 'tap';
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BSON, GridFSBucket, type Db, type MongoClientOptions } from 'mongodb';
import { aDatabase } from '../fixtures/mongo/database.js';
import { delayReply } from '../fixtures/mongo/faults.js';
import { aProxy, type Proxy } from '../fixtures/mongo/proxy.js';
import { aMongo } from '../fixtures/mongo/server.js';
import { isOfProgram, sequentialTrips } from '../fixtures/mongo/trips.js';
import { aClient, failureOf } from './driver.js';

const MEBIBYTE = 1024 * 1024;

const server = await aMongo(t);
if (server !== undefined) testsOn(server);

function testsOn(server: string): void {
  const through = async (
    t: Test,
    options: MongoClientOptions = {},
  ): Promise<{ proxy: Proxy; db: Db }> => {
    const proxy = await aProxy(t, await aDatabase(t, server));
    const client = await aClient(t, proxy.url, options);
    return { proxy, db: client.db() };
  };

  t.test('documents of every type come back as they were sent', async (t) => {
    const { db } = await through(t, { promoteValues: false });
    const sent = {
      _id: new BSON.ObjectId(),
      int: new BSON.Int32(7),
      double: new BSON.Double(7),
      long: BSON.Long.fromString('9007199254740993'),
      decimal: BSON.Decimal128.fromString('1.00'),
      bytes: new BSON.Binary(randomBytes(1000)),
      text: 'né à Nîmes 🩺',
      at: new Date('2026-01-02T03:04:05.678Z'),
      list: [null, true, { deep: [[]] }],
    };
    await db.collection<BSON.Document>('notes').insertOne(sent);
    const found = await db.collection('notes').findOne({});
    t.equal(BSON.EJSON.stringify(found), BSON.EJSON.stringify(sent));
  });

  t.test('a document of fifteen mebibytes goes through', async (t) => {
    const { db } = await through(t);
    const bytes = randomBytes(15 * MEBIBYTE);
    await db.collection('large').insertOne({ bytes: new BSON.Binary(bytes) });
    const found = await db.collection('large').findOne({}, { promoteBuffers: true });
    t.ok(bytes.equals(found?.['bytes']));
  });

  t.test('a file of GridFS goes through, its chunks side by side', async (t) => {
    const { db, proxy } = await through(t);
    const bytes = randomBytes(5 * MEBIBYTE);
    const bucket = new GridFSBucket(db);
    await pipeline(Readable.from([bytes]), bucket.openUploadStream('scan'));
    const hash = createHash('sha256');
    await pipeline(bucket.openDownloadStreamByName('scan'), hash);
    t.equal(hash.digest('hex'), createHash('sha256').update(bytes).digest('hex'));
    t.ok(proxy.commands({ name: 'insert', collection: 'fs.chunks' }).length >= 20);
  });

  t.test('a cursor is walked to its end by several commands, all of them recorded', async (t) => {
    const { db, proxy } = await through(t);
    const notes = db.collection<{ _id: number }>('notes');
    await notes.insertMany(Array.from({ length: 1000 }, (_, i) => ({ _id: i })));
    const found = await notes.find({}, { batchSize: 300, sort: { _id: 1 } }).toArray();
    t.same(
      found.map(({ _id }) => _id),
      Array.from({ length: 1000 }, (_, i) => i),
    );
    const place = { database: db.databaseName, collection: 'notes' };
    t.match(proxy.commands(isOfProgram), [
      { name: 'insert', ...place, reply: { n: 1000 } },
      { name: 'find', ...place, command: { batchSize: 300 } },
      { name: 'getMore', ...place },
      { name: 'getMore', ...place },
      { name: 'getMore', ...place },
    ]);
    t.equal(proxy.commands('insert')[0]?.command['documents'].length, 1000);
  });

  t.test('a write that wants no answer is done, and its end is its sending', async (t) => {
    // On one connection, so that an answer that comes all the same would be taken for the next.
    const { db, proxy } = await through(t, { maxPoolSize: 1 });
    const notes = db.collection<{ _id: number }>('notes');
    await notes.insertOne({ _id: 1 }, { writeConcern: { w: 0 } });
    await notes.insertOne({ _id: 2 });
    t.equal(await notes.countDocuments(), 2);
    const [silent, other] = proxy.commands('insert');
    t.match(silent, { isSent: true, endedAt: Number, reply: undefined });
    t.match(other, { isSent: true, reply: { ok: 1 } });
  });

  t.test('commands are recorded in their order, with times, connections and replies', async (t) => {
    const { db, proxy } = await through(t, { maxPoolSize: 1 });
    proxy.forget();
    const before = performance.now();
    await db.command({ insert: 'a', documents: [{ _id: 1 }] });
    await db.admin().command({ ping: 1 });
    await db.command({ aggregate: 1, pipeline: [{ $documents: [] }], cursor: {} }).catch(() => 0);
    const after = performance.now();
    const [insert, ping, aggregate] = proxy.commands(['insert', 'ping', 'aggregate']);
    t.match(insert, { name: 'insert', collection: 'a', database: db.databaseName });
    t.match(insert, { command: { documents: [{ _id: 1 }] }, reply: { n: 1, ok: 1 } });
    t.match(ping, { name: 'ping', database: 'admin', reply: { ok: 1 } });
    t.match([insert, ping, aggregate], Array(3).fill({ isSent: true }));
    t.notOk('collection' in (aggregate ?? {}), 'a database has no collection');
    t.equal(insert?.connection, ping?.connection);
    const times = [insert, ping, aggregate].flatMap((one) => [one?.startedAt, one?.endedAt]);
    const all = [before, ...times.map((time = NaN) => time), after];
    t.same(
      all,
      [...all].sort((a, b) => a - b),
    );
    proxy.forget();
    t.same(proxy.commands(isOfProgram), []);
  });

  t.test('the trips of an act are counted: one for what is asked at once', async (t) => {
    const { db, proxy } = await through(t);
    const find = () => db.collection('a').findOne({});
    proxy.rule(isOfProgram, delayReply(20));
    await Promise.all([find(), find(), find(), find()]);
    proxy.forget();
    await Promise.all([find(), find(), find(), find()]);
    t.equal(proxy.commands('find').length, 4);
    t.equal(sequentialTrips(proxy.commands()), 1);
    proxy.forget();
    for (const _ of [1, 2, 3]) await find();
    t.equal(sequentialTrips(proxy.commands()), 3);
  });

  t.test('a server that closes a connection is seen to do so by the driver', async (t) => {
    const behind = await aProxy(t, await aDatabase(t, server));
    const proxy = await aProxy(t, behind.url);
    const db = (await aClient(t, proxy.url)).db();
    await db.command({ ping: 1 });
    behind.closeConnections();
    t.match(await failureOf(db.command({ ping: 1 })), /^MongoNetworkError/);
    await behind.goAway();
    t.match(await failureOf(db.command({ ping: 1 })), /^Mongo(Network|ServerSelection)Error/);
    await behind.comeBack();
    t.match(await db.command({ ping: 1 }), { ok: 1 });
  });
}

/** A proxy with nobody behind it, and which rule decides. */
import t from 'tap';
import { BSON } from 'mongodb';
import { answer, change, changeRequest, pass, refuse } from '../fixtures/mongo/faults.js';
import { aProxy } from '../fixtures/mongo/proxy.js';
import { asReplicaSet, asShardedCluster } from '../fixtures/mongo/topology.js';
import { aClient, failureOf } from './driver.js';

t.test('a driver connects to nobody, and everything succeeds', async (t) => {
  const proxy = await aProxy(t);
  const client = await aClient(t, proxy.url);
  t.match(await client.db('admin').command({ ping: 1 }), { ok: 1 });
  t.match(await client.db('admin').command({ enableSharding: 'd' }), { ok: 1 });
  const shard = { shardCollection: 'd.notes', key: { _id: 'hashed' } };
  t.match(await client.db('admin').command(shard), { ok: 1 });
  const [asked] = proxy.commands('shardCollection');
  t.match(asked, { database: 'admin', collection: 'd.notes', command: shard, isSent: true });
});

t.test('a driver takes nobody for the deployment that it is told', async (t) => {
  const set = await aProxy(t);
  const client = await aClient(t, asReplicaSet(set).url);
  t.match(await client.db('admin').command({ hello: 1 }), { setName: 'rs0', hosts: [set.address] });
  const cluster = await aProxy(t);
  asShardedCluster(cluster);
  const mongos = await aClient(t, cluster.url);
  t.match(await mongos.db('admin').command({ hello: 1 }), { msg: 'isdbgrid' });
  t.match(await mongos.db('admin').command({ shardCollection: 'd.a', key: { _id: 1 } }), { ok: 1 });
});

t.test('replies are made of what was asked', async (t) => {
  const proxy = await aProxy(t);
  proxy.rule('count', answer({ n: 3, ok: 1 }));
  proxy.rule(
    'find',
    answer(({ database, collection, command }) => ({
      cursor: {
        id: BSON.Long.ZERO,
        ns: `${database}.${collection}`,
        firstBatch: [command['filter']],
      },
      ok: 1,
    })),
  );
  const db = (await aClient(t, proxy.url)).db('d');
  t.match(await db.command({ count: 'notes' }), { n: 3 });
  t.same(await db.collection('notes').find({ a: 1 }).toArray(), [{ a: 1 }]);
  t.notOk(proxy.commands('find')[0]?.isSent, 'nobody else was asked');
});

t.test(
  'the latest rule that takes a command decides, and what it hands on goes further',
  async (t) => {
    const proxy = await aProxy(t);
    const admin = (await aClient(t, proxy.url)).db('admin');
    const ping = async () => (await admin.command({ ping: 1 }))['by'];
    proxy.rule('ping', answer({ ok: 1, by: ['first'] }));
    proxy.rule(
      'ping',
      change((reply) => ({ ...reply, by: [...reply['by'], 'second'] })),
    );
    t.same(await ping(), ['first', 'second']);
    const third = proxy.rule('ping', answer({ ok: 1, by: ['third'] }));
    t.same(await ping(), ['third']);
    third.remove();
    t.same(await ping(), ['first', 'second']);
    proxy.rule('ping', pass());
    t.same(await ping(), ['first', 'second']);
  },
);

t.test('a rule takes its commands by name, by place, or by what they say', async (t) => {
  const proxy = await aProxy(t);
  const client = await aClient(t, proxy.url);
  proxy.rule(
    { name: ['insert', 'delete'], collection: 'notes', database: 'd' },
    refuse(1, 'Place'),
  );
  proxy.rule(['drop', 'create'], refuse(2, 'Names'));
  proxy.rule(({ command }) => command['comment'] === 'mine', refuse(3, 'Said'));
  const code = (command: object, database = 'd') => failureOf(client.db(database).command(command));
  t.equal(await code({ insert: 'notes', documents: [] }), 'MongoServerError 1');
  t.equal(await code({ insert: 'other', documents: [] }), 'none');
  t.equal(await code({ insert: 'notes', documents: [] }, 'e'), 'none');
  t.equal(await code({ update: 'notes', updates: [] }), 'none');
  t.equal(await code({ create: 'x' }), 'MongoServerError 2');
  t.equal(await code({ ping: 1, comment: 'mine' }), 'MongoServerError 3');
});

t.test('a rule takes so many commands, after so many', async (t) => {
  const proxy = await aProxy(t);
  const admin = (await aClient(t, proxy.url)).db('admin');
  const rule = proxy.rule('ping', refuse(1, 'No'), { after: 1, times: 2 });
  const seen: string[] = [];
  for (let i = 0; i < 5; i++) seen.push(await failureOf(admin.command({ ping: 1 })));
  const refused = 'MongoServerError 1';
  t.same(seen, ['none', refused, refused, 'none', 'none']);
  t.equal(rule.taken(), 2);
});

t.test('a rule that another leaves without commands has taken none', async (t) => {
  const proxy = await aProxy(t);
  const admin = (await aClient(t, proxy.url)).db('admin');
  const below = proxy.rule('ping', refuse(1, 'Below'), { times: 1 });
  proxy.rule('ping', refuse(2, 'Above'), { times: 1 });
  t.equal(await failureOf(admin.command({ ping: 1 })), 'MongoServerError 2');
  t.equal(below.taken(), 0);
  t.equal(await failureOf(admin.command({ ping: 1 })), 'MongoServerError 1');
});

t.test('a request that is changed is what the rules below see', async (t) => {
  const proxy = await aProxy(t);
  proxy.rule(
    'insert',
    answer(({ command }) => ({ ok: 1, seen: command['writeConcern'] })),
  );
  proxy.rule(
    'insert',
    changeRequest((command) => ({ ...command, writeConcern: { w: 2 } })),
  );
  const db = (await aClient(t, proxy.url)).db('d');
  const reply = await db.command({ insert: 'a', documents: [{}], writeConcern: { w: 1 } });
  t.same(reply['seen'], { w: 2 });
  t.match(proxy.commands('insert'), [{ command: { writeConcern: { w: 1 } } }], 'as it was asked');
});

t.test('a fault in a rule of a test is told where the test sees it', async (t) => {
  const proxy = await aProxy(t);
  proxy.rule('ping', () => {
    throw new Error('no such thing');
  });
  const admin = (await aClient(t, proxy.url)).db('admin');
  await t.rejects(admin.command({ ping: 1 }), { code: 8, message: /a rule failed: no such thing/ });
});

t.test('a proxy that is closed leaves nobody listening', async (t) => {
  const proxy = await aProxy(t);
  await proxy.close();
  t.match(await failureOf(aClient(t, proxy.url)), /^MongoServerSelectionError .*ECONNREFUSED/);
});

t.test('a server that the proxy could not speak to is refused', async (t) => {
  await t.rejects(aProxy(t, 'mongodb://127.0.0.1/?tls=true'), /does not speak TLS/);
});

/** `dossier serve` on MongoDB: what stops a start, in one line, and what a migration mends. */
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient, type Db } from 'mongodb';
import t, { type Test } from 'tap';
import { aFreshDatabase, withHost } from '../fixtures/mongo/database.js';
import { failWriteConcern, refuse } from '../fixtures/mongo/faults.js';
import { aProxy } from '../fixtures/mongo/proxy.js';
import {
  aDataDir,
  aFreePort,
  printed,
  READY_MS_MAX,
  run,
  serve,
  serveEmpty,
  start,
  type Environment,
} from '../fixtures/process.js';

/** The one line by which a command refuses. */
async function refusalOf(t: Test, command: string, settings: Environment): Promise<string> {
  const { status, stdout, stderr } = await run(t, [command], { PORT: '0', ...settings });
  t.equal(status, 1, command);
  t.equal(stdout, '');
  t.equal(stderr.trimEnd().split('\n').length, 1, stderr);
  return stderr;
}

/** The database of a URL, as whoever has its password sees it. */
async function looking<T>(url: string, look: (db: Db) => Promise<T>): Promise<T> {
  const client = new MongoClient(url);
  return look(client.db()).finally(() => client.close());
}

/** What a server tells whoever probes it. */
async function healthOf(base: string): Promise<{ status: number; notes: string[] }> {
  const answer = await fetch(`${new URL(base).origin}/health/ready`);
  const { notes } = (await answer.json()) as { notes: string[] };
  return { status: answer.status, notes };
}

/** The health once it has this status. */
async function healthIs(base: string, status: number): Promise<string[]> {
  const began = performance.now();
  for (;;) {
    const health = await healthOf(base);
    if (health.status === status) return health.notes;
    if (performance.now() - began > READY_MS_MAX)
      throw new Error(`${health.status}, not ${status}`);
    await sleep(100);
  }
}

const UNSAFE = { code: 100, codeName: 'CannotSatisfyWriteConcern', errmsg: 'No journal' };

t.test('a deployment that refuses durable writes is not served', async (t) => {
  const acts = {
    'refused before it is written': refuse(UNSAFE.code, UNSAFE.codeName, UNSAFE.errmsg),
    'written, less safe than asked': failWriteConcern(UNSAFE),
  };
  for (const [how, act] of Object.entries(acts)) {
    const url = await aFreshDatabase(t);
    if (url === undefined) return;
    const proxy = await aProxy(t, url);
    const refused = proxy.rule(
      ({ command }) => command['writeConcern']?.w === 'majority' && command['writeConcern'].j,
      act,
    );
    const settings = { DATA_DIR: await aDataDir(t), MONGODB_URL: proxy.url };
    const line = await refusalOf(t, 'serve', settings);
    t.match(line, /^MONGODB_URL: the server refuses writes with w: majority, j: true/, how);
    t.match(line, 'No journal');
    t.equal(refused.taken(), 1, 'it is the first write');
    refused.remove();
    t.equal(
      (await (await serveEmpty(t, settings)).end('SIGTERM')).status,
      0,
      'nothing stays behind',
    );
  }
});

t.test('a database with the layout of a newer program is left alone', async (t) => {
  const url = await aFreshDatabase(t);
  if (url === undefined) return;
  const settings = { DATA_DIR: await aDataDir(t), MONGODB_URL: url };
  await (await serveEmpty(t, settings)).end('SIGTERM');
  const before = await looking(url, async (db) => {
    const meta = db.collection<{ _id: string }>('meta');
    await meta.updateOne({ _id: 'layout' }, { $set: { version: 99 } });
    await db.collection('current').dropIndex('page');
    return db.collection('current').indexes();
  });
  for (const command of ['serve', 'migrate', 'verify-audit']) {
    const line = await refusalOf(t, command, settings);
    t.match(line, /^MONGODB_URL: the database has layout 99, .* Run a newer version/, command);
  }
  await looking(url, async (db) => {
    t.strictSame(await db.collection('current').indexes(), before, 'no index was built');
    const layout = await db.collection<{ _id: string }>('meta').findOne({ _id: 'layout' });
    t.match(layout, { version: 99 });
  });
});

t.test('a database that other keys wrote is not served', async (t) => {
  const url = await aFreshDatabase(t);
  if (url === undefined) return;
  const [writer, other, third] = [await aDataDir(t), await aDataDir(t), await aDataDir(t)];
  await (await serveEmpty(t, { DATA_DIR: writer, MONGODB_URL: url })).end('SIGTERM');
  const missing = await refusalOf(t, 'serve', { DATA_DIR: other, MONGODB_URL: url });
  t.match(missing, /^DATA_DIR .*The key file .* is missing\. Restore it from a backup/);
  await (await serveEmpty(t, { DATA_DIR: third })).end('SIGTERM');
  const wrong = await refusalOf(t, 'serve', { DATA_DIR: third, MONGODB_URL: url });
  t.match(wrong, `DATA_DIR ${third}: its keys are not those that wrote the database`);
  await (await serveEmpty(t, { DATA_DIR: writer, MONGODB_URL: url })).end('SIGTERM');
});

t.test('a server that cannot be reached is told without the password of its URL', async (t) => {
  const DATA_DIR = await aDataDir(t);
  const nobody = `127.0.0.1:${await aFreePort()}`;
  const MONGODB_URL = withHost('mongodb://dossier:hunter2@host/dossier', nobody);
  for (const command of ['serve', 'migrate', 'seed']) {
    const line = await refusalOf(t, command, { DATA_DIR, MONGODB_URL });
    t.match(line, /^MONGODB_URL: .*ECONNREFUSED/, command);
    t.notMatch(line, 'hunter2');
  }
});

t.test('a server that is away when it is started on is told in some seconds', async (t) => {
  const url = await aFreshDatabase(t);
  if (url === undefined) return;
  const proxy = await aProxy(t, url);
  const settings = { DATA_DIR: await aDataDir(t), MONGODB_URL: proxy.url };
  for (const how of ['reset', 'silent'] as const) {
    await proxy.goAway(how);
    const began = performance.now();
    t.match(await refusalOf(t, 'serve', settings), /^MONGODB_URL: /, how);
    t.ok(performance.now() - began < 15_000, 'soon');
    await proxy.comeBack();
  }
  await (await serveEmpty(t, settings)).end('SIGTERM');
});

t.test('servers started at once on an empty database all serve', async (t) => {
  const url = await aFreshDatabase(t);
  if (url === undefined) return;
  // Keys are given to all of them before: they share a folder that one of them has written.
  const DATA_DIR = await aDataDir(t);
  await (await serve(t, { DATA_DIR })).end('SIGTERM');
  const settings = { DATA_DIR, MONGODB_URL: url };
  const servers = await Promise.all([serve(t, settings), serve(t, settings)]);
  for (const server of servers) t.equal((await healthOf(server.base)).status, 200);
  for (const server of servers) t.equal((await server.end('SIGTERM')).status, 0);
  const { status, stdout } = await run(t, ['verify-audit'], settings);
  t.equal(status, 0);
  t.match(stdout, 'the chains hold');
});

t.test('a migration can be repeated, and beside a server', async (t) => {
  const url = await aFreshDatabase(t);
  if (url === undefined) return;
  const settings = { DATA_DIR: await aDataDir(t), MONGODB_URL: url };
  const indexes = (): Promise<unknown> =>
    looking(url, async (db) => {
      const names = (await db.collections()).map(({ collectionName }) => collectionName).sort();
      return Promise.all(names.map((name) => db.collection(name).indexes()));
    });
  const first = await run(t, ['migrate'], settings);
  t.match(first, { status: 0, stderr: '', stdout: /^index page of current$/m });
  const built = await indexes();
  t.strictSame(await run(t, ['migrate'], settings), first, 'the same again');
  t.strictSame(await indexes(), built);
  const server = await serveEmpty(t, settings);
  t.strictSame(await run(t, ['migrate'], settings), first, 'beside a server');
  t.equal((await healthOf(server.base)).status, 200);
  await server.end('SIGTERM');
});

t.test('an index that is lost is built again by a migration, without a restart', async (t) => {
  const url = await aFreshDatabase(t);
  if (url === undefined) return;
  const settings = { DATA_DIR: await aDataDir(t), MONGODB_URL: url };
  const server = await serveEmpty(t, settings);
  await looking(url, (db) => db.collection('events').dropIndex('time'));
  const notes = await healthIs(server.base, 503);
  t.match(notes[0], 'The index time of events is missing: run dossier migrate.');
  t.equal((await run(t, ['migrate'], settings)).status, 0);
  const after = await healthIs(server.base, 200);
  t.notMatch(after.join(), 'is missing');
  t.equal((await server.end('SIGTERM')).status, 0);
});

t.test('a server waits for a first start elsewhere that is half done', async (t) => {
  const url = await aFreshDatabase(t);
  if (url === undefined) return;
  const settings = { DATA_DIR: await aDataDir(t), MONGODB_URL: url };
  const first = start(t, ['migrate'], settings);
  await printed(first, /^index /m);
  await first.end('SIGKILL');
  t.equal((await (await serveEmpty(t, settings)).end('SIGTERM')).status, 0);
  const missing = await looking(url, (db) => db.collection('events').indexExists('time'));
  t.ok(missing, 'all indexes are there');
});

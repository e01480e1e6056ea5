/** The servers that tests find or start: which one, what it leaves behind, and how it can be killed. */
import t, { type Test } from 'tap';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { aDatabase, withDatabase } from '../fixtures/mongo/database.js';
import { aMongoDir, findMongo, startMongo, type RunningMongo } from '../fixtures/mongo/server.js';
import { aFreePort } from '../fixtures/process.js';
import { skipUnless } from '../fixtures/requires.js';

const NAMES = ['TEST_MONGO_URL_RUNNING', 'MONGODB_URL', 'TEST_MONGO_SERVER', 'PATH'] as const;
const FIXTURE = new URL('../fixtures/mongo/server.js', import.meta.url).href;

/** As it is before a test changes the settings. */
const own = findMongo({ own: true });

type Settings = { readonly [name in (typeof NAMES)[number]]?: string };

/** Puts these settings in the place of all that matter, until the test ends. */
function withSettings(t: Test, settings: Settings): void {
  const before = { ...process.env };
  const put = (values: Settings): void => {
    for (const name of NAMES) delete process.env[name];
    for (const name of NAMES) if (values[name] !== undefined) process.env[name] = values[name];
  };
  t.teardown(() => put(before));
  put(settings);
}

/** What is found with these settings, and no others that matter. */
function foundWith(t: Test, settings: Settings, own = false) {
  withSettings(t, settings);
  return findMongo({ own });
}

async function countIn(url: string, collection: string): Promise<number> {
  const client = await new MongoClient(url).connect();
  const count = await client.db().collection(collection).countDocuments();
  await client.close();
  return count;
}

async function insertInto(url: string, collection: string): Promise<void> {
  const client = await new MongoClient(url).connect();
  await client
    .db()
    .collection(collection)
    .insertOne({}, { writeConcern: { w: 'majority', journal: true } });
  await client.close();
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Waits a while for something that another process does. */
async function soon(isSo: () => boolean | Promise<boolean>): Promise<boolean> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await isSo()) return true;
    await sleep(50);
  }
  return false;
}

/** A program called `mongod` that takes its options, and is the server of `TEST_MONGO_SERVER`. */
async function aMongodOn(t: Test, command: string): Promise<string> {
  const folder = await aMongoDir(t);
  const script = [
    '#!/bin/sh',
    'while [ $# -gt 0 ]; do case $1 in',
    '  --dbpath) dir=$2; shift ;; --port) port=$2; shift ;; --pidfilepath) pidfile=$2; shift ;;',
    'esac; shift; done',
    'echo $$ > "$pidfile"',
    `exec ${command} --fast --dir "$dir" --port "$port"`,
  ].join('\n');
  await writeFile(join(folder, 'mongod'), `${script}\n`, { mode: 0o755 });
  return folder;
}

t.test('a server that runs for all tests is preferred to every other', async (t) => {
  const all = {
    TEST_MONGO_URL_RUNNING: 'mongodb://a/',
    MONGODB_URL: 'mongodb://b/',
    TEST_MONGO_SERVER: '/c',
  };
  t.match(foundWith(t, all), { kind: 'url', url: 'mongodb://a/' });
  t.match(foundWith(t, { ...all, TEST_MONGO_URL_RUNNING: '' }), { url: 'mongodb://b/' });
  t.match(foundWith(t, { TEST_MONGO_SERVER: '/c' }), { kind: 'command', command: '/c' });
});

t.test('a server of one’s own is never one that somebody else has started', async (t) => {
  const settings = { MONGODB_URL: 'mongodb://b/', TEST_MONGO_SERVER: '/c' };
  t.match(foundWith(t, settings, true), { kind: 'command', command: '/c' });
  t.match(foundWith(t, { MONGODB_URL: 'mongodb://b/' }, true), { kind: 'none' });
});

t.test('a mongod on the PATH is found last, and without one there is a reason', async (t) => {
  const folder = await aMongodOn(t, 'true');
  t.match(foundWith(t, { PATH: `/nowhere:${folder}` }), {
    kind: 'mongod',
    command: join(folder, 'mongod'),
  });
  t.match(foundWith(t, { PATH: '/nowhere' }), { kind: 'none', why: /set MONGODB_URL or/ });
});

t.test('a server that was not started here is not ended here', async (t) => {
  withSettings(t, { TEST_MONGO_URL_RUNNING: 'mongodb://127.0.0.1:1/' });
  const mongo = await startMongo();
  t.equal(mongo?.url, 'mongodb://127.0.0.1:1/');
  t.same(await mongo?.pids(), {});
  await mongo?.stop();
});

t.test('a database takes the place of the one in a URL, and whoever is named stays known', (t) => {
  const changed = (url: string): string => withDatabase(url, 'new');
  t.equal(changed('mongodb://a:1'), 'mongodb://a:1/new');
  t.equal(changed('mongodb://a:1,b:2/old?w=1'), 'mongodb://a:1,b:2/new?w=1');
  t.equal(changed('mongodb://u:p@a/'), 'mongodb://u:p@a/new?authSource=admin');
  t.equal(changed('mongodb://u:p@a/old?w=1'), 'mongodb://u:p@a/new?w=1&authSource=old');
  t.equal(changed('mongodb+srv://u:p@a/o?authSource=x'), 'mongodb+srv://u:p@a/new?authSource=x');
  t.throws(() => changed('http://a/'), /not a URL of MongoDB/);
  t.end();
});

if (skipUnless(t, own.kind === 'command', own.why) && own.kind === 'command')
  testsOfServers(own.command);

function testsOfServers(command: string): void {
  const opened = async (t: Test, wanted = {}): Promise<RunningMongo> => {
    const mongo = await startMongo({ port: await aFreePort(), fast: true, ...wanted });
    if (mongo === undefined) throw new Error('it was found before');
    t.teardown(() => mongo.stop());
    return mongo;
  };

  t.test('a database is empty, of its own, and gone with its test', async (t) => {
    const { url } = await opened(t);
    const urls: string[] = [];
    await t.test('a test', async (t) => {
      urls.push(await aDatabase(t, url), await aDatabase(t, url));
      for (const own of urls) {
        t.equal(await countIn(own, 'notes'), 0);
        await insertInto(own, 'notes');
      }
      t.equal(await countIn(urls[0] ?? '', 'notes'), 1);
    });
    for (const own of urls) t.equal(await countIn(own, 'notes'), 0);
  });

  t.test('a database on a server that has gone fails no test', async (t) => {
    const mongo = await opened(t);
    await t.test('a test', async (t) => {
      await aDatabase(t, mongo.url);
      await mongo.stop();
    });
  });

  t.test('an ended server leaves no process and no folder', async (t) => {
    const mongo = await opened(t);
    const pids = Object.values(await mongo.pids());
    t.ok(pids.length > 0 && pids.every(isAlive), 'its processes are known');
    await mongo.stop();
    t.same(pids.filter(isAlive), []);
    t.notOk(existsSync(mongo.dir ?? '/'));
  });

  t.test('a server outlives no test process, not even one that is killed', async (t) => {
    const dir = await aMongoDir(t);
    const program =
      `const { startMongo } = await import(${JSON.stringify(FIXTURE)});\n` +
      `const mongo = await startMongo({ dir: ${JSON.stringify(dir)}, fast: true });\n` +
      'console.log(JSON.stringify(await mongo.pids()));\n' +
      "if (process.argv.includes('wait')) setInterval(() => {}, 1000);";
    for (const [ending, args] of [
      ['killed', ['wait']],
      ['by itself', []],
    ] as const) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program, ...args]);
      const [line] = await once(createInterface({ input: child.stdout }), 'line');
      const pids = Object.values(JSON.parse(String(line)) as Record<string, number>);
      if (ending === 'killed') child.kill('SIGKILL');
      const [status, signal] = await once(child, 'exit');
      t.equal(signal ?? status, ending === 'killed' ? 'SIGKILL' : 0, ending);
      t.ok(await soon(() => !pids.some(isAlive)), 'its server has ended');
    }
  });

  t.test('a server can be killed, and started again on what it has kept', async (t) => {
    const place = { dir: await aMongoDir(t), port: await aFreePort(), fast: false };
    let mongo = await opened(t, place);
    const names = Object.keys(await mongo.pids());
    t.ok(names.length > 0);
    for (const name of names) {
      await insertInto(`${mongo.url}kept`, 'notes');
      process.kill((await mongo.pids())[name] ?? 0, 'SIGKILL');
      await mongo.ended();
      mongo = await opened(t, place);
    }
    t.equal(await countIn(`${mongo.url}kept`, 'notes'), names.length);
  });

  t.test('a mongod is started on a folder of its own, which goes with it', async (t) => {
    const folder = await aMongodOn(t, command);
    withSettings(t, { PATH: `${folder}:${process.env['PATH'] ?? ''}` });
    const mongo = await opened(t);
    t.ok('mongod' in (await mongo.pids()));
    await insertInto(`${mongo.url}x`, 'notes');
    await mongo.stop();
    t.notOk(existsSync(mongo.dir ?? '/'));
  });

  t.test('a server that does not start says why', async (t) => {
    const dir = await aMongoDir(t);
    await mkdir(join(dir, 'data'));
    await writeFile(join(dir, 'data', 'PG_VERSION'), 'none');
    await t.rejects(startMongo({ dir }), /does not start: ./);
    t.ok(existsSync(dir), 'a folder that was given is left');
    t.ok((await readFile(join(dir, 'data', 'PG_VERSION'), 'utf8')) === 'none');
  });
}

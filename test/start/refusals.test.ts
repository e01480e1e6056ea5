/** The start that cannot be: one clear line on stderr for each fault, no stack, status not 0. */
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import t, { type Test } from 'tap';
import { loadConfiguration } from '../../fastify.config.js';
import { openApp } from '../../src/app.js';
import { aDataDir, run, serve, serveEmpty, type Environment } from '../fixtures/process.js';

/** What `dossier serve` says when it does not start, a line each. */
async function refusalOf(t: Test, settings: Environment): Promise<readonly string[]> {
  const { status, stdout, stderr } = await run(t, ['serve'], { PORT: '0', ...settings });
  t.equal(status, 1);
  t.equal(stdout, '');
  t.notMatch(stderr, /^\s+at /m, 'no stack');
  return stderr.trimEnd().split('\n');
}

t.test('every bad setting is named, all at once', async (t) => {
  const lines = await refusalOf(t, { PORT: '99999', LOG_LEVEL: 'loud', DEMO: 'maybe' });
  t.equal(lines.length, 3);
  for (const name of ['PORT', 'LOG_LEVEL', 'DEMO']) {
    t.ok(lines.some((line) => line.startsWith(`${name}: `)));
  }
});

t.test('a port that is taken is named, and the data are free again', async (t) => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.teardown(() => other.close());
  const address = other.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  const DATA_DIR = await aDataDir(t);

  const [line, ...more] = await refusalOf(t, { DATA_DIR, PORT: port });
  t.match(line, new RegExp(`^PORT ${port}: taken\\.`));
  t.strictSame(more, []);
  t.equal((await (await serveEmpty(t, { DATA_DIR })).end('SIGTERM')).status, 0);
});

t.test('a host that this machine does not have is named', async (t) => {
  const settings = { HOST: '192.0.2.1', PUBLIC_URL: 'http://192.0.2.1:9999', PORT: '9999' };
  const lines = await refusalOf(t, { DATA_DIR: await aDataDir(t), ...settings });
  t.equal(lines.length, 1);
  t.match(lines[0], /^HOST 192\.0\.2\.1: /);
});

t.test('a data directory that cannot be written is named', async (t) => {
  const dir = await aDataDir(t);
  await writeFile(join(dir, 'file'), '');
  for (const DATA_DIR of ['/dev/null/x', join(dir, 'file')]) {
    const lines = await refusalOf(t, { DATA_DIR });
    t.equal(lines.length, 1);
    t.match(lines[0], `DATA_DIR ${DATA_DIR}: the folder cannot be used`);
  }
});

t.test('a data directory with an unusable database is named', async (t) => {
  const DATA_DIR = await aDataDir(t);
  await (await serveEmpty(t, { DATA_DIR })).end('SIGTERM');
  await writeFile(join(DATA_DIR, 'dossier.sqlite'), 'not a database, but long enough to be read');
  const lines = await refusalOf(t, { DATA_DIR });
  t.equal(lines.length, 1);
  t.match(lines[0], `DATA_DIR ${DATA_DIR}: the folder cannot be used`);
});

t.test('a data directory in use by another server is named, and that one goes on', async (t) => {
  const DATA_DIR = await aDataDir(t);
  const server = await serve(t, { DATA_DIR });
  const lines = await refusalOf(t, { DATA_DIR });
  t.equal(lines.length, 1);
  t.match(lines[0], `DATA_DIR ${DATA_DIR}: in use by another server`);
  const { stdout } = await run(t, ['token', 'gp'], { DATA_DIR });
  const headers = { authorization: `Bearer ${stdout.trim()}` };
  t.equal((await fetch(`${server.base}/Practitioner`, { headers })).status, 200);
});

t.test('data that a newer program wrote are left alone', async (t) => {
  const DATA_DIR = await aDataDir(t);
  await (await serveEmpty(t, { DATA_DIR })).end('SIGTERM');
  const db = new DatabaseSync(join(DATA_DIR, 'dossier.sqlite'));
  db.exec("UPDATE meta SET value = 99 WHERE name = 'schema'");
  db.close();
  const lines = await refusalOf(t, { DATA_DIR });
  t.equal(lines.length, 1);
  t.match(lines[0], /^DATA_DIR .*: The database has layout 99, .* newer version/);
});

t.test('a key that is missing beside a store is not made anew', async (t) => {
  const DATA_DIR = await aDataDir(t);
  await (await serveEmpty(t, { DATA_DIR })).end('SIGTERM');
  const key = join(DATA_DIR, 'keys', 'tokens.key');
  await rm(key);
  for (const command of ['serve', 'verify-audit', 'seed']) {
    const { status, stderr } = await run(t, [command], { DATA_DIR, PORT: '0' });
    t.equal(status, 1, command);
    t.match(stderr, `The key file ${key} is missing. Restore it from a backup`);
    t.equal(stderr.trimEnd().split('\n').length, 1);
  }
  await writeFile(key, 'short');
  t.match((await refusalOf(t, { DATA_DIR }))[0], `The key file ${key} has 5 bytes`);
});

t.test('a start that fails half-way leaves nothing open', async (t) => {
  const DATA_DIR = await aDataDir(t);
  const configuration = loadConfiguration({ DATA_DIR, PORT: '0', LOG_LEVEL: 'silent' });
  await (await openApp(configuration)).close();
  const key = join(DATA_DIR, 'keys', 'demo-signing.jwk');
  await writeFile(key, '{}');
  await t.rejects(openApp(configuration), { message: /demo-signing\.jwk is not an ES256 key/ });
  await rm(key);
  await (await openApp(configuration)).close();
});

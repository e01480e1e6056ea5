/** `/health/ready`: whether the server serves, and what whoever runs it should know. */
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { loadConfiguration } from '../../fastify.config.js';
import { openApp } from '../../src/app.js';
import { CONDITION_MS, withDatabase } from './condition.js';
import { aDataDir } from '../fixtures/process.js';

async function healthOf({ base }: { readonly base: string }) {
  const answer = await fetch(`${new URL(base).origin}/health/ready`);
  return { status: answer.status, body: await answer.json() };
}

/** A condition is remembered so long. */
const MOMENT_MS = 1_000;
const READY = { status: 200, body: { status: 'ready', notes: [] } };

t.test('a server is ready once its first data are there', async (t) => {
  const ports = { PORT: '0', MANAGEMENT_PORT: '0' };
  const settings = { ...ports, DATA_DIR: await aDataDir(t), LOG_LEVEL: 'silent' };
  const app = await openApp(loadConfiguration(settings));
  t.teardown(() => app.close());
  await app.listen();
  t.strictSame(await healthOf(app), { status: 503, body: { status: 'starting', notes: [] } });
  app.ready();
  t.strictSame(await healthOf(app), READY);
});

t.test('a server whose store cannot serve is not ready, says why, and recovers', async (t) => {
  const { server, db } = await withDatabase(t);
  t.strictSame(await healthOf(server), READY);
  db.exec('ALTER TABLE heads RENAME TO lost');
  await sleep(CONDITION_MS);
  const { status, body } = await healthOf(server);
  t.equal(status, 503);
  t.match(body, { status: 'not ready', notes: [/^The database file cannot be read/] });
  db.exec('ALTER TABLE lost RENAME TO heads');
  await sleep(CONDITION_MS);
  t.strictSame(await healthOf(server), READY);
});

t.test('probes are answered from memory for a moment, and are no load on the store', async (t) => {
  const { server, db } = await withDatabase(t);
  await sleep(CONDITION_MS);
  const began = performance.now();
  t.strictSame(await healthOf(server), READY);
  db.exec('ALTER TABLE heads RENAME TO lost');
  const health = await healthOf(server);
  // On a busy machine the moment may be over by now.
  if (performance.now() - began < MOMENT_MS) t.strictSame(health, READY);
});

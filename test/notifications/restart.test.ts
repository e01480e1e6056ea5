/**
 * A server that ends between a commit and its notification: the next one on the store tells. On the
 * embedded store; on MongoDB the next one is lent the same entries a minute later.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { loadConfiguration } from '../../fastify.config.js';
import { openApp, personaToken, type App } from '../../src/app.js';
import { clientOf, type TestClient } from '../fixtures/server.js';
import { anEndpoint, aSubscription, leapingClock, subscribe } from './a-subscriber.js';

const clock = leapingClock();
const dir = await mkdtemp(join(tmpdir(), 'dossier-'));
t.teardown(() => rm(dir, { recursive: true, force: true }));
const configuration = loadConfiguration({
  ...{ PORT: '0', MANAGEMENT_PORT: '0', DATA_DIR: dir, LOG_LEVEL: 'silent' },
});

async function opened(): Promise<{ app: App; tester: TestClient }> {
  const app = await openApp(configuration, clock);
  await app.listen();
  const token = await personaToken(configuration, 'tester', {}, clock);
  return { app, tester: clientOf(app.base, token) };
}

t.test('what was committed is told by the next server, tried already or not', async (t) => {
  const endpoint = await anEndpoint(t);
  const first = await opened();
  const id = await subscribe(first.tester, aSubscription('Device?', endpoint.url));
  clock.leap(5_000);
  await first.app.notify();
  endpoint.answers.push(...Array.from({ length: 9 }, () => [503] as const));
  const tried = (await first.tester.post('Device', { resourceType: 'Device' })).json();
  await first.app.notify();
  const untried = (await first.tester.post('Device', { resourceType: 'Device' })).json();
  await first.app.close();
  endpoint.answers.length = 0;
  endpoint.came.length = 0;
  clock.leap(61_000);
  const second = await opened();
  t.teardown(() => second.app.close());
  t.equal((await second.tester.get(`Subscription/${id}`)).json().status, 'active');
  await second.app.notify();
  t.same(
    endpoint.came.map(({ path }) => path).sort(),
    [tried, untried].map((device) => `/hook/Device/${device.id}`).sort(),
  );
});

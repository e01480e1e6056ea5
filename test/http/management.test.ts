/** The management listener: what it measures and where, and that it tells of requests, never of patients. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { loadConfiguration } from '../../fastify.config.js';
import { openApp } from '../../src/app.js';
import { CONDITION_MS, withDatabase } from './condition.js';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { somePatient } from '../fixtures/patients.js';
import { aDataDir, printed, run, serve } from '../fixtures/process.js';
import { headOf, sendRaw } from '../fixtures/raw.js';
import { repositoryRoot } from '../fixtures/requires.js';
import { startServer, type TestServer } from '../fixtures/server.js';

/** A word that only the requests below hold. */
const SECRET = 'Zibeline';
const DEFAULT_PORT = 9090;

/** What `/metrics` shows, as text. */
async function metricsOf({ app }: TestServer): Promise<string> {
  return (await fetch(`${app.management.listeningOrigin}/metrics`)).text();
}

/** The value of a series, its labels in the order of the page; undefined where there is none. */
function valueOf(metrics: string, series: string): number | undefined {
  const line = metrics.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

/** How many requests of a kind were answered. */
async function countOf(server: TestServer, kind: readonly [string, string, string]) {
  const [route, method, statusClass] = kind;
  const labels = `{route="${route}",method="${method}",status_class="${statusClass}"}`;
  const metrics = await metricsOf(server);
  const count = valueOf(metrics, `dossier_http_requests_total${labels}`) ?? 0;
  const timed = valueOf(metrics, `dossier_http_request_duration_seconds_count${labels}`) ?? 0;
  return { count, timed };
}

t.test('metrics are served on the management port, as text for Prometheus', async (t) => {
  const { app } = await startServer(t);
  const answer = await fetch(`${app.management.listeningOrigin}/metrics`);
  t.equal(answer.status, 200);
  t.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  const text = await answer.text();
  for (const name of ['process_cpu_seconds_total', 'nodejs_heap_size_used_bytes'])
    t.match(text, new RegExp(`^${name} \\S+$`, 'm'));
  for (const line of text.trimEnd().split('\n'))
    t.match(line, /^(|# (HELP|TYPE) .+|[a-z0-9_]+(\{.*\})? \S+)$/);
});

t.test('the main port has no metrics, and the management port nothing else', async (t) => {
  const server = await startServer(t);
  const { app } = server;
  t.equal((await fetch(`${new URL(server.base).origin}/metrics`)).status, 404);
  t.equal((await (await server.as('tester')).get('metrics')).status, 404);
  for (const path of ['/', '/fhir/metadata', '/health/ready', '/auth/jwks'])
    t.equal((await fetch(`${app.management.listeningOrigin}${path}`)).status, 404, path);
});

t.test('the management port is open to this machine alone, whatever HOST is', async (t) => {
  const settings = { HOST: '0.0.0.0', PUBLIC_URL: 'https://dossier.example' };
  const { app } = await startServer(t, { settings });
  t.match(app.management.listeningOrigin, /^http:\/\/127\.0\.0\.1:\d+$/);
  t.equal(app.management.addresses().length, 1);
});

t.test('requests are counted and timed by route pattern, method and class of status', async (t) => {
  const server = await startServer(t);
  const registrar = await server.as('registrar');
  const read = ['/fhir/:type/:id', 'GET'] as const;
  const { id } = (await registrar.post('Patient', somePatient())).json();
  await registrar.get(`Patient/${id}`);
  await registrar.get(`Patient/${id}`);
  await registrar.get(`Patient/${randomUUID()}`);
  await registrar.send(`Patient/${id}`, { method: 'POST' });
  await registrar.get('Patient?family=Martin');
  await registrar.searchByForm('Patient', 'family=Martin');
  await server.withToken(undefined).get('metadata');
  await server.withToken(undefined).get('Patient');
  await fetch(`${new URL(server.base).origin}/elsewhere`);

  t.strictSame(await countOf(server, ['/fhir/:type', 'POST', '2xx']), { count: 1, timed: 1 });
  t.strictSame(await countOf(server, [...read, '2xx']), { count: 2, timed: 2 });
  t.strictSame(await countOf(server, [...read, '4xx']), { count: 1, timed: 1 });
  const refused = ['/fhir/:type/:id', 'POST', '4xx'] as const;
  t.strictSame(await countOf(server, refused), { count: 1, timed: 1 });
  t.strictSame(await countOf(server, ['/fhir/:type', 'GET', '2xx']), { count: 1, timed: 1 });
  t.strictSame(await countOf(server, ['/fhir/:type', 'GET', '4xx']), { count: 1, timed: 1 });
  const byForm = ['/fhir/:type/_search', 'POST', '2xx'] as const;
  t.strictSame(await countOf(server, byForm), { count: 1, timed: 1 });
  t.strictSame(await countOf(server, ['/fhir/metadata', 'GET', '2xx']), { count: 1, timed: 1 });
  t.strictSame(await countOf(server, ['none', 'GET', '4xx']), { count: 1, timed: 1 });
});

t.test('a time is told in seconds', async (t) => {
  const server = await startServer(t);
  const began = performance.now();
  await server.withToken(undefined).get('metadata');
  const wall = (performance.now() - began) / 1_000;
  const sum =
    'dossier_http_request_duration_seconds_sum{route="/fhir/metadata",method="GET",status_class="2xx"}';
  const seconds = valueOf(await metricsOf(server), sum) ?? -1;
  t.ok(seconds > 0 && seconds <= wall, `${seconds} of ${wall}`);
});

t.test('no address, id or search value of a request is in the metrics', async (t) => {
  const server = await startServer(t);
  const { patient, ins } = await openDossier(server, { authorised: ['neurologist', 'nurse'] });
  const bundle = aBundle(patient, [{ title: SECRET }]);
  const { documents } = await push(server, 'nurse', bundle);
  const [document = ''] = documents;
  const gp = await server.as('neurologist');
  await gp.get(`Patient/${patient}`);
  await gp.get(`DocumentReference/${document}/_history/1`);
  await gp.get(`DocumentReference?patient.identifier=${ins.system}%7C${ins.value}`);
  await hostile(server);

  const text = await metricsOf(server);
  t.match(text, 'dossier_http_requests_total{route="/fhir/:type/:id",method="GET"');
  for (const id of [patient, document, ins.value]) t.notMatch(text, id);
  t.notMatch(text, new RegExp(SECRET, 'i'));
  const kinds = text.match(/^dossier_http_requests_total\{.*$/gm) ?? [];
  for (const kind of kinds) t.match(kind, KIND);
});

/** A pattern of a route, or none; nothing of an address. */
const KIND =
  /^\w+\{route="(none|(\/(:?[a-z]+|[A-Z][A-Za-z]+|_search|_history|\.well-known|openid-configuration))+)",method="[A-Z]+",status_class="[2-5]xx"\} \d+$/;

/** Requests of which every part holds the word. */
async function hostile(server: TestServer): Promise<void> {
  const { send, token } = await server.as('registrar');
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const type = { 'content-type': SECRET };
  await send(`Patient?family=${SECRET}`);
  await send(`Patient/_search?family=${SECRET}`, {
    ...{ method: 'POST', headers: form, body: `family=${SECRET}` },
  });
  await send(`Patient/${SECRET}`, { headers: { accept: `text/${SECRET}` } });
  await send(`${SECRET}/${SECRET}/_history/${SECRET}`);
  await send(`${SECRET}/${SECRET}/${SECRET}/${SECRET}`);
  await send(`Binary/${SECRET}`, { method: 'DELETE' });
  await send('Patient', { method: 'POST', headers: type, body: SECRET });
  await fetch(`${new URL(server.base).origin}/${SECRET}?${SECRET}=${SECRET}`);
  const authorization = `Bearer ${token}`;
  for (const line of [
    `GET /fhir/Patient/%zz${SECRET}?family=${SECRET}`,
    `GET /fhir/Patient/${SECRET.repeat(100)}`,
    `GET http://${SECRET}/fhir/Patient/${SECRET}`,
    `PROPFIND /fhir/Patient/${SECRET}`,
    `${SECRET} /fhir/Patient`,
  ])
    await sendRaw(server.base, [headOf(line, { authorization })], { patienceMs: 2_000 });
}

t.test('a management port that is taken is named in one line, and nothing is left', async (t) => {
  const port = await aPortTaken(t);
  const DATA_DIR = await aDataDir(t);
  const settings = { DATA_DIR, PORT: '0', MANAGEMENT_PORT: port };
  const { status, stdout, stderr } = await run(t, ['serve'], { ...settings, LOG_LEVEL: 'warn' });
  t.equal(status, 1);
  t.equal(stdout, '');
  t.match(stderr, new RegExp(`^MANAGEMENT_PORT ${port}: taken\\..*\\n$`));
  t.equal((await (await serve(t, { DATA_DIR })).end('SIGTERM')).status, 0);
});

t.test('the default port gives way in the demonstration, and there alone', async (t) => {
  await aPortTaken(t, DEFAULT_PORT);
  const settings = { PORT: '0', LOG_LEVEL: 'silent' };
  const demonstration = loadConfiguration({ ...settings, DATA_DIR: await aDataDir(t) });
  const app = await openApp(demonstration);
  t.teardown(() => app.close());
  await app.listen();
  t.equal((await fetch(`${app.management.listeningOrigin}/metrics`)).status, 200);

  const DATA_DIR = await aDataDir(t);
  const other = await openApp(loadConfiguration({ ...settings, DATA_DIR, DEMO: 'off' }));
  t.teardown(() => other.close());
  await t.rejects(other.listen(), { message: /^MANAGEMENT_PORT 9090: taken\./ });
});

/** A port that this test listens on: this one, or whichever is free. */
async function aPortTaken(t: Test, port = 0): Promise<string> {
  const other = createServer().listen(port, '127.0.0.1');
  const isTaken = await once(other, 'listening').then(
    () => false,
    () => true, // by another program of this machine: just as well
  );
  if (isTaken) return String(port);
  t.teardown(() => other.close());
  return String((other.address() as AddressInfo).port); // it listens on TCP
}

t.test('the start prints where the metrics are, and they end with the server', async (t) => {
  const server = await serve(t, { DATA_DIR: await aDataDir(t) });
  const text = await printed(server, /^Metrics: .*$/m);
  const [, url = ''] = /^Metrics: (http:\/\/127\.0\.0\.1:\d+\/metrics)$/m.exec(text) ?? [];
  t.match(await (await fetch(url)).text(), 'dossier_store_usable 1');
  t.equal((await server.end('SIGTERM')).status, 0);
  await t.rejects(fetch(url));
});

t.test('the gauges tell whether the store can serve, and how many notes there are', async (t) => {
  const { server, db } = await withDatabase(t);
  t.match(await metricsOf(server), /^dossier_store_usable 1$/m);
  t.match(await metricsOf(server), /^dossier_store_notes 0$/m);
  db.exec('ALTER TABLE heads RENAME TO lost');
  await sleep(CONDITION_MS);
  t.match(await metricsOf(server), /^dossier_store_usable 0$/m);
  t.match(await metricsOf(server), /^dossier_store_notes 1$/m);
});

t.test('the page of metrics names every metric of ours, and no other', async (t) => {
  const server = await startServer(t);
  await server.withToken(undefined).get('metadata');
  const shown = [...(await metricsOf(server)).matchAll(/^# TYPE (dossier_\w+) /gm)];
  const page = readFileSync(join(repositoryRoot(), 'docs/reference/metrics.md'), 'utf8');
  const named = [...page.matchAll(/^\| `(dossier_\w+)`/gm)];
  t.strictSame(named.map(([, name]) => name).sort(), shown.map(([, name]) => name).sort());
});

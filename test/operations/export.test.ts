/** `$export` through the front door: kick-off, status, files, cancellation. */
import { rm } from 'node:fs/promises';
import t from 'tap';
import { verifyStore } from '../../src/app.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Answer, type Json, type TestClient } from '../fixtures/server.js';

const server = await startServer(t);
const tester = await server.as('tester');
const registrar = await server.as('registrar');
const ASYNC = { prefer: 'respond-async' };

const patients = await Promise.all(
  ['Martin', 'Durand', 'Petit'].map((family) =>
    tester.post('Patient', { resourceType: 'Patient', name: [{ family }] }),
  ),
);
await registrar.post('Organization', { resourceType: 'Organization', name: 'Clinique' });

async function statusOf(client: TestClient, path: string): Promise<string> {
  const kickedOff = await client.get(path, ASYNC);
  if (kickedOff.status !== 202) throw new Error(kickedOff.text);
  return kickedOff.headers.get('content-location') ?? '';
}

/** Asks until the export is ready. */
async function ready(client: TestClient, status: string): Promise<Answer> {
  for (;;) {
    const answer = await client.get(status);
    if (answer.status !== 202) return answer;
    if (answer.headers.get('retry-after') === null) throw new Error('no Retry-After');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function linesOf(client: TestClient, url: string): Promise<Json[]> {
  const file = await client.get(url);
  if (file.status !== 200) throw new Error(file.text);
  return file.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

t.test('an export of all patients: a manifest, and a file of lines', async (t) => {
  const manifest = await ready(tester, await statusOf(tester, 'Patient/$export'));
  t.equal(manifest.status, 200, manifest.text);
  t.match(manifest.headers.get('content-type'), /^application\/json/);
  const { output, requiresAccessToken, request, transactionTime, error } = manifest.json();
  t.match({ requiresAccessToken, error }, { requiresAccessToken: true, error: [] });
  t.match(request, /\/fhir\/Patient\/\$export$/);
  t.ok(transactionTime);
  t.match(output, [{ type: 'Patient' }]);
  const lines = await linesOf(tester, output[0].url);
  const ids = patients.map((created) => String(created.json().id));
  t.same(
    lines.map(({ id }) => id),
    [...ids].sort(),
  );
});

t.test('the registrar exports the directory, and nothing of the test space', async (t) => {
  const manifest = (await ready(registrar, await statusOf(registrar, '$export'))).json();
  t.match(manifest.output, [{ type: 'Organization' }]);
  t.equal(manifest.output.length, 1);
  t.match(await linesOf(registrar, manifest.output[0].url), [{ name: 'Clinique' }]);
});

t.test('_type and _since narrow it', async (t) => {
  const typed = await ready(tester, await statusOf(tester, '$export?_type=Organization'));
  t.same(typed.json().output, []);
  const later = await statusOf(tester, '$export?_since=2126-01-01T00:00:00Z');
  t.same((await ready(tester, later)).json().output, []);
  const format = await statusOf(tester, '$export?_outputFormat=application/fhir+ndjson');
  t.equal((await ready(tester, format)).json().output.length, 1);
});

t.test('an export is its caller’s, and ends when it is cancelled', async (t) => {
  const status = await statusOf(tester, 'Patient/$export');
  const manifest = (await ready(tester, status)).json();
  isRefusal(t, await registrar.get(status), { status: 400, says: /not made for/ });
  isRefusal(t, await registrar.get(manifest.output[0].url), { status: 400 });
  t.equal((await tester.send(status, { method: 'DELETE' })).status, 202);
  isRefusal(t, await tester.get(status), { status: 404, says: /cancelled/ });
  isRefusal(t, await tester.get(manifest.output[0].url), { status: 404 });
  isRefusal(t, await tester.send(status, { method: 'DELETE' }), { status: 404 });
});

t.test('an export and its cancellation survive a restart', async (t) => {
  // The first server is closed here, its data are taken away after the second.
  const ends: (() => unknown)[] = [];
  const one = await startServer({ teardown: (end) => void ends.push(end) });
  t.teardown(async () => {
    for (const end of ends.slice(0, -1)) await end();
    await rm(one.configuration.dataDir, { recursive: true, force: true });
  });
  const before = await one.as('tester');
  await before.post('Patient', { resourceType: 'Patient', active: true });
  const status = await statusOf(before, 'Patient/$export');
  await ready(before, status);
  const cancelled = await statusOf(before, 'Patient/$export');
  const [file] = (await ready(before, cancelled)).json().output;
  t.equal((await before.send(cancelled, { method: 'DELETE' })).status, 202);
  const later = await statusOf(before, 'Patient/$export');
  await one.app.close();
  const { dataDir, mongodbUrl } = one.configuration;
  const two = await startServer(t, {
    settings: {
      DATA_DIR: dataDir,
      PORT: new URL(one.base).port,
      ...(mongodbUrl === undefined ? {} : { MONGODB_URL: mongodbUrl }),
    },
  });
  const after = await two.as('tester');
  const manifest = (await ready(after, status)).json();
  t.match(manifest.output, [{ type: 'Patient' }]);
  t.equal((await linesOf(after, manifest.output[0].url)).length, 1);
  isRefusal(t, await after.get(cancelled), { status: 404, says: /cancelled/ });
  isRefusal(t, await after.get(file.url), { status: 404, says: /cancelled/ });
  isRefusal(t, await after.send(cancelled, { method: 'DELETE' }), { status: 404 });
  // One that this process never looked for is cancelled by its address alone.
  t.equal((await after.send(later, { method: 'DELETE' })).status, 202);
  isRefusal(t, await after.get(later), { status: 404 });
  const faults: string[] = [];
  await verifyStore(two.configuration, { fault: (line) => faults.push(line) });
  t.strictSame(faults, [], 'what a cancellation leaves is proved like all else');
  isRefusal(t, await after.get('Parameters?_lastUpdated=gt2000'), { status: 404 });
});

t.test('what is asked wrongly is refused with its cure', async (t) => {
  isRefusal(t, await tester.get('$export'), { status: 400, says: /respond-async/ });
  const refused = async (path: string, says: RegExp): Promise<void> =>
    isRefusal(t, await tester.get(path, ASYNC), { status: 400, says });
  await refused('$export?_type=Nonsense', /_type/);
  await refused('$export?_since=2026', /_since/);
  await refused('$export?_outputFormat=csv', /_outputFormat/);
  await refused('$export?_typeFilter=x', /_typeFilter.*lenient/);
  const lenient = { prefer: 'respond-async, handling=lenient' };
  t.equal((await tester.get('$export?_typeFilter=x', lenient)).status, 202);
  isRefusal(t, await tester.get('$export-status'), { status: 404 });
  isRefusal(t, await tester.get('$export-status?job=AAAA'), { status: 400 });
});

t.test('nobody else may export', async (t) => {
  for (const key of ['patient', 'gp', 'home', 'lab', 'system']) {
    const client = await server.as(key);
    isRefusal(t, await client.get('$export', ASYNC), { status: 403, says: /may not export/ });
  }
  const typed = await registrar.get('$export?_type=DocumentReference', ASYNC);
  isRefusal(t, typed, { status: 403 });
});

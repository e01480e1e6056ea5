/** `dossier copy`: a whole store moved between a folder and a database, and what it refuses. */
import { randomBytes } from 'node:crypto';
import t, { type Test } from 'tap';
import { loadConfiguration } from '../../fastify.config.js';
import { personaToken } from '../../src/app.js';
import { openSqlite } from '../../src/storage/sqlite/store.js';
import { aStream, put } from '../contract/store/builders.js';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { aFreshDatabase } from '../fixtures/mongo/database.js';
import {
  aDataDir,
  printed,
  run,
  serve,
  start,
  type Ended,
  type Environment,
} from '../fixtures/process.js';
import { clientOf, startServer, type TestClient } from '../fixtures/server.js';

const DOCUMENT_BYTES = 3_000_000;

function copy(t: Test, from: string, to: string, settings: Environment = {}): Promise<Ended> {
  return run(t, ['copy', '--from', from, '--to', to], settings);
}

/** A folder with the demonstration's dossiers and one of a document too large for the store. */
async function aFilledFolder(t: Test): Promise<{ dir: string; patient: string; bytes: Buffer }> {
  const dir = await aDataDir(t);
  const ends: (() => unknown)[] = [];
  const settings = { DATA_DIR: dir, MONGODB_URL: '' };
  const server = await startServer({ teardown: (end) => ends.push(end) }, { settings });
  const { patient } = await openDossier(server, { authorised: ['nurse'] });
  const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(DOCUMENT_BYTES)]);
  await push(server, 'nurse', aBundle(patient, [{ bytes, contentType: 'application/pdf' }]));
  await push(server, 'nurse', aBundle(patient));
  const tester = await server.as('tester');
  const home = (await tester.post('Patient', { resourceType: 'Patient' })).json();
  const code = { text: 'poids' };
  const subject = { reference: `Patient/${home.id}` };
  const chosen = { resourceType: 'Observation', id: 'chosen', status: 'final', code, subject };
  await tester.put('Observation/chosen', chosen);
  await tester.send('Observation/chosen', { method: 'DELETE' });
  // The demonstration's own story ends with this dossier: it is not told where it exists.
  await openDossier(server, { persona: 'notactivated', activated: false });
  for (const end of ends) await end();
  return { dir, patient, bytes };
}

/** Clients of a server on a store, ended before the store is looked at again. */
async function asking<T>(
  t: Test,
  settings: Environment,
  ask: (nurse: TestClient, tester: TestClient) => Promise<T>,
): Promise<T> {
  const server = await serve(t, { ...settings, LOG_LEVEL: 'silent' });
  const configuration = loadConfiguration({ ...settings, PORT: new URL(server.base).port });
  const [nurse, tester] = await Promise.all(
    ['nurse', 'tester'].map((key) => personaToken(configuration, key)),
  );
  const answer = await ask(clientOf(server.base, nurse), clientOf(server.base, tester));
  await server.end('SIGTERM');
  return answer;
}

t.test('a folder goes to a database and back, whole, and is served as before', async (t) => {
  const url = await aFreshDatabase(t);
  if (url === undefined) return;
  const { dir, patient, bytes } = await aFilledFolder(t);
  const [keys, back] = [await aDataDir(t), await aDataDir(t)];
  const there = await copy(t, dir, url, { DATA_DIR: keys });
  t.equal(there.status, 0, there.stderr);
  t.match(
    there.stdout,
    /^\d+ commits and \d+ blocks .* proved\. Root of all chains.*: [0-9a-f]{64}/,
  );
  const again = await copy(t, url, back, { DATA_DIR: keys });
  t.equal(again.stdout, there.stdout, 'the same ends of the same chains');
  for (const settings of [{ DATA_DIR: keys, MONGODB_URL: url }, { DATA_DIR: back }]) {
    t.match((await run(t, ['verify-audit'], settings)).stdout, 'the chains hold');
    await asking(t, settings, async (nurse, tester) => {
      t.equal((await tester.get('Observation/chosen')).status, 410, 'deleted, not unknown');
      const found = await nurse.get(`DocumentReference?patient=${patient}&_sort=date`);
      t.equal(found.json().total, 2);
      const attachments = found
        .json()
        .entry.map(
          (entry: { resource: { content: { attachment: { url: string; size: number } }[] } }) =>
            entry.resource.content[0]?.attachment,
        );
      const large = attachments.find(({ size }: { size: number }) => size === bytes.length);
      const answer = await nurse.get(large.url.replace(/^.*\/fhir\//, ''));
      t.ok(answer.bytes.equals(bytes), 'a document beside the store');
    });
  }
});

t.test('a copy that was killed is not served, and goes on when it is run again', async (t) => {
  const url = await aFreshDatabase(t);
  if (url === undefined) return;
  const [from, to] = [await aDataDir(t), await aDataDir(t)];
  await run(t, ['seed'], { DATA_DIR: from });
  const store = await openSqlite({ dir: from });
  const streams = Array.from({ length: 40 }, () => aStream());
  for (let n = 0; n < 30; n++)
    await Promise.all(streams.map((p) => put(store, p, { id: `r${n % 3}` })));
  await store.close();
  for (const [place, target] of [
    [from, url],
    [url, to],
  ] as const) {
    const settings = { DATA_DIR: from };
    const running = start(t, ['copy', '--from', place, '--to', target], settings);
    await printed(running, /commits/, 'stderr');
    await running.end('SIGKILL');
    const served = { DATA_DIR: target === url ? from : to };
    const refused = await run(t, ['serve'], {
      ...(target === url ? { ...served, MONGODB_URL: url } : served),
      PORT: '0',
    });
    t.match(refused, { status: 1, stderr: /a copy into the database is not finished/ });
    const whole = await copy(t, place, target, settings);
    t.match(whole, { status: 0, stdout: / proved\. / }, whole.stderr);
  }
});

t.test('copy refuses what would lose or mix data, in one line', async (t) => {
  const url = await aFreshDatabase(t);
  const other = await aFreshDatabase(t);
  if (url === undefined || other === undefined) return;
  const [dir, elsewhere] = [await aDataDir(t), await aDataDir(t)];
  for (const DATA_DIR of [dir, elsewhere]) await run(t, ['seed'], { DATA_DIR });
  const refusal = async (from: string, to: string, settings: Environment): Promise<string> => {
    const { status, stderr } = await copy(t, from, to, settings);
    t.equal(status, 1);
    t.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    return stderr;
  };
  const settings = { DATA_DIR: dir };
  t.match(await refusal(dir, dir, settings), 'the same place');
  t.match(await refusal(await aDataDir(t), url, settings), 'nothing is stored there');
  t.match(await refusal(dir, elsewhere, settings), 'is another key');
  t.equal((await copy(t, dir, url, settings)).status, 0);
  t.match(await refusal(dir, url, settings), 'the target is not empty');
  t.match(await refusal(url, dir, settings), 'the target is not empty');
  t.match(await refusal(elsewhere, url, { DATA_DIR: elsewhere }), 'other keys wrote it');
  t.match(await refusal(dir, 'mongodb://127.0.0.1:1/x', settings), /^mongodb:\/\/127.0.0.1:1\/x: /);
  const server = await serve(t, { ...settings, LOG_LEVEL: 'silent' });
  t.match(await refusal(dir, other, { DATA_DIR: await aDataDir(t) }), 'in use by a server');
  await server.end('SIGTERM');
});

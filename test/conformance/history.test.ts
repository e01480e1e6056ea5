/** Histories, ids V-01 to V-03. */
import t, { type Test } from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { somePatient } from '../fixtures/patients.js';
import { startServer, type Json, type TestClient } from '../fixtures/server.js';

const server = await startServer(t);
const tester = await server.as('tester');
const nurse = await server.as('nurse');
const { patient } = await openDossier(server, { authorised: ['nurse', 'neurologist'] });

/** A patient of the test space that was created, updated, patched and deleted. */
async function aLife(): Promise<string> {
  const created = (await tester.post('Patient', somePatient())).json();
  const path = `Patient/${created.id}`;
  await tester.put(path, { ...created, gender: 'male' });
  await tester.patch(path, [{ op: 'replace', path: '/gender', value: 'other' }]);
  await tester.send(path, { method: 'DELETE' });
  return path;
}

async function historyOf(client: TestClient, address: string): Promise<Json> {
  const answer = await client.get(address);
  if (answer.status !== 200) throw new Error(`${address}: ${answer.text}`);
  return answer.json();
}

/** Version and method of each entry. */
function told({ entry = [] }: Json): string {
  return entry
    .map(({ request, response }: Json) => `${response.etag.replace(/\D/g, '')} ${request.method}`)
    .join(', ');
}

t.test('V-01: a history has every version, newest first, and how each came about', async (t) => {
  const path = await aLife();
  const bundle = await historyOf(tester, `${path}/_history`);
  t.strictSame([bundle.resourceType, bundle.type, bundle.total], ['Bundle', 'history', 4]);
  t.equal(told(bundle), '4 DELETE, 3 PUT, 2 PUT, 1 POST');
  const genders = bundle.entry.map(({ resource }: Json) => resource?.gender);
  t.strictSame(genders, [undefined, 'other', 'male', 'female'], 'a deletion has no resource');
  for (const { fullUrl, request, response, resource } of bundle.entry) {
    t.equal(fullUrl, `${server.base}/${path}`);
    t.equal(request.url, request.method === 'POST' ? 'Patient' : path);
    t.match(response.status, /^20[014]/);
    t.match(response.lastModified, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    if (resource !== undefined) {
      t.equal(response.lastModified, resource.meta.lastUpdated);
      t.equal(response.etag, `W/"${resource.meta.versionId}"`);
    }
  }
  const times = bundle.entry.map(({ response }: Json) => response.lastModified);
  t.strictSame(times, [...times].sort().reverse());
});

t.test('V-01: so has that of a document, whose reader sees it', async (t) => {
  const { documents } = await push(server, 'nurse', aBundle(patient));
  const path = `DocumentReference/${documents[0]}`;
  const label = [{ op: 'replace', path: '/status', value: 'superseded' }];
  t.equal((await nurse.patch(path, label)).status, 200);
  const bundle = await historyOf(await server.as('neurologist'), `${path}/_history`);
  t.strictSame([told(bundle), bundle.total], ['2 PUT, 1 POST', 2]);
  isRefusal(t, await (await server.as('stranger')).get(`${path}/_history`), {
    status: [403, 404],
  });
});

t.test('V-02: of what never was there is none, of what is deleted there is one', async (t) => {
  isRefusal(t, await tester.get('Patient/never/_history'), { status: 404 });
  isRefusal(t, await nurse.get('DocumentReference/never/_history'), { status: 404 });
  const path = await aLife();
  isRefusal(t, await tester.get(path), { status: 410 });
  t.match(told(await historyOf(tester, `${path}/_history`)), /^4 DELETE/);
  const chosen = { resourceType: 'Practitioner', id: 'chosen' };
  await tester.put('Practitioner/chosen', chosen);
  await tester.send('Practitioner/chosen', { method: 'DELETE' });
  await tester.put('Practitioner/chosen', chosen);
  const again = await historyOf(tester, 'Practitioner/chosen/_history');
  t.match(told(again), /^3 PUT, 2 DELETE, 1 P/, 'and it goes on when it comes back');
});

/** An instant in the zone +02:00. */
function inParis(instant: string): string {
  return new Date(Date.parse(instant) + 7_200_000).toISOString().replace('Z', '+02:00');
}

/** What was written then or later, by `_since` in every spelling. */
async function isSince(t: Test, address: string): Promise<void> {
  const { entry } = await historyOf(tester, address);
  const since = entry[1].response.lastModified;
  const later = entry.filter(({ response }: Json) => response.lastModified >= since).length;
  for (const spelling of [
    since,
    encodeURIComponent(since),
    inParis(since),
    encodeURIComponent(inParis(since)),
  ]) {
    const found = await historyOf(tester, `${address}?_since=${spelling}`);
    t.strictSame([found.total, found.entry.length], [later, later], spelling);
    t.equal(found.entry.at(-1).response.lastModified, since, 'that instant is among them');
  }
}

t.test('V-03: _since is inclusive, in any zone, with its plus escaped or not', async (t) => {
  const path = await aLife();
  await isSince(t, `${path}/_history`);
  await isSince(t, 'Patient/_history');
  await isSince(t, '_history');
  const none = await historyOf(tester, `${path}/_history?_since=2999-01-01T00:00:00Z`);
  t.strictSame([none.total, none.entry], [0, undefined]);
});

t.test('V-03: _count limits a page, of one resource, of a type and of all', async (t) => {
  const path = await aLife();
  for (const address of [`${path}/_history`, 'Patient/_history', '_history']) {
    const whole = await historyOf(tester, address);
    const page = await historyOf(tester, `${address}?_count=3`);
    t.equal(page.entry.length, 3);
    t.equal(page.total, whole.total);
    t.equal(told(page), told({ entry: whole.entry.slice(0, 3) }));
    const { url } = page.link.find(({ relation }: Json) => relation === 'next');
    t.match(told(await historyOf(tester, url)), /^1 POST/);
    isRefusal(t, await tester.get(`${address}?_count=-1`), { status: 400 });
  }
});

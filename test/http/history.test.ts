/** History of one resource, of a type, of all: pages, times, deletions, and who is given what. */
import t from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { somePatient } from '../fixtures/patients.js';
import { startServer, type Json, type TestClient } from '../fixtures/server.js';

const server = await startServer(t);
const registrar = await server.as('registrar');
const tester = await server.as('tester');
const nurse = await server.as('nurse');
const { patient } = await openDossier(server, { authorised: ['neurologist'] });

async function made(client: TestClient, body: Json): Promise<string> {
  const answer = await client.post(body.resourceType, body);
  if (answer.status !== 201) throw new Error(answer.text);
  return `${body.resourceType}/${answer.json().id}`;
}

/** `Type/id version method` of each entry. */
function told(bundle: Json): string[] {
  return (bundle.entry ?? []).map(({ fullUrl, request, response }: Json) => {
    const name = fullUrl.slice(server.base.length + 1);
    return `${name} ${response.etag.replace(/\D/g, '')} ${request.method}`;
  });
}

/** All pages, from the first on. */
async function pagesOf(client: TestClient, path: string): Promise<Json[]> {
  const pages: Json[] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const answer = await client.get(next);
    if (answer.status !== 200) throw new Error(answer.text);
    pages.push(answer.json());
    next = pages.at(-1).link.find(({ relation }: Json) => relation === 'next')?.url;
  }
  return pages;
}

const a = await made(tester, { resourceType: 'Practitioner' });
const b = await made(tester, { resourceType: 'Practitioner', active: true });
await tester.put(a, { resourceType: 'Practitioner', id: a.split('/')[1], active: false });
await tester.send(b, { method: 'DELETE' });
const c = await made(tester, somePatient());
await made(registrar, { resourceType: 'Practitioner' });
const TYPE_HISTORY = [`${b} 2 DELETE`, `${a} 2 PUT`, `${b} 1 POST`, `${a} 1 POST`];

t.test('the history of a type has every version, newest first', async (t) => {
  const bundle = (await tester.get('Practitioner/_history')).json();
  t.equal(bundle.type, 'history');
  t.same(told(bundle), TYPE_HISTORY);
  t.equal(bundle.total, 4);
  t.equal(bundle.entry[0].resource, undefined);
  t.equal(bundle.entry[1].resource.active, false);
  t.equal(bundle.link[0].url, `${server.base}/Practitioner/_history`);
});

t.test('the history of all has every type', async (t) => {
  const bundle = (await tester.get('_history')).json();
  t.same(told(bundle), [`${c} 1 POST`, ...TYPE_HISTORY]);
  t.equal(bundle.total, 5);
});

t.test('its pages give every version once, with the exact total', async (t) => {
  for (const [path, expected] of [
    ['Practitioner/_history', TYPE_HISTORY],
    ['_history', [`${c} 1 POST`, ...TYPE_HISTORY]],
  ] as const) {
    const pages = await pagesOf(tester, `${path}?_count=2`);
    t.same(pages.flatMap(told), expected);
    for (const page of pages) t.equal(page.total, expected.length);
  }
  const none = (await tester.get('Practitioner/_history?_count=0')).json();
  t.equal(none.total, 4);
  t.equal(none.entry, undefined);
});

t.test('_since gives what was written then or later', async (t) => {
  const entries = (await tester.get('Practitioner/_history')).json().entry;
  const since = encodeURIComponent(entries[0].response.lastModified);
  const bundle = (await tester.get(`Practitioner/_history?_since=${since}`)).json();
  t.equal(told(bundle)[0], `${b} 2 DELETE`);
  t.equal(bundle.total, told(bundle).length);
  t.equal((await tester.get('_history?_since=2999-01-01')).json().total, 0);
  for (const query of ['_since=yesterday', '_count=many', '_at=2020']) {
    isRefusal(t, await tester.get(`_history?${query}`), { status: 400, says: /_\w+:/ });
  }
});

t.test('the history of one resource has pages and times too', async (t) => {
  const path = await made(tester, { resourceType: 'Organization', name: 'a' });
  const body = (await tester.get(path)).json();
  for (const name of ['b', 'c']) await tester.put(path, { ...body, name });
  const pages = await pagesOf(tester, `${path}/_history?_count=1`);
  t.same(pages.flatMap(told), [`${path} 3 PUT`, `${path} 2 PUT`, `${path} 1 POST`]);
  for (const page of pages) t.equal(page.total, 3);
  const now = encodeURIComponent(new Date(Date.now() + 60_000).toISOString());
  t.same(told((await tester.get(`${path}/_history?_at=${now}`)).json()), [`${path} 3 PUT`]);
  t.equal((await tester.get(`${path}/_history?_at=1999`)).json().total, 0);
  t.equal((await tester.get(`${path}/_history?_since=2999`)).json().total, 0);
});

t.test('a page link is of no use elsewhere, nor to another', async (t) => {
  const [first] = await pagesOf(tester, 'Practitioner/_history?_count=2');
  const { url } = first.link.find(({ relation }: Json) => relation === 'next');
  isRefusal(t, await registrar.get(url), { status: 400, says: /page link/ });
  const elsewhere = url.replace('Practitioner/_history', '_history');
  isRefusal(t, await tester.get(elsewhere), { status: 400, says: /page link/ });
});

t.test('the registrar is given what they keep, others the directory', async (t) => {
  await push(server, 'nurse', aBundle(patient));
  const all = (await registrar.get('_history?_count=100')).json();
  const types = new Set(told(all).map((line) => line.split('/')[0]));
  t.ok(types.has('Patient'));
  for (const type of ['DocumentReference', 'List', 'Consent']) {
    t.notOk(types.has(type), type);
    isRefusal(t, await registrar.get(`${type}/_history`), { status: 403 });
    isRefusal(t, await nurse.get(`${type}/_history`), { status: 403 });
  }
  t.notOk(
    told(all).some((line) => line.startsWith(a)),
    'nothing of the test space',
  );
  isRefusal(t, await nurse.get('Patient/_history'), { status: 403 });
  isRefusal(t, await nurse.get('_history'), { status: 403 });
  const directory = (await nurse.get('Practitioner/_history')).json();
  t.ok(directory.total > 0);
  isRefusal(t, await tester.get('AuditEvent/_history'), { status: 403 });
});

t.test('a history leaves its trace', async (t) => {
  await tester.get('Practitioner/_history?_count=3');
  const trace = (
    await tester.get('AuditEvent?subtype=history-type,history,history-instance')
  ).json();
  t.ok(JSON.stringify(trace).includes('Practitioner/_history?_count=3'));
});

t.test('the history of Binaries is that of a type, for who sees across dossiers', async (t) => {
  const raw = { 'content-type': 'text/plain' };
  const sent = await tester.send('Binary', { method: 'POST', headers: raw, body: 'a' });
  const binary = String(sent.headers.get('location'))
    .slice(server.base.length + 1)
    .split('/_')[0];
  const bundle = (await tester.get('Binary/_history?_count=1')).json();
  t.same(told(bundle), [`${binary} 1 POST`]);
  t.equal(bundle.entry[0].resource.contentType, 'text/plain');
  t.equal(bundle.link[0].url, `${server.base}/Binary/_history?_count=1`);
  await tester.send(String(binary), { method: 'DELETE' });
  t.same(told((await tester.get('Binary/_history')).json())[0], `${binary} 2 DELETE`);
  isRefusal(t, await nurse.get('Binary/_history'), { status: 403 });
  isRefusal(t, await registrar.get('Binary/_history'), { status: 403 });
  const posted = await tester.send('Binary/_history', { method: 'POST', body: '' });
  t.equal(posted.headers.get('allow'), 'GET, HEAD');
});

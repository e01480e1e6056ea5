/** How answers are given, ids H-43 to H-60: conditional reads, HEAD, methods, fidelity, browsers. */
import t from 'tap';
import { openDossier } from '../fixtures/dossier.js';
import { isRefusal, issuesOf } from '../fixtures/outcome.js';
import { somePatient } from '../fixtures/patients.js';
import { headOf, sendRaw } from '../fixtures/raw.js';
import { startServer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const registrar = await server.as('registrar');
const tester = await server.as('tester');
const nobody = server.withToken(undefined);
const { patient } = await openDossier(server, { authorised: ['neurologist'] });

async function made(body: Json): Promise<Json> {
  const answer = await tester.post(body.resourceType, body);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.json();
}

t.test('H-43: _pretty gives the same in lines', async (t) => {
  const extension = [anExtension('1.00'), anExtension('1e3')];
  const { id } = (await tester.post('Patient', numbered(somePatient({ extension })))).json();
  const plain = await tester.get(`Patient/${id}`);
  const pretty = await tester.get(`Patient/${id}?_pretty=true`);
  t.notMatch(plain.text, /\n/);
  t.match(pretty.text, /^\{\n {2}"resourceType": "Patient",\n/);
  t.same(pretty.json(), plain.json());
  t.match(pretty.text, /"value": 1\.00\n/, 'numbers keep their text');
  const search = await tester.get(`Patient?_id=${id}&_pretty=true`);
  t.match(search.text, /^\{\n/);
  t.equal((await tester.get(`Patient/${id}?_pretty=false`)).text, plain.text);
});

t.test('H-46: without Prefer a success is never told by an OperationOutcome', async (t) => {
  const created = await tester.post('Patient', somePatient());
  const path = `Patient/${created.json().id}`;
  const updated = await tester.put(path, created.json());
  const patched = await tester.patch(path, [{ op: 'add', path: '/gender', value: 'other' }]);
  for (const answer of [created, updated, patched]) {
    t.equal(answer.json().resourceType, 'Patient');
  }
});

t.test('H-47: what the client has is not sent again', async (t) => {
  const first = await made(somePatient());
  const path = `Patient/${first.id}`;
  const read = await tester.get(path);
  const known = { 'if-none-match': String(read.headers.get('etag')) };
  const since = (at: number) => ({ 'if-modified-since': new Date(at).toUTCString() });
  const written = Date.parse(String(read.headers.get('last-modified')));
  for (const headers of [known, { 'if-none-match': '"9", W/"1"' }, since(written + 60_000)]) {
    const answer = await tester.get(path, headers);
    t.equal(answer.status, 304);
    t.equal(answer.text, '');
    t.equal(answer.headers.get('etag'), 'W/"1"');
  }
  t.equal((await tester.get(path, since(written))).status, 304);
  t.equal((await tester.get(path, since(written - 60_000))).status, 200);
  t.equal((await tester.get(path, { 'if-none-match': 'W/"9"' })).status, 200);
  t.equal((await tester.get(path, { 'if-modified-since': 'yesterday' })).status, 200);
  const both = { ...since(written + 60_000), 'if-none-match': 'W/"9"' };
  t.equal((await tester.get(path, both)).status, 200, 'If-None-Match decides');

  const second = await tester.put(path, first);
  t.equal((await tester.get(path, known)).status, 200, 'changed since');
  const at = Date.parse(String(second.headers.get('last-modified')));
  t.equal((await tester.get(path, since(at))).status, 200, 'it may have been another a moment ago');
  isRefusal(t, await tester.get('Patient/unknown', known), { status: 404 });
});

t.test('H-48: HEAD is GET without its body', async (t) => {
  const { id } = await made(somePatient());
  const paths = [
    `Patient/${id}`,
    `Patient/${id}/_history/1`,
    `Patient/${id}/_history`,
    `Patient?_id=${id}`,
    'metadata',
    'Patient/unknown',
  ];
  for (const path of paths) {
    const [get, head] = [await tester.get(path), await tester.send(path, { method: 'HEAD' })];
    t.equal(head.status, get.status, path);
    t.equal(head.text, '');
    for (const name of ['content-type', 'etag', 'last-modified']) {
      t.equal(head.headers.get(name), get.headers.get(name), `${path}: ${name}`);
    }
  }
});

t.test('H-50: a method that an address has not is 405, with those it has', async (t) => {
  const cases = [
    ['POST', 'Patient/1', 'GET, HEAD, PUT, PATCH, DELETE'],
    ['OPTIONS', 'Patient', 'GET, HEAD, POST, PUT, PATCH, DELETE'],
    ['GET', 'Patient/_search', 'POST'],
    ['PUT', 'Patient/1/_history/1', 'GET, HEAD'],
    ['DELETE', 'AuditEvent/1', 'GET, HEAD'],
  ] as const;
  for (const [method, path, allow] of cases) {
    const answer = await tester.send(path, { method });
    isRefusal(t, answer, { status: 405 });
    t.equal(answer.headers.get('allow'), allow, `${method} ${path}`);
  }
  const trace = headOf('TRACE /fhir/Patient/1', { authorization: `Bearer ${tester.token}` });
  t.equal((await sendRaw(server.base, [trace])).status, 405);
  const nurse = await server.as('nurse');
  const refused = await nurse.send('DocumentReference/1', { method: 'DELETE' });
  isRefusal(t, refused, { status: 405 });
  t.equal(refused.headers.get('allow'), 'GET, HEAD, PATCH');
});

t.test('H-53: a request keeps its id, into the trace', async (t) => {
  const own = await server.as('patient');
  const answer = await own.get(`Patient/${patient}`, { 'x-request-id': 'my-request.1' });
  t.equal(answer.headers.get('x-request-id'), 'my-request.1');
  const trace = await own.get('AuditEvent?_count=3');
  t.match(trace.text, '"value":"my-request.1"');
  const bad = await own.get(`Patient/${patient}`, { 'x-request-id': 'a b' });
  t.match(bad.headers.get('x-request-id'), /^[0-9a-f-]{36}$/);
});

function anExtension(value: string): Json {
  return { url: 'https://example.org/q', valueQuantity: { value: `§${value}` } };
}

/** The JSON of a body, whose numbers are written as they stand. */
function numbered(body: Json): string {
  return JSON.stringify(body).replace(/"§([^"]*)"/g, '$1');
}

t.test('H-54: decimals keep their text', async (t) => {
  const values = ['1.00', '0.010', '1e3', '123456789.123456789', '-0.0'];
  const body = numbered(somePatient({ extension: values.map(anExtension) }));
  const answer = await tester.post('Patient', body);
  t.equal(answer.status, 201, answer.text);
  const { text } = await tester.get(`Patient/${answer.json().id}`);
  for (const value of values) t.ok(text.includes(`"value":${value}}`), value);
});

t.test('H-55: texts and dates come back as they were sent', async (t) => {
  const family = 'É e\u0301 👩🏽‍⚕️ \u2028 ﬁn';
  for (const birthDate of ['1980', '1980-02', '0962-01-01']) {
    const sent = somePatient({
      ...{ birthDate, name: [{ family }] },
      extension: [
        { url: 'https://example.org/d', valueDateTime: '2020-02-29T23:59:59.120+14:00' },
        { url: 'https://example.org/i', valueInstant: '2020-01-01T00:00:00.000-00:30' },
      ],
    });
    const { id } = await made(sent);
    const got = (await tester.get(`Patient/${id}`)).json();
    t.equal(got.birthDate, birthDate);
    t.equal(got.name[0].family, family);
    t.same(got.extension, sent.extension);
  }
});

t.test('H-56: nothing empty is taken, and nothing empty is given', async (t) => {
  const empties = [{ gender: null }, { name: [] }, { maritalStatus: {} }, { language: '' }];
  for (const more of empties) {
    const answer = await tester.post('Patient', somePatient(more));
    isRefusal(t, answer, { status: 400 });
  }
  const { id } = await made(somePatient());
  t.notMatch((await tester.get(`Patient/${id}`)).text, /:(null|\[\]|\{\}|"")/);
});

t.test('H-57: extensions of primitives and contained resources come back', async (t) => {
  const sent = somePatient({
    birthDate: '1980-01-02',
    _birthDate: { extension: [{ url: 'https://example.org/t', valueTime: '10:00:00' }] },
    contained: [{ resourceType: 'Organization', id: 'o', name: 'Cabinet' }],
    managingOrganization: { reference: '#o' },
  });
  const { id } = await made(sent);
  const got = (await tester.get(`Patient/${id}`)).json();
  t.same(got._birthDate, sent._birthDate);
  t.same(got.contained, sent.contained);
});

t.test('H-59: a page of another origin may call', async (t) => {
  const origin = 'https://app.example.org';
  const preflight = await nobody.send('Patient', {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'PUT' },
  });
  t.equal(preflight.status, 204);
  t.equal(preflight.headers.get('access-control-allow-origin'), '*');
  for (const method of ['PUT', 'PATCH', 'DELETE']) {
    t.match(preflight.headers.get('access-control-allow-methods'), method);
  }
  for (const name of ['Authorization', 'If-Match', 'Prefer']) {
    t.match(preflight.headers.get('access-control-allow-headers'), name);
  }
  for (const answer of [
    await nobody.get('metadata', { origin }),
    await nobody.get('x', { origin }),
  ]) {
    t.equal(answer.headers.get('access-control-allow-origin'), '*');
    for (const name of ['ETag', 'Location', 'Last-Modified', 'Link']) {
      t.match(answer.headers.get('access-control-expose-headers'), name);
    }
  }
  t.equal((await nobody.get('metadata')).headers.get('access-control-allow-origin'), null);
});

t.test('H-60: the base, with a slash at its end, and whatever host is named', async (t) => {
  const { id } = await made(somePatient());
  t.equal((await tester.get(`Patient/${id}/`)).status, 200);
  t.equal((await nobody.get('metadata/')).status, 200);
  isRefusal(t, await tester.post(`${server.base}/`, {}), { status: 400 });
  const spoofed = headOf('GET /fhir/metadata', {
    ...{ host: 'evil.example.org', 'x-forwarded-host': 'evil.example.org' },
    'x-forwarded-proto': 'https',
  });
  const answer = await sendRaw(server.base, [spoofed]);
  t.equal(answer.status, 200);
  t.notMatch(answer.body, 'evil');
  const created = await registrar.post('Practitioner', { resourceType: 'Practitioner' });
  t.match(created.headers.get('location'), new RegExp(`^${server.base}/Practitioner/`));
  t.equal(issuesOf(await tester.get('Patient/none')).length, 1);
});

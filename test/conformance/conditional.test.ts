/** Version-aware, conditional and partial changes, ids H-20 to H-23 and H-31 to H-38. */
import t, { type Test } from 'tap';
import { isRefusal } from '../fixtures/outcome.js';
import { somePatient } from '../fixtures/patients.js';
import { theXml } from '../fixtures/profiles.js';
import { startServer, type Json, type TestClient } from '../fixtures/server.js';

const server = await startServer(t);
const registrar = await server.as('registrar');
const tester = await server.as('tester');

const SYSTEM = 'https://example.org/staff';
let count = 0;

/** One test for each of the two callers. */
function forBoth(name: string, run: (t: Test, client: TestClient) => Promise<void>): void {
  t.test(name, async (t) => {
    await t.test('by the registrar', (t) => run(t, registrar));
    await t.test('by the tester in the test space', (t) => run(t, tester));
  });
}

function aPractitioner(value = `number-${count++}`): Json {
  return {
    resourceType: 'Practitioner',
    identifier: [{ system: SYSTEM, value }],
    name: [{ family: 'Garnier' }],
  };
}

async function made(client: TestClient, body: Json): Promise<Json> {
  const answer = await client.post(body.resourceType, body);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.json();
}

function by(value: string): string {
  return `Practitioner?identifier=${encodeURIComponent(SYSTEM)}%7C${value}`;
}

function valueOf(resource: Json): string {
  return resource.identifier[0].value;
}

async function totalOf(client: TestClient, value: string): Promise<number> {
  return ((await client.get(by(value))).json().entry ?? []).length;
}

const remove = (client: TestClient, path: string) => client.send(path, { method: 'DELETE' });

forBoth('H-20, H-21: an update names the version it is of', async (t, client) => {
  const first = await made(client, aPractitioner());
  const path = `Practitioner/${first.id}`;
  const match = (value: string) => client.put(path, first, { 'if-match': value });
  t.equal((await match('W/"1"')).status, 200);
  isRefusal(t, await match('W/"1"'), { status: 412 });
  t.equal((await client.get(path)).json().meta.versionId, '2', 'unchanged');
  t.equal((await match('W/"2"')).status, 200);
  t.equal((await match('"3"')).status, 200, 'a strong one will do');
  isRefusal(t, await match('four'), { status: 400, says: /If-Match/ });
});

forBoth('H-22: If-None-Match keeps an update from what is there', async (t, client) => {
  const first = await made(client, aPractitioner());
  const path = `Practitioner/${first.id}`;
  const match = (value: string) => client.put(path, first, { 'if-none-match': value });
  isRefusal(t, await match('*'), { status: 412 });
  isRefusal(t, await match('W/"1"'), { status: 412 });
  isRefusal(t, await match('any'), { status: 400, says: /If-None-Match/ });
  t.equal((await match('W/"7"')).status, 200);
  const fresh = `fresh-${count++}`;
  const body = { ...aPractitioner(), id: fresh };
  const put = () => client.put(`Practitioner/${fresh}`, body, { 'if-none-match': '*' });
  t.equal((await put()).status, 201);
  isRefusal(t, await put(), { status: 412 });
});

forBoth('H-23: of two parallel updates of one version, one is refused', async (t, client) => {
  const first = await made(client, aPractitioner());
  const put = () => client.put(`Practitioner/${first.id}`, first, { 'if-match': 'W/"1"' });
  const answers = await Promise.all([put(), put()]);
  t.same(answers.map(({ status }) => status).sort(), [200, 412]);
});

forBoth('H-31: an update by a condition creates, updates or is refused', async (t, client) => {
  const body = aPractitioner();
  const value = valueOf(body);
  const created = await client.put(by(value), body);
  t.equal(created.status, 201, 'none matches');
  const { id } = created.json();
  const updated = await client.put(by(value), { ...body, active: true });
  t.equal(updated.status, 200, 'one matches');
  t.equal(updated.json().id, id, 'and keeps its id');
  t.equal(updated.headers.get('etag'), 'W/"2"');
  t.equal((await client.put(by(value), { ...body, id })).status, 200, 'its own id may be sent');
  const other = await client.put(by(value), { ...body, id: 'other' });
  isRefusal(t, other, { status: 400, says: /another id/, expression: 'Practitioner.id' });
  const stale = await client.put(by(value), body, { 'if-match': 'W/"1"' });
  isRefusal(t, stale, { status: 412 });
  isRefusal(t, await client.put(by(value), body, { 'if-none-match': '*' }), { status: 412 });

  await made(client, aPractitioner(value));
  isRefusal(t, await client.put(by(value), body), { status: 412, says: /Several/ });
  isRefusal(t, await client.put('Practitioner', body), { status: 412, says: /at least one/ });
  isRefusal(t, await client.put('Practitioner?colour=x', body), { status: 400 });
});

forBoth('H-31: where none matches, the id of the body is taken', async (t, client) => {
  const body = aPractitioner();
  const id = `mine-${count++}`;
  const created = await client.put(by(valueOf(body)), { ...body, id });
  t.equal(created.status, 201);
  t.equal(created.json().id, id);
  const another = aPractitioner();
  const taken = await client.put(by(valueOf(another)), { ...another, id });
  isRefusal(t, taken, { status: 412 });
  t.same((await client.get(`Practitioner/${id}`)).json().identifier, body.identifier);
});

forBoth('H-31: parallel updates by one condition yield one resource', async (t, client) => {
  const body = aPractitioner();
  const put = () => client.put(by(valueOf(body)), body);
  const answers = await Promise.all([put(), put(), put(), put()]);
  t.same(answers.map(({ status }) => status).sort(), [200, 200, 200, 201]);
  t.equal(await totalOf(client, valueOf(body)), 1);
});

forBoth('H-32: a delete by a condition deletes one, or nothing', async (t, client) => {
  const { identifier, id } = await made(client, aPractitioner());
  const value = identifier[0].value;
  t.equal((await remove(client, by(value))).status, 204);
  isRefusal(t, await client.get(`Practitioner/${id}`), { status: 410 });
  t.equal((await remove(client, by(value))).status, 204, 'none matches');
  for (const _ of [1, 2]) await made(client, aPractitioner(value));
  isRefusal(t, await remove(client, by(value)), { status: 412, says: /Several/ });
  t.equal(await totalOf(client, value), 2, 'both are there');
  isRefusal(t, await remove(client, 'Practitioner'), { status: 412 });
  isRefusal(t, await remove(client, 'Practitioner?colour=x'), { status: 400 });
});

const JSON_PATCH = [{ op: 'replace', path: '/name/0/family', value: 'Roussel' }];

forBoth('H-33, H-34, H-35: a patch is applied whole, or not at all', async (t, client) => {
  const { id } = await made(client, aPractitioner());
  const path = `Practitioner/${id}`;
  const patched = await client.patch(path, JSON_PATCH);
  t.equal(patched.status, 200);
  t.equal(patched.json().name[0].family, 'Roussel');
  t.equal(patched.headers.get('etag'), 'W/"2"');
  const refused = [
    [422, [...JSON_PATCH, { op: 'test', path: '/name/0/family', value: 'Garnier' }]],
    [422, [{ op: 'replace', path: '/id', value: 'other' }]],
    [422, [{ op: 'replace', path: '/resourceType', value: 'Patient' }]],
    [422, [{ op: 'remove', path: '/nothing' }]],
    [400, [{ op: 'add', path: '/colour', value: 'blue' }]],
    [400, [{ op: 'add', path: '/gender', value: 'blue' }]],
    [400, { op: 'add' }],
  ] as const;
  for (const [status, operations] of refused) {
    isRefusal(t, await client.patch(path, operations), { status });
  }
  isRefusal(t, await client.patch(path, JSON_PATCH, { 'if-match': 'W/"1"' }), { status: 412 });
  t.equal((await client.get(path)).json().meta.versionId, '2', 'unchanged');
  t.equal((await client.patch(path, JSON_PATCH, { 'if-match': 'W/"2"' })).status, 200);
  isRefusal(t, await client.patch('Practitioner/unknown', JSON_PATCH), { status: 404 });
});

t.test('H-34: a patch does not take a mandatory element away', async (t) => {
  const { id } = await made(tester, somePatient());
  const subject = { reference: `Patient/${id}` };
  const list = await made(tester, {
    ...{ resourceType: 'List', status: 'current', mode: 'working', subject },
  });
  const path = `List/${list.id}`;
  isRefusal(t, await tester.patch(path, [{ op: 'remove', path: '/mode' }]), { status: 400 });
  const other = [{ op: 'replace', path: '/subject/reference', value: 'Patient/other' }];
  isRefusal(t, await tester.patch(path, other), { status: 422 });
  const title = [{ op: 'add', path: '/title', value: 'x' }];
  t.equal((await tester.patch(path, title)).json().title, 'x');
});

forBoth('H-36: a patch by a condition', async (t, client) => {
  const { identifier, id } = await made(client, aPractitioner());
  const value = identifier[0].value;
  const patched = await client.patch(by(value), JSON_PATCH);
  t.equal(patched.status, 200);
  t.equal(patched.json().id, id);
  isRefusal(t, await client.patch(by('nobody'), JSON_PATCH), { status: 404 });
  await made(client, aPractitioner(value));
  isRefusal(t, await client.patch(by(value), JSON_PATCH), { status: 412, says: /Several/ });
});

forBoth('H-37: a patch of another media type is 415', async (t, client) => {
  const { id } = await made(client, aPractitioner());
  for (const type of ['application/json', 'text/plain']) {
    const answer = await client.patch(`Practitioner/${id}`, JSON_PATCH, { 'content-type': type });
    isRefusal(t, answer, { status: 415, says: /json-patch/ });
  }
});

const FHIRPATH = {
  resourceType: 'Parameters',
  parameter: [
    {
      name: 'operation',
      part: [
        { name: 'type', valueCode: 'replace' },
        { name: 'path', valueString: 'Practitioner.name[0].family' },
        { name: 'value', valueString: 'Roussel' },
      ],
    },
  ],
};
const XML_PATCH = `<diff xmlns:f="http://hl7.org/fhir"><replace sel="f:Practitioner/f:name/f:family/@value">Roussel</replace></diff>`;

forBoth('H-38: FHIRPath Patch and XML Patch do the same', async (t, client) => {
  const bodies = [
    ['application/fhir+json', FHIRPATH],
    ['application/fhir+xml', theXml().write(FHIRPATH)],
    ['application/xml-patch+xml', XML_PATCH],
  ] as const;
  for (const [type, body] of bodies) {
    const { id } = await made(client, aPractitioner());
    const answer = await client.patch(`Practitioner/${id}`, body, { 'content-type': type });
    t.equal(answer.status, 200, `${type}: ${answer.text}`);
    t.equal(answer.json().name[0].family, 'Roussel');
  }
});

t.test('whoever may not write a type changes nothing of it, by a condition neither', async (t) => {
  const nurse = await server.as('nurse');
  const { identifier, id } = await made(registrar, aPractitioner());
  const value = identifier[0].value;
  isRefusal(t, await nurse.patch(`Practitioner/${id}`, JSON_PATCH), { status: 403 });
  isRefusal(t, await nurse.patch(by(value), JSON_PATCH), { status: 403 });
  isRefusal(t, await nurse.put(by(value), aPractitioner(value)), { status: 403 });
  isRefusal(t, await nurse.put(by('new'), aPractitioner('new')), { status: 403 });
  isRefusal(t, await remove(nurse, by(value)), { status: 403 });
  isRefusal(t, await remove(nurse, 'DocumentReference?identifier=x'), { status: 405 });
  isRefusal(
    t,
    await nurse.put('DocumentReference?identifier=x|y', {
      resourceType: 'DocumentReference',
    }),
    { status: 405 },
  );
  t.equal((await registrar.get(`Practitioner/${id}`)).json().meta.versionId, '1');
});

/** FHIR delete, ids H-10, H-14, H-19 and H-24 to H-27, and what it leaves behind. */
import t, { type Test } from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { freshIns, somePatient } from '../fixtures/patients.js';
import { startServer, type Answer, type Json, type TestClient } from '../fixtures/server.js';
import { verifyStore } from '../../src/app.js';

const server = await startServer(t);
const registrar = await server.as('registrar');
const tester = await server.as('tester');
const { patient } = await openDossier(server, { authorised: ['neurologist'] });

/** One test for each of the two callers. */
function forBoth(name: string, run: (t: Test, client: TestClient) => Promise<void>): void {
  t.test(name, async (t) => {
    await t.test('by the registrar', (t) => run(t, registrar));
    await t.test('by the tester in the test space', (t) => run(t, tester));
  });
}

async function remove(
  client: TestClient,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return client.send(path, { method: 'DELETE', headers });
}

async function made(client: TestClient, body: Json): Promise<Json> {
  const answer = await client.post(body.resourceType, body);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.json();
}

let family = 0;
function aPractitioner(): Json {
  return { resourceType: 'Practitioner', name: [{ family: `Effacé${family++}` }] };
}

forBoth('H-10, H-24, H-26: what is deleted is gone, and no search finds it', async (t, client) => {
  const ins = freshIns();
  for (const body of [aPractitioner(), somePatient({ identifier: [ins] })]) {
    const { resourceType, id } = await made(client, body);
    const answer = await remove(client, `${resourceType}/${id}`);
    t.equal(answer.status, 204);
    t.equal(answer.text, '');
    t.equal(answer.headers.get('content-type'), null);
    t.equal(answer.headers.get('etag'), 'W/"2"');
    isRefusal(t, await client.get(`${resourceType}/${id}`), { status: 410, says: /deleted/ });
    const found = await client.get(`${resourceType}?_id=${id}`);
    t.equal(found.json().total ?? 0, 0);
    t.equal(found.json().entry, undefined);
  }
  const query = `identifier=${encodeURIComponent(`${ins.system}|${ins.value}`)}`;
  t.equal((await client.get(`Patient?${query}`)).json().entry, undefined);
  const again = await client.post('Patient', somePatient({ identifier: [ins] }));
  t.equal(again.status, 201, 'its identity is free');
});

forBoth('H-14: the version that deletes is gone, those before it are read', async (t, client) => {
  const { id } = await made(client, aPractitioner());
  const first = await client.get(`Practitioner/${id}`);
  await remove(client, `Practitioner/${id}`);
  isRefusal(t, await client.get(`Practitioner/${id}/_history/2`), { status: 410 });
  isRefusal(t, await client.get(`Practitioner/${id}/_history/3`), { status: 404 });
  const before = await client.get(`Practitioner/${id}/_history/1`);
  t.equal(before.status, 200);
  t.equal(before.text, first.text);
  const history = (await client.get(`Practitioner/${id}/_history`)).json();
  t.equal(history.total, 2);
  t.same(
    history.entry.map(({ request, response }: Json) => [request.method, response.status]),
    [
      ['DELETE', '204'],
      ['POST', '201'],
    ],
  );
  t.equal(history.entry[0].resource, undefined);
});

forBoth(
  'H-19: an update of what is deleted brings it back, as the next version',
  async (t, client) => {
    for (const body of [aPractitioner(), somePatient()]) {
      const { resourceType, id } = await made(client, body);
      const path = `${resourceType}/${id}`;
      await remove(client, path);
      const answer = await client.put(path, { ...body, id });
      t.equal(answer.status, 201);
      t.equal(answer.headers.get('etag'), 'W/"3"');
      t.match(answer.headers.get('location'), new RegExp(`${path}/_history/3$`));
      t.equal((await client.get(path)).json().meta.versionId, '3');
      t.equal((await client.get(`${resourceType}?_id=${id}`)).json().entry.length, 1);
      t.equal((await client.put(path, { ...body, id })).status, 200, 'and the next is an update');
    }
  },
);

t.test('H-19: an id that a client chose is deleted and brought back', async (t) => {
  for (const type of ['Practitioner', 'Patient', 'List']) {
    const body = type === 'List' ? await aList() : { resourceType: type };
    const path = `${type}/chosen-${type}`;
    t.equal((await tester.put(path, { ...body, id: `chosen-${type}` })).status, 201, path);
    t.equal((await remove(tester, path)).status, 204);
    isRefusal(t, await tester.get(path), { status: 410 });
    t.equal((await remove(tester, path)).status, 204);
    const back = await tester.put(path, { ...body, id: `chosen-${type}` });
    t.equal(back.headers.get('etag'), 'W/"3"', path);
  }
});

async function aList(): Promise<Json> {
  const { id } = await made(tester, somePatient());
  return {
    resourceType: 'List',
    status: 'current',
    mode: 'working',
    subject: { reference: `Patient/${id}` },
  };
}

forBoth('H-25: deleting what is not there, or no more, is done already', async (t, client) => {
  const { id } = await made(client, aPractitioner());
  t.equal((await remove(client, `Practitioner/${id}`)).status, 204);
  for (const path of [`Practitioner/${id}`, 'Practitioner/unknown', 'Patient/unknown']) {
    t.equal((await remove(client, path)).status, 204, path);
  }
  isRefusal(t, await client.get(`Practitioner/${id}/_history/3`), { status: 404 });
  const told = await remove(client, `Practitioner/${id}`, { prefer: 'return=OperationOutcome' });
  t.equal(told.status, 200);
  t.match(told.json().issue[0].diagnostics, /nothing to delete/);
});

t.test('H-27: the Patient of a dossier that holds something is not deleted', async (t) => {
  isRefusal(t, await remove(registrar, `Patient/${patient}`), { status: 409, says: /not empty/ });
  t.equal((await registrar.get(`Patient/${patient}`)).status, 200);
  const { subject } = await aList().then(async (body) => made(tester, body));
  t.equal(
    (await remove(tester, subject.reference)).status,
    204,
    'nor is this held in the test space',
  );
});

t.test('a deletion says which version it is of', async (t) => {
  const { id } = await made(registrar, aPractitioner());
  const path = `Practitioner/${id}`;
  isRefusal(t, await remove(registrar, path, { 'if-match': 'W/"2"' }), { status: 412 });
  isRefusal(t, await remove(registrar, path, { 'if-match': 'two' }), { status: 400 });
  t.equal((await registrar.get(path)).status, 200);
  t.equal((await remove(registrar, path, { 'if-match': 'W/"1"' })).status, 204);
});

t.test('whoever may not delete a type is refused, whether there is anything or not', async (t) => {
  const nurse = await server.as('nurse');
  const own = await server.as('patient');
  const { documents, lists, binaries } = await push(server, 'nurse', aBundle(patient));
  const { id } = await made(registrar, aPractitioner());
  const consent = (await own.get('Consent')).json().entry[0].resource.id;
  const cases = [
    [nurse, `DocumentReference/${documents[0]}`, 405],
    [own, `DocumentReference/${documents[0]}`, 405],
    [nurse, 'DocumentReference/unknown', 405],
    [nurse, `List/${lists[0]}`, 405],
    [nurse, `Binary/${binaries[0]}`, 405],
    [registrar, `Binary/${binaries[0]}`, 405],
    [nurse, `Practitioner/${id}`, 403],
    [nurse, 'Practitioner/unknown', 403],
    [own, `Consent/${consent}`, 403],
    [own, `Patient/${patient}`, 403],
    [tester, 'AuditEvent/1', 405],
  ] as const;
  for (const [client, path, status] of cases) {
    isRefusal(t, await remove(client, path), { status });
  }
  t.equal((await remove(tester, `DocumentReference/${documents[0]}`)).status, 204, 'unknown to it');
  t.equal((await nurse.get(`DocumentReference/${documents[0]}`)).status, 200);
  t.equal((await registrar.get(`Practitioner/${id}`)).status, 200);
});

t.test('a deletion leaves its trace', async (t) => {
  const body = await aList();
  const { id } = await made(tester, body);
  await remove(tester, `List/${id}`);
  const events = await tester.get(`AuditEvent?patient=${body.subject.reference.slice(8)}&action=D`);
  const event = events.json().entry[0].resource;
  t.equal(event.subtype[0].code, 'delete');
  t.ok(event.entity.some(({ what }: Json) => what?.reference?.endsWith(`List/${id}`)));
});

t.test('a store that holds deletions is proven', async (t) => {
  const faults: string[] = [];
  await verifyStore(server.configuration, { fault: (line) => faults.push(line) });
  t.same(faults, []);
});

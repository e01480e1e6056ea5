/**
 * FHIR over HTTP, ids H-01 to H-18: creating, reading, versions, updating. Each holds for the
 * registrar in the directory of real patients and for the tester in the test space.
 */
import t, { type Test } from 'tap';
import { issuesOf, isRefusal } from '../fixtures/outcome.js';
import { freshIns, somePatient } from '../fixtures/patients.js';
import { startServer, type Answer, type Json, type TestClient } from '../fixtures/server.js';

const server = await startServer(t);
const registrar = await server.as('registrar');
const tester = await server.as('tester');

/** One test for each of the two callers. */
function forBoth(name: string, run: (t: Test, client: TestClient) => Promise<void>): void {
  t.test(name, async (t) => {
    await t.test('by the registrar', (t) => run(t, registrar));
    await t.test('by the tester in the test space', (t) => run(t, tester));
  });
}

async function created(client: TestClient, more: Json = {}): Promise<Json> {
  const answer = await client.post('Patient', somePatient(more));
  if (answer.status !== 201) throw new Error(`not created: ${answer.text}`);
  return answer.json();
}

function sameSecond(header: string | null, instant: string): boolean {
  return Math.floor(Date.parse(String(header)) / 1000) === Math.floor(Date.parse(instant) / 1000);
}

async function totalOf(client: TestClient, search: string): Promise<number> {
  return (await client.get(`${search}&_total=accurate`)).json().total;
}

forBoth(
  'H-01: a create gives a new id, whatever the body says, and Location',
  async (t, client) => {
    const answer = await client.post('Patient', somePatient({ id: 'abc' }));
    t.equal(answer.status, 201);
    const { id, meta } = answer.json();
    t.not(id, 'abc');
    t.equal(
      answer.headers.get('location'),
      `${server.base}/Patient/${id}/_history/${meta.versionId}`,
    );
    t.equal(
      (await client.get(`Patient/${id}`)).text,
      answer.text,
      'what is stored is what is read',
    );
  },
);

forBoth('H-02: ETag and Last-Modified of a create are those of meta', async (t, client) => {
  const answer = await client.post('Patient', somePatient());
  const { meta } = answer.json();
  t.equal(answer.headers.get('etag'), `W/"${meta.versionId}"`);
  t.ok(sameSecond(answer.headers.get('last-modified'), meta.lastUpdated));
});

forBoth(
  'H-03: version and time are the server’s; tag, profile and security are kept',
  async (t, client) => {
    const kept = {
      profile: ['https://example.org/StructureDefinition/some-patient'],
      security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'N' }],
      tag: [{ system: 'https://example.org/tags', code: 'import' }],
    };
    const sent = { ...kept, versionId: '99', lastUpdated: '2000-01-01T00:00:00Z' };
    const { meta } = await created(client, { meta: sent });
    const { versionId, lastUpdated, ...rest } = meta;
    t.equal(versionId, '1');
    t.ok(Date.now() - Date.parse(lastUpdated) < 60_000, 'lastUpdated is now');
    t.same(rest, kept);
  },
);

forBoth('H-04: truncated JSON is refused, and the server goes on', async (t, client) => {
  const whole = JSON.stringify(somePatient());
  const answer = await client.post('Patient', whole.slice(0, whole.length - 20));
  isRefusal(t, answer, { status: 400, says: /not one whole JSON object/, detail: 'invalid-json' });
  t.equal((await client.post('Patient', whole)).status, 201);
});

forBoth(
  'H-05: a body of another type than the address is refused and not stored',
  async (t, client) => {
    const observation = { ...somePatient(), resourceType: 'Observation' };
    const identifier = `${observation.identifier[0].system}|${observation.identifier[0].value}`;
    isRefusal(t, await client.post('Patient', observation), {
      status: [400, 422],
      says: /names Patient, the body is Observation/,
    });
    t.equal(await totalOf(client, `Patient?identifier=${encodeURIComponent(identifier)}`), 0);
  },
);

forBoth(
  'H-06: an impossible date and a code outside its value set are refused by name',
  async (t, client) => {
    const date = await client.post('Patient', somePatient({ birthDate: '1980-13-45' }));
    isRefusal(t, date, { status: [400, 422], expression: 'Patient.birthDate' });
    const gender = await client.post('Patient', somePatient({ gender: 'x' }));
    isRefusal(t, gender, { status: [400, 422], expression: 'Patient.gender' });
    const both = await client.post(
      'Patient',
      somePatient({ birthDate: '1980-13-45', gender: 'x' }),
    );
    t.equal(issuesOf(both).length, 2, 'all faults are told at once');
  },
);

forBoth('H-07: an unknown property is refused, never stored', async (t, client) => {
  const ins = freshIns();
  const body = somePatient({ identifier: [ins], foo: 1 });
  isRefusal(t, await client.post('Patient', body), { status: [400, 422], says: /foo/ });
  const search = `Patient?identifier=${encodeURIComponent(`${ins.system}|${ins.value}`)}`;
  t.equal(await totalOf(client, search), 0);
});

forBoth('H-08: an unknown type, and a type in other letters, are 404', async (t, client) => {
  const nonsense = await client.post('Nonsense', { resourceType: 'Nonsense' });
  isRefusal(t, nonsense, { status: 404, says: /no resource type of that name/ });
  const { id } = await created(client);
  isRefusal(t, await client.get(`patient/${id}`), { status: 404, says: /case-sensitive/ });
});

forBoth('H-09: an unknown id is 404', async (t, client) => {
  isRefusal(t, await client.get('Patient/nobody'), { status: 404, says: /No such resource/ });
  const { id } = await created(client);
  isRefusal(t, await client.get(`Patient/${id.slice(0, -4)}zzzz`), { status: 404 });
});

forBoth(
  'H-11: an id that none can be is 404, one of 64 characters is looked for',
  async (t, client) => {
    for (const id of ['bad_id!', 'a'.repeat(65), '%00', '..%2f..%2fetc', 'é', 'a'.repeat(250)]) {
      isRefusal(t, await client.get(`Patient/${id}`), { status: [400, 404] });
      isRefusal(t, await client.get(`Patient/${id}/_history/1`), { status: [400, 404] });
      isRefusal(t, await client.put(`Patient/${id}`, somePatient({ id })), { status: [400, 404] });
    }
    isRefusal(t, await client.get(`Patient/${'a'.repeat(64)}`), { status: 404 });
    const longest = `${'b'.repeat(60)}-${client === tester ? 't' : 'r'}.1`;
    t.equal(longest.length, 64);
    t.equal((await client.put(`Patient/${longest}`, somePatient({ id: longest }))).status, 201);
  },
);

forBoth('H-12: a read answers the resource with its headers', async (t, client) => {
  const { id, meta } = await created(client);
  const answer = await client.get(`Patient/${id}`);
  t.equal(answer.status, 200);
  t.equal(answer.json().id, id);
  t.equal(answer.headers.get('etag'), `W/"${meta.versionId}"`);
  t.ok(sameSecond(answer.headers.get('last-modified'), meta.lastUpdated));
  t.equal(answer.headers.get('content-type'), 'application/fhir+json;charset=utf-8');
});

forBoth('H-13: a version is read by its number, an unknown one is 404', async (t, client) => {
  const { id, ...patient } = await created(client);
  const first = await client.get(`Patient/${id}/_history/1`);
  t.equal(first.status, 200);
  t.equal(first.json().meta.versionId, '1');
  t.equal((await client.put(`Patient/${id}`, { ...patient, id, active: true })).status, 200);
  t.equal((await client.get(`Patient/${id}/_history/1`)).text, first.text, 'it stays as it was');
  t.equal((await client.get(`Patient/${id}/_history/2`)).json().active, true);
  for (const version of ['999', '0', '-1', 'x', '1.0', '9'.repeat(30)]) {
    isRefusal(t, await client.get(`Patient/${id}/_history/${version}`), { status: 404 });
  }
});

forBoth(
  'H-15: an update whose body has another id is refused, the version stays',
  async (t, client) => {
    const patient = await created(client);
    const answer = await client.put(`Patient/${patient.id}`, { ...patient, id: 'another' });
    isRefusal(t, answer, { status: 400, expression: 'Patient.id', detail: 'id-mismatch' });
    t.equal((await client.get(`Patient/${patient.id}`)).headers.get('etag'), 'W/"1"');
  },
);

forBoth(
  'H-16: an update without an id in the body is refused, the version stays',
  async (t, client) => {
    const { id, ...patient } = await created(client);
    const answer = await client.put(`Patient/${id}`, patient);
    isRefusal(t, answer, { status: 400, expression: 'Patient.id', detail: 'id-mismatch' });
    t.equal((await client.get(`Patient/${id}`)).headers.get('etag'), 'W/"1"');
  },
);

forBoth(
  'H-17: an update makes the next version, whatever version the body names',
  async (t, client) => {
    const patient = await created(client);
    const meta = { ...patient.meta, versionId: '41', lastUpdated: '2000-01-01T00:00:00Z' };
    const answer = await client.put(`Patient/${patient.id}`, { ...patient, meta, active: true });
    t.equal(answer.status, 200);
    t.equal(answer.headers.get('etag'), 'W/"2"');
    t.equal(answer.json().meta.versionId, '2');
    t.ok(sameSecond(answer.headers.get('last-modified'), answer.json().meta.lastUpdated));
    t.ok(answer.json().meta.lastUpdated >= patient.meta.lastUpdated, 'time does not go back');
    t.equal((await client.get(`Patient/${patient.id}`)).text, answer.text);
  },
);

forBoth('H-18: an update may choose the id, as the capabilities say', async (t, client) => {
  const id = `chosen-${client === tester ? 'by-tester' : 'by-registrar'}`;
  const answer = await client.put(`Patient/${id}`, somePatient({ id }));
  t.equal(answer.status, 201);
  t.equal(answer.json().id, id);
  t.equal(answer.headers.get('location'), `${server.base}/Patient/${id}/_history/1`);
  t.equal(answer.headers.get('etag'), 'W/"1"');
  t.equal((await client.get(`Patient/${id}`)).text, answer.text);
  const patient = await typeIn(await server.withToken(undefined).get('metadata'), 'Patient');
  t.equal(patient.updateCreate, true);
});

t.test('H-18: an id of the form that the server makes cannot be chosen', async (t) => {
  for (const id of ['abcdefghijkmnpqrstuv', 'abcdefghijkmnpqrstuv-abcdefghijkmnpqr']) {
    for (const client of [registrar, tester]) {
      const answer = await client.put(`Patient/${id}`, somePatient({ id }));
      isRefusal(t, answer, { status: 400, detail: 'reserved-id', expression: 'Patient.id' });
      isRefusal(t, await client.get(`Patient/${id}`), { status: 404 });
    }
  }
});

async function typeIn(metadata: Answer, type: string): Promise<Json> {
  return metadata.json().rest[0].resource.find((one: Json) => one.type === type);
}

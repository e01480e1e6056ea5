/**
 * A document withdrawn by its author (decision 2): gone for everybody, but the patient's history
 * and the audit keep the fact.
 */
import t, { type Test } from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Json, type TestClient, type TestServer } from '../fixtures/server.js';
import { totalOf } from '../fixtures/submission.js';

const WITHDRAW = [{ op: 'replace', path: '/status', value: 'entered-in-error' }];

interface Withdrawn {
  readonly server: TestServer;
  readonly patient: string;
  readonly bundle: Json;
  readonly id: string;
  readonly binary: string;
  readonly as: Record<'nurse' | 'neurologist' | 'patient' | 'gp', TestClient>;
}

async function pushed(t: Test, labels: readonly string[] = []): Promise<Withdrawn> {
  const server = await startServer(t);
  const { patient } = await openDossier(server, {
    authorised: ['neurologist'],
    generalPractitioner: 'gp',
  });
  const bundle = aBundle(patient, [{ labels }]);
  const { documents, binaries } = await push(server, 'nurse', bundle);
  await push(server, 'nurse', aBundle(patient)); // the nurse keeps a document of hers
  const as = {
    nurse: await server.as('nurse'),
    neurologist: await server.as('neurologist'),
    patient: await server.as('patient'),
    gp: await server.as('gp'),
  };
  return { server, patient, bundle, id: String(documents[0]), binary: String(binaries[0]), as };
}

async function withdrawn(t: Test, labels: readonly string[] = []): Promise<Withdrawn> {
  const at = await pushed(t, labels);
  const answer = await at.as.nurse.patch(`DocumentReference/${at.id}`, WITHDRAW);
  t.equal(answer.status, 200);
  return at;
}

t.test('a withdrawn document is 410 for whoever could see it, and so are its bytes', async (t) => {
  const { id, binary, as } = await withdrawn(t);
  for (const [name, client] of Object.entries(as)) {
    for (const path of [`DocumentReference/${id}`, `DocumentReference/${id}/_history/1`]) {
      const answer = await client.get(path);
      t.equal(answer.status, 410, `${name} ${path}`);
      t.equal(answer.json().resourceType, 'OperationOutcome');
    }
    t.equal((await client.get(`Binary/${binary}`)).status, 410, `${name}: its bytes`);
  }
});

t.test('a withdrawn document is gone from every search', async (t) => {
  const { id, patient, bundle, as } = await withdrawn(t);
  const master = bundle.entry[1].resource.masterIdentifier.value;
  const searches = [
    `_id=${id}`,
    `identifier=${master}`,
    'status=entered-in-error',
    `isArchived=true,false&_id=${id}`,
  ];
  for (const client of Object.values(as)) {
    for (const search of searches)
      t.equal(await totalOf(client, `DocumentReference?patient=${patient}&${search}`), 0, search);
    t.equal(await totalOf(client, `DocumentReference?patient=${patient}`), 1, 'the other stays');
  }
});

t.test('who could not see it is told nothing: 404, as of an unknown one', async (t) => {
  const { id, binary, as } = await withdrawn(t, ['MASQUE_PS']);
  const unknown = `${id.slice(0, -4)}zzzz`;
  const hidden = await as.neurologist.get(`DocumentReference/${id}`);
  const nothing = await as.neurologist.get(`DocumentReference/${unknown}`);
  t.equal(hidden.status, 404);
  t.equal(hidden.text.replaceAll(id, 'ID'), nothing.text.replaceAll(unknown, 'ID'));
  t.equal((await as.neurologist.get(`DocumentReference/${id}/_history`)).status, 404);
  t.equal((await as.neurologist.get(`Binary/${binary}`)).status, 404);
  t.equal((await as.gp.get(`DocumentReference/${id}`)).status, 410, 'the gp could');
});

t.test('the patient’s history and the audit keep the fact', async (t) => {
  const { id, as } = await withdrawn(t);
  const history = await as.patient.get(`DocumentReference/${id}/_history`);
  t.equal(history.status, 200);
  t.same(
    history.json().entry.map(({ resource }: Json) => resource.status),
    ['entered-in-error', 'current'],
  );
  for (const client of [as.nurse, as.neurologist, as.gp])
    t.equal((await client.get(`DocumentReference/${id}/_history`)).status, 410);
  const trace = (await as.patient.get('AuditEvent?_count=100')).json();
  const events = trace.entry.map(({ resource }: Json) => JSON.stringify(resource));
  const told = events.filter((event: string) => event.includes(`DocumentReference/${id}`));
  t.ok(
    told.some((event: string) => /"patch"|"update"/.test(event)),
    'the withdrawal is in the trace',
  );
});

t.test('only the author, or their structure, withdraws', async (t) => {
  const { id, as } = await pushed(t);
  for (const client of [as.neurologist, as.patient]) {
    isRefusal(t, await client.patch(`DocumentReference/${id}`, WITHDRAW), { status: 403 });
    t.equal((await as.nurse.get(`DocumentReference/${id}`)).status, 200);
  }
  t.equal((await as.nurse.patch(`DocumentReference/${id}`, WITHDRAW)).status, 200);
});

t.test('patients withdraw their own documents', async (t) => {
  const { patient, server, as } = await pushed(t);
  const { documents } = await push(server, 'patient', aBundle(patient));
  const own = `DocumentReference/${documents[0]}`;
  t.equal((await as.patient.patch(own, WITHDRAW)).status, 200);
  t.equal((await as.patient.get(own)).status, 410);
});

t.test('a withdrawal is for good', async (t) => {
  const { id, as, bundle, patient } = await withdrawn(t);
  const back = [{ op: 'replace', path: '/status', value: 'current' }];
  t.equal((await as.nurse.patch(`DocumentReference/${id}`, back)).status, 410);
  const answer = await as.nurse.post('', bundle);
  isRefusal(t, answer, { status: 409, detail: 'identifier-taken' });
  t.equal(await totalOf(as.nurse, `DocumentReference?patient=${patient}`), 1);
});

t.test('nobody deletes a document: 405, and it stays', async (t) => {
  const { id, as } = await pushed(t);
  for (const client of Object.values(as)) {
    const answer = await client.send(`DocumentReference/${id}`, { method: 'DELETE' });
    isRefusal(t, answer, { status: 405 });
  }
  t.equal((await as.nurse.get(`DocumentReference/${id}`)).status, 200);
});

/** Batches, ids T-12 to T-16: each entry is asked alone, and answered alone. */
import t from 'tap';
import { openDossier } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { freshIns, somePatient } from '../fixtures/patients.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const tester = await server.as('tester');
const registrar = await server.as('registrar');
const { patient } = await openDossier(server, { authorised: ['neurologist'] });

function aBatch(...entry: readonly Json[]): Json {
  return { resourceType: 'Bundle', type: 'batch', entry };
}

function asks(method: string, url: string, more: Json = {}): Json {
  const { resource, ...request } = more;
  return { ...(resource === undefined ? {} : { resource }), request: { method, url, ...request } };
}

function statuses(answer: Answer): string[] {
  const { entry = [] } = answer.json();
  return entry.map(({ response }: Json) => response.status.slice(0, 3));
}

function aPractitioner(value: string): Json {
  const identifier = [{ system: 'https://example.org/staff', value }];
  return { resourceType: 'Practitioner', identifier, name: [{ family: 'Garnier' }] };
}

t.test('T-12: a Bundle of no type, or of one that is not processed, is refused', async (t) => {
  for (const type of [undefined, 'searchset', 'collection']) {
    const answer = await tester.post('', { resourceType: 'Bundle', type });
    isRefusal(t, answer, { status: 400, says: /batch or transaction/ });
  }
  isRefusal(t, await tester.post('', somePatient()), { status: 400, says: /Bundle/ });
});

t.test('T-14, T-15: entries succeed and fail side by side, in their order', async (t) => {
  const answer = await registrar.post(
    '',
    aBatch(
      asks('GET', 'Patient/does-not-exist'),
      asks('POST', 'Practitioner', { resource: aPractitioner('b-1') }),
      asks('POST', 'Practitioner', { resource: somePatient() }),
      asks('POST', 'Patient', { resource: somePatient({ gender: 'blue' }) }),
      asks('DELETE', '../../health/live'),
      asks('POST', ''),
      { resource: aPractitioner('b-2') },
      asks('GET', 'Practitioner?identifier=b-1'),
    ),
  );
  t.equal(answer.status, 200);
  t.equal(answer.json().type, 'batch-response');
  t.same(statuses(answer), ['404', '201', '400', '400', '400', '400', '400', '200']);
  const { entry } = answer.json();
  for (const at of [0, 2, 3, 4, 5, 6]) {
    t.equal(entry[at].response.outcome.resourceType, 'OperationOutcome', `entry ${at}`);
  }
  const { response } = entry[1];
  t.match(response, { etag: 'W/"1"', lastModified: /^\d{4}-.*Z$/ });
  t.match(response.location, /^Practitioner\/[^/]+\/_history\/1$/);
  t.notOk(entry[1].resource, 'a body is given where it is asked for');
  t.equal(entry[7].resource.entry.length, 1, 'GET comes after POST');
});

t.test('T-15: a link to another entry is not resolved', async (t) => {
  const urn = 'urn:uuid:5b1a1a3e-7f0c-4d9e-9a4e-2c0f3c6a9d10';
  const role = { resourceType: 'PractitionerRole', practitioner: { reference: urn } };
  const answer = await registrar.post(
    '',
    aBatch(
      { fullUrl: urn, ...asks('POST', 'Practitioner', { resource: aPractitioner('b-3') }) },
      asks('POST', 'PractitionerRole', { resource: role }),
    ),
    { prefer: 'return=representation' },
  );
  t.same(statuses(answer), ['201', '201']);
  t.equal(answer.json().entry[1].resource.practitioner.reference, urn);
});

t.test('T-16: reads, versions, searches, metadata, conditions', async (t) => {
  const { id } = (await registrar.post('Practitioner', aPractitioner('b-4'))).json();
  const stale = { resource: { ...aPractitioner('b-5'), id }, ifMatch: 'W/"7"' };
  const again = { resource: aPractitioner('b-4'), ifNoneExist: 'identifier=b-4' };
  const answer = await registrar.post(
    '',
    aBatch(
      asks('GET', `Practitioner/${id}`),
      asks('GET', `${server.base}/Practitioner/${id}/_history/1?_format=xml`),
      asks('GET', 'metadata'),
      asks('PUT', `Practitioner/${id}`, stale),
      asks('POST', 'Practitioner', again),
      asks('GET', `/Practitioner/${id}/_history`),
      asks('GET', `Practitioner/${id}`, { ifNoneMatch: 'W/"1"' }),
      asks('GET', `Practitioner/${id}`, { ifModifiedSince: '2126-01-01T00:00:00Z' }),
    ),
  );
  t.same(statuses(answer), ['200', '200', '200', '412', '200', '200', '304', '304']);
  const { entry } = answer.json();
  t.equal(entry[0].resource.id, id);
  t.equal(entry[1].resource.meta.versionId, '1');
  t.equal(entry[2].resource.resourceType, 'CapabilityStatement');
  t.equal(entry[4].response.location, `Practitioner/${id}/_history/1`);
  t.equal(entry[5].resource.type, 'history');
});

t.test('T-14: rights are those of each request alone, and so are its traces', async (t) => {
  const stranger = await server.as('stranger');
  const bundle = aBatch(
    asks('GET', `Patient/${patient}`),
    asks('POST', 'Patient', { resource: somePatient({ identifier: [freshIns()] }) }),
    asks('GET', 'Practitioner?identifier=b-1'),
  );
  const answer = await stranger.post('', bundle, { 'x-request-id': 'batch-of-a-stranger' });
  t.same(statuses(answer), ['403', '403', '200']);
  const own = await server.as('patient');
  const events = await own.get('AuditEvent?_count=50');
  const refused = events
    .json()
    .entry.filter(({ resource }: Json) => JSON.stringify(resource).includes('batch-of-a-stranger'));
  t.equal(refused.length, 1, 'the patient reads of the read that was refused');
  t.match(refused[0].resource.subtype, [{ code: 'read' }]);
});

t.test('T-20: a document inside a batch rests as one of its own, however large', async (t) => {
  const bytes = Buffer.alloc(300_001, 'dossier');
  const binary = {
    resourceType: 'Binary',
    contentType: 'text/plain',
    data: bytes.toString('base64'),
  };
  const answer = await tester.post('', aBatch(asks('POST', 'Binary', { resource: binary })));
  t.same(statuses(answer), ['201']);
  const [type, id] = answer.json().entry[0].response.location.split('/');
  const read = await tester.get(`${type}/${id}`, { accept: 'text/plain' });
  t.ok(read.bytes.equals(bytes));
});

t.test('a batch of XML is answered as XML', async (t) => {
  const body = `<Bundle xmlns="http://hl7.org/fhir"><type value="batch"/><entry><request><method value="GET"/><url value="Practitioner?identifier=b-1"/></request></entry></Bundle>`;
  const type = 'application/fhir+xml';
  const sending = { method: 'POST', headers: { 'content-type': type, accept: type }, body };
  const answer = await registrar.send('', sending);
  t.equal(answer.status, 200);
  t.match(answer.text, /<type value="batch-response"\/>.*<status value="200 OK"\/>/s);
});

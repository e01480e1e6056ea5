/** `$validate` through the front door: every fault at once, 200, and nothing stored. */
import t from 'tap';
import { issuesOf, isRefusal } from '../fixtures/outcome.js';
import { theValidator } from '../fixtures/profiles.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const registrar = await server.as('registrar');
const tester = await server.as('tester');
const GOOD = { resourceType: 'Patient', name: [{ family: 'Martin' }], gender: 'female' };
const BAD = { resourceType: 'Patient', gender: 'x', birthDate: '1980-13-45', foo: 1 };

const severities = (answer: Answer): Json[] => issuesOf(answer).map(({ severity }) => severity);
const parameters = (...parameter: Json[]): Json => ({ resourceType: 'Parameters', parameter });

t.test('a flawless resource is answered by 200 and one information', async (t) => {
  const answer = await registrar.post('Patient/$validate', GOOD);
  t.equal(answer.status, 200, answer.text);
  t.same(severities(answer), ['information']);
  t.equal((await registrar.get('Patient?_total=accurate')).json().total, 0, 'nothing is stored');
});

t.test('all faults are told at once, with 200', async (t) => {
  const answer = await registrar.post('Patient/$validate', BAD);
  t.equal(answer.status, 200);
  const places = issuesOf(answer).flatMap(({ expression }) => expression as string[]);
  for (const place of ['Patient.gender', 'Patient.birthDate', 'Patient.foo'])
    t.ok(places.includes(place), `${place} among ${places.join(', ')}`);
});

t.test('the resource may stand in Parameters, and all of it may be XML', async (t) => {
  const wrapped = await registrar.post(
    'Patient/$validate',
    parameters({ name: 'resource', resource: BAD }, { name: 'mode', valueCode: 'create' }),
  );
  t.ok(severities(wrapped).includes('error'));
  const xml = await registrar.send('Patient/$validate', {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+xml', accept: 'application/fhir+xml' },
    body: '<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="resource"/><resource><Patient><gender value="x"/></Patient></resource></parameter></Parameters>',
  });
  t.equal(xml.status, 200, xml.text);
  t.match(xml.text, /<OperationOutcome.*Patient\.gender/s);
});

t.test('a resource of another type, an update without its id: told with the rest', async (t) => {
  const other = await registrar.post('Organization/$validate', BAD);
  t.match(other.text, /The address names Organization/);
  t.match(other.text, /Patient\.gender/);
  const update = await registrar.post('Patient/12/$validate?mode=update', { ...GOOD, id: '13' });
  t.match(issuesOf(update)[0], { severity: 'error', expression: ['Patient.id'] });
  const same = await registrar.post('Patient/12/$validate?mode=update', { ...GOOD, id: '12' });
  t.same(severities(same), ['information'], same.text);
});

t.test('a mode that the caller has no right to is told as forbidden', async (t) => {
  const professional = await server.as('gp');
  const answer = await professional.post('Patient/$validate?mode=create', GOOD);
  t.equal(answer.status, 200, answer.text);
  t.match(issuesOf(answer)[0], { severity: 'error', code: 'forbidden' });
});

t.test('a profile that is named is kept or broken; one that is unknown is told', async (t) => {
  const minimal =
    'https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Minimal.DocumentReference';
  const document = { resourceType: 'DocumentReference', status: 'current', content: [] };
  const broken = await tester.post(`DocumentReference/$validate?profile=${minimal}`, document);
  t.ok(severities(broken).includes('error'), broken.text);
  const unknown = await registrar.post('Patient/$validate?profile=http://x.example/p', GOOD);
  t.match(unknown.text, /has no profile http:\/\/x\.example\/p/);
  const base = 'http://hl7.org/fhir/StructureDefinition/Patient';
  t.same(severities(await registrar.post(`Patient/$validate?profile=${base}`, GOOD)), [
    'information',
  ]);
  const claimed = { ...GOOD, meta: { profile: ['http://x.example/p'] } };
  t.same(severities(await registrar.post('Patient/$validate', claimed)), ['warning']);
});

t.test('an official profile that is not loaded is judged by ours, saying so', async (t) => {
  const url = 'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-patient-ins';
  const claiming = { ...GOOD, meta: { profile: [url] } };
  const english = await registrar.post('Patient/$validate', claiming);
  t.ok(severities(english).includes('error'), 'ours asks for an identity');
  const told = issuesOf(english).find(({ severity }) => severity === 'information');
  t.match(told, {
    expression: ['Patient.meta.profile'],
    diagnostics: /fr-core-patient-ins is not loaded: .*ours.*StructureDefinition\/patient-ins/,
  });
  const french = await registrar.send('Patient/$validate', {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json', 'accept-language': 'fr' },
    body: JSON.stringify(claiming),
  });
  t.match(french.text, /fr-core-patient-ins n'est pas chargé : .*StructureDefinition\/patient-ins/);
  t.notMatch(french.text, /Found |Expected |is missing/);
  const named = await registrar.post(`Patient/$validate?profile=${url}`, GOOD);
  t.same(severities(named), severities(english));
});

t.test('a profile of IPS is judged by ours, which is no stricter', async (t) => {
  const url = 'http://hl7.org/fhir/uv/ips/StructureDefinition/AllergyIntolerance-uv-ips';
  const system = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical';
  const allergy = {
    resourceType: 'AllergyIntolerance',
    meta: { profile: [url] },
    clinicalStatus: { coding: [{ system, code: 'active' }] },
    code: { text: 'Pénicilline' },
    patient: { reference: 'Patient/p' },
  };
  const whole = await tester.post('AllergyIntolerance/$validate', allergy);
  t.notOk(severities(whole).includes('error'), whole.text);
  t.match(whole.text, /AllergyIntolerance-uv-ips is not loaded: .*summary-allergy/);
  const { code: _code, ...nameless } = allergy;
  const broken = await tester.post('AllergyIntolerance/$validate', nameless);
  t.match(issuesOf(broken)[0], { severity: 'error', expression: ['AllergyIntolerance.code'] });
});

t.test('claims inside a bundle are told once, with their places', async (t) => {
  const minimal =
    'https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Minimal.DocumentReference';
  const resource = { resourceType: 'DocumentReference', meta: { profile: [minimal] } };
  const entry = Array.from({ length: 30 }, () => ({ resource }));
  const bundle = { resourceType: 'Bundle', type: 'collection', entry };
  const answer = await tester.post('Bundle/$validate', bundle);
  const told = issuesOf(answer).filter(({ severity }) => severity === 'information');
  t.equal(told.length, 1, answer.text.slice(0, 1000));
  t.equal(told[0]?.expression[1], 'Bundle.entry[1].resource.meta.profile');
  t.match(told[0]?.diagnostics, /MHD Minimal DocumentReference/);
});

t.test('a stored resource is validated where it stands, and asked whether it may go', async (t) => {
  const { id } = (await registrar.post('Patient', GOOD)).json();
  t.same(severities(await registrar.get(`Patient/${id}/$validate`)), ['information']);
  const gone = await registrar.get(`Patient/${id}/$validate?mode=delete`);
  t.equal(gone.status, 200, gone.text);
  isRefusal(t, await registrar.get('Patient/none/$validate'), { status: 404 });
});

t.test('what cannot be carried out is refused, with the parameter and the cure', async (t) => {
  const refused = async (path: string, says: RegExp, body?: Json): Promise<void> =>
    isRefusal(t, await registrar.send(path, sendingOf(body)), { status: 400, says });
  await refused('Patient/$validate?mode=x', /mode.*create, update, delete, profile/, GOOD);
  await refused('Patient/$validate?mode=profile', /profile is missing/, GOOD);
  await refused('Patient/$validate?mode=delete', /address of one resource/, GOOD);
  await refused('Patient/$validate', /resource is missing/);
  await refused('Patient/$validate', /not one whole JSON object/, '{"resourceType":');
  isRefusal(t, await registrar.get('Patient/$nonsense'), { status: 404, says: /no operation/ });
  isRefusal(t, await registrar.send('Patient/$validate', { method: 'PUT', body: '{}' }), {
    status: 405,
  });
});

function sendingOf(body: Json): Json {
  if (body === undefined) return {};
  const headers = { 'content-type': 'application/fhir+json' };
  return { method: 'POST', headers, body };
}

t.test('$validate is declared with its definition', async (t) => {
  const statement = (await registrar.get('metadata')).json();
  const faults = theValidator().validate(statement);
  t.same(
    faults.filter(({ severity }) => severity === 'error'),
    [],
  );
  const { rest } = statement;
  for (const { operation } of rest[0].resource)
    t.ok(operation.some((one: Json) => one.definition.endsWith('/Resource-validate')));
});

t.test('a validation leaves its event', async (t) => {
  const owner = await server.as('tester');
  await owner.post('Patient/$validate', GOOD);
  const found = (await owner.get('AuditEvent?subtype=operation&_sort=-date')).json();
  t.match(found.entry?.[0]?.resource, { subtype: [{ code: 'operation' }] });
});

/**
 * FHIR over HTTP, ids H-28 to H-51: conditional create, media types, preferences, refusals and the
 * capabilities.
 */
import t, { type Test } from 'tap';
import { aBundle, openDossier } from '../fixtures/dossier.js';
import { issuesOf, isRefusal } from '../fixtures/outcome.js';
import { freshIns, somePatient } from '../fixtures/patients.js';
import { startServer, type Json, type TestClient } from '../fixtures/server.js';

const STAFF = 'https://example.org/staff';
const server = await startServer(t);
const registrar = await server.as('registrar');
const tester = await server.as('tester');
const nobody = server.withToken(undefined);
const { patient } = await openDossier(server, { authorised: ['neurologist'] });

/** One test for each of the two callers. */
function forBoth(name: string, run: (t: Test, client: TestClient) => Promise<void>): void {
  t.test(name, async (t) => {
    await t.test('by the registrar', (t) => run(t, registrar));
    await t.test('by the tester in the test space', (t) => run(t, tester));
  });
}

function conditionOf({ system, value }: { system: string; value: string }): Record<string, string> {
  return { 'if-none-exist': `identifier=${encodeURIComponent(system)}%7C${value}` };
}

function aPractitioner(value: string): Json {
  return {
    resourceType: 'Practitioner',
    identifier: [{ system: STAFF, value }],
    name: [{ family: 'Garnier' }],
  };
}

forBoth(
  'H-28: If-None-Exist creates once, then gives what is there, and refuses where several match',
  async (t, client) => {
    const ins = freshIns();
    const body = somePatient({ identifier: [ins] });
    const first = await client.post('Patient', body, conditionOf(ins));
    t.equal(first.status, 201, 'none matches: created');
    const changed = { ...body, gender: 'male' };
    const second = await client.post('Patient', changed, conditionOf(ins));
    t.equal(second.status, 200, 'one matches: given');
    t.equal(second.headers.get('location'), first.headers.get('location'));
    t.equal(second.headers.get('etag'), 'W/"1"');
    t.equal((await client.get(`Patient/${first.json().id}`)).text, first.text, 'it is as it was');

    const several = { system: STAFF, value: 'twice' };
    for (const _ of [1, 2]) await client.post('Practitioner', aPractitioner('twice'));
    const third = await client.post('Practitioner', aPractitioner('twice'), conditionOf(several));
    isRefusal(t, third, { status: 412, says: /Several resources match/ });
    t.equal((await client.get('Practitioner?identifier=twice')).json().entry.length, 2);
  },
);

forBoth('H-28: the criteria may follow the address of their type', async (t, client) => {
  const base = server.base;
  const value = `addressed-${client.token.slice(-8)}`;
  const after = (address: string): Record<string, string> => ({
    'if-none-exist': `${address}?identifier=${value}&_format=json`,
  });
  const send = (address: string) =>
    client.post('Practitioner', aPractitioner(value), after(address));
  t.equal((await send(`${base}/Practitioner`)).status, 201, 'none matches: created');
  for (const address of [`${base}/Practitioner`, 'Practitioner', ''])
    t.equal((await send(address)).status, 200, `“${address}”: given`);
  for (const address of [`${base}/Patient`, 'Patient', 'https://example.org/fhir/Practitioner'])
    isRefusal(t, await send(address), { status: 400, says: /Not search parameters/ });
});

forBoth('H-29: an unknown criterion, or none, never creates', async (t, client) => {
  for (const condition of ['colour=blue', '', 'identifier']) {
    const headers = { 'if-none-exist': condition };
    const answer = await client.post('Patient', somePatient(), headers);
    t.ok([400, 412].includes(answer.status), `“${condition}”: ${answer.status}`);
    t.ok(issuesOf(answer).length > 0);
  }
});

forBoth('H-30: two parallel conditional creates yield one resource', async (t, client) => {
  const value = `parallel-${client.token.slice(-8)}`;
  const { 'if-none-exist': criteria = '' } = conditionOf({ system: STAFF, value });
  const more = ['', '&_format=json', '&_format=xml', '&_pretty=true', '', ''];
  const answers = await Promise.all(
    more.map((said) =>
      client.post('Practitioner', aPractitioner(value), { 'if-none-exist': criteria + said }),
    ),
  );
  t.same(answers.map((answer) => answer.status).sort(), [200, 200, 200, 200, 200, 201]);
  t.equal(new Set(answers.map((answer) => answer.headers.get('location'))).size, 1);
});

forBoth('H-39: a body that is not FHIR JSON by its Content-Type is 415', async (t, client) => {
  const body = Buffer.from(JSON.stringify(somePatient()));
  for (const type of [
    'text/plain',
    'application/pdf',
    'application/fhir+json; fhirVersion=3.0',
    'x',
  ]) {
    const answer = await client.post('Patient', body, { 'content-type': type });
    isRefusal(t, answer, {
      status: 415,
      says: /Send application\/fhir\+json/,
    });
  }
  const bare = await client.send('Patient', { method: 'POST', body });
  isRefusal(t, bare, { status: [400, 415], says: /Content-Type/ });
  const form = await client.post('Patient/_search', 'gender=female', {
    'content-type': 'text/plain',
  });
  isRefusal(t, form, { status: 415, says: /x-www-form-urlencoded/ });
  for (const type of ['application/json', 'application/fhir+json;charset=UTF-8; fhirVersion=4.0']) {
    const answer = await client.post('Patient', somePatient(), { 'content-type': type });
    t.equal(answer.status, 201, `${type} is taken`);
  }
});

forBoth(
  'H-45: Prefer return= decides the body of a create and an update, never the headers',
  async (t, client) => {
    const prefer = (value: string) => ({ prefer: `return=${value}` });
    const minimal = await client.post('Patient', somePatient(), prefer('minimal'));
    t.equal(minimal.status, 201);
    t.equal(minimal.text, '');
    t.match(minimal.headers.get('location'), /\/Patient\/[^/]+\/_history\/1$/);
    t.equal(minimal.headers.get('etag'), 'W/"1"');

    const told = await client.post('Patient', somePatient(), prefer('OperationOutcome'));
    t.equal(told.status, 201);
    t.ok(issuesOf(told).length > 0);
    t.notOk(issuesOf(told).some(({ severity }) => severity === 'error' || severity === 'fatal'));
    t.equal(told.headers.get('etag'), 'W/"1"');

    const shown = await client.post('Patient', somePatient(), prefer('representation'));
    const resource = shown.json();
    t.equal(resource.resourceType, 'Patient');
    const updated = await client.put(`Patient/${resource.id}`, resource, prefer('minimal'));
    t.equal(updated.status, 200);
    t.equal(updated.text, '');
    t.equal(updated.headers.get('etag'), 'W/"2"');
    t.match(updated.headers.get('location'), /_history\/2$/);
  },
);

t.test('H-45: the same for a patch', async (t) => {
  const nurse = await server.as('nurse');
  const pushed = await nurse.post('', aBundle(patient));
  const location: string = pushed.json().entry[1].response.location;
  const document = location.split('/').slice(0, 2).join('/');
  const status = (value: string) => [{ op: 'replace', path: '/status', value }];
  const minimal = await nurse.patch(document, status('superseded'), { prefer: 'return=minimal' });
  t.equal(minimal.status, 200);
  t.equal(minimal.text, '');
  t.equal(minimal.headers.get('etag'), 'W/"2"');
  const whole = await nurse.patch(document, status('current'), { prefer: 'return=representation' });
  t.equal(whole.json().status, 'current');
  t.equal(whole.headers.get('etag'), 'W/"3"');
});

t.test('H-49: every refusal is an OperationOutcome', async (t) => {
  const neurologist = await server.as('neurologist');
  const stranger = await server.as('stranger');
  const refusals = [
    ['an unknown address', 404, registrar.get('Patient/1/2/3/4')],
    ['an address outside FHIR', 404, nobody.send(server.base.replace('/fhir', '/nothing'))],
    ['a method that an address has not', 405, registrar.send('Patient/1', { method: 'POST' })],
    ['a method that FHIR has not', 405, registrar.send('Patient/1', { method: 'OPTIONS' })],
    [
      'an unknown media type',
      415,
      registrar.post('Patient', 'x', { 'content-type': 'text/plain' }),
    ],
    ['no token', 401, nobody.get('Patient/1')],
    ['an access not given', 403, stranger.get(`DocumentReference?patient=${patient}`)],
    ['an act not allowed', 403, neurologist.post('Patient', somePatient())],
    ['no JSON', 400, registrar.post('Patient', '{')],
    ['an Accept that cannot be', 406, registrar.get('Patient/1', { accept: 'image/png' })],
    ['an impossible search', 400, registrar.get('Patient?birthdate=x')],
    ['an unknown patch type', 415, registrar.post('Patient/_search', '{}')],
  ] as const;
  for (const [what, status, answer] of refusals) {
    await t.test(what, async (t) => isRefusal(t, await answer, { status }));
  }
});

t.test('H-49: a method that an address has not is told with those it has', async (t) => {
  const expected = [
    ['POST', 'Patient/1', 'GET, HEAD, PUT, PATCH, DELETE'],
    ['GET', 'Patient/_search', 'POST'],
    ['PUT', 'Patient/1/_history/1', 'GET, HEAD'],
    ['PUT', '', 'GET, HEAD, POST'],
  ] as const;
  for (const [method, path, allow] of expected) {
    const answer = await registrar.send(path, { method });
    t.equal(answer.headers.get('allow'), allow, `${method} ${path}`);
    isRefusal(t, answer, { status: 405 });
  }
});

t.test('H-51: the capabilities are open to all', async (t) => {
  const answer = await nobody.get('metadata');
  t.equal(answer.status, 200);
  t.equal(answer.headers.get('content-type'), 'application/fhir+json;charset=utf-8');
  t.match(answer.headers.get('etag'), /^W\/"\d+"$/);
  const { resourceType, fhirVersion, format, rest } = answer.json();
  t.equal(resourceType, 'CapabilityStatement');
  t.equal(fhirVersion, '4.0.1');
  t.ok(format.includes('json'));
  t.equal(rest[0].mode, 'server');
  for (const mode of ['terminology', 'full', 'normative']) {
    t.equal((await nobody.get(`metadata?mode=${mode}`)).status, 200, mode);
  }
  isRefusal(t, await nobody.get('metadata?_format=ttl'), { status: 406 });
});

t.test(
  'H-51: the capabilities name what the server does, and it does what they name',
  async (t) => {
    const resources: Json[] = (await nobody.get('metadata')).json().rest[0].resource;
    for (const { type, interaction } of resources) {
      const named = interaction.map(({ code }: Json) => code);
      const reads = await tester.get(`${type}/unknown`);
      t.equal(reads.status, 404, `${type} can be asked for`);
      const search = await tester.get(`${type}?_count=1`);
      t.equal(
        search.status === 200,
        named.includes('search-type'),
        `${type}: search ${search.status}`,
      );
    }
  },
);

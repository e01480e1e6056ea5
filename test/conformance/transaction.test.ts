/** Plain transactions, ids T-01 to T-19: all entries or none, links between them, whose fault it is. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import {
  aBundle,
  asPatients,
  aConsent,
  freshOid,
  openDossier,
  persona,
} from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { freshIns, somePatient } from '../fixtures/patients.js';
import { startServer, type Answer, type Json, type TestClient } from '../fixtures/server.js';

const server = await startServer(t);
const tester = await server.as('tester');
const registrar = await server.as('registrar');
const { patient } = await openDossier(server, { authorised: ['neurologist'] });
const STAFF = 'https://example.org/staff';

function aTransaction(...entry: readonly Json[]): Json {
  return { resourceType: 'Bundle', type: 'transaction', entry };
}

function posts(resource: Json, fullUrl?: string, more: Json = {}): Json {
  const request = { method: 'POST', url: resource.resourceType, ...more };
  return { ...(fullUrl === undefined ? {} : { fullUrl }), resource, request };
}

function puts(resource: Json, more: Json = {}): Json {
  const url = `${resource.resourceType}/${resource.id}`;
  return { fullUrl: `${server.base}/${url}`, resource, request: { method: 'PUT', url, ...more } };
}

function gets(url: string): Json {
  return { request: { method: 'GET', url } };
}

function aFolder(subject: Json): Json {
  const system = 'https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes';
  const code = { coding: [{ system, code: 'folder' }] };
  return { resourceType: 'List', status: 'current', mode: 'working', code, subject };
}

function urn(): string {
  return `urn:uuid:${randomUUID()}`;
}

function aPractitioner(value: string, more: Json = {}): Json {
  return {
    resourceType: 'Practitioner',
    identifier: [{ system: STAFF, value }],
    name: [{ family: 'Garnier' }],
    ...more,
  };
}

function aRole(practitioner: string): Json {
  return { resourceType: 'PractitionerRole', practitioner: { reference: practitioner } };
}

function addressAt(answer: Answer, at: number): string {
  return String(answer.json().entry[at].response.location).replace(/\/_history\/.*$/, '');
}

async function written(client: TestClient, answer: Answer, at: number): Promise<Json> {
  return (await client.get(addressAt(answer, at))).json();
}

async function count(client: TestClient, value: string): Promise<number> {
  const found = await client.get(`Practitioner?identifier=${value}`);
  return (found.json().entry ?? []).length;
}

t.test('T-01, T-13: answers stand in the order of the entries; none for none', async (t) => {
  const kept = (await registrar.post('Practitioner', aPractitioner('t-1'))).json();
  const answer = await registrar.post(
    '',
    aTransaction(
      gets('Practitioner?identifier=t-1-new'),
      puts({ ...kept, active: true }),
      posts(aPractitioner('t-1-new')),
      gets(`Practitioner/${kept.id}`),
    ),
  );
  t.equal(answer.status, 200, answer.text);
  const { type, entry } = answer.json();
  t.equal(type, 'transaction-response');
  t.same(
    entry.map(({ response }: Json) => response.status),
    ['200 OK', '200 OK', '201 Created', '200 OK'],
  );
  t.equal(entry[0].resource.entry.length, 1, 'a search sees what the transaction created');
  t.equal(entry[1].response.etag, 'W/"2"');
  t.match(entry[2].response, { etag: 'W/"1"', lastModified: /^\d{4}-.*Z$/ });
  t.match(entry[2].response.location, /^Practitioner\/[^/]+\/_history\/1$/);
  t.equal(entry[3].resource.active, true, 'a read sees what the transaction changed');

  const empty = await registrar.post('', { resourceType: 'Bundle', type: 'transaction' });
  t.equal(empty.status, 200);
  t.notOk('entry' in empty.json());
});

t.test('T-02, T-11: one faulty entry undoes all, and is named', async (t) => {
  const kept = (await registrar.post('Practitioner', aPractitioner('t-2'))).json();
  const good = [posts(aPractitioner('t-2-new')), puts({ ...kept, active: true })];
  const professional = await persona('neurologist');
  const faults: [string, Json, number, RegExp][] = [
    [
      'an invalid resource',
      posts(somePatient({ gender: 'blue' })),
      400,
      /^Bundle.entry\[2\].resource.gender/,
    ],
    [
      'a consent without an actor',
      posts({ ...aConsent(patient, professional, 'permit'), provision: { type: 'permit' } }),
      403,
      /^Bundle.entry\[2\]/,
    ],
    ['an unknown id', gets('Practitioner/unknown'), 404, /^Bundle.entry\[2\]$/],
    ['a bad search', gets('Patient?birthdate=yesterday'), 400, /^Bundle.entry\[2\]/],
    [
      'a stale version',
      puts({ ...aPractitioner('t-2-b'), id: 'stale' }, { ifMatch: 'W/"4"' }),
      412,
      /^Bundle.entry\[2\]/,
    ],
    ['no request', { resource: aPractitioner('t-2-c') }, 400, /^Bundle.entry\[2\].request/],
    [
      'no resource',
      { resource: null, request: { method: 'POST', url: 'Patient' } },
      400,
      /^Bundle.entry\[2\]/,
    ],
    [
      'an unknown method',
      { request: { method: 'FETCH', url: 'Patient/1' } },
      400,
      /^Bundle.entry\[2\].request/,
    ],
    [
      'another type',
      { resource: somePatient(), request: { method: 'POST', url: 'Practitioner' } },
      400,
      /^Bundle.entry\[2\]/,
    ],
    [
      'an unknown type',
      { resource: somePatient(), request: { method: 'POST', url: 'Pirate' } },
      404,
      /^Bundle.entry\[2\]/,
    ],
    [
      'the trace',
      { resource: { resourceType: 'AuditEvent' }, request: { method: 'POST', url: 'AuditEvent' } },
      400,
      /^Bundle.entry\[2\]/,
    ],
  ];
  for (const [name, fault, status, where] of faults) {
    const answer = await registrar.post('', aTransaction(...good, fault));
    t.equal(answer.status, status, `${name}: ${answer.text}`);
    t.equal(answer.json().resourceType, 'OperationOutcome', name);
    t.match(answer.json().issue[0].expression[0], where, name);
  }
  t.equal(await count(registrar, 't-2-new'), 0, 'nothing was created');
  const after = (await registrar.get(`Practitioner/${kept.id}`)).json();
  t.equal(after.meta.versionId, '1', 'nothing was changed');
});

t.test('T-04: one resource twice is refused', async (t) => {
  const kept = (await registrar.post('Practitioner', aPractitioner('t-4'))).json();
  const answer = await registrar.post(
    '',
    aTransaction(puts(kept), { ...puts(kept), fullUrl: urn() }),
  );
  isRefusal(t, answer, { status: 400, says: /same resource/ });
  t.match(answer.json().issue[0].expression[0], 'Bundle.entry[1]');
});

t.test('T-03, T-04: DELETE comes first, and nothing is deleted and written at once', async (t) => {
  const ifNoneExist = 'identifier=t-3';
  const first = await registrar.post('Practitioner', aPractitioner('t-3'), {
    'if-none-exist': ifNoneExist,
  });
  const address = `Practitioner/${first.json().id}`;
  const deletes = { request: { method: 'DELETE', url: address } };
  for (const other of [puts(first.json()), gets(address)]) {
    const refused = await tester.post('', aTransaction(other, deletes));
    t.ok([400, 404, 410].includes(refused.status), refused.text);
  }
  const doctor = urn();
  const own = (
    await tester.post('Practitioner', aPractitioner('t-3'), { 'if-none-exist': ifNoneExist })
  ).json();
  const answer = await tester.post(
    '',
    aTransaction(
      posts(aRole(doctor)),
      posts(aPractitioner('t-3'), doctor, { ifNoneExist }),
      { request: { method: 'DELETE', url: `Practitioner/${own.id}` } },
      { request: { method: 'DELETE', url: 'Practitioner/never-there' } },
    ),
  );
  t.equal(answer.status, 200, answer.text);
  const statuses = answer.json().entry.map(({ response }: Json) => response.status.slice(0, 3));
  t.same(statuses, ['201', '201', '204', '204']);
  t.equal((await tester.get(`Practitioner/${own.id}`)).status, 410);
  t.equal((await written(tester, answer, 0)).practitioner.reference, addressAt(answer, 1));

  const role = addressAt(answer, 0);
  const fault = posts(somePatient({ gender: 'blue' }));
  const refused = await tester.post(
    '',
    aTransaction({ request: { method: 'DELETE', url: role } }, fault),
  );
  t.equal(refused.status, 400);
  t.equal((await tester.get(role)).status, 200, 'a refused transaction deletes nothing');
});

function conditional(method: string, url: string, resource?: Json, fullUrl?: string): Json {
  return {
    ...(fullUrl === undefined ? {} : { fullUrl }),
    ...(resource === undefined ? {} : { resource }),
    request: { method, url },
  };
}

t.test('T-04, T-08: conditional updates, patches and deletions', async (t) => {
  const [there, created] = [urn(), urn()];
  const first = (await tester.post('Practitioner', aPractitioner('t-4-u'))).json();
  const last = (await tester.post('Practitioner', aPractitioner('t-4-d'))).json();
  const patch = {
    resourceType: 'Parameters',
    parameter: [
      {
        name: 'operation',
        part: [
          { name: 'type', valueCode: 'add' },
          { name: 'path', valueString: 'Practitioner' },
          { name: 'name', valueString: 'active' },
          { name: 'value', valueBoolean: true },
        ],
      },
    ],
  };
  const toPatch = (await tester.post('Practitioner', aPractitioner('t-4-p'))).json();
  const answer = await tester.post(
    '',
    aTransaction(
      posts(aRole(there)),
      posts(aRole(created)),
      conditional('PUT', 'Practitioner?identifier=t-4-u', aPractitioner('t-4-u'), there),
      conditional('PUT', 'Practitioner?identifier=t-4-n', aPractitioner('t-4-n'), created),
      conditional('PATCH', 'Practitioner?identifier=t-4-p', patch),
      conditional('DELETE', 'Practitioner?identifier=t-4-d'),
    ),
  );
  t.equal(answer.status, 200, answer.text);
  const statuses = answer.json().entry.map(({ response }: Json) => response.status.slice(0, 3));
  t.same(statuses, ['201', '201', '200', '201', '200', '204']);
  const [toFirst, toNew] = [await written(tester, answer, 0), await written(tester, answer, 1)];
  t.equal(toFirst.practitioner.reference, `Practitioner/${first.id}`);
  t.equal(toNew.practitioner.reference, addressAt(answer, 3));
  t.equal((await tester.get(`Practitioner/${toPatch.id}`)).json().active, true);
  t.equal((await tester.get(`Practitioner/${last.id}`)).status, 410);

  const same = (): Json =>
    conditional('PUT', 'Practitioner?identifier=t-4-u', aPractitioner('t-4-u'));
  const refused = await tester.post('', aTransaction(same(), same()));
  isRefusal(t, refused, { status: 400, says: /same resource/ });
  t.equal((await tester.get(`Practitioner/${first.id}`)).headers.get('etag'), 'W/"2"');
});

t.test('T-05: references between entries, in a circle too, by urn:uuid and urn:oid', async (t) => {
  const [a, b] = [urn(), 'urn:oid:1.2.3.4.5'];
  const organization = (name: string, partOf: string): Json => ({
    ...{ resourceType: 'Organization', name },
    partOf: { reference: partOf },
  });
  const answer = await registrar.post(
    '',
    aTransaction(posts(organization('A', b), a), posts(organization('B', a), b)),
  );
  t.equal(answer.status, 200, answer.text);
  t.equal((await written(registrar, answer, 0)).partOf.reference, addressAt(answer, 1));
  t.equal((await written(registrar, answer, 1)).partOf.reference, addressAt(answer, 0));
});

t.test('T-05: a Patient and what belongs to the new dossier enter together', async (t) => {
  const [who, doctor] = [urn(), urn()];
  const professional = await persona('neurologist');
  const consent = aConsent('x', professional, 'permit');
  const answer = await tester.post(
    '',
    aTransaction(
      posts({ ...consent, patient: { reference: who } }, urn()),
      posts(aPractitioner('t-5'), doctor),
      posts(somePatient({ generalPractitioner: [{ reference: doctor }] }), who),
    ),
  );
  t.equal(answer.status, 200, answer.text);
  t.equal((await written(tester, answer, 0)).patient.reference, addressAt(answer, 2));
  const stored = await written(tester, answer, 2);
  t.equal(stored.generalPractitioner[0].reference, addressAt(answer, 1));
});

t.test('T-06, T-07: urls and narratives are rewritten, nothing else is', async (t) => {
  const [document, binary, doctor] = [urn(), urn(), urn()];
  const bytes = Buffer.from('un document');
  const div = `<div xmlns="http://www.w3.org/1999/xhtml"><a href="${doctor}#a">x</a> <a href="${doctor}">y</a> ${doctor}</div>`;
  const answer = await tester.post(
    '',
    aTransaction(
      posts(
        {
          resourceType: 'DocumentReference',
          text: { status: 'generated', div },
          masterIdentifier: { system: 'urn:ietf:rfc:3986', value: document },
          status: 'current',
          extension: [
            { url: 'https://example.org/uri', valueUri: doctor },
            { url: 'https://example.org/canonical', valueCanonical: doctor },
          ],
          content: [{ attachment: { contentType: 'text/plain', url: binary } }],
        },
        document,
      ),
      posts(
        { resourceType: 'Binary', contentType: 'text/plain', data: bytes.toString('base64') },
        binary,
      ),
      posts(aPractitioner('t-6'), doctor),
    ),
  );
  t.equal(answer.status, 200, answer.text);
  const stored = await written(tester, answer, 0);
  t.equal(stored.content[0].attachment.url, `${server.base}/${addressAt(answer, 1)}`);
  t.equal(stored.masterIdentifier.value, document, 'an identifier stays');
  const practitioner = addressAt(answer, 2);
  t.equal(stored.extension[0].valueUri, practitioner);
  t.equal(stored.extension[1].valueCanonical, doctor, 'a canonical stays');
  t.equal(
    stored.text.div,
    `<div xmlns="http://www.w3.org/1999/xhtml"><a href="${practitioner}#a">x</a> <a href="${practitioner}">y</a> ${doctor}</div>`,
  );
  const read = await tester.get(addressAt(answer, 1), { accept: 'text/plain' });
  t.ok(read.bytes.equals(bytes));
});

t.test('T-08, T-17: a conditional create that matches is what links to it name', async (t) => {
  const there = (await registrar.post('Practitioner', aPractitioner('t-8'))).json();
  const doctor = urn();
  const ifNoneExist = `identifier=${encodeURIComponent(`${STAFF}|t-8`)}`;
  const bundle = aTransaction(
    posts(aRole(doctor)),
    posts(aPractitioner('t-8'), doctor, { ifNoneExist }),
  );
  const answer = await registrar.post('', bundle);
  t.equal(answer.json().entry[1].response.status, '200 OK', answer.text);
  t.equal((await written(registrar, answer, 0)).practitioner.reference, `Practitioner/${there.id}`);
  t.equal(await count(registrar, 't-8'), 1);
});

t.test('T-08: transactions at once create once what each creates on a condition', async (t) => {
  const ifNoneExist = 'identifier=t-8-once';
  const answers = await Promise.all(
    [1, 2, 3, 4].map(() => {
      const doctor = urn();
      const entry = posts(aPractitioner('t-8-once'), doctor, { ifNoneExist });
      return registrar.post('', aTransaction(entry, posts(aRole(doctor))));
    }),
  );
  t.same(
    answers.map(({ status }) => status),
    [200, 200, 200, 200],
  );
  t.equal(await count(registrar, 't-8-once'), 1);
  const roles = await Promise.all(answers.map((answer) => written(registrar, answer, 1)));
  t.equal(new Set(roles.map((role) => role.practitioner.reference)).size, 1);
});

t.test('T-09: a conditional reference names one resource, or the transaction fails', async (t) => {
  const one = (await registrar.post('Practitioner', aPractitioner('t-9'))).json();
  const bundle = aTransaction(posts(aRole(`Practitioner?identifier=${STAFF}|t-9`)));
  const answer = await registrar.post('', bundle);
  t.equal((await written(registrar, answer, 0)).practitioner.reference, `Practitioner/${one.id}`);
  await registrar.post('Practitioner', aPractitioner('t-9'));
  for (const reference of [
    `Practitioner?identifier=${STAFF}|t-9`,
    `Practitioner?identifier=${STAFF}|t-9-none`,
    'Practitioner?_count=1',
  ]) {
    const refused = await registrar.post('', aTransaction(posts(aRole(reference))));
    isRefusal(t, refused, { status: 412, says: /conditional reference/ });
    t.match(refused.json().issue[0].expression[0], 'Bundle.entry[0]');
  }
  const colour = await registrar.post('', aTransaction(posts(aRole('Practitioner?colour=blue'))));
  t.equal(colour.status, 400);
});

t.test('T-09: what a caller may not see is not found by a conditional reference', async (t) => {
  const stranger = await server.as('stranger');
  const { ins } = await persona('patient');
  const reference = `Patient?identifier=${ins?.system}|${ins?.value}`;
  const list = { resourceType: 'List', status: 'current', mode: 'working', subject: { reference } };
  const unknown = { ...list, subject: { reference: reference.replace(/.$/, '') } };
  for (const one of [list, unknown]) {
    const answer = await stranger.post('', aTransaction(posts(one)));
    t.ok(answer.status >= 400 && !answer.text.includes(patient), answer.text);
  }
});

t.test(
  'T-10: links that leave the bundle stay; relative ones are those of the same server',
  async (t) => {
    const other = 'https://other.example/fhir';
    const answer = await registrar.post(
      '',
      aTransaction(
        posts(aRole('Practitioner/p1'), `${other}/PractitionerRole/r1`),
        posts(aPractitioner('t-10'), `${other}/Practitioner/p1`),
        posts(aRole('Practitioner/p1'), urn()),
        posts(aRole(`${other}/Practitioner/p2`), urn()),
        posts(aRole(`Practitioner/p3/_history/4`), `${other}/PractitionerRole/r2`),
        posts(aPractitioner('t-10-v', { meta: { versionId: '4' } }), `${other}/Practitioner/p3`),
      ),
    );
    t.equal(answer.status, 200, answer.text);
    const references = await Promise.all(
      [0, 2, 3, 4].map(async (at) => (await written(registrar, answer, at)).practitioner.reference),
    );
    const version = `${addressAt(answer, 5)}/_history/1`;
    const elsewhere = ['Practitioner/p1', `${other}/Practitioner/p2`];
    t.same(references, [addressAt(answer, 1), ...elsewhere, version]);
  },
);

t.test('T-18: Prefer decides what the entries hold', async (t) => {
  const bundle = (): Json => aTransaction(posts(aPractitioner('t-18')));
  const ask = async (prefer: string): Promise<Json> =>
    (await registrar.post('', bundle(), { prefer })).json().entry[0];
  t.equal((await ask('return=representation')).resource.identifier[0].value, 't-18');
  t.notOk((await ask('return=minimal')).resource);
  const { response } = await ask('return=OperationOutcome');
  t.equal(response.outcome.resourceType, 'OperationOutcome');
});

t.test('T-19: a PATCH with POSTs, as Parameters and as JSON Patch in a Binary', async (t) => {
  const own = await server.as('patient');
  const consent = aConsent(patient, await persona('neurologist'), 'permit');
  const folder = aFolder({ reference: `Patient/${patient}` });
  const created = await own.post('List', folder);
  t.equal(created.status, 201, created.text);
  const operations = [{ op: 'replace', path: '/status', value: 'retired' }];
  const binary = {
    resourceType: 'Binary',
    contentType: 'application/json-patch+json',
    data: Buffer.from(JSON.stringify(operations)).toString('base64'),
  };
  const patch = {
    resource: binary,
    request: { method: 'PATCH', url: `List/${created.json().id}` },
  };
  const answer = await own.post('', aTransaction(posts(consent), patch), {
    prefer: 'return=representation',
  });
  t.equal(answer.status, 200, answer.text);
  t.equal(answer.json().entry[1].resource.status, 'retired');
});

t.test('rights are those of each interaction alone, and each is told of alone', async (t) => {
  const own = await server.as('patient');
  const professional = await persona('neurologist');
  const bundle = aTransaction(
    posts(aConsent(patient, professional, 'permit')),
    posts(somePatient({ identifier: [freshIns()] })),
  );
  const refused = await own.post('', bundle);
  t.equal(refused.status, 403, refused.text);
  t.match(refused.json().issue[0].expression[0], 'Bundle.entry[1]');

  const headers = { 'x-request-id': 'two-consents' };
  const both = [1, 2].map(() => posts(aConsent(patient, professional, 'permit')));
  t.equal((await own.post('', aTransaction(...both), headers)).status, 200);
  const events = (await own.get('AuditEvent?_count=20')).json().entry;
  const told = events.filter(({ resource }: Json) =>
    JSON.stringify(resource).includes('two-consents'),
  );
  t.equal(told.length, 2);
  for (const { resource } of told)
    t.match(resource, { subtype: [{ code: 'create' }], outcome: '0' });
});

t.test('T-09: a hidden document is, for a condition, one that does not exist', async (t) => {
  const own = await server.as('patient');
  const doctor = await server.as('neurologist');
  const [hidden, never] = [freshOid(), freshOid()];
  const wish = { labels: ['MASQUE_PS'], masterIdentifier: hidden };
  t.equal((await own.post('', asPatients(aBundle(patient, [wish])))).status, 200);
  const told = async (client: TestClient, value: string): Promise<string> => {
    const subject = { reference: `Patient/${patient}` };
    const reference = `DocumentReference?patient=Patient/${patient}&identifier=${value}`;
    const folder = { ...aFolder(subject), entry: [{ item: { reference } }] };
    const answer = await client.post('', aTransaction(posts(folder)));
    return `${answer.status} ${answer.text.replaceAll(value, 'X')}`;
  };
  t.match(await told(own, hidden), /^200/, 'who sees it refers to it');
  t.match(await told(doctor, hidden), /^412/);
  t.equal(await told(doctor, hidden), await told(doctor, never));
});

t.test('T-20: as many entries as the limit says, and no more', async (t) => {
  const many = (count: number): Json[] =>
    Array.from({ length: count }, (_, at) => posts(aPractitioner(`t-20-${at}`), urn()));
  const answer = await registrar.post('', aTransaction(...many(300)));
  t.equal(answer.status, 200);
  t.equal(answer.json().entry.length, 300);
  const refused = await registrar.post('', aTransaction(...Array(5_001).fill(gets('Patient/1'))));
  isRefusal(t, refused, { status: 400, says: /5000/, expression: 'Bundle.entry' });
});

t.test('T-01: a transaction of XML is answered as XML', async (t) => {
  const doctor = urn();
  const body = `<Bundle xmlns="http://hl7.org/fhir"><type value="transaction"/>
    <entry><fullUrl value="${doctor}"/><resource><Practitioner><name><family value="Garnier"/></name></Practitioner></resource>
      <request><method value="POST"/><url value="Practitioner"/></request></entry>
    <entry><resource><PractitionerRole><practitioner><reference value="${doctor}"/></practitioner></PractitionerRole></resource>
      <request><method value="POST"/><url value="PractitionerRole"/></request></entry></Bundle>`;
  const type = 'application/fhir+xml';
  const headers = { 'content-type': type, accept: type, prefer: 'return=representation' };
  const answer = await registrar.send('', { method: 'POST', headers, body });
  t.equal(answer.status, 200, answer.text);
  t.match(answer.text, /<type value="transaction-response"\/>.*<status value="201 Created"\/>/s);
  const [, location] = /<location value="(Practitioner\/[^/]+)/.exec(answer.text) ?? [];
  t.ok(answer.text.includes(`<reference value="${location}"/>`), answer.text);
});

t.test('T-11: a consent that names nobody is named among others', async (t) => {
  const own = await server.as('patient');
  const consent = aConsent(patient, await persona('neurologist'), 'permit');
  const nobody = { ...consent, provision: { type: 'permit' } };
  const answer = await own.post('', aTransaction(posts(consent), posts(nobody)));
  isRefusal(t, answer, { status: 400, expression: 'Bundle.entry[1].resource.provision.actor' });
});

t.test('T-02: nobody sees half of a transaction in a dossier', async (t) => {
  const own = await server.as('patient');
  const consent = aConsent(patient, await persona('neurologist'), 'permit');
  const total = async (): Promise<number> => (await own.get('Consent?_summary=count')).json().total;
  const before = await total();
  const seen = new Set<number>();
  let isOver = false;
  const looking = (async () => {
    while (!isOver) seen.add(((await total()) - before) % 4);
  })();
  for (let n = 1; n <= 6; n++) {
    const answer = await own.post('', aTransaction(...Array(4).fill(posts(consent))));
    t.equal(answer.status, 200);
  }
  isOver = true;
  await looking;
  t.same([...seen], [0]);
  t.equal(await total(), before + 24);
});

/**
 * The trace, ids: every request leaves one event in the dossier of its patient, in the
 * shape of the IHE profiles, durable before the answer; nobody can change it.
 */
import t, { type Test } from 'tap';
import { aBundle, aConsent, freshOid, openDossier, persona, push } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Answer, type Json, type TestClient } from '../fixtures/server.js';
import {
  agentsWith,
  codesOf,
  entitiesWith,
  eventsOf,
  quotedIn,
  traced,
  type RequestName,
} from './trace.js';

const server = await startServer(t);
const own = await server.as('patient');
const nurse = await server.as('nurse');
const neurologist = await server.as('neurologist');
const registrar = await server.as('registrar');
const stranger = await server.as('stranger');
const blocked = await server.as('blocked');
const { patient, ins } = await openDossier(server, {
  authorised: ['neurologist', 'nurse'],
  blocked: ['blocked'],
});
const { documents, binaries, lists } = await push(server, 'nurse', aBundle(patient));
const document = `DocumentReference/${documents[0]}`;
const binary = `Binary/${binaries[0]}`;
const BY_PATIENT = `patient=${patient}`;
const BY_INS = `patient.identifier=${ins.system}%7C${ins.value}`;

type Send = (named: RequestName) => Promise<Answer>;

/** A request, and what its one event must say: type, subtypes, action, and outcome. */
interface Case {
  readonly send: Send;
  readonly status: number;
  readonly event: readonly [type: string, subtypes: string, action: string, outcome: string];
}

function form(client: TestClient, type: string, body: string): Send {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return (named) =>
    client.send(`${type}/_search`, { method: 'POST', body, headers: { ...headers, ...named } });
}

/** A DocumentReference with its document inside. */
function published(): Json {
  return {
    resourceType: 'DocumentReference',
    masterIdentifier: { system: 'urn:ietf:rfc:3986', value: freshOid() },
    status: 'current',
    type: { coding: [{ system: 'http://loinc.org', code: '11488-4' }] },
    subject: { reference: `Patient/${patient}` },
    date: '2026-03-12T11:00:00+01:00',
    content: [{ attachment: { contentType: 'text/plain', data: 'dW4gZG9jdW1lbnQ=' } }],
  };
}

async function consentOf(key: string): Promise<Json> {
  return aConsent(patient, await persona(key), 'permit');
}

const unknown = `${document.slice(0, -4)}zzzz`;

const MHD: Readonly<Record<string, Case>> = {
  'ITI-65': {
    send: (named) => nurse.post('', aBundle(patient), named),
    status: 200,
    event: ['110107', 'ITI-65', 'C', '0'],
  },
  'ITI-66 by GET': {
    send: (named) => neurologist.get(`List?${BY_INS}&code=submissionset&status=current`, named),
    status: 200,
    event: ['rest', 'ITI-66,search', 'E', '0'],
  },
  'ITI-66 by POST': {
    send: form(neurologist, 'List', `${BY_INS}&code=submissionset&status=current`),
    status: 200,
    event: ['rest', 'ITI-66,search', 'E', '0'],
  },
  'ITI-67 by GET': {
    send: (named) => neurologist.get(`DocumentReference?${BY_INS}&status=current`, named),
    status: 200,
    event: ['rest', 'ITI-67,search', 'E', '0'],
  },
  'ITI-67 by POST': {
    send: form(neurologist, 'DocumentReference', `${BY_PATIENT}&status=current`),
    status: 200,
    event: ['rest', 'ITI-67,search', 'E', '0'],
  },
  'ITI-67 that finds nothing': {
    send: (named) => neurologist.get(`DocumentReference?${BY_PATIENT}&date=lt1900`, named),
    status: 200,
    event: ['rest', 'ITI-67,search', 'E', '0'],
  },
  'ITI-68': {
    send: (named) => neurologist.get(binary, named),
    status: 200,
    event: ['rest', 'ITI-68,read', 'R', '0'],
  },
  'ITI-68 of a part': {
    send: (named) => neurologist.get(binary, { range: 'bytes=0-3', ...named }),
    status: 206,
    event: ['rest', 'ITI-68,read', 'R', '0'],
  },
  'ITI-105': {
    send: (named) => nurse.post('DocumentReference', published(), named),
    status: 201,
    event: ['rest', 'ITI-105,create', 'C', '0'],
  },
  'ITI-65 refused: blocked': {
    send: (named) => blocked.post('', aBundle(patient), named),
    status: 403,
    event: ['110107', 'ITI-65', 'C', '4'],
  },
  'ITI-67 refused: no access': {
    send: (named) => stranger.get(`DocumentReference?${BY_PATIENT}`, named),
    status: 403,
    event: ['rest', 'ITI-67,search', 'E', '4'],
  },
  'ITI-66 refused: blocked': {
    send: (named) => blocked.get(`List?${BY_PATIENT}`, named),
    status: 403,
    event: ['rest', 'ITI-66,search', 'E', '4'],
  },
  'ITI-68 refused: no access': {
    send: (named) => stranger.get(binary, named),
    status: 403,
    event: ['rest', 'ITI-68,read', 'R', '4'],
  },
  'ITI-68 of an unknown document': {
    send: (named) => neurologist.get(`${binary.slice(0, -4)}zzzz`, named),
    status: 404,
    event: ['rest', 'ITI-68,read', 'R', '4'],
  },
  'ITI-105 refused: blocked': {
    send: (named) => blocked.post('DocumentReference', published(), named),
    status: 403,
    event: ['rest', 'ITI-105,create', 'C', '4'],
  },
};

const REST: Readonly<Record<string, Case>> = {
  read: {
    send: (named) => neurologist.get(document, named),
    status: 200,
    event: ['rest', 'read', 'R', '0'],
  },
  vread: {
    send: (named) => neurologist.get(`${document}/_history/1`, named),
    status: 200,
    event: ['rest', 'vread', 'R', '0'],
  },
  'vread of an unknown version': {
    send: (named) => neurologist.get(`${document}/_history/9`, named),
    status: 404,
    event: ['rest', 'vread', 'R', '4'],
  },
  history: {
    send: (named) => neurologist.get(`${document}/_history`, named),
    status: 200,
    event: ['rest', 'history', 'R', '0'],
  },
  'read of the Patient': {
    send: (named) => neurologist.get(`Patient/${patient}`, named),
    status: 200,
    event: ['rest', 'read', 'R', '0'],
  },
  'existence check': {
    send: (named) => stranger.get(`Patient?identifier=${ins.system}%7C${ins.value}`, named),
    status: 200,
    event: ['rest', 'search', 'E', '0'],
  },
  'search of the patient’s own': {
    send: (named) => own.get('Consent?status=active', named),
    status: 200,
    event: ['rest', 'search', 'E', '0'],
  },
  create: {
    send: async (named) => own.post('Consent', await consentOf('pharmacist'), named),
    status: 201,
    event: ['rest', 'create', 'C', '0'],
  },
  update: {
    send: async (named) => registrar.put(`Patient/${patient}`, await currentPatient(), named),
    status: 200,
    event: ['rest', 'update', 'U', '0'],
  },
  patch: {
    send: (named) =>
      nurse.patch(document, [{ op: 'replace', path: '/status', value: 'current' }], named),
    status: 200,
    event: ['rest', 'patch', 'U', '0'],
  },
  'read of an unknown id': {
    send: (named) => neurologist.get(unknown, named),
    status: 404,
    event: ['rest', 'read', 'R', '4'],
  },
  'read refused: no access': {
    send: (named) => stranger.get(document, named),
    status: 403,
    event: ['rest', 'read', 'R', '4'],
  },
  'patch refused: not the author': {
    send: (named) =>
      neurologist.patch(document, [{ op: 'replace', path: '/status', value: 'superseded' }], named),
    status: 403,
    event: ['rest', 'patch', 'U', '4'],
  },
  'patch failed: another version': {
    send: (named) =>
      nurse.patch(document, [{ op: 'replace', path: '/status', value: 'current' }], {
        'if-match': 'W/"77"',
        ...named,
      }),
    status: 412,
    event: ['rest', 'patch', 'U', '8'],
  },
  'update refused: not the registrar': {
    send: async (named) => neurologist.put(`Patient/${patient}`, await currentPatient(), named),
    status: 403,
    event: ['rest', 'update', 'U', '4'],
  },
};

async function currentPatient(): Promise<Json> {
  return (await registrar.get(`Patient/${patient}`)).json();
}

async function leavesOne(t: Test, { send, status, event }: Case): Promise<void> {
  const { answer, events, requestId } = await traced(own, send);
  t.equal(answer.status, status);
  t.equal(answer.headers.get('x-request-id'), requestId);
  t.equal(events.length, 1, `${events.length} events: ${events.map(shortly).join('; ')}`);
  const [type, subtypes, action, outcome] = event;
  const [found = {}] = events;
  t.equal(found.type?.code, type);
  t.equal(codesOf(found.subtype).join(), subtypes);
  t.equal(found.action, action);
  t.equal(found.outcome, outcome);
}

function shortly({ subtype, outcome, outcomeDesc }: Json): string {
  return `${codesOf(subtype).join()} ${outcome} ${outcomeDesc}`;
}

for (const [what, one] of Object.entries(MHD)) {
  t.test(`A-01: ${what} leaves one event`, (t) => leavesOne(t, one));
}
for (const [what, one] of Object.entries(REST)) {
  t.test(`A-01: a ${what} leaves one event`, (t) => leavesOne(t, one));
}

t.test(
  'A-01: a submission sent again leaves one event, which tells that it was accepted',
  async (t) => {
    const bundle = aBundle(patient);
    t.equal((await nurse.post('', bundle)).status, 200);
    const { answer, events } = await traced(own, (named) => nurse.post('', bundle, named));
    t.equal(answer.status, 200);
    t.equal(events.length, 1, events.map(shortly).join('; '));
    t.equal(events[0]?.outcome, '0');
  },
);

t.test(
  'A-01: a document published again leaves one event, which tells that it was accepted',
  async (t) => {
    const sent = published();
    t.equal((await nurse.post('DocumentReference', sent)).status, 201);
    const again: Send = (named) => nurse.post('DocumentReference', sent, named);
    const { answer, events } = await traced(own, again);
    t.equal(answer.status, 200);
    t.equal(events.length, 1, events.map(shortly).join('; '));
    t.equal(events[0]?.outcome, '0');
  },
);

t.test('A-01: what was not given is not told as given', async (t) => {
  const cases: readonly (readonly [number, Record<string, string>])[] = [
    [406, { accept: 'image/png' }],
    [416, { range: 'bytes=5000-' }],
  ];
  for (const [status, headers] of cases) {
    const get: Send = (named) => neurologist.get(binary, { ...headers, ...named });
    const { answer, events } = await traced(own, get);
    t.equal(answer.status, status);
    t.notOk(
      events.some(({ outcome }) => outcome === '0'),
      `${status}: ${events.map(shortly).join('; ')}`,
    );
  }
});

t.test('A-01: an event is there before the answer, and bears the time of the act', async (t) => {
  const before = Date.now();
  for (let round = 0; round < 10; round++) {
    const { events } = await traced(own, (named) => neurologist.get(document, named));
    t.equal(events.length, 1);
    const recorded = Date.parse(events[0]?.recorded);
    t.ok(recorded >= before && recorded <= Date.now());
    t.equal(events[0]?.meta.lastUpdated, events[0]?.recorded);
  }
});

async function eventOf(send: Send): Promise<Json> {
  const { events } = await traced(own, send);
  if (events.length !== 1) throw new Error(`${events.length} events`);
  return events[0];
}

t.test(
  'A-02: client, server and user are named, client and server with their address',
  async (t) => {
    const reading = await eventOf((named) => neurologist.get(document, named));
    const [client] = agentsWith(reading, '110152');
    const [source] = agentsWith(reading, '110153');
    t.same(client?.who, { identifier: { value: 'demonstration' } });
    t.same(client?.network, { address: '127.0.0.1', type: '2' });
    t.equal(source?.who.identifier.value, server.base);
    t.ok(source?.network.address, 'the server has an address');
    t.same(reading.source.observer, source?.who, 'the server is the source');
    const [user, ...others] = reading.agent.filter(({ requestor }: Json) => requestor === true);
    t.equal(others.length, 0, 'one agent asked');
    const { idNatPs, name, profession, structure } = await persona('neurologist');
    t.equal(user.who.identifier.value, idNatPs);
    t.equal(user.name, name);
    t.ok(codesOf(user.type.coding).includes('IRCP'));
    t.ok(codesOf(user.role.flatMap(({ coding }: Json) => coding)).includes(String(profession)));
    t.equal(user.purposeOfUse[0].coding[0].code, 'TREAT');
    const [place] = agentsWith(reading, 'PROV');
    t.equal(place?.who.identifier.value, structure?.idNatSt);
  },
);

t.test('A-02: where the client sends, client and server change their roles', async (t) => {
  const pushing = await eventOf((named) => nurse.post('', aBundle(patient), named));
  t.equal(agentsWith(pushing, '110153')[0]?.who.identifier.value, 'demonstration');
  t.equal(agentsWith(pushing, '110152')[0]?.who.identifier.value, server.base);
  const [user] = pushing.agent.filter(({ requestor }: Json) => requestor === true);
  t.ok(codesOf(user.type.coding).includes('AUT'), 'the user is the author');
});

t.test('A-02: a patient is named by their Patient, never by their national identity', async (t) => {
  const event = await eventOf((named) => own.get(document, named));
  const [user] = event.agent.filter(({ requestor }: Json) => requestor === true);
  t.equal(user.who.reference, `Patient/${patient}`);
  t.notMatch(JSON.stringify(event.agent), new RegExp(ins.value));
});

t.test('A-02: a break-glass is told with its reason', async (t) => {
  const options = { purpose: 'BTG', reason: 'coma aux urgences' };
  const emergency = await server.as('emergency', options);
  const { events } = await traced(own, (named) => emergency.get(document, named));
  const [user] = (events[0]?.agent ?? []).filter(({ requestor }: Json) => requestor === true);
  t.equal(user?.purposeOfUse[0].coding[0].code, 'BTG');
  t.equal(user?.purposeOfUse[0].text, 'coma aux urgences');
});

t.test('A-03: the thing, the patient and the request are entities', async (t) => {
  const { events, requestId } = await traced(own, (named) => neurologist.get(document, named));
  const [event] = events;
  const things = event.entity.filter(({ type }: Json) => type.code === '2');
  t.same(
    things.map(({ what }: Json) => what.reference),
    [document],
    'one System Object',
  );
  const [person] = entitiesWith(event, '1');
  t.equal(person?.what.reference, `Patient/${patient}`);
  t.equal(person?.type.code, '1');
  const requests = event.entity.filter(({ type }: Json) => type.code === 'XrequestId');
  t.same(
    requests.map(({ what }: Json) => what.identifier.value),
    [requestId],
  );
});

t.test('A-03: a push names its submission set, a retrieval its document', async (t) => {
  const pushing = await eventOf((named) => nurse.post('', aBundle(patient), named));
  const [set] = entitiesWith(pushing, '20');
  t.match(set?.what.reference, /^List\//);
  const set_ = await own.get(set?.what.reference);
  t.equal(set_.json().code.coding[0].code, 'submissionset');
  const opening = await eventOf((named) => neurologist.get(binary, named));
  t.equal(entitiesWith(opening, '3')[0]?.what.reference, binary);
});

t.test('A-03: a search quotes its request, whole and in base64', async (t) => {
  const search = `DocumentReference?${BY_PATIENT}&status=current&type=11488-4`;
  const event = await eventOf((named) => neurologist.get(search, named));
  t.equal(quotedIn(event), `GET /fhir/${search}`);
  t.match(entitiesWith(event, '24')[0]?.type.code, '2');
  t.equal(entitiesWith(event, '1')[0]?.what.reference, `Patient/${patient}`);
});

t.test('A-03: a request name that none can be is replaced by one of ours', async (t) => {
  const answer = await neurologist.get(document, { 'x-request-id': 'with blanks and <script>' });
  const given = String(answer.headers.get('x-request-id'));
  t.match(given, /^[0-9a-f-]{36}$/);
  t.equal((await eventsOf(own, given)).length, 1);
});

t.test('A-04: the form of a POST _search is recorded as it was sent', async (t) => {
  const body = `${BY_PATIENT}&status=current&type=${encodeURIComponent('http://loinc.org|11488-4')}`;
  const event = await eventOf(form(neurologist, 'DocumentReference', body));
  t.equal(quotedIn(event), `POST /fhir/DocumentReference/_search\n\n${body}`);
});

t.test('A-04: the retrieval of a Binary names the patient', async (t) => {
  const event = await eventOf((named) => neurologist.get(binary, named));
  t.equal(entitiesWith(event, '1')[0]?.what.reference, `Patient/${patient}`);
});

t.test('A-04: a search that meets two patients leaves one event in each dossier', async (t) => {
  const other = await openDossier(server, { persona: 'child' });
  const child = await server.as('child');
  const { answer, events, requestId } = await traced(own, (named) =>
    registrar.get('Patient?_lastUpdated=gt2000', named),
  );
  t.equal(answer.json().entry.length, 2);
  t.equal(events.length, 1);
  t.equal(entitiesWith(events[0], '1')[0]?.what.reference, `Patient/${patient}`);
  t.notMatch(JSON.stringify(events), new RegExp(other.patient), 'nothing of the other');
  const theirs = await eventsOf(child, requestId);
  t.equal(theirs.length, 1);
  t.equal(entitiesWith(theirs[0], '1')[0]?.what.reference, `Patient/${other.patient}`);
});

t.test('A-05: nobody makes, changes or deletes an AuditEvent', async (t) => {
  const [event] = (await own.get('AuditEvent?_count=1')).json().entry;
  const address = `AuditEvent/${event.resource.id}`;
  const { id: _id, ...copy } = event.resource;
  const tester = await server.as('tester');
  for (const client of [own, nurse, registrar, tester]) {
    const refused = { status: [403, 405] };
    isRefusal(t, await client.post('AuditEvent', copy), refused);
    isRefusal(t, await client.put(address, event.resource), refused);
    isRefusal(t, await client.put('AuditEvent/chosen', { ...copy, id: 'chosen' }), refused);
    isRefusal(t, await client.patch(address, [{ op: 'remove', path: '/agent/0' }]), refused);
    isRefusal(t, await client.send(address, { method: 'DELETE' }), refused);
  }
  t.same((await own.get(address)).json(), event.resource, 'it is as it was');
  t.equal((await own.get(address)).headers.get('etag'), 'W/"1"');
});

t.test('A-05: the token is recorded by its name alone', async (t) => {
  const event = await eventOf((named) => neurologist.get(document, named));
  const text = JSON.stringify(event);
  const [, payload = '', signature = ''] = neurologist.token.split('.');
  t.notMatch(text, signature.slice(0, 20));
  t.notMatch(text, payload.slice(0, 20));
  const [user] = event.agent.filter(({ requestor }: Json) => requestor === true);
  const { jti } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  t.same(user.policy, [jti]);
});

t.test('A-05: only the patient reads the trace', async (t) => {
  const [event] = (await own.get('AuditEvent?_count=1')).json().entry;
  const address = `AuditEvent/${event.resource.id}`;
  for (const key of ['nurse', 'neurologist', 'gp', 'stranger', 'blocked', 'registrar', 'child']) {
    const client = await server.as(key);
    isRefusal(t, await client.get(`AuditEvent?${BY_PATIENT}`), { status: [403, 404] });
    isRefusal(t, await client.get(address), { status: [403, 404] });
    isRefusal(t, await client.get(`${address}/_history/1`), { status: [403, 404] });
  }
  const tester = await server.as('tester');
  t.equal((await tester.get(`AuditEvent?${BY_PATIENT}`)).json().total, 0);
  isRefusal(t, await tester.get(address), { status: 404 });
  const list = `List/${lists[0]}`;
  t.equal((await own.get(list)).status, 200, 'the patient reads what the events are about');
});

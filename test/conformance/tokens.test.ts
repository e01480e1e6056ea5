/** Tokens, scopes and what refusals leave and tell, ids. */
import { randomUUID } from 'node:crypto';
import { decodeJwt, UnsecuredJWT, type JWTPayload } from 'jose';
import t, { type Test } from 'tap';
import { demonstrationKey } from '../../src/auth/keys.js';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { somePatient } from '../fixtures/patients.js';
import { headOf, sendRaw } from '../fixtures/raw.js';
import { startServer, type Answer } from '../fixtures/server.js';
import { eventsOf, storedEvents, traced } from './trace.js';

const server = await startServer(t);
const own = await server.as('patient');
const nurse = await server.as('nurse');
const tester = await server.as('tester');
const { patient } = await openDossier(server, { authorised: ['nurse'], blocked: ['blocked'] });
const { documents } = await push(server, 'nurse', aBundle(patient));
const document = `DocumentReference/${documents[0]}`;

/** The nurse's token, signed again with other claims. */
async function signed(changes: JWTPayload): Promise<string> {
  const key = await demonstrationKey(server.configuration.dataDir);
  return key.sign({ ...decodeJwt(nurse.token), ...changes });
}

/** Tokens that are none here. */
async function badTokens(): Promise<Record<string, string>> {
  const [head = '', payload = '', signature = ''] = nurse.token.split('.');
  return {
    expired: (await server.as('nurse', { expiresSeconds: -3_600 })).token,
    garbled: `${head}.${payload}.${signature.slice(1)}A`,
    'no token': 'gibberish',
    'alg=none': new UnsecuredJWT(decodeJwt(nurse.token)).encode(),
    'for another server': await signed({ aud: 'https://other.example/fhir' }),
    'of another issuer': await signed({ iss: 'https://other.example/auth' }),
  };
}

t.test('X-02: a token that is not good here is 401, with a challenge', async (t) => {
  for (const [what, token] of Object.entries(await badTokens())) {
    const client = server.withToken(token);
    for (const answer of [await client.get(document), await client.post('', aBundle(patient))]) {
      isRefusal(t, answer, { status: 401, says: /token/i });
      t.match(answer.headers.get('www-authenticate'), /^Bearer .*error="invalid_token"/, what);
    }
  }
  const bare = await server.withToken(undefined).get(document);
  isRefusal(t, bare, { status: 401 });
  t.match(bare.headers.get('www-authenticate'), /^Bearer (?!.*error=)/, 'no token, no error');
  t.equal((await server.withToken(await signed({})).get(document)).status, 200);
});

t.test('X-02: a token whose scope does not reach is 403', async (t) => {
  const narrow = await server.as('nurse', { scope: 'user/Observation.rs user/Patient.s openid' });
  for (const answer of [
    await narrow.get(document),
    await narrow.get(`DocumentReference?patient=${patient}`),
    await narrow.get(`Patient/${patient}`),
    await narrow.post('', aBundle(patient)),
  ]) {
    isRefusal(t, answer, { status: 403, detail: 'insufficient-scope' });
    t.match(answer.headers.get('www-authenticate'), /^Bearer .*error="insufficient_scope"/);
  }
});

t.test('X-04: scopes of both versions grant what their letters say', async (t) => {
  const path = 'Patient';
  const { id } = (await tester.post(path, somePatient())).json();
  for (const [letters, may] of [
    ['r', 'read'],
    ['s', 'search'],
    ['read', 'read search'],
    ['c', 'create'],
    // What stands is changed by whoever may read it: the answer shows it.
    ['write', 'create delete'],
    ['cruds', 'read search create update delete'],
    ['rs?gender=female', ''],
  ] as const) {
    const client = await server.as('tester', of(letters));
    const done: string[] = [];
    const body = { ...somePatient(), id };
    for (const [what, answer] of [
      ['read', await client.get(`${path}/${id}`)],
      ['search', await client.get(`${path}?_id=${id}`)],
      ['create', await client.post(path, somePatient())],
      ['update', await client.put(`${path}/${id}`, body)],
      ['delete', await client.send(`${path}/none`, { method: 'DELETE' })],
    ] as const) {
      if (answer.status < 300) done.push(what);
      else isRefusal(t, answer, { status: 403, detail: 'insufficient-scope' });
    }
    t.equal(done.join(' '), may, letters);
  }
});

/** A scope for patients alone. */
function of(letters: string): { scope: string } {
  return { scope: `system/Patient.${letters} user/Patient.${letters}` };
}

t.test('A-06: a refusal by right is in the trace of its patient', async (t) => {
  for (const key of ['stranger', 'blocked']) {
    const client = await server.as(key);
    const { answer, events } = await traced(own, (named) => client.get(document, named));
    isRefusal(t, answer, { status: 403 });
    t.equal(events.length, 1);
    t.match(events[0], { outcome: '4', action: 'R' });
  }
  const scope = 'user/Observation.rs';
  const narrow = await server.as('nurse', { scope });
  const { answer, events } = await traced(own, (named) => narrow.get(document, named));
  isRefusal(t, answer, { status: 403 });
  t.match(events, [{ outcome: '4' }], 'for want of a scope too');
});

t.test('A-06: a refusal of a token is recorded, without a patient', async (t) => {
  const tokens = [undefined, ...Object.values(await badTokens())];
  const names = tokens.map(() => randomUUID());
  for (const [at, token] of tokens.entries()) {
    const headers = { 'x-request-id': names[at] ?? '' };
    isRefusal(t, await server.withToken(token).get(document, headers), { status: 401 });
  }
  const recorded = (await storedEvents(server, '-')).map((event) => JSON.stringify(event));
  for (const name of names) {
    const events = recorded.filter((event) => event.includes(name));
    t.equal(events.length, 1);
    t.match(events[0], /"outcome":"4"/);
    t.strictSame(await eventsOf(own, name), []);
  }
  for (const token of Object.values(await badTokens())) {
    t.notOk(recorded.some((event) => event.includes(token)));
  }
});

t.test('X-11: a line break in a header or an address makes no line of ours', async (t) => {
  const authorization = `Bearer ${nurse.token}`;
  const line = `GET /fhir/${document}`;
  for (const value of ['a\nevil: 1', 'a\revil: 1', 'a\u0000b']) {
    const answer = await sendRaw(server.base, [headOf(line, { authorization, 'x-evil': value })]);
    t.ok(answer.status === 400 || !/^evil/im.test(answer.head), JSON.stringify(value));
    t.ok(answer.status < 500);
  }
  for (const name of ['a%0d%0aevil:%201', 'a\u00e9', '{"level":50}', 'x'.repeat(500)]) {
    const answer = await nurse.get(document, { 'x-request-id': name });
    t.match(answer.headers.get('x-request-id'), /^[0-9a-f-]{36}$/, 'is one of ours');
  }
  const injected = `${document}%0d%0aevil:%201?_format=%0d%0aevil:%201&_summary=%0aevil`;
  const { answer, events } = await traced(own, (named) => nurse.get(injected, named));
  t.ok([400, 404, 406].includes(answer.status), String(answer.status));
  t.equal(answer.headers.get('evil'), null);
  for (const event of events) t.notMatch(JSON.stringify(event), /\\r|\\n/);
  const location = await tester.put('Patient/a%0d%0aevil:%201', somePatient());
  isRefusal(t, location, { status: [400, 404] });
});

/** Requests that go wrong in as many places as there are. */
async function failures(): Promise<Answer[]> {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  return [
    await tester.post('Patient', '{"resourceType":"Patient",'),
    await tester.post('Patient', { resourceType: 'Patient', name: 1 }),
    await tester.get("Patient?family='; DROP TABLE x; --&_sort=' OR 1"),
    await tester.get('Patient?_id=$where&birthdate={"$gt":""}'),
    await tester.get('Patient?_filter=name eq ('),
    await tester.get(`Patient?_page=${'A'.repeat(300)}`),
    await tester.send('Patient/_search', { method: 'POST', body: '%', headers: form }),
    await tester.patch('Patient/none', [{ op: 'x' }]),
    await tester.get('Patient/$none'),
    await tester.get("Patient/' OR 1=1"),
    await tester.post('', { resourceType: 'Bundle', type: 'transaction', entry: [{}] }),
    await tester.get('Binary/none', { range: 'bytes=a' }),
    await nurse.post('DocumentReference', { resourceType: 'DocumentReference' }),
  ];
}

t.test('X-11: a refusal tells nothing of the inside', async (t) => {
  for (const answer of await failures()) {
    if (answer.status < 400) continue;
    isRefusal(t, answer, { status: [400, 403, 404, 422] });
    tellsNoStore(t, answer);
  }
});

function tellsNoStore(t: Test, { text }: Answer): void {
  t.notMatch(text, /sqlite|mongo|syntax error|SELECT |INSERT |near "|\$match|E11000|stack/i);
}

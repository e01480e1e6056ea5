/** Red team: tokens of others, scopes, headers, methods, addresses, links. */
import { SignJWT, UnsecuredJWT } from 'jose';
import t from 'tap';
import { aBundle } from '../../fixtures/dossier.js';
import { startServer, type Answer, type TestClient } from '../../fixtures/server.js';
import { aGround, repelled, SECRET } from './an-attack.js';

const ground = await aGround(t);
const { server, victim } = ground;
const other = await startServer(t);
const neurologist = await server.as('neurologist');
const attacker = await server.as('child');
const theirs = `DocumentReference/${victim.document}`;
const search = `DocumentReference?patient=${victim.patient}`;

/** The claims of a token. */
function claimsOf({ token }: TestClient): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

const withToken = (token: string): Promise<Answer> => server.withToken(token).get(theirs);

t.test('a token of another server, another signer, or another form', async (t) => {
  const claims = claimsOf(neurologist);
  const secret = Buffer.from(
    await (await fetch(`${server.base.replace('/fhir', '/auth')}/jwks`)).text(),
  );
  const [head = '', body = '', signature = ''] = neurologist.token.split('.');
  const victims = Buffer.from(JSON.stringify({ ...claims, sub: 'patient' })).toString('base64url');
  await repelled(t, ground, {
    'none at all': ['401 missing-token', server.withToken(undefined).get(theirs)],
    'of another server': ['401 invalid-token', withToken((await other.as('neurologist')).token)],
    unsigned: ['401 invalid-token', withToken(new UnsecuredJWT(claims).encode())],
    'signed with what is public': [
      '401 invalid-token',
      withToken(
        await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' }).sign(secret),
      ),
    ],
    'with other claims': ['401 invalid-token', withToken(`${head}.${victims}.${signature}`)],
    'without a signature': ['401 invalid-token', withToken(`${head}.${body}.`)],
    ended: [
      '401 expired-token',
      (await server.as('neurologist', { expiresSeconds: -60 })).get(theirs),
    ],
    'in the address': [
      '401 missing-token',
      server.withToken(undefined).get(`${theirs}?access_token=${neurologist.token}`),
    ],
    twice: [
      '401 invalid-token',
      server.withToken(undefined).get(theirs, {
        authorization: `Bearer ${neurologist.token}, Bearer ${attacker.token}`,
      }),
    ],
  });
});

t.test('a scope is not widened', async (t) => {
  const scoped = async (persona: string, scope: string) => server.as(persona, { scope });
  await repelled(t, ground, {
    'patient/ on another’s dossier': [
      '403 no-access',
      (await scoped('child', 'patient/*.cruds')).get(theirs),
    ],
    'system/ of a patient': [
      '403 no-access',
      (await scoped('child', 'system/*.cruds')).get(theirs),
    ],
    'user/ of a patient': ['403 no-access', (await scoped('child', 'user/*.cruds')).get(search)],
    'another type': [
      '403 insufficient-scope',
      (await scoped('neurologist', 'user/List.rs')).get(theirs),
    ],
    'its bytes': [
      '403 insufficient-scope',
      (await scoped('neurologist', 'user/DocumentReference.rs')).get(`Binary/${victim.binary}`),
    ],
    'reading by a search scope': [
      '403 insufficient-scope',
      (await scoped('neurologist', 'user/DocumentReference.s')).get(theirs),
    ],
    'searching by a read scope': [
      '403 insufficient-scope',
      (await scoped('neurologist', 'user/DocumentReference.r')).get(search),
    ],
    'a push': [
      '403 insufficient-scope',
      (await scoped('neurologist', 'user/*.rs')).post('', aBundle(victim.patient)),
    ],
    'a patch': [
      '403 insufficient-scope',
      (await scoped('gp', 'user/*.rs')).patch(theirs, [
        { op: 'replace', path: '/status', value: 'superseded' },
      ]),
    ],
    'in a batch': [
      '200 1 found',
      (await scoped('neurologist', 'user/List.rs')).post('', {
        ...{ resourceType: 'Bundle', type: 'batch' },
        entry: [{ request: { method: 'GET', url: theirs } }],
      }),
    ],
    'of nothing': ['403 insufficient-scope', (await scoped('neurologist', 'openid')).get(theirs)],
  });
});

t.test('a system that names no professional feeds, and reads nothing', async (t) => {
  const system = await server.as('system');
  const lab = await server.as('lab');
  await repelled(t, ground, {
    'a read': ['403 not-allowed', system.get(theirs)],
    'a search': ['403 not-allowed', system.get(search)],
    'a count': ['403 not-allowed', system.get(`${search}&_summary=count`)],
    bytes: ['403 not-allowed', system.get(`Binary/${victim.binary}`)],
    everything: ['403 no-access', system.get(`Patient/${victim.patient}/$everything`)],
    'the patient': ['403 not-allowed', system.get(`Patient/${victim.patient}`)],
    'the trace': ['403 not-allowed', system.get(`AuditEvent?patient=${victim.patient}`)],
    'a consent for itself': [
      '403 insufficient-scope',
      system.post('Consent', {
        resourceType: 'Consent',
        status: 'active',
        patient: { reference: `Patient/${victim.patient}` },
      }),
    ],
    'a feeder, a read': ['403 no-access', lab.get(theirs)],
    'a feeder, a type that it does not feed': [
      '403 not-allowed',
      lab.post('', aBundle(victim.patient)),
    ],
    'the operator': ['403 insufficient-scope', (await server.as('operator')).get(theirs)],
    'the registrar': ['403 not-allowed', (await server.as('registrar')).get(theirs)],
  });
});

t.test('a link to the next page is of no use to another', async (t) => {
  const gp = await server.as('gp');
  for (let i = 0; i < 2; i++) await gp.post('', aBundle(ground.own.patient));
  const page = (
    await neurologist.get(`DocumentReference?patient=${ground.own.patient}&_count=1`)
  ).json();
  const next = String(page.link.find((one: { relation: string }) => one.relation === 'next').url);
  await repelled(t, ground, {
    'of another professional': ['400 invalid-search', (await server.as('nurse')).get(next)],
    'of the patient': ['400 invalid-search', attacker.get(next)],
    'at another type': [
      '400 invalid-search',
      neurologist.get(next.replace('DocumentReference?', 'List?')),
    ],
    'with more to ask': ['200 3 found', neurologist.get(`${next}&patient=${victim.patient}`)],
    changed: ['400 invalid-search', neurologist.get(`${next.slice(0, -2)}AA`)],
  });
});

t.test('headers, methods and addresses are what they are', async (t) => {
  const as = (headers: Record<string, string>, path = theirs): Promise<Answer> =>
    attacker.get(path, headers);
  const posted = (headers: Record<string, string>): Promise<Answer> =>
    attacker.send(theirs, { method: 'POST', headers });
  await repelled(t, ground, {
    'a forwarded address': ['403 no-access', as({ 'x-forwarded-for': '127.0.0.1' })],
    'another subject': ['403 no-access', as({ 'x-user': 'patient', 'x-remote-user': 'patient' })],
    'a certificate, from no proxy': [
      '401 missing-token',
      server.withToken(undefined).get(theirs, {
        'x-forwarded-client-cert': 'Hash=00;Subject="CN=gp"',
        'x-client-cert': 'gp',
      }),
    ],
    'another address': [
      '403 no-access',
      as({ 'x-original-url': `/fhir/Patient/${ground.own.patient}`, 'x-rewrite-url': '/' }),
    ],
    'another method': ['405 method-not-allowed', posted({ 'x-http-method-override': 'GET' })],
    'another method, by query': [
      '405 method-not-allowed',
      attacker.send(`${theirs}?_method=GET`, { method: 'POST' }),
    ],
    'a form to read': ['406 not-acceptable', as({}, `${theirs}?_format=text/html`)],
    'an encoded slash': [
      '404 unknown-resource',
      as({}, `Patient/..%2FDocumentReference%2F${victim.document}`),
    ],
    'an encoded dot': ['404 unknown-resource', as({}, `Patient/%2e%2e%2f%2e%2e%2fetc%2fpasswd`)],
    'a path in an id': ['404 unknown-resource', as({}, `Binary/..%5C..%5C${victim.binary}`)],
    NUL: ['404 unknown-resource', as({}, `${theirs}%00`)],
    'NUL in a search': ['400 invalid-request', as({}, `${search}%00`)],
    'a look-alike letter': [
      '404 unknown-resource',
      as({}, `DocumentReference/${victim.document.replace('-', '%E2%80%90')}`),
    ],
    'a full-width identifier': [
      '200 0 found',
      as(
        {},
        `DocumentReference?patient.identifier=${victim.ins.system}%7C${fullWidth(victim.ins.value)}`,
      ),
    ],
    'a joiner in an identifier': [
      '200 0 found',
      as(
        {},
        `DocumentReference?patient.identifier=${victim.ins.system}%7C${victim.ins.value}%E2%80%8D`,
      ),
    ],
    'upper case': [
      '404 unknown-resource',
      as({}, `DocumentReference/${victim.document.toUpperCase()}`),
    ],
    'a slash too many': ['404 unknown-route', as({}, `/${theirs}`)],
  });
  const links = (
    await neurologist.get(search, {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.example',
    })
  ).text;
  t.notOk(links.includes('evil.example'), 'links lead to this server');
  t.ok(links.includes(SECRET), 'and show their reader what they may see');
});

function fullWidth(digits: string): string {
  const wide = [...digits].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
  return encodeURIComponent(wide.join(''));
}

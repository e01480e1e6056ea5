/** A server that trusts issuers of others, and a proxy that knows certificates: the front door. */
import { hash } from 'node:crypto';
import t from 'tap';
import { aPatient, openDossier, persona, push, aBundle } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type TestClient } from '../fixtures/server.js';
import { anIssuer } from './an-issuer.js';
import { OF_A_STRUCTURE, OF_NOBODY } from './certificates.js';

const psc = await anIssuer(t);
const citizens = await anIssuer(t);
const away = await anIssuer(t);
const AUTH_ISSUERS = JSON.stringify([
  { issuer: psc.issuer, mapping: 'pro-sante-connect' },
  { issuer: citizens.issuer, mapping: 'france-connect' },
  { issuer: away.issuer, mapping: 'iua' },
]);
const server = await startServer(t, { settings: { AUTH_ISSUERS, TRUSTED_PROXY: '127.0.0.0/8' } });
const exp = Math.floor(Date.now() / 1000) + 600;
const aud = server.base;

const { patient } = await openDossier(server, { authorised: ['nurse'] });
const { documents } = await push(server, 'nurse', aBundle(patient));
const document = `DocumentReference/${documents[0]}`;
const nurse = await persona('nurse');
const CARD = {
  ...{ aud, exp, sub: 'f:1:1', SubjectNameID: nurse.idNatPs, scope: 'user/*.cruds' },
  SubjectRole: ['60^1.2.250.1.213.1.1.5.5'],
};

async function withCard(claims: object = {}): Promise<TestClient> {
  return server.withToken(await psc.sign({ ...CARD, ...claims }));
}

t.test('a professional of Pro Santé Connect has the rights the patient gave', async (t) => {
  t.equal((await (await withCard()).get(document)).status, 200);
  const stranger = await persona('stranger');
  const other = await withCard({ SubjectNameID: stranger.idNatPs });
  isRefusal(t, await other.get(document), { status: 403, says: /no access to this dossier/ });
});

t.test('who breaks the glass without a reason is told that one is needed', async (t) => {
  const emergency = await persona('emergency');
  const card = { SubjectNameID: emergency.idNatPs, purpose_of_use: 'BTG' };
  const doctor = { ...card, SubjectRole: ['10^1.2.250.1.213.1.1.5.5'] };
  const refused = await (await withCard(doctor)).get(document);
  isRefusal(t, refused, { status: 403, says: /needs a reason: ask for a token/ });
  const reasoned = await withCard({ ...doctor, purpose_of_use_reason: 'Coma' });
  t.equal((await reasoned.get(document)).status, 200);
});

/** A Patient with the place of birth, as the identity service tells it. */
async function born(key: string, changes: object = {}): Promise<string> {
  const who = await persona(key);
  const birthPlace = {
    url: 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace',
    valueAddress: {
      extension: [
        {
          url: 'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-address-insee-code',
          valueCoding: { code: who.civil?.birthPlace },
        },
      ],
    },
  };
  const registrar = await server.as('registrar');
  const body = { ...aPatient(who), extension: [birthPlace], ...changes };
  const created = await registrar.post('Patient', body);
  t.equal(created.status, 201, created.text);
  const { id } = created.json();
  await server.app.activate(registrar.token, id);
  return String(id);
}

t.test('a citizen of FranceConnect is the patient whose traits are theirs', async (t) => {
  const id = await born('carer');
  const { civil } = await persona('carer');
  const pivot = {
    ...{ aud, exp, sub: 'fc-1', scope: 'patient/*.rs' },
    ...{ given_name: civil?.birthName.given.join(' '), family_name: civil?.birthName.family },
    ...{ birthdate: civil?.birthDate, gender: civil?.gender, birthplace: civil?.birthPlace },
  };
  const as = async (changes: object): Promise<TestClient> =>
    server.withToken(await citizens.sign({ ...pivot, ...changes }));
  const own = await as({});
  t.equal((await own.get(`Patient/${id}`)).status, 200);
  t.notMatch((await own.get(document)).status, 200);
  for (const wrong of [
    { birthdate: '1986-01-31' },
    { given_name: 'Anne' },
    { birthplace: '72181' },
    { gender: 'male' },
    { family_name: 'Garnie' },
  ])
    isRefusal(t, await (await as(wrong)).get(`Patient/${id}`), {
      ...{ status: 403, says: /does not lead to exactly one dossier/ },
    });
  // A second person with the same traits and another number: nobody can be sure any more.
  const twin = { identifier: [{ ...(await persona('carer')).ins, value: '286014900799462' }] };
  await born('carer', twin);
  isRefusal(t, await (await as({ jti: 'later' })).get(`Patient/${id}`), {
    ...{ status: 403, says: /exactly one dossier/ },
  });
});

t.test('an issuer that cannot be reached makes 503, and only for its own tokens', async (t) => {
  away.up(false);
  const answer = await server.withToken(await away.sign({ aud, exp, sub: 'a' })).get(document);
  isRefusal(t, answer, { status: 503 });
  t.match(answer.headers.get('retry-after'), /^\d+$/);
  t.equal((await (await withCard()).get(document)).status, 200);
});

t.test('a token of one issuer with the name of another is refused', async (t) => {
  const forged = await citizens.sign({ ...CARD, iss: psc.issuer });
  isRefusal(t, await server.withToken(forged).get(document), { status: 401 });
});

const CERTIFICATE = { 'client-cert': `:${OF_A_STRUCTURE}:` };
const thumbprint = hash('sha256', Buffer.from(OF_A_STRUCTURE, 'base64'), 'base64url');

t.test('a token bound to a certificate is worth nothing without it', async (t) => {
  const client = await withCard({ cnf: { 'x5t#S256': thumbprint } });
  t.equal((await client.get(document, CERTIFICATE)).status, 200);
  const pem = `-----BEGIN CERTIFICATE-----\n${OF_A_STRUCTURE}\n-----END CERTIFICATE-----\n`;
  const nginx = { 'client-cert': encodeURIComponent(pem) };
  t.equal((await client.get(document, nginx)).status, 200, 'as nginx writes it');
  for (const headers of [{}, { 'client-cert': `:${OF_NOBODY}:` }, { 'client-cert': ':AAAA:' }]) {
    const answer = await client.get(document, headers);
    isRefusal(t, answer, { status: 401, says: /certificate/ });
    t.match(answer.headers.get('www-authenticate'), /error="invalid_token"/);
  }
});

t.test(
  'a certificate names the structure of a professional, and no other than the token',
  async (t) => {
    const own = await withCard({ SubjectOrganizationID: '1990000010' });
    t.equal((await own.get(document, CERTIFICATE)).status, 200);
    const other = await withCard({ SubjectOrganizationID: '1990000028' });
    isRefusal(t, await other.get(document, CERTIFICATE), { status: 401, says: /two structures/ });
    t.equal((await other.get(document)).status, 200);
  },
);

t.test('a backend with a certificate is the structure of it', async (t) => {
  const system = await server.as('system', { scope: 'system/*.cruds' });
  t.equal((await system.post('', aBundle(patient), CERTIFICATE)).status, 200);
  const search = `DocumentReference?patient=${patient}`;
  t.equal((await system.get(search, CERTIFICATE)).status, 200, 'it sees what it deposited');
  isRefusal(t, await system.get(search), { status: 403 });
});

t.test('certificate and address are believed of the trusted proxy alone', async (t) => {
  const TRUSTED_PROXY = '192.0.2.7,2001:db8::/32';
  const direct = await startServer(t, { settings: { TRUSTED_PROXY } });
  const { patient: id } = await openDossier(direct);
  const system = await direct.as('system', { scope: 'system/*.cruds' });
  const spoofed = { ...CERTIFICATE, 'x-forwarded-for': '198.51.100.9' };
  t.equal((await system.post('', aBundle(id), spoofed)).status, 200, 'as a backend feeds');
  t.equal((await system.get(`DocumentReference?patient=${id}`, spoofed)).status, 403);
  const own = await direct.as('patient');
  await own.get(`Patient/${id}`, spoofed);
  const spied = (await own.get('AuditEvent?_count=50')).text;
  t.notMatch(spied, '198.51.100.9');
  const believed = await server.as('patient');
  await believed.get(`Patient/${patient}`, spoofed);
  t.match((await believed.get('AuditEvent?_count=5')).text, '198.51.100.9');
});

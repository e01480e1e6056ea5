/** Red team: launch contexts of another patient, and backends that say they are a professional. */
import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import t from 'tap';
import { anIssuer } from '../../auth/an-issuer.js';
import { backendKey, issuerOf } from '../../auth/an-app.js';
import { aBundle, persona } from '../../fixtures/dossier.js';
import type { Json, TestClient } from '../../fixtures/server.js';
import { aGround, repelled } from './an-attack.js';

const launcher = await anIssuer(t);
const AUTH_ISSUERS = JSON.stringify([{ issuer: launcher.issuer, mapping: 'smart' }]);
const ground = await aGround(t, { AUTH_ISSUERS });
const { server, victim, own } = ground;
const exp = Math.floor(Date.now() / 1000) + 600;
const theirs = `DocumentReference/${victim.document}`;
const search = `DocumentReference?patient=${victim.patient}`;
const READS = 'launch openid fhirUser patient/*.cruds';

/** The claims by which a professional signs in with a card, and breaks the glass. */
const doctor = await persona('neurologist');
const CARD = {
  ...{ SubjectNameID: doctor.idNatPs, SubjectOrganizationID: doctor.structure?.idNatSt },
  ...{ SubjectRole: [`${doctor.profession}^1.2.250.1.213.1.1.5.5`] },
  ...{ dossier_kind: 'professional', Acces_Regulation_Medicale: 'VRAI' },
  ...{ purpose_of_use: 'BTG', purpose_of_use_reason: 'coma' },
};

/** A client with a token of the issuer that is trusted. */
async function launched(claims: object): Promise<TestClient> {
  const token = { aud: server.base, exp, sub: 's-1', client_id: 'app-1', scope: READS };
  return server.withToken(await launcher.sign({ ...token, ...claims }));
}

const PROFESSIONS =
  'https://mos.esante.gouv.fr/NOS/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante';

/** The Practitioner of a persona, as the directory has it. */
async function practitioner(key: string): Promise<string> {
  const { idNatPs, profession } = await persona(key);
  const body = {
    resourceType: 'Practitioner',
    identifier: [{ system: 'urn:oid:1.2.250.1.71.4.2.1', value: idNatPs }],
    qualification: [{ code: { coding: [{ system: PROFESSIONS, code: profession }] } }],
  };
  const made = await (await server.as('registrar')).post('Practitioner', body);
  return `${server.base}/Practitioner/${made.json().id}`;
}

const neurologist = await practitioner('neurologist');
const stranger = await practitioner('stranger');

t.test('a launch for one dossier opens it, and no other', async (t) => {
  const inOwn = await launched({ fhirUser: neurologist, patient: own.patient });
  t.equal((await inOwn.get(`DocumentReference/${own.document}`)).status, 200);
  await repelled(t, ground, {
    'a read': ['404 unknown-resource', inOwn.get(theirs)],
    bytes: ['404 unknown-resource', inOwn.get(`Binary/${victim.binary}`)],
    'a search': ['200 0 found', inOwn.get(search)],
    'a compartment': ['200 0 found', inOwn.get(`Patient/${victim.patient}/DocumentReference`)],
    'the patient': ['404 unknown-resource', inOwn.get(`Patient/${victim.patient}`)],
    everything: ['404 unknown-patient', inOwn.get(`Patient/${victim.patient}/$everything`)],
    'a push': ['404 unknown-patient', inOwn.post('', aBundle(victim.patient))],
  });
});

t.test('a launch gives nobody what they have no right to', async (t) => {
  const asStranger = await launched({ fhirUser: stranger, patient: victim.patient });
  const asNobody = await launched({
    ...{ fhirUser: `${server.base}/Practitioner/none`, patient: victim.patient },
  });
  const asChild = await launched({
    ...{ fhirUser: `Patient/${own.patient}`, patient: victim.patient },
  });
  const asApp = await launched({ patient: victim.patient });
  await repelled(t, ground, {
    'a stranger, a read': ['403 no-access', asStranger.get(theirs)],
    'a stranger, a search': ['403 no-access', asStranger.get(search)],
    'a stranger, bytes': ['403 no-access', asStranger.get(`Binary/${victim.binary}`)],
    'who is not known, a read': ['403 not-allowed', asNobody.get(theirs)],
    'who is not known, a search': ['403 not-allowed', asNobody.get(search)],
    'another patient, a read': ['404 unknown-resource', asChild.get(theirs)],
    'another patient, a search': ['200 0 found', asChild.get(search)],
    'an app without a grant, a read': ['403 no-access', asApp.get(theirs)],
    'an app without a grant, a search': ['403 no-access', asApp.get(search)],
  });
});

t.test('a backend that says it is a professional is a backend', async (t) => {
  const backend = await launched({ ...CARD, scope: 'system/*.cruds' });
  const within = await launched({ ...CARD, scope: 'system/*.cruds', patient: '' });
  await repelled(t, ground, {
    'a read': ['403 not-allowed', backend.get(theirs)],
    'a search': ['403 not-allowed', backend.get(search)],
    bytes: ['403 not-allowed', backend.get(`Binary/${victim.binary}`)],
    'the trace': ['403 not-allowed', backend.get(`AuditEvent?patient=${victim.patient}`)],
    'a launch of nobody, a read': ['403 not-allowed', within.get(theirs)],
  });
});

const WITHDRAWN = [{ op: 'replace', path: '/status', value: 'entered-in-error' }];

t.test('what a backend adds to its assertion is not in its token', async (t) => {
  await fetch(`${issuerOf(server)}/jwks`); // the provider, and its keys, are made when first asked
  const form = new URLSearchParams({
    ...{ grant_type: 'client_credentials', scope: 'system/*.cruds' },
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await assertion(),
    ...{ patient: victim.patient, SubjectNameID: String(doctor.idNatPs) },
  });
  const answer = await fetch(`${issuerOf(server)}/token`, { method: 'POST', body: form });
  const { access_token: token }: Json = await answer.json();
  t.equal(answer.status, 200);
  const backend = server.withToken(token);
  await repelled(t, ground, {
    'a read': ['403 not-allowed', backend.get(theirs)],
    'a search': ['403 not-allowed', backend.get(search)],
    'a patch': ['403 not-allowed', backend.patch(theirs, WITHDRAWN)],
  });
});

/** The assertion of a backend, with the claims of a professional. */
async function assertion(): Promise<string> {
  const jwk = backendKey(server, 'ES384');
  const issuer = issuerOf(server);
  const said = { iss: 'demo-backend', sub: 'demo-backend', aud: `${issuer}/token` };
  return new SignJWT({
    ...said,
    exp: exp - 540,
    jti: randomUUID(),
    ...CARD,
    patient: victim.patient,
  })
    .setProtectedHeader({ alg: 'ES384', kid: jwk.kid, typ: 'JWT' })
    .sign(await importJWK(jwk, 'ES384'));
}

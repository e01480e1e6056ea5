/** Each issuer's own vocabulary, read as a caller. What is not understood is nobody. */
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import fc from '../fixtures/property.js';
import t from 'tap';
import type { Caller } from '../../src/access/caller.js';
import { makeAuthentication } from '../../src/auth/authentication.js';
import { MAPPINGS, type People } from '../../src/auth/identity.js';
import { fixedKeys } from '../../src/auth/issuer-keys.js';
import type { MappingName } from '../../src/auth/who.js';
import { BASE, CONNECTION, NOW_SECONDS } from './a-provider.js';

const INS = { system: 'urn:oid:1.2.250.1.213.1.4.10', value: '258047218199010' };
const { publicKey, privateKey } = await generateKeyPair('ES256');
const keys = fixedKeys({ keys: [await exportJWK(publicKey)] });

/** Who is known: one Practitioner, one Patient. */
const people: People = {
  byTraits: async ({ family }) => (family === 'Lefèvre' ? INS : undefined),
  user: async (type, id) => {
    if (type === 'Patient' && id === 'p-1') return { ins: INS };
    if (type === 'Practitioner' && id === 'dr-a')
      return { professional: '899700000012', profession: '10' };
    return undefined;
  },
  patientOf: async ({ value }) => (value === INS.value ? 'p-1' : undefined),
};

/** The caller that these claims make. */
async function as(mapping: MappingName, claims: JWTPayload): Promise<Caller> {
  const issuer = 'https://issuer.example.org';
  const clock = { now: () => NOW_SECONDS * 1000 };
  const issuers = [{ issuer, keys, mapping }];
  const authenticate = makeAuthentication({ issuers, audience: BASE, clock, people });
  const token = await new SignJWT({
    ...{ iss: issuer, aud: BASE, sub: 's-1', exp: NOW_SECONDS + 60, client_id: 'c-1' },
    ...claims,
  })
    .setProtectedHeader({ alg: 'ES256' })
    .sign(privateKey);
  return authenticate(`Bearer ${token}`, CONNECTION);
}

const CARD = {
  SubjectNameID: '899700000012',
  given_name: 'Anne',
  family_name: 'Moreau',
  SubjectRole: ['10^1.2.250.1.213.1.1.5.5', 'SM54^1.2.250.1.213.2.28'],
  SubjectOrganization: 'Maison de santé',
  SubjectOrganizationID: '1990000010',
  Secteur_Activite: 'SA07^1.2.250.1.71.4.2.4',
  Acces_Regulation_Medicale: 'FAUX',
};

t.test('Pro Santé Connect: a professional, with profession, specialty and structure', async (t) => {
  const caller = await as('pro-sante-connect', CARD);
  t.match(caller, {
    ...{ kind: 'professional', space: 'main', actor: 'ps:899700000012', name: 'Anne Moreau' },
    ...{
      profession: '10',
      specialty: 'SM54',
      sector: 'SA07',
      structure: 'st:1990000010',
      purpose: 'TREAT',
    },
    structureName: 'Maison de santé',
  });
  t.equal(caller.regulates, undefined);
  t.equal(caller.secret, undefined);
  t.match(await as('pro-sante-connect', { ...CARD, SubjectNameID: '' }), { kind: 'unknown' });
});

t.test('Pro Santé Connect: the modes of access, with their reason', async (t) => {
  const samu = { ...CARD, Acces_Regulation_Medicale: 'VRAI' };
  t.match(await as('pro-sante-connect', { ...samu, purpose_of_use: 'centre_15' }), {
    ...{ purpose: 'ETREAT', regulates: true },
  });
  t.match(await as('pro-sante-connect', { ...CARD, purpose_of_use: 'centre_15' }), {
    purpose: 'TREAT',
  });
  t.match(await as('pro-sante-connect', { ...CARD, Mode_Acces_Raison: 'coma' }), {
    ...{ purpose: 'BTG', reason: 'coma' },
  });
  const secret = { ...CARD, confidentiality_code: 'INVISIBLE_REPRESENTANTS_LEGAUX' };
  t.equal((await as('pro-sante-connect', secret)).secret, true);
});

const EXERCISE = {
  codeProfession: '60',
  codeTypeSavoirFaire: 'S',
  codeSavoirFaire: 'SI01',
  activities: [
    {
      ...{ numeroFinessSite: '990000010', raisonSocialeSite: 'Cabinet du Loir' },
      codeSecteurDactivite: 'SA68',
    },
  ],
};

t.test('Pro Santé Connect: the directory fills in what leaves no choice', async (t) => {
  const { SubjectNameID } = CARD;
  const listed = { SubjectNameID, SubjectRefPro: { exercices: [EXERCISE] } };
  t.match(await as('pro-sante-connect', listed), {
    ...{ profession: '60', specialty: 'SI01', sector: 'SA68' },
    ...{ structure: 'st:1990000010', structureName: 'Cabinet du Loir' },
  });
  const siret = { ...EXERCISE, activities: [{ numeroSiretSite: '12345678900011' }] };
  t.match(await as('pro-sante-connect', { SubjectNameID, SubjectRefPro: { exercices: [siret] } }), {
    structure: 'st:312345678900011',
  });
  const two = { SubjectNameID, SubjectRefPro: { exercices: [EXERCISE, siret] } };
  const undecided = await as('pro-sante-connect', two);
  t.equal(undecided.structure, undefined);
  t.equal(undecided.profession, undefined);
  t.match(await as('pro-sante-connect', { ...CARD, ...two }), { profession: '10' }, 'as chosen');
});

const PIVOT = {
  given_name: 'Hélène Marie',
  family_name: 'Lefèvre',
  birthdate: '1958-04-17',
  gender: 'female',
  birthplace: '72181',
  birthcountry: '99100',
};

t.test('FranceConnect: the patient of a pivot identity, or nobody', async (t) => {
  t.match(await as('france-connect', { ...PIVOT, scope: 'patient/*.rs' }), {
    ...{ kind: 'patient', ins: INS, name: 'Hélène Marie Lefèvre', actor: 'patient:' },
    scopes: [{ context: 'patient', type: '*', may: 'rs' }],
  });
  await t.rejects(as('france-connect', { ...PIVOT, family_name: 'Durand' }), {
    ...{ code: 'not-allowed', status: 403 },
    issues: [{ diagnostics: /does not lead to exactly one dossier/ }],
  });
  for (const missing of Object.keys(PIVOT).filter((name) => name !== 'birthcountry')) {
    t.match(await as('france-connect', { ...PIVOT, [missing]: undefined }), { kind: 'unknown' });
  }
  const abroad = { ...PIVOT, birthplace: '', birthcountry: '99139' };
  t.match(await as('france-connect', abroad), { kind: 'patient' });
});

t.test('SMART: a practitioner by national id, within the launch where scopes say so', async (t) => {
  const launched = { fhirUser: `${BASE}/Practitioner/dr-a`, patient: 'p-1' };
  const scope = 'launch openid fhirUser patient/Observation.rs';
  const caller = await as('smart', { ...launched, scope });
  t.match(caller, {
    ...{ kind: 'professional', actor: 'ps:899700000012', profession: '10', within: 'p-1' },
    scopes: [{ context: 'patient', type: 'Observation', may: 'rs' }],
  });
  const free = await as('smart', { ...launched, scope: 'user/*.rs' });
  t.equal(free.within, undefined);
  const nobody = await as('smart', { fhirUser: 'Practitioner/dr-b', scope });
  t.match(nobody, { kind: 'unknown', scopes: [] });
});

t.test('scopes for a patient are nothing without a patient', async (t) => {
  const caller = await as('smart', {
    fhirUser: 'Practitioner/dr-a',
    scope: 'patient/*.rs user/List.s',
  });
  t.strictSame(caller.scopes, [{ context: 'user', type: 'List', may: 's' }]);
});

t.test('SMART: an app by its client id with its patient, a backend by its client id', async (t) => {
  const scope = 'patient/*.rs';
  t.match(await as('smart', { fhirUser: 'Patient/p-1', scope }), {
    ...{ kind: 'app', actor: 'app:c-1', ins: INS, within: 'p-1' },
  });
  t.match(await as('smart', { patient: 'p-1', scope }), { kind: 'app', ins: INS });
  t.match(await as('smart', { patient: 'p-2', scope }), { kind: 'unknown' });
  t.match(await as('smart', { scope: 'system/*.rs' }), { kind: 'system', actor: 'system:c-1' });
  t.match(await as('smart', { scope, client_id: undefined }), { kind: 'unknown' });
});

const DOCTOR = {
  subject_name: 'Dr Anne Moreau',
  subject_organization: 'Maison de santé',
  subject_organization_id: 'urn:oid:1.2.250.1.71.4.2.2.1990000010',
  subject_role: [{ system: 'urn:oid:1.2.250.1.213.1.1.5.5', code: '10' }],
  purpose_of_use: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'BTG' }],
  purpose_of_use_reason: 'coma',
  national_provider_identifier: '899700000012',
};

t.test('IUA: a professional, a structure, a system, by what the extension names', async (t) => {
  const said = async (claims: object): Promise<Caller> =>
    as('iua', { extensions: { ihe_iua: claims }, scope: 'user/*.rs' });
  t.match(await said(DOCTOR), {
    ...{ kind: 'professional', actor: 'ps:899700000012', structure: 'st:1990000010' },
    ...{ profession: '10', purpose: 'BTG', reason: 'coma', name: 'Dr Anne Moreau' },
    structureName: 'Maison de santé',
  });
  const { national_provider_identifier: _, ...structure } = DOCTOR;
  t.match(await said(structure), { kind: 'structure', actor: 'st:1990000010', purpose: 'TREAT' });
  t.match(await said({}), { kind: 'system', actor: 'system:c-1' });
});

t.test('IUA: a token for one person reaches that person alone', async (t) => {
  const person = (id: string) => ({ ihe_iua: { ...DOCTOR, person_id: id } });
  const cx = `${INS.value}^^^&1.2.250.1.213.1.4.10&ISO`;
  t.equal((await as('iua', { extensions: person(cx) })).within, 'p-1');
  for (const id of ['1^^^&1.2.3&ISO', 'p-1', '^^^&&'])
    t.equal((await as('iua', { extensions: person(id) })).within, '-', id);
  const consent = { ihe_iua: DOCTOR, ihe_bppc: { patient_id: cx, doc_id: '1', acp: '2' } };
  t.equal((await as('iua', { extensions: consent })).within, 'p-1');
});

t.test('whatever claims hold, a caller comes out, and no actor of another form', async (t) => {
  const names = [...Object.keys({ ...CARD, ...PIVOT }), 'extensions', 'fhirUser', 'patient'];
  const claims = fc.dictionary(fc.constantFrom(...names), fc.jsonValue());
  const mappings = fc.constantFrom(...(Object.keys(MAPPINGS) as MappingName[]));
  const token = { id: 't', client: 'c', subject: 's' };
  fc.assert(
    fc.property(mappings, claims, (name, said) => {
      const { who } = MAPPINGS[name](said, token);
      return /^(ps|st):[0-9][0-9A-Z]+$|^(patient:|system:c|app:c|unknown:s)$/.test(who.actor);
    }),
    { numRuns: 300 },
  );
  t.pass();
});

/** Who may declare what of a dossier: the patient everything, others a part on their behalf. */
import t, { type Test } from 'tap';
import type { Caller } from '../../src/access/caller.js';
import { whyNotDeclared } from '../../src/access/declaring.js';
import type { DossierPolicy } from '../../src/access/policy.js';
import { aConsent, idNatPs, openDossier, persona } from '../fixtures/dossier.js';
import {
  aCareTeam,
  aDeclaration,
  aDelegation,
  anEmergency,
  forActor,
} from '../fixtures/declarations.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const { patient } = await openDossier(server, {
  generalPractitioner: 'gp',
  authorised: ['blocked'],
});
const SEARCH = `DocumentReference?patient=${patient}`;

const IDNST = 'urn:oid:1.2.250.1.71.4.2.2';

/** The structure a persona works for. */
async function structureOf(key: string): Promise<Json> {
  const { structure } = await persona(key);
  return { system: IDNST, value: structure?.idNatSt };
}

async function posted(key: string, resource: Json): Promise<Json> {
  return (await server.as(key)).post(resource.resourceType, resource);
}

async function allowed(t: Test, key: string, resource: Json): Promise<Json> {
  const answer = await posted(key, resource);
  t.equal(answer.status, 201, answer.text);
  return answer.json();
}

async function refused(t: Test, key: string, resource: Json): Promise<void> {
  isRefusal(t, await posted(key, resource), { status: 403 });
}

t.test('a professional declares that the patient lets them in, and ends it', async (t) => {
  const nurse = await server.as('nurse');
  t.equal((await nurse.get(SEARCH)).status, 403);
  const consent = await allowed(t, 'nurse', aConsent(patient, await persona('nurse'), 'permit'));
  t.equal((await nurse.get(SEARCH)).status, 200);
  t.equal((await nurse.get(`Consent/${consent.id}`)).status, 200, 'they read what they declared');
  const found = (await nurse.get(`Consent?patient=${patient}`)).json();
  t.strictSame(
    found.entry.map(({ resource }: Json) => resource.id),
    [consent.id],
    'and that alone',
  );
  const trace = await (
    await server.as('patient')
  ).get(`AuditEvent?patient=${patient}&entity=Consent/${consent.id}`);
  t.match(trace.text, idNatPs(await persona('nurse')).value, 'the trace names who declared it');
  const ended = await nurse.put(`Consent/${consent.id}`, { ...consent, status: 'inactive' });
  t.equal(ended.status, 200, ended.text);
  t.equal((await nurse.get(SEARCH)).status, 403);
});

t.test('for their structure and its people, and for nobody else', async (t) => {
  const own = await structureOf('neurologist');
  const declared = aDeclaration(patient, 'consultation', forActor('permit', own));
  const { id } = await allowed(t, 'neurologist', declared);
  await refused(t, 'neurologist', aConsent(patient, await persona('stranger'), 'permit'));
  const registrar = await server.as('registrar');
  const role = async (structure: Json): Promise<Json> => {
    const practitioner = { identifier: idNatPs(await persona('stranger')) };
    const organization = { identifier: structure };
    const made = { resourceType: 'PractitionerRole', practitioner, organization };
    return (await registrar.post('PractitionerRole', made)).json();
  };
  const by = ({ id }: Json): Json => {
    const {
      actor: [actor],
    } = forActor('permit', {});
    const reference = { reference: `PractitionerRole/${id}` };
    return aDeclaration(patient, 'consultation', {
      type: 'permit',
      actor: [{ ...actor, reference }],
    });
  };
  await refused(t, 'neurologist', by(await role(await structureOf('stranger'))));
  await allowed(t, 'neurologist', by(await role(own)));
  t.equal((await (await server.as('stranger')).get(SEARCH)).status, 200);
  t.equal(
    (await (await server.as('nurse')).get(`Consent/${id}`)).status,
    404,
    'others’ are hidden',
  );
});

t.test('a care team of their own structure', async (t) => {
  const own = await structureOf('neurologist');
  await allowed(t, 'neurologist', await aCareTeam(patient, ['neurologist'], own));
  await refused(t, 'neurologist', await aCareTeam(patient, ['neurologist', 'nurse'], own));
  const other = await structureOf('stranger');
  await refused(t, 'neurologist', await aCareTeam(patient, ['neurologist'], other));
});

t.test('professionals declare nothing else for the patient', async (t) => {
  const nurse = idNatPs(await persona('nurse'));
  const others = [
    anEmergency(patient, 'permit', 'MASKED'),
    aDeclaration(patient, 'default-masking', { type: 'deny' }),
    aDeclaration(patient, 'administration', forActor('permit', nurse)),
    await aDelegation(patient, 'carer', { kind: 'carer' }),
  ];
  for (const declaration of others) {
    for (const key of ['nurse', 'gp']) await refused(t, key, declaration);
  }
});

t.test(
  'the médecin traitant and administrators block others; other professionals not',
  async (t) => {
    const block = aConsent(patient, await persona('pharmacist'), 'deny');
    await refused(t, 'dentist', block);
    await allowed(t, 'gp', block);
    t.equal((await (await server.as('pharmacist')).get(SEARCH)).status, 403);
    const dentist = idNatPs(await persona('dentist'));
    await allowed(
      t,
      'patient',
      aDeclaration(patient, 'administration', forActor('permit', dentist)),
    );
    await allowed(t, 'dentist', aConsent(patient, await persona('emergency'), 'deny'));
  },
);

t.test('no professional lifts a block by declaring a permission', async (t) => {
  const structure = await structureOf('pharmacist');
  await allowed(t, 'patient', aConsent(patient, await persona('pharmacist'), 'deny'));
  isRefusal(
    t,
    await posted('pharmacist', aConsent(patient, await persona('pharmacist'), 'permit')),
    {
      status: 403,
    },
  );
  await allowed(t, 'patient', aDeclaration(patient, 'consultation', forActor('permit', structure)));
  t.equal((await (await server.as('pharmacist')).get(SEARCH)).status, 403);
});

t.test('nobody blocks the designated médecin traitant', async (t) => {
  const block = aConsent(patient, await persona('gp'), 'deny');
  const answer = await (
    await server.as('patient')
  ).post('Consent', block, {
    'accept-language': 'fr',
  });
  isRefusal(t, answer, { status: 422, says: /médecin traitant désigné/ });
  isRefusal(t, await posted('gp', block), { status: 422, says: /Designate another one first/ });
});

t.test('a consent stays in its category, and its dossier', async (t) => {
  const own = await server.as('patient');
  const consent = await allowed(t, 'patient', anEmergency(patient, 'deny', 'BTG'));
  const masking = aDeclaration(patient, 'default-masking', { type: 'deny' });
  const other = { ...consent, category: masking.category };
  isRefusal(t, await own.put(`Consent/${consent.id}`, other), { status: 422 });
});

t.test('the registrar makes legal representatives, and declares nothing else', async (t) => {
  await openDossier(server, { persona: 'parent' });
  const legal = await aDelegation(patient, 'parent', { kind: 'legal', status: 'active' });
  await allowed(t, 'registrar', legal);
  await refused(t, 'registrar', await aDelegation(patient, 'carer', { kind: 'carer' }));
  await refused(t, 'registrar', aConsent(patient, await persona('nurse'), 'permit'));
});

t.test(
  'doctors of occupational medicine and of fire brigades declare nothing for themselves',
  (t) => {
    const [actor, now] = ['ps:899700000001', 0];
    const colleague = {
      kind: 'professional',
      actor,
      profession: '10',
      specialty: 'SM54',
    } as Caller;
    const concerned = [
      { ...colleague, specialty: 'SM25' },
      { ...colleague, sector: 'SA68' },
    ];
    const policy = { generalPractitioners: [], consents: [] } as unknown as DossierPolicy;
    const own = [actor];
    for (const what of ['consultation', 'CareTeam'] as const) {
      const declaration = { what, active: true, permit: true, actors: own, own, legal: false };
      for (const caller of concerned)
        t.match(
          whyNotDeclared({ caller, policy, declaration, now })?.text,
          /express consent/,
          what,
        );
      t.equal(whyNotDeclared({ caller: colleague, policy, declaration, now }), undefined);
    }
    t.end();
  },
);

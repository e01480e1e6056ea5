/** What is declared of a dossier, and what the server refuses to take for a declaration. */
import t from 'tap';
import { aConsent, aPatient, idNatPs, openDossier, persona } from '../fixtures/dossier.js';
import {
  aCareTeam,
  aDeclaration,
  anAppGrant,
  aDelegation,
  anEmergency,
  anObjection,
  forActor,
} from '../fixtures/declarations.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const { patient } = await openDossier(server, { authorised: ['neurologist'] });
const own = await server.as('patient');
const neurologist = await server.as('neurologist');
const SEARCH = `DocumentReference?patient=${patient}`;

async function declared(resource: Json): Promise<Json> {
  const answer = await own.post(resource.resourceType, resource);
  t.equal(answer.status, 201, answer.text);
  return answer.json();
}

t.test('whoever was blocked is authorised again only by a new consent', async (t) => {
  t.equal((await neurologist.get(SEARCH)).status, 200);
  const block = await declared(aConsent(patient, await persona('neurologist'), 'deny'));
  t.equal((await neurologist.get(SEARCH)).status, 403);
  await own.put(`Consent/${block.id}`, { ...block, status: 'inactive' });
  t.equal((await neurologist.get(SEARCH)).status, 403, 'the end of a block authorises nobody');
  await declared(aConsent(patient, await persona('neurologist'), 'permit'));
  t.equal((await neurologist.get(SEARCH)).status, 200);
});

t.test('a newer consent takes an older one’s place for those whom both name', async (t) => {
  const [nurse, dentist] = [await persona('nurse'), await persona('dentist')];
  const both = aConsent(patient, nurse, 'permit');
  const [actor] = aConsent(patient, dentist, 'permit').provision.actor;
  both.provision.actor.push(actor);
  await declared(both);
  const block = await declared(aConsent(patient, nurse, 'deny'));
  await own.put(`Consent/${block.id}`, { ...block, status: 'inactive' });
  t.equal((await (await server.as('nurse')).get(SEARCH)).status, 403);
  t.equal((await (await server.as('dentist')).get(SEARCH)).status, 200, 'only one was blocked');
});

t.test('each category of declaration is taken from the patient', async (t) => {
  for (const purpose of ['ETREAT', 'BTG', 'MASKED'])
    await declared(anEmergency(patient, 'deny', purpose));
  await declared(anObjection(patient, '11488-4'));
  await declared(anAppGrant(patient, 'suivi', ['DocumentReference']));
  await declared(aDeclaration(patient, 'default-masking', { type: 'deny' }));
  const gp = idNatPs(await persona('gp'));
  await declared(aDeclaration(patient, 'administration', forActor('permit', gp)));
  await declared(await aCareTeam(patient, ['nurse']));
  t.equal((await own.get(`CareTeam?patient=${patient}`)).json().total, 1);
});

t.test('what would say nothing, or say it of everybody, is refused', async (t) => {
  const refused: [Json, string][] = [
    [aDeclaration(patient, 'administration', { type: 'permit' }), 'Consent.provision.actor'],
    [aDeclaration(patient, 'emergency', { type: 'deny' }), 'Consent.provision.purpose'],
    [aDeclaration(patient, 'feeding-objection', { type: 'deny' }), 'Consent.provision.code'],
    [anAppGrant(patient, 'suivi', []), 'Consent.provision.class'],
    [aDeclaration(patient, 'consultation', {}), 'Consent.provision'],
  ];
  for (const [resource, expression] of refused) {
    if (resource.provision.class?.length === 0) delete resource.provision.class;
    isRefusal(t, await own.post('Consent', resource), { status: 400, expression });
  }
  const team = await aCareTeam(patient, ['nurse']);
  const [{ member: _member, ...rest }] = team.participant;
  const unknown = { member: { display: 'someone' }, ...rest };
  isRefusal(t, await own.post('CareTeam', { ...team, participant: [unknown] }), {
    ...{ status: 400, expression: 'CareTeam.participant.member' },
  });
});

t.test('a delegation names its kind, and somebody who bears a national identity', async (t) => {
  await openDossier(server, { persona: 'carer' });
  const whole = await aDelegation(patient, 'carer', { kind: 'carer' });
  const { code: _code, ...kindless } = whole.provision;
  const nobody = { ...whole.provision, ...forActor('permit', idNatPs(await persona('nurse'))) };
  isRefusal(t, await own.post('Consent', { ...whole, provision: kindless }), {
    ...{ status: 400, expression: 'Consent.provision.code' },
  });
  isRefusal(t, await own.post('Consent', { ...whole, provision: nobody }), {
    ...{ status: 400, expression: 'Consent.provision.actor' },
  });
  const { name, identifier } = aPatient(await persona('carer'));
  const person = await declared({
    ...{ resourceType: 'RelatedPerson', active: true, name, identifier },
    patient: { reference: `Patient/${patient}` },
  });
  const [actor] = whole.provision.actor;
  const named = { ...actor, reference: { reference: `RelatedPerson/${person.id}` } };
  await declared({ ...whole, provision: { ...whole.provision, actor: [named] } });
});

/** What the patient, and the médecin traitant, are told of: accesses, emergencies, documents. */
import t from 'tap';
import { verifyStore } from '../../src/app.js';
import { aBundle, aConsent, openDossier, persona, push } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Json } from '../fixtures/server.js';
import {
  anEndpoint,
  aSubscription,
  leapingClock,
  onTopic,
  subscribe,
  type Endpoint,
} from '../notifications/a-subscriber.js';

const clock = leapingClock();
const server = await startServer(t, { clock });
const { patient } = await openDossier(server, {
  generalPractitioner: 'gp',
  authorised: ['neurologist'],
});
const { documents } = await push(server, 'nurse', aBundle(patient));
const DOCUMENT = `DocumentReference/${documents[0]}`;

/** Subscribes a persona to a topic, and lets every process know of it. */
async function follow(key: string, topic: string, filter: string): Promise<Endpoint> {
  const endpoint = await anEndpoint(t);
  await subscribe(await server.as(key), onTopic(topic, endpoint.url, filter));
  clock.leap(5_000);
  await server.app.notify();
  return endpoint;
}

/** The events that came: their resources, or nothing where none was shown. */
function told({ came }: Endpoint): Json[] {
  return came
    .map(({ body }) => body)
    .filter((body) => JSON.stringify(body).includes('"event-notification"'))
    .flatMap((body) => body.entry.slice(1).map(({ resource }: Json) => resource ?? {}));
}

function count({ came }: Endpoint): number {
  const text = JSON.stringify(came.map(({ body }) => body));
  return text.split('"notificationEvent"').length - 1;
}

const ACCESSES = `AuditEvent?patient=${patient}`;

t.test('the patient is told of each consultation by others, and of no other access', async (t) => {
  const hook = await follow('patient', 'dossier-consulted', ACCESSES);
  await (await server.as('patient')).get(DOCUMENT);
  await server.app.notify();
  t.equal(count(hook), 0, 'their own are no news');
  await (await server.as('neurologist')).get(DOCUMENT);
  await (await server.as('stranger')).get(DOCUMENT);
  await server.app.notify();
  await server.app.notify();
  const events = told(hook);
  t.equal(events.length, 1, 'what was refused is in the trace alone');
  t.equal(events[0].resourceType, 'AuditEvent');
  t.match(JSON.stringify(events[0]), (await persona('neurologist')).idNatPs ?? '');
  await server.app.notify();
  t.equal(count(hook), 1, 'that they were told is no news either');
});

t.test('of an emergency the patient and the médecin traitant are told at once', async (t) => {
  const own = await follow('patient', 'emergency-access', ACCESSES);
  const gp = await follow('gp', 'emergency-access', ACCESSES);
  const other = await follow('neurologist', 'emergency-access', ACCESSES);
  await (await server.as('neurologist')).get(DOCUMENT);
  const broken = { purpose: 'BTG', reason: 'Patient inconscient, suspicion d’intoxication.' };
  const emergency = await server.as('emergency', broken);
  t.equal((await emergency.get(DOCUMENT)).status, 200);
  await server.app.notify();
  await server.app.notify();
  t.equal(count(own), 1);
  t.equal(told(own)[0]?.resourceType, 'AuditEvent', 'the patient is shown it');
  t.equal(count(gp), 1);
  t.notOk(told(gp)[0]?.resourceType, 'the médecin traitant is told that it was');
  t.equal(count(other), 0, 'nobody else is');
  await (await server.as('regulator', { purpose: 'ETREAT' })).get(DOCUMENT);
  await server.app.notify();
  await server.app.notify();
  t.equal(count(own), 2, 'a call to the SAMU is one, too');
  t.equal(count(gp), 2);
});

t.test('a document that was invisible is told of when it comes to sight', async (t) => {
  const hook = await follow(
    'patient',
    'document-deposited',
    `DocumentReference?patient=${patient}`,
  );
  const label = ['INVISIBLE_PATIENT'];
  const hidden = await push(server, 'nurse', aBundle(patient, [{ labels: label }]));
  await server.app.notify();
  t.equal(count(hook), 0);
  const remove = [{ op: 'remove', path: '/securityLabel/0' }];
  const address = `DocumentReference/${hidden.documents[0]}`;
  t.equal((await (await server.as('gp')).patch(address, remove)).status, 200);
  await server.app.notify();
  await server.app.notify();
  t.strictSame(
    told(hook).map(({ id }) => id),
    [hidden.documents[0]],
  );
});

t.test('what a professional declares for the patient is told of', async (t) => {
  const hook = await follow('patient', 'declared-on-behalf', `Consent?patient=${patient}`);
  const own = await server.as('patient');
  await own.post('Consent', aConsent(patient, await persona('dentist'), 'permit'));
  const pharmacist = await server.as('pharmacist');
  await pharmacist.post('Consent', aConsent(patient, await persona('pharmacist'), 'permit'));
  await server.app.notify();
  await server.app.notify();
  t.equal(count(hook), 1);
  t.match(JSON.stringify(told(hook)), (await persona('pharmacist')).idNatPs ?? '');
});

t.test('accesses are followed by topic, of one dossier', async (t) => {
  const own = await server.as('patient');
  const { url } = await anEndpoint(t);
  for (const refused of [
    aSubscription(ACCESSES, url),
    onTopic('emergency-access', url, 'AuditEvent?action=R'),
    onTopic('dossier-consulted', url, `${ACCESSES}&action=R`),
  ])
    isRefusal(t, await own.post('Subscription', refused), {
      ...{ status: 422, expression: 'Subscription.criteria' },
    });
});

t.test('the notices leave chains that are whole', async (t) => {
  const faults: string[] = [];
  await verifyStore(server.configuration, { fault: (line) => faults.push(line) });
  t.strictSame(faults, []);
});

/** Red team: another patient's id, in each place that takes one. */
import t from 'tap';
import { NOTHING } from '../../fixtures/declarations.js';
import { aBundle, push } from '../../fixtures/dossier.js';
import { anEndpoint, aSubscription } from '../../notifications/a-subscriber.js';
import { aGround, repelled, SECRET } from './an-attack.js';

const ground = await aGround(t);
const { server, victim, own } = ground;
const attacker = await server.as('child');
const stranger = await server.as('stranger');
const tester = await server.as('tester');
const identifier = encodeURIComponent(`${victim.ins.system}|${victim.ins.value}`);
const documents = 'DocumentReference?';
const mine = `${documents}patient=${own.patient}`;

t.test('in a search, by a patient', (t) =>
  repelled(t, ground, {
    patient: ['403 no-access', attacker.get(`${documents}patient=${victim.patient}`)],
    'patient, as a reference': [
      '403 no-access',
      attacker.get(`${documents}patient=Patient/${victim.patient}`),
    ],
    'patient, as an address': [
      '403 no-access',
      attacker.get(`${documents}patient=${server.base}/Patient/${victim.patient}`),
    ],
    subject: ['403 no-access', attacker.get(`${documents}subject=Patient/${victim.patient}`)],
    'subject:Patient': [
      '403 no-access',
      attacker.get(`${documents}subject:Patient=${victim.patient}`),
    ],
    'patient.identifier': [
      '403 no-access',
      attacker.get(`${documents}patient.identifier=${identifier}`),
    ],
    'subject.identifier': [
      '403 no-access',
      attacker.get(`${documents}subject.identifier=${identifier}`),
    ],
    'patient:identifier': [
      '403 no-access',
      attacker.get(`${documents}patient:identifier=${identifier}`),
    ],
    'own and another, by a comma': [
      '400 invalid-search',
      attacker.get(`${mine},${victim.patient}`),
    ],
    'own and another, twice': ['200 0 found', attacker.get(`${mine}&patient=${victim.patient}`)],
    'own and another, by subject': [
      '200 0 found',
      attacker.get(`${mine}&subject=Patient/${victim.patient}`),
    ],
    'a chain to the id': [
      '403 no-access',
      attacker.get(`${documents}patient._id=${victim.patient}`),
    ],
    'a chain to the name': ['200 0 found', attacker.get(`${documents}patient.name=Garnier`)],
    'own, with a chain': ['200 0 found', attacker.get(`${mine}&patient.name=Lefèvre`)],
    'the id of a document': ['200 0 found', attacker.get(`${documents}_id=${victim.document}`)],
    'own, and the id of a document': [
      '200 0 found',
      attacker.get(`${mine}&_id=${victim.document}`),
    ],
    _has: ['200 0 found', attacker.get(`${mine}&_has:List:item:subject=${victim.patient}`)],
    '_has of the patient': [
      '200 0 found',
      attacker.get(`Patient?_has:DocumentReference:patient:_id=${victim.document}`),
    ],
    _list: ['200 0 found', attacker.get(`${mine}&_list=${victim.list}`)],
    _filter: [
      '200 0 found',
      attacker.get(`${mine}&_filter=${encodeURIComponent(`patient eq "${victim.patient}"`)}`),
    ],
    'a form': [
      '403 no-access',
      attacker.searchByForm('DocumentReference', `patient=${victim.patient}`),
    ],
    'a form against the address': [
      '200 0 found',
      attacker.send(`DocumentReference/_search?patient=${own.patient}`, {
        method: 'POST',
        body: `patient=${victim.patient}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    ],
    'of several types': [
      '403 no-access',
      attacker.get(`?_type=DocumentReference,List&patient=${victim.patient}`),
    ],
    'the trace': ['403 no-access', attacker.get(`AuditEvent?patient=${victim.patient}`)],
    'the trace of a document': [
      '200 0 found',
      attacker.get(`AuditEvent?entity=DocumentReference/${victim.document}&_summary=count`),
    ],
    consents: ['403 no-access', attacker.get(`Consent?patient=${victim.patient}`)],
    'the patient': ['403 no-access', attacker.get(`Patient?identifier=${identifier}`)],
    'the patient by id': ['403 no-access', attacker.get(`Patient?_id=${victim.patient}`)],
  }),
);

t.test('in an address', (t) =>
  repelled(t, ground, {
    'the patient': ['403 no-access', attacker.get(`Patient/${victim.patient}`)],
    'a compartment': ['403 no-access', attacker.get(`Patient/${victim.patient}/DocumentReference`)],
    'a whole compartment': ['403 no-access', attacker.get(`Patient/${victim.patient}/*`)],
    'the trace in a compartment': [
      '403 no-access',
      attacker.get(`Patient/${victim.patient}/AuditEvent`),
    ],
    'a compartment of mine, another in it': [
      '200 0 found',
      attacker.get(`Patient/${own.patient}/DocumentReference?patient=${victim.patient}`),
    ],
    'a document': ['403 no-access', attacker.get(`DocumentReference/${victim.document}`)],
    'its history': ['403 no-access', attacker.get(`DocumentReference/${victim.document}/_history`)],
    'its bytes': ['403 no-access', attacker.get(`Binary/${victim.binary}`)],
    'its bytes, as an image': [
      '403 no-access',
      attacker.get(`Binary/${victim.binary}`, { accept: 'image/png' }),
    ],
    'its submission set': ['403 no-access', attacker.get(`List/${victim.list}`)],
    'a document, by a stranger': [
      '403 no-access',
      stranger.get(`DocumentReference/${victim.document}`),
    ],
    'its bytes, by a stranger': ['403 no-access', stranger.get(`Binary/${victim.binary}`)],
    'a range, by a stranger': [
      '403 no-access',
      stranger.get(`Binary/${victim.binary}`, { range: 'bytes=0-1' }),
    ],
    'a document, by the tester': [
      '404 unknown-resource',
      tester.get(`DocumentReference/${victim.document}`),
    ],
  }),
);

t.test('in an operation', (t) => {
  const match = {
    resourceType: 'Parameters',
    parameter: [
      { name: 'resource', resource: { resourceType: 'Patient', identifier: [victim.ins] } },
    ],
  };
  const validated = `DocumentReference/${victim.document}/$validate`;
  return repelled(t, ground, {
    $everything: ['403 no-access', attacker.get(`Patient/${victim.patient}/$everything`)],
    '$everything, by a stranger': [
      '403 no-access',
      stranger.get(`Patient/${victim.patient}/$everything`),
    ],
    $summary: ['403 no-access', attacker.get(`Patient/${victim.patient}/$summary`)],
    $docref: ['403 no-access', attacker.get(`DocumentReference/$docref?patient=${victim.patient}`)],
    '$who-can-see': [
      '403 no-access',
      attacker.get(
        `Patient/${victim.patient}/$who-can-see?document=DocumentReference/${victim.document}`,
      ),
    ],
    '$who-can-see of my dossier': [
      '404 unknown-resource',
      attacker.get(
        `Patient/${own.patient}/$who-can-see?document=DocumentReference/${victim.document}`,
      ),
    ],
    $meta: ['403 no-access', attacker.get(`DocumentReference/${victim.document}/$meta`)],
    $validate: ['403 no-access', attacker.get(validated)],
    $match: ['403 no-access', attacker.post('Patient/$match', match)],
    $export: ['403 not-allowed', attacker.get('$export', { prefer: 'respond-async' })],
    'the export of patients': [
      '403 not-allowed',
      stranger.get('Patient/$export', { prefer: 'respond-async' }),
    ],
    $close: ['403 no-access', attacker.post(`Patient/${victim.patient}/$close`, NOTHING)],
    '$request-erasure': [
      '403 not-allowed',
      stranger.post(`Patient/${victim.patient}/$request-erasure`, NOTHING),
    ],
  });
});

t.test('in a subscription, which is told of nothing', async (t) => {
  const endpoint = await anEndpoint(t);
  const criteria = `DocumentReference?patient=${victim.patient}`;
  const byIdentifier = `DocumentReference?patient.identifier=${victim.ins.system}|${victim.ins.value}`;
  const on = (criterion: string) => aSubscription(criterion, endpoint.url);
  await repelled(t, ground, {
    'by the patient': ['201', attacker.post('Subscription', on(criteria))],
    'by an identifier': ['201', attacker.post('Subscription', on(byIdentifier))],
    'by a stranger': ['201', stranger.post('Subscription', on(criteria))],
    'of all there is': ['201', stranger.post('Subscription', on('DocumentReference?'))],
    'of the trace': [
      '422 unprocessable',
      stranger.post('Subscription', on(`AuditEvent?patient=${victim.patient}`)),
    ],
  });
  ground.clock.leap(5_000);
  await server.app.notify();
  const handshakes = endpoint.came.length;
  await push(server, 'gp', aBundle(victim.patient, [{ title: SECRET }]));
  await server.app.notify();
  t.strictSame(endpoint.came.slice(handshakes), []);
});

/** Red team: what is sent for one dossier and reaches for another, and what gives oneself a right. */
import t from 'tap';
import { aCareTeam, aDeclaration, aDelegation, anAppGrant } from '../../fixtures/declarations.js';
import {
  aBundle,
  aConsent,
  aFolder,
  asPatients,
  freshOid,
  persona,
  type DocumentWish,
} from '../../fixtures/dossier.js';
import { related, supersedingEntry } from '../../fixtures/submission.js';
import type { Json } from '../../fixtures/server.js';
import { aGround, repelled } from './an-attack.js';

const ground = await aGround(t);
const { server, victim, own } = ground;
const attacker = await server.as('child');
const stranger = await server.as('stranger');
const blocked = await server.as('blocked');
const registrar = await server.as('registrar');
const theirs = `DocumentReference/${victim.document}`;

/** A bundle of the attacker's for their own dossier, changed. */
function mine(wish: DocumentWish = {}, change: (bundle: Json) => Json = (bundle) => bundle): Json {
  return change(asPatients(aBundle(own.patient, [wish])));
}

function changing(change: (document: Json) => void): DocumentWish {
  return {
    change: (document) => {
      change(document);
      return document;
    },
  };
}

const batch = (type: string, ...entry: Json[]): Json => ({ resourceType: 'Bundle', type, entry });
const get = (url: string): Json => ({ request: { method: 'GET', url } });

t.test('a deposit in one dossier that reaches for another', (t) => {
  const twoPatients = aBundle(own.patient, [{}, {}]);
  twoPatients.entry[3].resource.subject = { reference: `Patient/${victim.patient}` };
  const setOfAnother = mine({}, (bundle) => {
    bundle.entry[0].resource.subject = { reference: `Patient/${victim.patient}` };
    return bundle;
  });
  const listed = mine({}, (bundle) => {
    bundle.entry[0].resource.entry.push({ item: { reference: theirs } });
    return bundle;
  });
  const withPatch = mine({}, (bundle) => {
    bundle.entry.push(supersedingEntry(victim.document));
    return bundle;
  });
  const subject = changing((one) => (one.subject = { reference: `Patient/${victim.patient}` }));
  const bytes = changing((one) => (one.content[0].attachment.url = `Binary/${victim.binary}`));
  const source = changing(
    (one) => (one.context.sourcePatientInfo = { reference: `Patient/${victim.patient}` }),
  );
  return repelled(t, ground, {
    'two patients in one bundle': ['400 invalid', stranger.post('', twoPatients)],
    'a submission set of another': ['400 invalid', attacker.post('', setOfAnother)],
    'a document of another': ['400 invalid', attacker.post('', mine(subject))],
    'a document of another, by the blocked': [
      '403 no-access',
      blocked.post('', aBundle(victim.patient)),
    ],
    'the bytes of another': ['400 invalid', attacker.post('', mine(bytes))],
    'a replacement': [
      '404 unknown-resource',
      attacker.post('', mine(related('replaces', victim.document))),
    ],
    'an addition': [
      '404 unknown-resource',
      attacker.post('', mine(related('appends', victim.document))),
    ],
    'a listed document': ['404 unknown-resource', attacker.post('', listed)],
    'a PATCH entry': ['404 unknown-resource', attacker.post('', withPatch)],
    'a source patient': ['400 invariant', attacker.post('', mine(source))],
    'a folder': [
      '404 unknown-resource',
      attacker.post('List', aFolder(own.patient, victim.document)),
    ],
  });
});

t.test('a reference that is stored as it came, and joins nothing', async (t) => {
  const context = changing((one) => (one.context.related = [{ reference: theirs }]));
  const stored = await attacker.post('', mine(context));
  t.equal(stored.status, 200, stored.text);
  const found = `DocumentReference?patient=${own.patient}&related=${theirs}`;
  await repelled(t, ground, {
    include: ['200 1 found', attacker.get(`${found}&_include=DocumentReference:related`)],
    'include, and on': ['200 1 found', attacker.get(`${found}&_include:iterate=*`)],
    'a chain': [
      '200 0 found',
      attacker.get(
        `DocumentReference?patient=${own.patient}&related:DocumentReference.status=current`,
      ),
    ],
    $everything: ['200 6 found', attacker.get(`Patient/${own.patient}/$everything`)],
  });
});

t.test('a plain bundle that mixes dossiers', (t) =>
  repelled(t, ground, {
    'a transaction of reads': [
      '403 no-access',
      attacker.post('', batch('transaction', get(`Patient/${own.patient}`), get(theirs))),
    ],
    'a batch': ['200 1 found', attacker.post('', batch('batch', get(theirs)))],
    'a batch of a search': [
      '200 1 found',
      attacker.post('', batch('batch', get(`DocumentReference?patient=${victim.patient}`))),
    ],
  }),
);

t.test('a change that would move a resource to another dossier', async (t) => {
  const made = await attacker.post('List', aFolder(own.patient, own.document));
  const folder = made.json();
  const moved = { ...folder, subject: { reference: `Patient/${victim.patient}` } };
  const grown = { ...folder, entry: [...folder.entry, { item: { reference: theirs } }] };
  const patient = (await registrar.get(`Patient/${own.patient}`)).json();
  const consent = aConsent(own.patient, await persona('stranger'), 'permit');
  const declared = (await attacker.post('Consent', consent)).json();
  const toVictim = { reference: `Patient/${victim.patient}` };
  await repelled(t, ground, {
    'a folder, by PUT': ['422 unprocessable', attacker.put(`List/${folder.id}`, moved)],
    'a folder, by a condition': [
      '405 method-not-allowed',
      attacker.put(`List?identifier=urn:ietf:rfc:3986|${freshOid()}`, moved),
    ],
    'a folder that grows': ['404 unknown-resource', attacker.put(`List/${folder.id}`, grown)],
    'a subject, by PATCH': [
      '405 method-not-allowed',
      attacker.patch(`DocumentReference/${own.document}`, [
        { op: 'replace', path: '/subject/reference', value: toVictim.reference },
      ]),
    ],
    'a consent': [
      '422 unprocessable',
      attacker.put(`Consent/${declared.id}`, { ...declared, patient: toVictim }),
    ],
    'a resource of the victim’s dossier under an id of it': [
      '403 no-access',
      attacker.put(`List/${victim.patient}-aaaaaaaaaaaaaaaa`, {
        ...aFolder(own.patient, own.document),
        id: `${victim.patient}-aaaaaaaaaaaaaaaa`,
      }),
    ],
    'an identity, by the patient': [
      '403 not-allowed',
      attacker.put(`Patient/${own.patient}`, { ...patient, identifier: [victim.ins] }),
    ],
    'an identity that another has, by the registrar': [
      '409 identifier-taken',
      registrar.put(`Patient/${own.patient}`, { ...patient, identifier: [victim.ins] }),
    ],
  });
});

t.test('a declaration that gives oneself a right in another’s dossier', async (t) => {
  const child = await persona('child');
  const named = aConsent(victim.patient, await persona('stranger'), 'permit');
  const administration = aDeclaration(victim.patient, 'administration', named.provision);
  const relative = {
    resourceType: 'RelatedPerson',
    active: true,
    patient: { reference: `Patient/${victim.patient}` },
    identifier: [child.ins],
  };
  const carer = await aDelegation(victim.patient, 'child', { kind: 'carer' });
  const legal = await aDelegation(victim.patient, 'child', { kind: 'legal' });
  const app = await server.as('app');
  await repelled(t, ground, {
    'a consent, by another patient': ['403 no-access', attacker.post('Consent', named)],
    'a delegation, by another patient': ['403 no-access', attacker.post('Consent', carer)],
    'a legal one, by another patient': ['403 no-access', attacker.post('Consent', legal)],
    'a delegation, by a professional': ['403 not-allowed', stranger.post('Consent', legal)],
    'an administration, by a professional': [
      '403 not-allowed',
      stranger.post('Consent', administration),
    ],
    'a relative, by another patient': ['403 no-access', attacker.post('RelatedPerson', relative)],
    'a relative, by a professional': ['403 not-allowed', stranger.post('RelatedPerson', relative)],
    'a care team, by another patient': [
      '403 no-access',
      attacker.post('CareTeam', await aCareTeam(victim.patient, ['stranger'])),
    ],
    'a care team of others, by a professional': [
      '403 not-allowed',
      stranger.post('CareTeam', await aCareTeam(victim.patient, ['blocked'])),
    ],
    'a grant, by the application': [
      '403 insufficient-scope',
      app.post('Consent', anAppGrant(victim.patient, 'app', ['DocumentReference'])),
    ],
    'in a transaction, beside what is allowed': [
      '403 no-access',
      attacker.post(
        '',
        batch(
          'transaction',
          ...[aConsent(own.patient, await persona('nurse'), 'permit'), carer].map((resource) => ({
            resource,
            request: { method: 'POST', url: 'Consent' },
          })),
        ),
      ),
    ],
  });
});

t.test('what is not written by anybody', (t) => {
  const event = { resourceType: 'AuditEvent', type: { code: 'rest' } };
  const path = `AuditEvent/${victim.patient}-aaaaaaaaaaaaaaaa`;
  const entry = { resource: event, request: { method: 'POST', url: 'AuditEvent' } };
  return repelled(t, ground, {
    'an event, created': ['405 method-not-allowed', attacker.post('AuditEvent', event)],
    'an event, put': ['405 method-not-allowed', attacker.put(path, event)],
    'an event, patched': [
      '405 method-not-allowed',
      attacker.patch(path, [{ op: 'remove', path: '/agent' }]),
    ],
    'an event, deleted': ['405 method-not-allowed', attacker.send(path, { method: 'DELETE' })],
    'an event, by the registrar': ['405 method-not-allowed', registrar.post('AuditEvent', event)],
    'an event, in a transaction': ['400 required', attacker.post('', batch('transaction', entry))],
  });
});

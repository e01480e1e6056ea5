/** MHD, ITI-105 Simplified Publish: one document inside its metadata (M-29, M-30). */
import { createHash } from 'node:crypto';
import t, { type Test } from 'tap';
import { aBundle, freshOid, openDossier, push } from '../fixtures/dossier.js';
import { isRefusal, type Expected } from '../fixtures/outcome.js';
import { freshIns } from '../fixtures/patients.js';
import { startServer, type Json } from '../fixtures/server.js';
import { documentOf, MHD, PDSM, RFC_3986, totalsOf } from '../fixtures/submission.js';

const server = await startServer(t);
const { patient, ins } = await openDossier(server, { authorised: ['neurologist'] });
const nurse = await server.as('nurse');
const own = await server.as('patient');
const neurologist = await server.as('neurologist');
const bytes = Buffer.from('Ordonnance : lamotrigine 50 mg, matin et soir.\n');

/** A publication of these bytes, with nothing that it does not need. */
function publication(change: (document: Json) => void = () => undefined): Json {
  const document = {
    resourceType: 'DocumentReference',
    meta: { profile: [`${MHD}/IHE.MHD.SimplifiedPublish.DocumentReference`] },
    masterIdentifier: { system: RFC_3986, value: freshOid() },
    status: 'current',
    type: { coding: [{ system: 'http://loinc.org', code: '11488-4' }] },
    subject: { reference: `Patient/${patient}` },
    date: '2026-03-12T11:00:00+01:00',
    content: [{ attachment: { contentType: 'text/plain', data: bytes.toString('base64') } }],
  };
  change(document);
  return document;
}

async function isRefused(t: Test, document: Json, expected: Expected): Promise<void> {
  const before = await totalsOf(patient, own, nurse);
  isRefusal(t, await nurse.post('DocumentReference', document), expected);
  t.same(await totalsOf(patient, own, nurse), before, 'nothing is stored');
}

t.test('M-29: the document published becomes a Binary and is found with its list', async (t) => {
  const answer = await nurse.post('DocumentReference', publication());
  t.equal(answer.status, 201);
  const { id, meta, content, ...document } = answer.json();
  t.match(answer.headers.get('location'), new RegExp(`/DocumentReference/${id}/_history/1$`));
  t.equal(meta.versionId, '1');
  t.ok(Date.now() - Date.parse(meta.lastUpdated) < 60_000);
  t.equal(document.status, 'current');
  const { attachment } = content[0];
  t.notOk('data' in attachment, 'the document is not inside any more');
  t.match(attachment, {
    url: new RegExp(`^${server.base}/Binary/`),
    size: bytes.length,
    hash: createHash('sha1').update(bytes).digest('base64'),
    contentType: 'text/plain',
  });
  t.equal((await nurse.get(`DocumentReference/${id}`)).text, answer.text, 'as it is read');

  const found = await neurologist.get(`DocumentReference?patient=${patient}&type=11488-4`);
  t.equal(found.json().entry[0].resource.id, id);
  const opened = await neurologist.get(attachment.url);
  t.ok(opened.bytes.equals(bytes));
  t.equal(opened.headers.get('content-type'), 'text/plain');

  const lists = `List?patient=${patient}&code=submissionset&status=current`;
  const { total, entry } = (await neurologist.get(lists)).json();
  t.equal(total, 1, 'a submission set was derived');
  t.match(entry[0].resource, {
    identifier: [{ system: RFC_3986, value: /^urn:oid:2\.25\.\d+$/ }],
    mode: 'working',
    subject: { reference: `Patient/${patient}` },
    entry: [{ item: { reference: `DocumentReference/${id}` } }],
  });
});

t.test('M-29: Prefer: return=minimal answers without a body', async (t) => {
  const prefer = { prefer: 'return=minimal' };
  const answer = await nurse.post('DocumentReference', publication(), prefer);
  t.equal(answer.status, 201);
  t.equal(answer.text, '');
  t.ok(answer.headers.get('location'));
});

t.test('M-29: what a publication must hold is asked for by name', async (t) => {
  const at = 'DocumentReference.content[0].attachment';
  const cases: Record<string, readonly [(document: Json) => void, string]> = {
    'the document': [({ content }) => delete content[0].attachment.data, `${at}.data`],
    'its media type': [
      ({ content }) => delete content[0].attachment.contentType,
      `${at}.contentType`,
    ],
    'no address': [
      ({ content }) => (content[0].attachment.url = 'https://example.org/x'),
      `${at}.url`,
    ],
    'a patient': [(document) => delete document.subject, 'DocumentReference.subject'],
    'a master identifier': [
      (document) => delete document.masterIdentifier,
      'DocumentReference.masterIdentifier',
    ],
    'status current': [(document) => (document.status = 'superseded'), 'DocumentReference.status'],
    'its own hash': [
      ({ content }) => (content[0].attachment.hash = 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='),
      `${at}.hash`,
    ],
    'one document': [({ content }) => content.push(content[0]), 'DocumentReference.content[1]'],
    base64: [({ content }) => (content[0].attachment.data = '!!!'), `${at}.data`],
  };
  for (const [name, [change, expression]] of Object.entries(cases))
    await t.test(name, (t) => isRefused(t, publication(change), { status: 400, expression }));
});

t.test('M-29: a wrong size is taken, and the true one is stored', async (t) => {
  const wrong = publication(({ content }) => (content[0].attachment.size = 1));
  const answer = await nurse.post('DocumentReference', wrong);
  t.equal(answer.status, 201);
  t.equal(answer.json().content[0].attachment.size, bytes.length);
});

t.test('M-29: a publication of PDSm is held to its profile', async (t) => {
  const profile = [`${PDSM}/pdsm-simplified-publish`];
  const bare = publication((document) => (document.meta.profile = profile));
  const expression = 'DocumentReference.custodian';
  await isRefused(t, bare, { status: 400, expression });
  const whole = publication((document) => {
    document.meta.profile = profile;
    document.contained = [{ resourceType: 'Organization', id: 'org', name: 'Cabinet Lefèvre' }];
    document.custodian = { reference: '#org' };
    document.author = [{ reference: '#org' }];
    document.content[0].attachment.title = 'Ordonnance';
  });
  t.equal((await nurse.post('DocumentReference', whole)).status, 201);
});

t.test('M-30: the patient may be named by identity alone, or contained', async (t) => {
  const contained = { resourceType: 'Patient', id: 'p', identifier: [ins] };
  const cases: Record<string, (document: Json) => void> = {
    'by identity': (document) => (document.subject = { identifier: ins }),
    'with a display': (document) =>
      (document.subject = { identifier: ins, display: 'Hélène Garnier', type: 'Patient' }),
    contained: (document) => {
      document.contained = [contained];
      document.subject = { reference: '#p' };
    },
  };
  for (const [name, change] of Object.entries(cases)) {
    const answer = await nurse.post('DocumentReference', publication(change));
    t.equal(answer.status, 201, name);
    t.equal(answer.json().subject.reference, `Patient/${patient}`, name);
    const found = await neurologist.get(
      `DocumentReference?patient.identifier=${ins.system}%7C${ins.value}&_id=${answer.json().id}`,
    );
    t.equal(found.json().total, 1, name);
  }
});

t.test('M-30: an identity without a dossier is 404', async (t) => {
  const nobody = publication((document) => (document.subject = { identifier: freshIns() }));
  await isRefused(t, nobody, { status: 404 });
});

t.test('a publication that replaces supersedes, in the same act', async (t) => {
  const [old = ''] = (await push(server, 'nurse', aBundle(patient))).documents;
  const reference = `DocumentReference/${old}`;
  const replacing = publication((document) => {
    document.relatesTo = [{ code: 'replaces', target: { reference } }];
  });
  t.equal((await nurse.post('DocumentReference', replacing)).status, 201);
  const { status, meta } = (await nurse.get(reference)).json();
  t.same([status, meta.versionId], ['superseded', '2']);
  const again = publication((document) => {
    document.relatesTo = [{ code: 'replaces', target: { reference } }];
  });
  await isRefused(t, again, { status: 400, says: /superseded already/ });
  const unknown = publication((document) => {
    document.relatesTo = [{ code: 'replaces', target: { reference: 'DocumentReference/none' } }];
  });
  await isRefused(t, unknown, { status: 404 });
});

t.test('a publication takes over the visibility of what it replaces', async (t) => {
  const masked = aBundle(patient, [{ labels: ['MASQUE_PS'] }]);
  const [old] = (await push(server, 'nurse', masked)).documents;
  const replacing = publication((document) => {
    document.relatesTo = [{ code: 'replaces', target: { reference: `DocumentReference/${old}` } }];
  });
  const { id } = (await nurse.post('DocumentReference', replacing)).json();
  t.equal((await neurologist.get(`DocumentReference/${id}`)).status, 404);
  t.equal((await own.get(`DocumentReference/${id}`)).status, 200);
});

t.test('the same publication again is the first one; another under its name is 409', async (t) => {
  const once = publication();
  const first = await nurse.post('DocumentReference', once);
  const before = await totalsOf(patient, own, nurse);
  const again = await nurse.post('DocumentReference', once);
  t.equal(again.status, 200);
  t.equal(again.json().id, first.json().id);
  t.equal(again.text, first.text);
  t.same(await totalsOf(patient, own, nurse), before, 'nothing is stored twice');
  const { masterIdentifier } = once;
  const other = publication((document) => {
    document.masterIdentifier = masterIdentifier;
    document.content[0].attachment.data = Buffer.from('autre').toString('base64');
  });
  await isRefused(t, other, { status: 409, detail: 'identifier-taken' });
  const byAnother = await neurologist.post('DocumentReference', once);
  isRefusal(t, byAnother, { status: 409, detail: 'identifier-taken' });
});

t.test('a document of more than a few kilobytes is published whole', async (t) => {
  const large = Buffer.alloc(300_000, 'é');
  const document = publication(({ content }) => {
    content[0].attachment.data = large.toString('base64');
  });
  const { attachment } = (await nurse.post('DocumentReference', document)).json().content[0];
  t.equal(attachment.size, large.length);
  t.ok((await nurse.get(attachment.url)).bytes.equals(large));
});

t.test('a DocumentReference of an ITI-65 posted alone is refused', async (t) => {
  await isRefused(t, documentOf(aBundle(patient)), { status: 400 });
});

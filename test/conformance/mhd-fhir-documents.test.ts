/**
 * MHD, ITI-65: FHIR documents, a Bundle in the place of a Binary (M-19). It is kept as a document's
 * bytes, and a FHIR client is given the document itself.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import t, { type Test } from 'tap';
import { parseJson } from '../../src/fhir/json.js';
import { aBundle, freshOid, openDossier, push } from '../fixtures/dossier.js';
import { isRefusal, type Expected } from '../fixtures/outcome.js';
import { theXml } from '../fixtures/profiles.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';
import { attachmentOf, entryOf, related, totalsOf } from '../fixtures/submission.js';

const FHIR_JSON = 'application/fhir+json';
const FHIR_XML = 'application/fhir+xml';
const server = await startServer(t);
const { patient } = await openDossier(server, { authorised: ['neurologist'] });
const nurse = await server.as('nurse');
const neurologist = await server.as('neurologist');
const own = await server.as('patient');
const stranger = await server.as('stranger');
await push(server, 'nurse', aBundle(patient));

/** A FHIR document with a quantity of two decimals, and a photo of so many bytes. */
function aFhirDocument(photoBytes = 10): Json {
  return {
    resourceType: 'Bundle',
    identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${randomUUID()}` },
    type: 'document',
    timestamp: '2026-03-10T10:00:00Z',
    entry: [
      { fullUrl: `urn:uuid:${randomUUID()}`, resource: { ...COMPOSITION } },
      {
        fullUrl: `urn:uuid:${randomUUID()}`,
        resource: {
          resourceType: 'Patient',
          photo: [{ contentType: 'image/jpeg', data: randomBytes(photoBytes).toString('base64') }],
        },
      },
    ],
  };
}

const COMPOSITION = {
  resourceType: 'Composition',
  status: 'final',
  type: { coding: [{ system: 'http://loinc.org', code: '60591-5' }] },
  date: '2026-03-10T10:00:00Z',
  author: [{ display: 'Noël Lefèvre' }],
  title: 'Synthèse médicale & « suivi »',
};

/** A provide bundle of one document, that Bundle in the place of its Binary. */
function carrying(fhirDocument: Json, contentType = FHIR_JSON, wish = {}): Json {
  const bundle = aBundle(patient, [{ contentType, ...wish }]);
  const { fullUrl } = entryOf(bundle, 'Binary');
  bundle.entry.pop();
  bundle.entry.push({
    fullUrl,
    resource: fhirDocument,
    request: { method: 'POST', url: 'Bundle' },
  });
  delete attachmentOf(bundle).hash;
  delete attachmentOf(bundle).size;
  return bundle;
}

/** What a submission made of its one document. */
async function made(answer: Answer): Promise<Json> {
  if (answer.status !== 200) throw new Error(`not taken: ${answer.status} ${answer.text}`);
  const [, document] = answer.json().entry;
  const place = document.response.location.split('/_history')[0];
  return (await nurse.get(place)).json();
}

async function get(url: string, accept?: string): Promise<Answer> {
  return neurologist.get(url, accept === undefined ? {} : { accept });
}

t.test('M-19: a FHIR document is taken, and retrieved as the document it is', async (t) => {
  const sent = aFhirDocument();
  const answer = await nurse.post('', carrying(sent));
  const { attachment } = (await made(answer)).content[0];
  const bytes = Buffer.from(JSON.stringify(sent));
  t.match(answer.json().entry[2].response, {
    status: /^201/,
    location: /^Binary\/.*\/_history\/1$/,
  });
  t.match(attachment.url, new RegExp(`^${server.base}/Binary/[a-z0-9-]+$`));
  t.equal(attachment.size, bytes.length);
  t.equal(attachment.hash, createHash('sha1').update(bytes).digest('base64'));
  for (const accept of [undefined, '*/*', FHIR_JSON, `${FHIR_JSON}, ${FHIR_XML};q=0.5`]) {
    const document = await get(attachment.url, accept);
    t.equal(document.status, 200, String(accept));
    t.equal(document.headers.get('content-type'), FHIR_JSON);
    t.ok(document.bytes.equals(bytes), 'nothing in it is changed');
  }
});

t.test('M-19: the Binary around a FHIR document is given where it is asked for', async (t) => {
  const sent = aFhirDocument();
  const { url } = (await made(await nurse.post('', carrying(sent)))).content[0].attachment;
  const binary = (await get(`${url}?_format=json`)).json();
  t.match(binary, { resourceType: 'Binary', contentType: FHIR_JSON });
  t.same(JSON.parse(Buffer.from(binary.data, 'base64').toString()), sent);
  const inXml = theXml().read((await get(url, FHIR_XML)).bytes).value as Json;
  t.equal(inXml.resourceType, 'Binary');
});

t.test('M-19: a FHIR document is kept in the format that its attachment names', async (t) => {
  const sent = aFhirDocument(100_000);
  const { url } = (await made(await nurse.post('', carrying(sent, FHIR_XML)))).content[0]
    .attachment;
  for (const accept of [undefined, FHIR_XML]) {
    const document = await get(url, accept);
    t.equal(document.headers.get('content-type'), FHIR_XML);
    t.equal(document.text, theXml().write(parseJson(JSON.stringify(sent))));
  }
});

t.test('M-19: a long text inside a FHIR document stays, whatever format it came in', async (t) => {
  const sent = aFhirDocument(300_001);
  const asXml = theXml().write(parseJson(JSON.stringify(carrying(sent))));
  const answers = [
    await nurse.post('', carrying(sent)),
    await nurse.post('', asXml, { 'content-type': FHIR_XML }),
  ];
  for (const answer of answers) {
    const { url } = (await made(answer)).content[0].attachment;
    t.same((await get(url)).json(), sent);
  }
});

t.test('M-19: a number in a FHIR document keeps its digits', async (t) => {
  const bundle = carrying(aFhirDocument());
  bundle.entry[2].resource.entry.push({
    fullUrl: `urn:uuid:${randomUUID()}`,
    resource: {
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'Poids' },
      valueQuantity: { value: 'DIGITS', unit: 'kg' },
    },
  });
  const text = JSON.stringify(bundle).replace('"DIGITS"', '72.50');
  const { url } = (await made(await nurse.post('', text, { 'content-type': FHIR_JSON }))).content[0]
    .attachment;
  t.match((await get(url)).text, /"value":72\.50,/);
});

t.test('M-19: a FHIR document follows the rights of its metadata, and is replaced', async (t) => {
  const old = await made(await nurse.post('', carrying(aFhirDocument())));
  const { url } = old.content[0].attachment;
  t.equal((await own.get(url)).status, 200);
  t.equal((await stranger.get(url)).status, 403);
  const next = carrying(aFhirDocument(), FHIR_JSON, related('replaces', old.id));
  t.equal((await nurse.post('', next)).status, 200);
  t.equal((await nurse.get(`DocumentReference/${old.id}`)).json().status, 'superseded');
});

t.test('M-19: the same FHIR document sent again is answered as the first time', async (t) => {
  const masterIdentifier = freshOid();
  const bundle = carrying(aFhirDocument(), FHIR_JSON, { masterIdentifier });
  const places = (answer: Answer) =>
    answer.json().entry.map(({ response }: Json) => response.location);
  const first = await nurse.post('', bundle);
  t.same(places(await nurse.post('', bundle)), places(first));
  const other = carrying(aFhirDocument(), FHIR_JSON, { masterIdentifier });
  t.equal((await nurse.post('', other)).status, 409);
});

async function refused(t: Test, bundle: Json, expected: Omit<Expected, 'status'>): Promise<void> {
  const before = await totalsOf(patient, own, nurse);
  isRefusal(t, await nurse.post('', bundle), { ...expected, status: 400 });
  t.same(await totalsOf(patient, own, nurse), before, 'nothing is stored');
}

t.test('M-19: what is no FHIR document, or not named as one, is refused', async (t) => {
  const collection = carrying({ resourceType: 'Bundle', type: 'collection' });
  await refused(t, collection, { expression: 'Bundle.entry[2].resource.type' });
  const ATTACHMENT = 'Bundle.entry[1].resource.content[0].attachment';
  const pdf = carrying(aFhirDocument(), 'application/pdf');
  await refused(t, pdf, { expression: `${ATTACHMENT}.contentType`, says: /fhir\+xml/ });
  const unnamed = aBundle(patient);
  unnamed.entry.push(carrying(aFhirDocument()).entry[2]);
  await refused(t, unnamed, { expression: 'Bundle.entry[3].fullUrl', says: /attachment\.url/ });
  const hashed = carrying(aFhirDocument());
  attachmentOf(hashed).hash = createHash('sha1').update('x').digest('base64');
  await refused(t, hashed, { expression: `${ATTACHMENT}.hash`, says: /leaves hash and size out/ });
});

t.test('M-19: a fault inside a FHIR document is told by its place', async (t) => {
  for (const contentType of [FHIR_JSON, FHIR_XML]) {
    const bundle = carrying(aFhirDocument(), contentType);
    const composition = bundle.entry[2].resource.entry[0].resource;
    delete composition.status;
    composition.unknown = true;
    const place = 'Bundle.entry[2].resource.entry[0].resource';
    for (const fault of ['status', 'unknown'])
      await refused(t, bundle, { expression: `${place}.${fault}` });
  }
});

t.test('M-19: a FHIR document to be kept as XML holds what XML can say', async (t) => {
  const bundle = carrying(aFhirDocument(), FHIR_XML);
  bundle.entry[2].resource.entry[0].resource.title = 'Synth\uffffse';
  await refused(t, bundle, { expression: 'Bundle.entry[2].resource' });
});

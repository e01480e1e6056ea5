/** Documents as bytes and as resources, ids B-01 to B-04 (ITI-68). */
import { createHash, randomBytes } from 'node:crypto';
import t, { type Test } from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { theXml } from '../fixtures/profiles.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';

const FHIR_JSON = 'application/fhir+json';
const FHIR_XML = 'application/fhir+xml';
const server = await startServer(t, { settings: { DOCUMENT_INLINE_BYTES_MAX: '4096' } });
const { patient } = await openDossier(server, { authorised: ['neurologist'] });
const nurse = await server.as('nurse');
const neurologist = await server.as('neurologist');
const own = await server.as('patient');
const tester = await server.as('tester');

/** Documents of every way to rest: in the store and in files, cut out of the request and not. */
const DOCUMENTS = {
  'a short text': { contentType: 'text/plain', bytes: Buffer.from('Examen sans particularité.\n') },
  'a text of another charset': {
    contentType: 'text/plain; charset=iso-8859-1',
    bytes: Buffer.from('Examen sans particularité.\n', 'latin1'),
  },
  'one byte': { contentType: 'application/octet-stream', bytes: Buffer.from([0]) },
  'a PDF in a file': pdf(20_000),
  'a PDF cut out of the request': pdf(300_001),
  'a PDF of a megabyte': pdf(1024 * 1024),
  'a CDA document': {
    contentType: 'text/xml',
    bytes: Buffer.from('<?xml version="1.0" encoding="UTF-8"?>\n<ClinicalDocument/>\r\n'),
  },
} as const;

function pdf(size: number): { contentType: string; bytes: Buffer } {
  const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size)]);
  return { contentType: 'application/pdf', bytes };
}

interface Sent {
  readonly contentType: string;
  readonly bytes: Buffer;
  /** Where its DocumentReference says that it is. */
  readonly url: string;
  readonly attachment: Json;
}

async function sent(document: { contentType: string; bytes: Buffer }): Promise<Sent> {
  const { documents } = await push(server, 'nurse', aBundle(patient, [document]));
  const stored = (await neurologist.get(`DocumentReference/${documents[0]}`)).json();
  const { attachment } = stored.content[0];
  return { ...document, url: attachment.url, attachment };
}

const all = new Map<string, Sent>();
for (const [name, document] of Object.entries(DOCUMENTS)) all.set(name, await sent(document));
const aPdf = all.get('a PDF in a file') ?? (await sent(pdf(1)));

/** A test of each document. */
function forEach(name: string, run: (t: Test, document: Sent) => Promise<void>): void {
  t.test(name, async (t) => {
    for (const [what, document] of all) await t.test(what, (t) => run(t, document));
  });
}

function isDocument(t: Test, answer: Answer, { bytes, contentType }: Sent): void {
  t.equal(answer.status, 200);
  t.equal(answer.headers.get('content-type'), contentType);
  t.equal(answer.headers.get('content-length'), String(bytes.length));
  t.ok(answer.bytes.equals(bytes), 'the bytes are those of the source');
}

forEach('B-01: a document is given byte by byte, under its own type', async (t, document) => {
  const { bytes, attachment, url, contentType } = document;
  t.equal(attachment.size, bytes.length);
  t.equal(attachment.hash, createHash('sha1').update(bytes).digest('base64'));
  t.match(url, new RegExp(`^${server.base}/Binary/`));
  isDocument(t, await neurologist.get(url), document);
  for (const accept of ['*/*', contentType, `${contentType.split(';')[0]}, */*;q=0.1`]) {
    isDocument(t, await neurologist.get(url, { accept }), document);
  }
});

t.test('B-01: a type is accepted by its range, and in other letters', async (t) => {
  for (const accept of ['application/*', 'APPLICATION/PDF', 'text/html, application/pdf;q=0.2']) {
    isDocument(t, await neurologist.get(aPdf.url, { accept }), aPdf);
  }
});

t.test('B-01: HEAD gives the headers alone', async (t) => {
  const answer = await neurologist.send(aPdf.url, { method: 'HEAD' });
  t.equal(answer.status, 200);
  t.equal(answer.headers.get('content-type'), 'application/pdf');
  t.equal(answer.headers.get('content-length'), String(aPdf.bytes.length));
  t.equal(answer.bytes.length, 0);
});

forEach('B-02: as FHIR JSON it is a Binary with the document inside', async (t, document) => {
  for (const accept of [FHIR_JSON, `${document.contentType.split(';')[0]};q=0.5, ${FHIR_JSON}`]) {
    const answer = await neurologist.get(document.url, { accept });
    t.equal(answer.status, 200);
    t.equal(answer.headers.get('content-type'), `${FHIR_JSON};charset=utf-8`);
    const { resourceType, id, contentType, data } = answer.json();
    t.equal(resourceType, 'Binary');
    t.equal(id, document.url.split('/').at(-1));
    t.equal(contentType, document.contentType);
    t.equal(data, document.bytes.toString('base64'), 'its base64 is that of the source');
  }
});

t.test('B-02: _format=json asks for the resource too', async (t) => {
  const answer = await neurologist.get(`${aPdf.url}?_format=json`, { accept: '*/*' });
  t.equal(answer.json().resourceType, 'Binary');
});

t.test('B-02: and so does JSON, unless the document itself is JSON', async (t) => {
  const asJson = { accept: 'application/json' };
  t.equal((await neurologist.get(aPdf.url, asJson)).json().resourceType, 'Binary');
  const json = await sent({ contentType: 'application/json', bytes: Buffer.from('{"a": 1}') });
  isDocument(t, await neurologist.get(json.url, asJson), json);
});

forEach('B-02: as FHIR XML it is a Binary with the document inside', async (t, document) => {
  for (const accept of [FHIR_XML, `${document.contentType.split(';')[0]};q=0.5, ${FHIR_XML}`]) {
    const answer = await neurologist.get(document.url, { accept });
    t.equal(answer.status, 200);
    t.equal(answer.headers.get('content-type'), `${FHIR_XML};charset=utf-8`);
    t.equal(answer.headers.get('etag'), 'W/"1"');
    const { value } = theXml().read(answer.bytes);
    t.match(value, { resourceType: 'Binary', contentType: document.contentType });
    const data = `<data value="${document.bytes.toString('base64')}"/></Binary>`;
    t.ok(answer.text.endsWith(data), 'its base64 is that of the source');
  }
});

t.test('B-02: XML means the resource, unless the document itself is XML', async (t) => {
  for (const accept of ['application/xml', 'text/xml']) {
    t.match((await neurologist.get(aPdf.url, { accept })).text, /<Binary xmlns=/, accept);
  }
  const cda = all.get('a CDA document') ?? aPdf;
  isDocument(t, await neurologist.get(cda.url, { accept: 'text/xml' }), cda);
  t.match((await neurologist.get(`${cda.url}?_format=xml`)).text, /<Binary xmlns=/);
});

t.test('B-02: of both FHIR formats the one of more weight is given', async (t) => {
  const accept = `${FHIR_JSON};q=0.3, ${FHIR_XML};q=0.4, application/pdf`;
  t.match((await neurologist.get(aPdf.url, { accept })).text, /<Binary xmlns=/);
});

t.test('B-03: a type that the document has not is refused', async (t) => {
  for (const accept of ['image/png', 'text/html;q=0.9', 'application/pdf;q=0', 'text/*']) {
    isRefusal(t, await neurologist.get(aPdf.url, { accept }), {
      status: 406,
      says: /Only application\/pdf, application\/fhir\+json and application\/fhir\+xml can be given/,
    });
  }
  const xml = await neurologist.get(`${aPdf.url}?_format=text/html`);
  isRefusal(t, xml, { status: 406 });
});

t.test('B-04: an unknown document is 404, whatever is asked of it', async (t) => {
  const unknown = `${aPdf.url.slice(0, -4)}zzzz`;
  for (const headers of [{}, { accept: 'image/png' }, { range: 'bytes=0-1' }]) {
    isRefusal(t, await neurologist.get(unknown, headers), { status: 404 });
    isRefusal(t, await neurologist.get('Binary/nobody', headers), { status: 404 });
  }
});

t.test('B-04: a document that its reader may not see is as unknown', async (t) => {
  const { documents, binaries } = await push(
    server,
    'nurse',
    aBundle(patient, [{ labels: ['INVISIBLE_PATIENT'] }]),
  );
  const hidden = `Binary/${binaries[0]}`;
  const unknown = `${hidden.slice(0, -4)}zzzz`;
  for (const headers of [
    {},
    { accept: 'image/png' },
    { accept: FHIR_JSON },
    { range: 'bytes=9-1' },
  ]) {
    const answer = await own.get(hidden, headers);
    isRefusal(t, answer, { status: 404 });
    t.equal(answer.text, (await own.get(unknown, headers)).text);
  }
  t.equal((await neurologist.get(hidden)).status, 200);
  const withdraw = [{ op: 'replace', path: '/status', value: 'entered-in-error' }];
  t.equal((await nurse.patch(`DocumentReference/${documents[0]}`, withdraw)).status, 200);
  isRefusal(t, await neurologist.get(hidden), { status: [404, 410] });
  isRefusal(t, await own.get(hidden), { status: 404 });
});

t.test('B-04 (deleted half): a deleted Binary is 410', async (t) => {
  const raw = {
    method: 'POST',
    body: pdf(9).bytes,
    headers: { 'content-type': 'application/pdf' },
  };
  const address = `Binary/${(await tester.send('Binary', raw)).json().id}`;
  t.equal((await tester.send(address, { method: 'DELETE' })).status, 204);
  isRefusal(t, await tester.get(address), { status: 410 });
});

t.test(
  'B-01, B-02: the tester’s own Binary, sent as JSON or as bytes, comes back the same',
  async (t) => {
    const { bytes } = pdf(90_000);
    const resource = {
      resourceType: 'Binary',
      contentType: 'application/pdf',
      data: bytes.toString('base64'),
    };
    const raw = { method: 'POST', body: bytes, headers: { 'content-type': 'application/pdf' } };
    for (const answer of [
      await tester.post('Binary', resource),
      await tester.send('Binary', raw),
    ]) {
      t.equal(answer.status, 201);
      const address = String(answer.headers.get('location')).split('/_history')[0] ?? '';
      t.ok((await tester.get(address)).bytes.equals(bytes));
      t.equal((await tester.get(address, { accept: FHIR_JSON })).json().data, resource.data);
      isRefusal(t, await neurologist.get(address), { status: 404 });
    }
  },
);

/** Documents as they are taken in raw and served, ids B-05 to B-09. */
import { randomBytes } from 'node:crypto';
import t, { type Test } from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Answer, type Json, type TestClient } from '../fixtures/server.js';

const FHIR_JSON = { accept: 'application/fhir+json' };
const server = await startServer(t);
const { patient } = await openDossier(server, {
  authorised: ['neurologist'],
  blocked: ['blocked'],
});
const tester = await server.as('tester');
const nurse = await server.as('nurse');
const neurologist = await server.as('neurologist');
const own = await server.as('patient');
const nobody = server.withToken(undefined);

/** Sends bytes of their own type, as the tester; the address of the Binary. */
async function raw(contentType: string, body: Buffer, more: Json = {}): Promise<string> {
  const headers = { 'content-type': contentType, ...more };
  const answer = await tester.send('Binary', { method: 'POST', body, headers });
  if (answer.status !== 201) throw new Error(answer.text);
  return `Binary/${answer.json().id}`;
}

/** A document in the dossier, sent with its metadata; the address of its Binary. */
async function sent(contentType: string, bytes: Buffer, labels: string[] = []): Promise<string> {
  const bundle = aBundle(patient, [{ contentType, bytes, labels }]);
  const { binaries } = await push(server, 'nurse', bundle);
  return `Binary/${binaries[0]}`;
}

t.test('B-05: bytes of their own type become a Binary', async (t) => {
  const bytes = randomBytes(3_001);
  const context = (await tester.post('Patient', { resourceType: 'Patient' })).json();
  for (const reference of [`Patient/${context.id}`, 'DocumentReference/some']) {
    const headers = { 'content-type': 'application/pdf', 'x-security-context': reference };
    const answer = await tester.send('Binary', { method: 'POST', body: bytes, headers });
    t.equal(answer.status, 201, answer.text);
    t.match(answer.headers.get('location'), new RegExp(`^${server.base}/Binary/.+/_history/1$`));
    const { resourceType, contentType, data, securityContext, id } = (
      await tester.get(`Binary/${answer.json().id}`, FHIR_JSON)
    ).json();
    t.strictSame([resourceType, contentType, id], ['Binary', 'application/pdf', answer.json().id]);
    t.equal(data, bytes.toString('base64'));
    t.same(securityContext, { reference });
  }
});

t.test('B-05: what a raw Binary cannot be is refused', async (t) => {
  const post = { method: 'POST', body: Buffer.from('x') };
  const typed = { 'content-type': 'application/pdf' };
  for (const client of [nurse, own, await server.as('registrar')]) {
    isRefusal(t, await client.send('Binary', { ...post, headers: typed }), { status: [403, 405] });
  }
  isRefusal(t, await nobody.send('Binary', { ...post, headers: typed }), { status: 401 });
  for (const value of ['not a reference', 'Patient/ x', '<a>']) {
    const headers = { ...typed, 'x-security-context': value };
    isRefusal(t, await tester.send('Binary', { ...post, headers }), { status: [400, 404, 422] });
  }
});

t.test('B-06: eight megabytes come back, whole and in parts', async (t) => {
  const bytes = randomBytes(8 * 1024 * 1024 + 1);
  const size = bytes.length;
  for (const [client, address] of [
    [tester, await raw('application/octet-stream', bytes)],
    [neurologist, await sent('application/octet-stream', bytes)],
  ] as const) {
    const whole = await client.get(address);
    t.equal(whole.headers.get('content-length'), String(size));
    t.equal(whole.headers.get('accept-ranges'), 'bytes');
    t.ok(whole.bytes.equals(bytes));
    await inParts(t, client, { address, bytes });
    const head = await client.send(address, { method: 'HEAD' });
    t.strictSame([head.status, head.headers.get('content-length')], [200, String(size)]);
    const past = await client.get(address, { range: `bytes=${size}-` });
    isRefusal(t, past, { status: 416 });
    t.equal(past.headers.get('content-range'), `bytes */${size}`);
  }
});

async function inParts(
  t: Test,
  client: TestClient,
  { address, bytes }: { address: string; bytes: Buffer },
): Promise<void> {
  const size = bytes.length;
  for (const [range, first, last] of [
    ['bytes=0-0', 0, 0],
    ['bytes=262143-262145', 262_143, 262_145],
    [`bytes=${size - 2}-`, size - 2, size - 1],
    ['bytes=-70000', size - 70_000, size - 1],
    [`bytes=${size - 1}-${size + 5}`, size - 1, size - 1],
  ] as const) {
    const part = await client.get(address, { range });
    t.equal(part.status, 206, range);
    t.equal(part.headers.get('content-range'), `bytes ${first}-${last}/${size}`);
    t.equal(part.headers.get('content-length'), String(last - first + 1));
    t.ok(part.bytes.equals(bytes.subarray(first, last + 1)));
    const head = await client.send(address, { method: 'HEAD', headers: { range } });
    t.equal(head.headers.get('content-length'), part.headers.get('content-length'));
  }
}

/** Types that a browser runs as a page, with scripts that are the server's own by origin. */
const PAGES = [
  'text/html',
  'TEXT/HTML; charset=utf-8',
  'image/svg+xml',
  'application/xhtml+xml',
  'text/xml',
  'application/xml; charset=utf-8',
  'application/rdf+xml',
  'application/mathml+xml',
  'text/xsl',
  'multipart/x-mixed-replace; boundary=a',
  'multipart/related',
  'message/rfc822',
];
const SCRIPT = Buffer.from('<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>');

t.test('B-07: a document is of no other type than it says, and no page of ours', async (t) => {
  for (const contentType of PAGES) {
    isNoPage(t, await tester.get(await raw(contentType, SCRIPT)), contentType);
  }
  const page = await sent('text/html', SCRIPT);
  isNoPage(t, await neurologist.get(page), 'text/html');
  isNoPage(t, await neurologist.get(page, { range: 'bytes=0-9' }), 'text/html');
  isNoPage(t, await neurologist.send(page, { method: 'HEAD' }), 'text/html');
  const pdf = await tester.get(await raw('application/pdf', SCRIPT));
  t.equal(pdf.headers.get('x-content-type-options'), 'nosniff');
  t.equal(pdf.headers.get('content-disposition'), null, 'is shown');
});

function isNoPage(t: Test, answer: Answer, contentType: string): void {
  t.equal(answer.headers.get('content-type'), contentType);
  t.equal(answer.headers.get('x-content-type-options'), 'nosniff', contentType);
  t.equal(answer.headers.get('content-security-policy'), 'sandbox', contentType);
  t.equal(answer.headers.get('content-disposition'), 'attachment', contentType);
}

/** All ways to a Binary. */
async function everyWay(client: TestClient, address: string): Promise<Answer[]> {
  return [
    await client.get(address),
    await client.get(address, { ...FHIR_JSON, range: 'bytes=0-1' }),
    await client.get(`${address}/_history/1`),
    await client.get(`${address}/_history`),
  ];
}

t.test('B-08: a Binary is given to whoever may see a document that names it', async (t) => {
  const bytes = Buffer.from('Bilan.\n');
  const masked = await sent('text/plain', bytes, ['MASQUE_PS']);
  const hidden = await sent('text/plain', bytes, ['INVISIBLE_PATIENT']);
  for (const [address, sees, not] of [
    [masked, [own, nurse], neurologist],
    [hidden, [nurse, neurologist], own],
  ] as const) {
    for (const client of sees) t.ok((await client.get(address)).bytes.equals(bytes));
    for (const answer of await everyWay(not, address)) isRefusal(t, answer, { status: 404 });
  }
  const open = await sent('text/plain', bytes);
  t.ok((await neurologist.get(open)).bytes.equals(bytes));
  for (const key of ['stranger', 'blocked', 'child', 'registrar', 'tester']) {
    const client = await server.as(key);
    for (const answer of await everyWay(client, open)) {
      isRefusal(t, answer, { status: [403, 404] });
      t.notMatch(answer.text, 'Bilan');
    }
    const head = await client.send(open, { method: 'HEAD' });
    t.ok([403, 404].includes(head.status), `${key} HEAD`);
  }
  for (const answer of await everyWay(nobody, open)) isRefusal(t, answer, { status: 401 });
});

t.test('B-08: a guessed id tells nothing', async (t) => {
  const masked = await sent('text/plain', Buffer.from('x'), ['MASQUE_PS']);
  const guessed = `${masked.slice(0, -4)}zzzz`;
  const [there, nowhere] = [
    await everyWay(neurologist, masked),
    await everyWay(neurologist, guessed),
  ];
  for (const [at, answer] of there.entries()) {
    t.equal(answer.status, nowhere[at]?.status);
    t.equal(
      answer.text.replaceAll(masked, ''),
      nowhere[at]?.text.replaceAll(guessed, ''),
      'word by word',
    );
  }
});

t.test('B-09: a charset is kept, and the bytes are as they were', async (t) => {
  const bytes = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>\r\n', 'latin1');
  for (const contentType of [
    'text/xml; charset=iso-8859-1',
    'text/xml;charset="iso-8859-1"',
    'text/plain; charset=windows-1252; format=flowed',
  ]) {
    for (const [client, address] of [
      [tester, await raw(contentType, bytes)],
      [neurologist, await sent(contentType, bytes)],
    ] as const) {
      const answer = await client.get(address, { accept: '*/*' });
      t.equal(answer.headers.get('content-type'), contentType);
      t.ok(answer.bytes.equals(bytes));
      const resource = (await client.get(address, FHIR_JSON)).json();
      t.strictSame([resource.contentType, resource.data], [contentType, bytes.toString('base64')]);
    }
  }
});

t.test('B-09: a type that no header can bear is refused as it comes', async (t) => {
  for (const contentType of ['text/plain\nx-evil: 1', 'text/plain;\tx', 'текст/plain', 'html']) {
    const resource = { resourceType: 'Binary', contentType, data: 'eA==' };
    isRefusal(t, await tester.post('Binary', resource), { status: [400, 422] });
    const bundle = aBundle(patient, [{ contentType, bytes: Buffer.from('x') }]);
    isRefusal(t, await nurse.post('', bundle), { status: [400, 422] });
  }
});

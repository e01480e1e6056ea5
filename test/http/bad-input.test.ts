/**
 * Bad input: each is a clear refusal that names what is wrong and how to mend it, and changes
 * nothing.
 */
import { createHash } from 'node:crypto';
import { decodeJwt, type JWTPayload } from 'jose';
import t, { type Test } from 'tap';
import { demonstrationKey } from '../../src/auth/keys.js';
import {
  aBundle,
  aDocumentReference,
  aSubmissionSet,
  openDossier,
  push,
} from '../fixtures/dossier.js';
import { isRefusal, issuesOf, type Expected } from '../fixtures/outcome.js';
import { somePatient } from '../fixtures/patients.js';
import { chunk, headOf, sendRaw, type RawAnswer } from '../fixtures/raw.js';
import { startServer, type Answer, type Json, type TestClient } from '../fixtures/server.js';

const BODY_BYTES_MAX = 128 * 1024;
const server = await startServer(t, { settings: { BODY_BYTES_MAX: String(BODY_BYTES_MAX) } });
const registrar = await server.as('registrar');
const tester = await server.as('tester');
const nurse = await server.as('nurse');
const own = await server.as('patient');
const nobody = server.withToken(undefined);
const { patient } = await openDossier(server, { authorised: ['nurse'] });
const { patient: child } = await openDossier(server, { persona: 'child' });
const { documents } = await push(server, 'nurse', aBundle(patient));
const document = `DocumentReference/${documents[0]}`;

/** All that a caller could have changed, as it is seen from outside. */
async function state(): Promise<unknown> {
  const totals = [
    own.get('DocumentReference?_summary=count'),
    own.get('List?_summary=count'),
    registrar.get('Patient?_summary=count'),
    tester.get('Patient?_summary=count'),
    nurse.get(`DocumentReference?patient=${patient}&_summary=count`),
  ];
  const versions = [own.get(document), own.get(`Patient/${patient}`)];
  return [
    ...(await Promise.all(totals)).map((answer) => answer.json().total as number),
    ...(await Promise.all(versions)).map((answer) => answer.text),
  ];
}

/** A test of requests that are refused and change nothing. */
function refused(name: string, run: (t: Test) => Promise<void>): void {
  t.test(name, async (t) => {
    const before = await state();
    await run(t);
    t.same(await state(), before, 'nothing has changed');
  });
}

async function allRefused(
  t: Test,
  answers: Readonly<Record<string, Promise<Answer>>>,
  expected: Expected,
): Promise<void> {
  for (const [what, answer] of Object.entries(answers)) {
    await t.test(what, async (t) => isRefusal(t, await answer, expected));
  }
}

refused('JSON that ends early is refused, wherever it ends', async (t) => {
  const texts = { Patient: JSON.stringify(somePatient()), '': JSON.stringify(aBundle(patient)) };
  for (const [path, whole] of Object.entries(texts)) {
    const client = path === '' ? nurse : registrar;
    for (let end = 0; end < whole.length; end += Math.ceil(whole.length / 25)) {
      const answer = await client.post(path, whole.slice(0, end));
      isRefusal(t, answer, { status: 400, says: /not one whole JSON object: / });
    }
  }
  const patch = await own.patch(document, '[{"op":"replace","path":"/status"');
  isRefusal(t, patch, { status: 400, says: /JSON/ });
});

refused('what is no JSON object is refused', async (t) => {
  for (const text of [
    '',
    ' ',
    'null',
    '42',
    '"x"',
    '[]',
    'true',
    '{} {}',
    "{'a':1}",
    '{"a":1,}',
    'NaN',
    '\u0000',
    '<Patient/>',
  ]) {
    isRefusal(t, await registrar.post('Patient', text), { status: 400, detail: 'invalid-json' });
  }
  const bytes = Buffer.from('{"resourceType":"Patient","language":"\xff\xfe"}', 'latin1');
  isRefusal(t, await registrar.post('Patient', bytes), { status: 400, says: /UTF-8/ });
  const twice = '{"resourceType":"Patient","gender":"male","gender":"female"}';
  isRefusal(t, await registrar.post('Patient', twice), { status: 400, says: /twice/ });
});

refused('a malformed parameter is refused, however the answer is asked for', async (t) => {
  for (const malformed of ['name=%00', 'name=%ff', '%00=x']) {
    for (const look of ['', '&_pretty=x', '&_pretty=true', '&_pretty=%00', '&_format=json']) {
      const answer = await registrar.get(`Patient?${malformed}${look}`);
      isRefusal(t, answer, { status: 400, detail: 'invalid-request' });
    }
    const inXml = await registrar.get(`Patient?${malformed}&_format=xml`);
    t.equal(inXml.status, 400);
    t.match(inXml.text, /<OperationOutcome .*A parameter holds/);
  }
  t.equal((await registrar.get(`Patient/${patient}?_pretty=%00`)).status, 200, 'no look at all');
});

refused('a body of another type, or of none, is refused', async (t) => {
  const put = somePatient({ id: patient, resourceType: 'Practitioner' });
  await allRefused(
    t,
    {
      'a create': registrar.post('Patient', { resourceType: 'Practitioner' }),
      'an update': registrar.put(`Patient/${patient}`, put),
      'a transaction': nurse.post('', somePatient()),
    },
    { status: 400, says: /the body is (Practitioner|Patient)/, detail: 'wrong-resource-type' },
  );
  await allRefused(
    t,
    {
      'no type': registrar.post('Patient', { gender: 'male' }),
      'a number': registrar.post('Patient', { resourceType: 7 }),
      'an object': registrar.post('Patient', { resourceType: { a: 1 } }),
    },
    { status: 400, says: /resourceType is missing/, expression: 'Resource.resourceType' },
  );
});

refused('a meta, or a list of profiles, of another shape is refused', async (t) => {
  for (const meta of [
    5,
    'x',
    null,
    true,
    [],
    [{}],
    { profile: {} },
    { profile: 'x' },
    { profile: [1] },
  ]) {
    const bundle = { ...aBundle(patient), meta };
    const document = aDocumentReference(
      patient,
      {},
      'urn:uuid:8ae3d5b4-8f9c-4f38-a3f8-6d8d8ad4ff5e',
    );
    const told = { status: [400, 422], says: /./ };
    isRefusal(t, await nurse.post('', bundle), told);
    isRefusal(t, await nurse.post('DocumentReference', { ...document, meta }), told);
    isRefusal(t, await registrar.post('Patient', somePatient({ meta })), told);
    isRefusal(t, await tester.post('Patient', somePatient({ meta })), told);
  }
});

refused('JSON nested 10,000 deep is refused, in objects and in arrays', async (t) => {
  const nest = (open: string, close: string): string =>
    `{"resourceType":"Patient","extension":${open.repeat(10_000)}1${close.repeat(10_000)}}`;
  const expected = { status: 400, says: /deep|nest/, detail: 'invalid-json' };
  await allRefused(
    t,
    {
      arrays: registrar.post('Patient', nest('[', ']')),
      objects: registrar.post('Patient', nest('{"a":', '}')),
      'arrays without an end': registrar.post('Patient', nest('[', '')),
      'a bundle': nurse.post('', nest('[', ']')),
      'the test space': tester.post('Patient', nest('{"a":', '}')),
    },
    expected,
  );
});

refused('keys of JavaScript’s own are properties like any other: unknown', async (t) => {
  for (const key of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
    const text = JSON.stringify(somePatient());
    const inside = text.replace('"family"', `"${key}":{"polluted":true},"family"`);
    const outside = text.replace('"gender"', `"${key}":{"polluted":true},"gender"`);
    for (const [where, body] of [
      ['inside', inside],
      ['outside', outside],
    ] as const) {
      const answer = await registrar.post('Patient', body);
      await t.test(`${key} ${where}`, (t) =>
        Promise.resolve(isRefusal(t, answer, { status: [400, 422], says: new RegExp(key) })),
      );
    }
    isRefusal(t, await registrar.get(`${key}/1`), { status: 404 });
    isRefusal(t, await registrar.get(`Patient?${key}=1&birthdate=x`), { status: 400 });
  }
  t.notOk('polluted' in {}, 'nothing was put on all objects');
});

refused('an id of 65 characters is refused, in the address and in the body', async (t) => {
  const id = 'a'.repeat(65);
  await allRefused(
    t,
    {
      read: registrar.get(`Patient/${id}`),
      update: registrar.put(`Patient/${id}`, somePatient({ id })),
      'a patch': own.patch(`DocumentReference/${id}`, []),
      document: own.get(`Binary/${id}`),
    },
    { status: [400, 404] },
  );
  const bundle = aBundle(patient, [{ change: (one) => ({ ...one, id }) }]);
  isRefusal(t, await nurse.post('', bundle), {
    status: [400, 422],
    expression: 'Bundle.entry[1].resource.id',
  });
  // A create gives an id of its own, yet what was sent must be FHIR.
  const contained = { contained: [{ resourceType: 'Practitioner', id }] };
  isRefusal(t, await registrar.post('Patient', somePatient(contained)), { status: [400, 422] });
});

refused('a Content-Type that is not offered is refused with what is', async (t) => {
  const as = (type: string) => ({ 'content-type': type });
  await allRefused(
    t,
    {
      'a create': registrar.post('Patient', somePatient(), as('text/plain')),
      'an update': registrar.put(`Patient/${patient}`, somePatient(), as('text/html')),
      'a transaction': nurse.post('', aBundle(patient), as('application/octet-stream')),
      'a patch': own.patch(document, [], as('application/merge-patch+json')),
      'a search': registrar.post('Patient/_search', 'gender=male', as('application/json')),
      'another FHIR': registrar.post(
        'Patient',
        somePatient(),
        as('application/fhir+json; fhirVersion=5.0'),
      ),
      'no media type': registrar.post('Patient', somePatient(), as('json')),
    },
    { status: 415, says: /^Send application\/\S+/, detail: 'unsupported-media-type' },
  );
});

refused('an Accept that cannot be satisfied is refused before anything is done', async (t) => {
  const accept = { accept: 'text/turtle' };
  await allRefused(
    t,
    {
      read: own.get(document, accept),
      search: own.get('DocumentReference', accept),
      create: registrar.post('Patient', somePatient(), accept),
      update: registrar.put(`Patient/${patient}`, somePatient({ id: patient }), accept),
      transaction: nurse.post('', aBundle(patient), accept),
      patch: own.patch(document, [], accept),
      _format: own.get('DocumentReference?_format=application/fhir%2Bturtle'),
      'no weight left': own.get(document, { accept: 'application/fhir+json;q=0' }),
      capabilities: nobody.get('metadata', accept),
    },
    {
      status: 406,
      says: /Only application\/fhir\+json and application\/fhir\+xml can be given/,
      detail: 'not-acceptable',
    },
  );
});

refused('an unknown type is refused, whatever is done to it', async (t) => {
  await allRefused(
    t,
    {
      read: registrar.get('Medicine/1'),
      search: registrar.get('Medicine?x=y'),
      'search by POST': registrar.searchByForm('Medicine', 'x=y'),
      create: registrar.post('Medicine', { resourceType: 'Medicine' }),
      update: registrar.put('Medicine/1', { resourceType: 'Medicine', id: '1' }),
      patch: registrar.patch('Medicine/1', []),
      history: registrar.get('Medicine/1/_history'),
    },
    { status: 404, says: /no resource type of that name.*\/metadata/, detail: 'unknown-type' },
  );
});

refused('a document that names a Binary which is not there is refused', async (t) => {
  const bundle = aBundle(patient);
  bundle.entry = bundle.entry.slice(0, 2);
  isRefusal(t, await nurse.post('', bundle), {
    status: 400,
    says: /No Binary of the bundle has this fullUrl/,
    expression: 'Bundle.entry[1].resource.content[0].attachment.url',
  });
});

refused('a document whose hash is another one is refused', async (t) => {
  const bundle = aBundle(patient, [
    {
      change: (one) => {
        one.content[0].attachment.hash = createHash('sha1').update('another').digest('base64');
        return one;
      },
    },
  ]);
  isRefusal(t, await nurse.post('', bundle), {
    status: 400,
    says: /SHA-1 .* another one\. Send /,
    expression: 'Bundle.entry[1].resource.content[0].attachment.hash',
  });
});

refused('a bundle about two patients is refused', async (t) => {
  const bundle = aBundle(patient, [
    {},
    { change: (one) => ({ ...one, subject: { reference: `Patient/${child}` } }) },
  ]);
  isRefusal(t, await nurse.post('', bundle), {
    status: [400, 422],
    says: /Two patients are named\. Send one bundle for each/,
    expression: 'Bundle.entry[3].resource.subject',
  });
});

refused('a bundle with two submission sets, or with none, is refused', async (t) => {
  const two = aBundle(patient);
  const second = { ...aSubmissionSet(patient, [two.entry[1].fullUrl]) };
  two.entry.push({
    fullUrl: 'urn:uuid:8ae3d5b4-8f9c-4f38-a3f8-6d8d8ad4ff5e',
    resource: second,
    request: { method: 'POST', url: 'List' },
  });
  isRefusal(t, await nurse.post('', two), {
    status: 400,
    says: /exactly one List with the code submissionset/,
  });
  const none = aBundle(patient);
  none.entry = none.entry.slice(1);
  isRefusal(t, await nurse.post('', none), {
    status: 400,
    says: /exactly one List with the code submissionset/,
  });
});

refused('several faults are told at once, each by its element', async (t) => {
  const bad = (one: Json): Json => {
    one.content[0].attachment.hash = createHash('sha1').update('another').digest('base64');
    return { ...one, status: 'new', date: 'yesterday' };
  };
  const answer = await nurse.post('', aBundle(patient, [{ change: bad }]));
  const named = issuesOf(answer).flatMap((issue) => issue.expression as string[]);
  for (const element of ['status', 'date', 'content[0].attachment.hash']) {
    t.ok(named.includes(`Bundle.entry[1].resource.${element}`), element);
  }
});

refused('a document published without its bytes is refused', async (t) => {
  const resource = aDocumentReference(patient, {}, 'urn:uuid:8ae3d5b4-8f9c-4f38-a3f8-6d8d8ad4ff5e');
  isRefusal(t, await nurse.post('DocumentReference', resource), {
    status: 400,
    expression: 'DocumentReference.content[0].attachment.data',
  });
});

function padded(bytes: number): string {
  const text = JSON.stringify(somePatient());
  return text + ' '.repeat(bytes - Buffer.byteLength(text));
}

function isTooLarge(t: Test, { status, body }: Pick<RawAnswer, 'status' | 'body'>): void {
  t.equal(status, 413);
  t.match(JSON.parse(body), {
    resourceType: 'OperationOutcome',
    issue: [
      { diagnostics: `The body is larger than ${BODY_BYTES_MAX} bytes. Send it in smaller parts.` },
    ],
  });
}

t.test('a body of the limit is taken', async (t) => {
  t.equal((await registrar.post('Patient', padded(BODY_BYTES_MAX))).status, 201);
});

refused(
  'a body one byte over the limit, or far over it, is refused and the 413 can be read',
  async (t) => {
    for (const bytes of [BODY_BYTES_MAX + 1, 30 * BODY_BYTES_MAX, 200 * BODY_BYTES_MAX]) {
      const answer = await registrar.post('Patient', padded(bytes));
      isTooLarge(t, { status: answer.status, body: answer.text });
    }
    t.equal((await registrar.get('Patient?_count=1')).status, 200, 'the next request is served');
  },
);

const POST = {
  'content-type': 'application/fhir+json',
  authorization: `Bearer ${registrar.token}`,
};

refused('a Content-Length over the limit is refused before the body comes', async (t) => {
  const head = headOf('POST /fhir/Patient', { ...POST, 'content-length': 10 * BODY_BYTES_MAX });
  isTooLarge(t, await sendRaw(server.base, [head, '{'], { patienceMs: 3_000 }));
});

refused('a chunked body over the limit is refused while it comes', async (t) => {
  const head = headOf('POST /fhir/Patient', { ...POST, 'transfer-encoding': 'chunked' });
  const pieces = Array.from({ length: 20 }, () => chunk(' '.repeat(16 * 1024)));
  isTooLarge(t, await sendRaw(server.base, [head, ...pieces], { patienceMs: 3_000 }));
});

refused('a body that the sender breaks off changes nothing, and the server goes on', async (t) => {
  const body = JSON.stringify(aBundle(patient, [{ bytes: Buffer.alloc(70_000, 7) }]));
  const head = headOf('POST /fhir', { ...POST, 'content-length': body.length + 10 });
  await sendRaw(server.base, [head, body], { hangUp: true, patienceMs: 1_000 });
  const chunked = headOf('POST /fhir', { ...POST, 'transfer-encoding': 'chunked' });
  await sendRaw(server.base, [chunked, chunk(body.slice(0, -1))], {
    hangUp: true,
    patienceMs: 1_000,
  });
  t.equal((await registrar.get('Patient?_count=1')).status, 200);
});

refused('bytes that are no HTTP are answered as clearly', async (t) => {
  const requests = {
    'no request line': [400, 'BROKEN\r\n\r\n'],
    'two lengths': [400, headOf('POST /fhir/Patient', { ...POST, 'content-length': '3, 4' })],
    'a bad chunk': [
      400,
      `${headOf('POST /fhir/Patient', { ...POST, 'transfer-encoding': 'chunked' })}zz\r\n`,
    ],
    'a head too large': [431, headOf('GET /fhir/Patient', { 'x-long': 'a'.repeat(20_000) })],
    'a bad address': [400, headOf('GET /fhir/Patient/%zz', POST)],
  } as const;
  for (const [what, [status, bytes]] of Object.entries(requests)) {
    const answer = await sendRaw(server.base, [bytes], { patienceMs: 3_000 });
    t.equal(answer.status, status, what);
    t.match(answer.head, /content-type: application\/fhir\+json/i, what);
    t.equal(JSON.parse(answer.body).resourceType, 'OperationOutcome', what);
  }
});

/** The registrar's token with claims or header changed. */
async function tokens(): Promise<Record<string, string>> {
  const key = await demonstrationKey(server.configuration.dataDir);
  const claims: JWTPayload = decodeJwt(registrar.token);
  const [header = '', payload = '', signature = ''] = registrar.token.split('.');
  const encoded = (value: unknown): string =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  const expired = await server.as('registrar', { expiresSeconds: -3_600 });
  return {
    expired: expired.token,
    garbled: `${header}.${payload}.${signature.slice(1)}A`,
    'without a signature': `${header}.${payload}.`,
    'no token at all': 'gibberish',
    'alg=none': `${encoded({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
    'alg=none in other letters': `${encoded({ alg: 'nOnE' })}.${payload}.${signature}`,
    'signed with the public key': `${encoded({ alg: 'HS256', typ: 'at+jwt' })}.${payload}.${signature}`,
    'of other claims': `${header}.${encoded({ ...claims, sub: 'tester' })}.${signature}`,
    'for another audience': await key.sign({ ...claims, aud: 'https://other.example/fhir' }),
    'for no audience': await key.sign(without(claims, 'aud')),
    'of another issuer': await key.sign({ ...claims, iss: 'https://other.example/auth' }),
    'without an end': await key.sign(without(claims, 'exp')),
    'not valid yet': await key.sign({ ...claims, nbf: Number(claims.exp) + 3_600 }),
  };
}

function without(claims: JWTPayload, name: string): JWTPayload {
  return Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));
}

refused('a token that is not good for this server is refused with a challenge', async (t) => {
  for (const [what, token] of Object.entries(await tokens())) {
    await t.test(what, async (t) => isUnauthenticated(t, server.withToken(token)));
  }
  const bare = await nobody.get(document);
  isRefusal(t, bare, { status: 401, says: /Send a bearer token/, detail: 'missing-token' });
  t.equal(bare.headers.get('www-authenticate'), 'Bearer realm="dossier"');
  const basic = await nobody.get(document, { authorization: 'Basic YTpi' });
  isRefusal(t, basic, { status: 401 });
});

async function isUnauthenticated(t: Test, client: TestClient): Promise<void> {
  const answers = [
    await client.get(document),
    await client.post('Patient', somePatient()),
    await client.post('', aBundle(patient)),
    await client.get('Nonsense/1'),
  ];
  for (const answer of answers) {
    isRefusal(t, answer, { status: 401, says: /token/i });
    t.match(
      answer.headers.get('www-authenticate'),
      /^Bearer realm="dossier", error="invalid_token", error_description="[^"]+"$/,
    );
  }
}

/**
 * Whatever is thrown at the server, it answers: never with a failure of its own, never with a stack
 * or a path, and every refusal is an OperationOutcome.
 */
import fc from '../fixtures/property.js';
import t from 'tap';
import { verified } from '../audit/verified.js';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { issuesOf, tellsInside } from '../fixtures/outcome.js';
import { somePatient } from '../fixtures/patients.js';
import { headOf, sendRaw } from '../fixtures/raw.js';
import { startServer, type Answer, type Json, type Sending } from '../fixtures/server.js';

const server = await startServer(t);
const clients = [
  await server.as('registrar'),
  await server.as('tester'),
  await server.as('nurse'),
  await server.as('patient'),
  server.withToken(undefined),
];
const { patient } = await openDossier(server, { authorised: ['nurse'] });
const { documents, binaries, lists } = await push(server, 'nurse', aBundle(patient));

const RUNS = { numRuns: 400, interruptAfterTimeLimit: 1_500 };
const PATIENCE_MS = 10_000;

/** A request as a property draws it: `by` is the place of a client. */
interface Throw extends Sending {
  readonly by: number;
  readonly path: string;
}

async function thrown({ by, path, ...sending }: Throw): Promise<Answer> {
  const late = new Promise<never>((_, fail) => {
    setTimeout(() => fail(new Error('no answer')), PATIENCE_MS).unref();
  });
  const client = clients[by] ?? clients[0];
  if (client === undefined) throw new Error('there are clients');
  return Promise.race([client.send(path, sending), late]);
}

/** What is wrong with an answer; empty when nothing is. */
function faultOf(answer: Answer): string {
  if (answer.status >= 500) return `status ${answer.status}: ${answer.text}`;
  if (answer.status < 400) return '';
  if (issuesOf(answer).length === 0) return `no OperationOutcome: ${answer.status} ${answer.text}`;
  return tellsInside(answer.text) ? `tells of the inside: ${answer.text}` : '';
}

/** A test that throws requests of one kind. */
function throws(name: string, requests: fc.Arbitrary<Throw>): void {
  t.test(name, async (t) => {
    const property = fc.asyncProperty(requests, async (request) => {
      const fault = faultOf(await thrown(request));
      if (fault !== '') throw new Error(fault);
    });
    await fc.assert(property, RUNS);
    t.equal((await thrown({ by: 4, path: 'metadata' })).status, 200, 'the server goes on');
  });
}

const by = fc.nat(clients.length - 1);
const type = fc.constantFrom(
  ...['Patient', 'DocumentReference', 'List', 'Binary', 'Consent', 'AuditEvent', 'Practitioner'],
  ...['Bundle', 'Nonsense', '__proto__', 'constructor', '_history', '_search', ''],
);
const id = fc.oneof(
  fc.constantFrom(patient, documents[0] ?? '', binaries[0] ?? '', lists[0] ?? '', '_history', '1'),
  fc.string({ unit: 'binary', maxLength: 80 }).map(escaped),
  fc.stringMatching(/^[A-Za-z0-9.-]{60,70}$/),
);
const json = { 'content-type': 'application/fhir+json' };
const JSON_PATCH = 'application/json-patch+json';
const FORM = 'application/x-www-form-urlencoded';

/** A text as one segment of an address; what cannot be one becomes a plain escape. */
function escaped(text: string): string {
  return Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

const bodyPath = fc.oneof(
  fc.constantFrom('', `DocumentReference/${documents[0]}`, `Patient/${patient}`, 'Patient/_search'),
  type,
  fc.tuple(type, id).map((parts) => parts.join('/')),
);
const method = fc.constantFrom('POST', 'PUT', 'PATCH');
const mediaType = fc.constantFrom('application/fhir+json', JSON_PATCH, FORM, 'application/pdf');

throws(
  'random bytes as bodies are answered',
  fc.record({
    ...{ by, path: bodyPath, method },
    headers: mediaType.map((name) => ({ 'content-type': name })),
    body: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  }),
);

/** JSON that is nearly FHIR: its type is one, and so are some of its names. */
const nearly = fc
  .tuple(
    type,
    fc.dictionary(
      fc.oneof(
        fc.constantFrom('id', 'meta', 'identifier', 'contained', 'entry', 'extension', 'text'),
        fc.constantFrom('subject', 'content', 'status', 'type', 'data', '__proto__', 'language'),
        fc.string({ maxLength: 8 }),
      ),
      fc.jsonValue({ maxDepth: 4 }),
      { maxKeys: 6 },
    ),
  )
  .map(([resourceType, rest]) => JSON.stringify({ resourceType, ...rest }));

throws(
  'random JSON is answered',
  fc.record({
    ...{ by, path: bodyPath, method },
    headers: mediaType.map((name) => ({ 'content-type': name })),
    body: fc.oneof(nearly, fc.json({ maxDepth: 6 })),
  }),
);

throws(
  'random JSON patches are answered',
  fc.record({
    by: fc.constantFrom(2, 3),
    path: fc.constantFrom(`DocumentReference/${documents[0]}`, `List/${lists[0]}`),
    method: fc.constant('PATCH'),
    headers: fc.constant({ 'content-type': JSON_PATCH }),
    body: fc
      .array(
        fc.record(
          {
            op: fc.constantFrom('add', 'replace', 'remove', 'test', 'move', 'copy', 'grow'),
            path: fc.oneof(
              fc.constantFrom('/status', '/securityLabel/0', '/securityLabel/-', '/__proto__/x'),
              fc.string({ maxLength: 10 }),
            ),
            from: fc.constantFrom('/status', '/meta', '/', ''),
            value: fc.jsonValue({ maxDepth: 3 }),
          },
          { requiredKeys: [] },
        ),
        { maxLength: 3 },
      )
      .map((operations) => JSON.stringify(operations)),
  }),
);

throws(
  'operations on whatever there is are answered',
  fc.record({
    by,
    path: fc
      .tuple(
        fc.oneof(
          fc.constant(''),
          type,
          fc.tuple(type, id).map((parts) => parts.join('/')),
        ),
        fc.constantFrom(
          ...['$summary', '$everything', '$meta', '$validate', '$match', '$docref', '$expand'],
          ...['$meta-add', '$verify', '$lookup', '$nonsense', '_history', '_history/1'],
        ),
      )
      .map(([of, name]) => (of === '' ? name : `${of}/${name}`)),
    method: fc.constantFrom('GET', 'POST', 'DELETE'),
    headers: fc.constant(json),
  }),
);

/** Every place in a JSON value, as a path of names and places. */
function placesIn(value: Json, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([name, one]) => placesIn(one, [...path, name]));
  return [path, ...inner];
}

/** A copy with the value at a place changed, or taken away when it is undefined. */
function changedAt(value: Json, [name, ...rest]: readonly string[], to: unknown): Json {
  if (name === undefined) return to;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[name] = changedAt(copy[name], rest, to);
  return copy;
}

const value = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom('', ' ', '#', '#x', 'urn:uuid:', 'Patient/', `Patient/${patient}`, '../..'),
  fc.constantFrom(null, true, 0, -1, 1e300, [], {}, [null], [[]], [{}]),
  fc.jsonValue({ maxDepth: 2 }),
);

/** A resource with some of its places changed. */
function mutated(make: () => Json): fc.Arbitrary<string> {
  return fc
    .array(fc.tuple(fc.nat(), value), { minLength: 1, maxLength: 3 })
    .map((changes) =>
      changes.reduce((whole: Json, [at, to]) => {
        const places = placesIn(whole ?? {});
        return changedAt(whole, places[at % places.length] ?? [], to);
      }, make()),
    )
    .map((whole) => JSON.stringify(whole) ?? 'null');
}

throws(
  'valid bundles with something changed are answered',
  fc.record({
    by: fc.constantFrom(1, 2, 3),
    path: fc.constant(''),
    method: fc.constant('POST'),
    headers: fc.constant(json),
    body: mutated(() => aBundle(patient, [{}, { labels: ['INVISIBLE_PATIENT'] }])),
  }),
);

throws(
  'valid resources with something changed are answered',
  fc.oneof(
    fc.record({
      by: fc.constantFrom(0, 1),
      path: fc.constantFrom('Patient', `Patient/${patient}`, 'Patient/some-id'),
      method: fc.constantFrom('POST', 'PUT'),
      headers: fc.constant(json),
      body: mutated(() => somePatient({ id: 'some-id' })),
    }),
    fc.record({
      by: fc.constantFrom(1, 2, 3),
      path: fc.constant('DocumentReference'),
      method: fc.constant('POST'),
      headers: fc.constant(json),
      body: mutated(published),
    }),
  ),
);

/** A DocumentReference with its document inside. */
function published(): Json {
  const document = aBundle(patient).entry[1].resource;
  document.content[0].attachment.data = Buffer.from('un document').toString('base64');
  delete document.content[0].attachment.hash;
  return document;
}

throws(
  'random paths are answered',
  fc
    .record({
      by,
      path: fc
        .array(fc.oneof(type, id), { maxLength: 6 })
        .map((parts) => parts.join('/'))
        .filter((path) => !path.startsWith('http')),
      method: fc.constantFrom('GET', 'HEAD', 'DELETE', 'POST', 'PUT', 'PATCH', 'OPTIONS'),
    })
    .filter(({ method }) => method !== 'HEAD'),
);

const param = fc.oneof(
  fc.constantFrom('_id', '_lastUpdated', 'identifier', 'patient', 'subject', 'date', 'status'),
  fc.constantFrom(
    '_count',
    '_sort',
    '_total',
    '_summary',
    '_elements',
    '_include',
    '_has',
    '_page',
  ),
  fc.constantFrom('patient.identifier', 'patient:Patient.identifier', 'author.family', '_format'),
  fc.constantFrom('_filter', '_text', '_list', '_type', 'related', 'agent', 'entity', '_profile'),
  fc.string({ maxLength: 12 }).map(escaped),
);
const modifier = fc.constantFrom(
  '',
  '',
  '',
  ':exact',
  ':not',
  ':missing',
  ':identifier',
  ':x',
  ':',
);
const searched = fc.oneof(
  fc.constantFrom(
    patient,
    `Patient/${patient}`,
    'ge2026',
    'eq',
    '2026-13',
    '|',
    'a|b|c',
    '-1',
    '%',
  ),
  fc.constantFrom(
    '0',
    '99999999999999999999',
    'true',
    ',',
    '%5C',
    '%2C',
    '%ff',
    '+',
    '%00',
    'http:',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }).map(escaped),
);
const query = fc
  .array(
    fc.tuple(param, modifier, searched).map(([name, how, text]) => `${name}${how}=${text}`),
    { maxLength: 4 },
  )
  .map((pairs) => pairs.join('&'));

throws(
  'random queries are answered',
  fc.tuple(by, type, query).map(([who, name, text]) => ({ by: who, path: `${name}?${text}` })),
);

throws(
  'random forms are answered',
  fc.record({
    by,
    path: type.map((name) => `${name}/_search`),
    method: fc.constant('POST'),
    headers: fc.constant({ 'content-type': FORM }),
    body: query,
  }),
);

const HEADERS = ['accept', 'content-type', 'if-match', 'if-none-exist', 'prefer', 'range'];
const headerText = fc.oneof(
  fc.constantFrom(
    '*/*',
    '*',
    'W/"1"',
    'bytes=0-',
    'bytes=9-1',
    'bytes=-0',
    'return=',
    'q=1',
    ';;;',
  ),
  fc.constantFrom('application/fhir+json;q=0.1,*/*;q=0', 'a/b;q=x', '"', 'identifier=%', '=', '&'),
  fc.stringMatching(/^[ -~]{0,40}$/),
);

throws(
  'random headers are answered',
  fc.record({
    by,
    path: fc.constantFrom(`Binary/${binaries[0]}`, `DocumentReference/${documents[0]}`, 'Patient'),
    method: fc.constantFrom('GET', 'POST', 'PUT'),
    headers: fc.dictionary(
      fc.constantFrom(...HEADERS, 'authorization', 'x-request-id', 'x-forwarded-for', 'expect-ct'),
      headerText,
      { maxKeys: 4 },
    ),
  }),
);

t.test('random bytes on a connection are answered or end it', async (t) => {
  const line = fc.oneof(
    fc.constant(headOf('GET /fhir/Patient')),
    fc.constant(headOf('POST /fhir', { 'transfer-encoding': 'chunked' })),
    fc.string({ unit: 'binary', maxLength: 60 }).map((text) => headOf(`GET /fhir/${text}`)),
    fc.constant(''),
  );
  const property = fc.asyncProperty(line, fc.uint8Array({ maxLength: 60 }), async (head, bytes) => {
    const answer = await sendRaw(server.base, [head, Buffer.from(bytes)], { hangUp: true });
    if (answer.status >= 500 || tellsInside(answer.body)) throw new Error(answer.body);
    if (answer.status >= 400 && !answer.body.includes('"OperationOutcome"')) {
      throw new Error(`${answer.status} without an OperationOutcome: ${answer.body}`);
    }
  });
  await fc.assert(property, RUNS);
  t.equal((await thrown({ by: 4, path: 'metadata' })).status, 200, 'the server goes on');
});

t.test('the store that all of it left holds, by its trace too', async (t) => {
  const { lines, events } = await verified(server.configuration);
  t.strictSame(lines, []);
  t.ok(events > 1_000, `${events} events`);
});

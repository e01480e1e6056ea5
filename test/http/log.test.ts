/** The log tells of requests, never of patients: no address, no query, no body, no token, at no level. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { loadConfiguration } from '../../fastify.config.js';
import { personaToken } from '../../src/app.js';
import { aBundle } from '../fixtures/dossier.js';
import { tellsInside } from '../fixtures/outcome.js';
import { somePatient } from '../fixtures/patients.js';
import { aDataDir, serve, type Environment, type Serving } from '../fixtures/process.js';
import type { Json } from '../fixtures/server.js';
import { chunk, headOf, sendRaw } from '../fixtures/raw.js';

/** A word that only the requests below hold. */
const SECRET = 'Zibeline';

interface Traced {
  readonly server: Serving;
  readonly dir: string;
  /** A token of a persona. */
  readonly token: (persona: string) => Promise<string>;
  /** Sends a request as a persona. */
  readonly send: (persona: string, path: string, sending?: RequestInit) => Promise<Response>;
}

/** A server that logs all it can. */
async function traced(t: Test, settings: Environment = {}): Promise<Traced> {
  const dir = await aDataDir(t);
  const server = await serve(t, { ...settings, DATA_DIR: dir, LOG_LEVEL: 'trace' });
  const configuration = loadConfiguration({ DATA_DIR: dir });
  const token = (persona: string): Promise<string> => personaToken(configuration, persona);
  const send: Traced['send'] = async (persona, path, sending = {}) => {
    const headers = {
      'content-type': 'application/fhir+json',
      ...(sending.headers as Record<string, string>),
      authorization: `Bearer ${await token(persona)}`,
    };
    return fetch(`${server.base}${path}`, { ...sending, headers });
  };
  return { server, dir, token, send };
}

function post(body: unknown, headers: Record<string, string> = {}): RequestInit {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { method: 'POST', body: text, headers };
}

async function wellFormed({ send }: Traced): Promise<void> {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const name = [{ family: SECRET }];
  await send('registrar', `/Patient?family=${SECRET}`);
  await send('registrar', '/Patient/_search', post(`family=${SECRET}`, form));
  await send('registrar', '/Patient', post(somePatient({ name })));
  await send('registrar', '/Patient', post(somePatient({ name, [SECRET]: SECRET })));
  await send('registrar', '/Patient', post(`{"resourceType":"Patient","${SECRET}`));
  await send('registrar', '/Patient', post(somePatient(), { 'if-none-exist': `family=${SECRET}` }));
  await send('registrar', `/Patient/${SECRET}`);
  await send('registrar', `/${SECRET}/${SECRET}`, { method: 'DELETE' });
  await send('registrar', `/Patient?${SECRET}:${SECRET}=%zz`);
  await send('registrar', '/Patient', { headers: { accept: `text/${SECRET}` } });
  await send('registrar', '/Patient', post('x', { 'content-type': SECRET }));
  await send('nurse', '', post(aBundle('unknown', [{ title: SECRET }])));
}

async function malformed({ server, token }: Traced): Promise<void> {
  const authorization = `Bearer ${await token('registrar')}`;
  const headers = { authorization, 'content-type': 'application/fhir+json' };
  const long = `{"resourceType":"Patient","data":"${SECRET}${'A'.repeat(100_000)}`;
  const requests = [
    [`GET /${SECRET} BROKEN\r\n\r\n`],
    [headOf(`GET /fhir/Patient/%zz?family=${SECRET}`, headers)],
    [headOf('GET /fhir/Patient', { ...headers, 'x-long': SECRET.repeat(5_000) })],
    [headOf('POST /fhir/Patient', { ...headers, 'content-length': `3, ${SECRET}` })],
    [headOf('POST /fhir/Patient', { ...headers, 'transfer-encoding': 'chunked' }), `${SECRET}\r\n`],
    [headOf('POST /fhir/Patient', { ...headers, 'content-length': 500_000 }), long],
    [headOf('POST /fhir/Patient', { ...headers, 'transfer-encoding': 'chunked' }), chunk(long)],
    [headOf(`GET /fhir/Patient?family=${SECRET}`, { authorization: `Bearer ${SECRET}` })],
  ];
  for (const pieces of requests) {
    await sendRaw(server.base, pieces, { hangUp: true, patienceMs: 1_000 });
  }
}

t.test('nothing of a request is in the log, even at its most talkative', async (t) => {
  const traced_ = await traced(t);
  await wellFormed(traced_);
  await malformed(traced_);
  const { stdout, stderr } = await traced_.server.end('SIGTERM');
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  const events = lines.map((line) => String(JSON.parse(line).event));
  t.ok(events.filter((event) => event === 'request.done').length > 12, 'requests are logged');
  t.ok(events.includes('request.refused'), 'and refusals');
  for (const [what, pattern] of SECRETS) t.notMatch(stdout + stderr, pattern, what);
});

const SECRETS = [
  ['a word of a request', new RegExp(SECRET, 'i')],
  ['the same, as bytes', new RegExp([...SECRET].map((letter) => letter.charCodeAt(0)).join(','))],
  ['a national identity', /18005631\d{7}/],
  ['a token', /eyJ[\w-]+\.eyJ/],
  ['an address with a query', /"url"|\?family/],
] as const;

t.test(
  'a document that is lost is a failure that tells nothing, and is logged by place',
  async (t) => {
    const traced_ = await traced(t, { DOCUMENT_INLINE_BYTES_MAX: '0' });
    const found: Json = await (
      await traced_.send('patient', '/DocumentReference?_count=50')
    ).json();
    const urls: string[] = found.entry.map(
      ({ resource }: Json) => resource.content[0].attachment.url,
    );
    await removeFiles(join(traced_.dir, 'documents'));
    let failures = 0;
    for (const url of urls) {
      const answer = await traced_.send('patient', url.slice(traced_.server.base.length));
      const text = await answer.text().catch(() => '');
      if (answer.status < 500) continue;
      failures += 1;
      t.notOk(tellsInside(text), text);
      t.equal(JSON.parse(text).resourceType, 'OperationOutcome');
    }
    t.ok(failures > 0, `${failures} documents are lost`);
    const { stdout } = await traced_.server.end('SIGTERM');
    const failed = stdout.split('\n').filter((line) => line.includes('request failed'));
    t.equal(failed.length, failures);
    t.ok(failed.every((line) => line.includes('"at":') && !line.includes(traced_.dir)));
  },
);

async function removeFiles(dir: string): Promise<void> {
  for (const name of await readdir(dir)) await rm(join(dir, name), { recursive: true });
}

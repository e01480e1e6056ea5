/**
 * What a patient holds in hand: a proof of an event that anybody can check without the server, that
 * shows nothing of others, and that one changed letter breaks.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { startServer, type Json, type TestServer } from '../fixtures/server.js';

const CHECKER = 'scripts/check-proof.mjs';

/** What the published program says of an answer. */
async function checked(
  t: Test,
  answer: unknown,
  keys?: unknown,
): Promise<{ readonly status: number | null; readonly said: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'proof-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  await writeFile(join(dir, 'proof.json'), JSON.stringify(answer));
  await writeFile(join(dir, 'keys.json'), JSON.stringify(keys ?? {}));
  const option = keys === undefined ? [] : ['--key', join(dir, 'keys.json')];
  const run = spawnSync(process.execPath, [CHECKER, join(dir, 'proof.json'), ...option]);
  return { status: run.status, said: `${run.stdout.toString()}${run.stderr.toString()}` };
}

async function aTrace(t: Test): Promise<{
  readonly server: TestServer;
  readonly documents: readonly string[];
  readonly patient: string;
}> {
  const server = await startServer(t);
  const { patient } = await openDossier(server, { authorised: ['neurologist'] });
  const bundle = aBundle(patient, [{}, { labels: ['INVISIBLE_PATIENT'] }]);
  const { documents } = await push(server, 'nurse', bundle);
  const neurologist = await server.as('neurologist');
  for (const id of documents) await neurologist.get(`DocumentReference/${id}`);
  return { server, documents, patient };
}

t.test('a proof is checked by Node alone, and by no server', async (t) => {
  const { server } = await aTrace(t);
  const patient = await server.as('patient');
  const events = (await patient.get('AuditEvent?_count=100')).json().entry;
  const { id } = events[events.length - 1].resource;
  const early = await patient.get(`AuditEvent/${id}/$proof`);
  t.ok([200, 409].includes(early.status), 'not signed yet, unless the minute has come');
  await server.app.checkpoint();
  const answer = await patient.get(`AuditEvent/${id}/$proof`);
  t.equal(answer.status, 200, answer.text);
  const origin = server.base.replace('/fhir', '');
  const keys = (await patient.send(`${origin}/audit/keys`)).json();
  t.match(keys, { keys: [{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' }] });
  const { status, said } = await checked(t, answer.json(), keys);
  t.equal(status, 0, said);
  t.match(said, /FR: cette trace était enregistrée telle quelle avant le 20/);
  t.match(said, /EN: this event was recorded as it is before 20/);
  t.match(await checked(t, answer.json()), {
    status: 0,
    said: /compare it with the key published/,
  });
  const program = await server.withToken(undefined).send(`${origin}/audit/check-proof.mjs`);
  t.match(program.text, /Vérifie, sans le serveur/);
  t.equal((await server.withToken(undefined).send(`${origin}/audit/keys`)).status, 200);

  const proof = answer.json().parameter[0].part;
  for (const [name, bent] of Object.entries(BENT)) {
    const part = proof.map((one: Json) => (one.name === name ? bentPart(one, bent) : one));
    const { status, said } = await checked(t, { parameter: [{ name: 'proof', part }] }, keys);
    t.equal(status, 1, `${name} bent`);
    t.match(said, new RegExp(`FAUX / FALSE {2}[a-z ,]*${name}`), said);
    const rest = proof.filter((one: Json) => one.name !== name);
    const lacking = await checked(t, { parameter: [{ name: 'proof', part: rest }] }, keys);
    t.match(lacking, { status: 1, said: new RegExp(`${name}: manque / is missing`) });
  }
  t.match(await checked(t, { parameter: [] }), { status: 1, said: /aucune preuve \/ no proof/ });
  const others = { keys: [{ ...keys.keys[0], kid: 'another' }] };
  t.match(await checked(t, answer.json(), others), {
    status: 1,
    said: /not among those published/,
  });
});

/** Each part, bent by one letter or digit. */
const BENT: Readonly<Record<string, (text: string) => string>> = {
  id: lastOther,
  dossier: lastOther,
  recorded: lastOther,
  event: (text) => {
    const changed = Buffer.from(text, 'base64')
      .toString()
      .replace('"outcome":"0"', '"outcome":"4"');
    return Buffer.from(changed).toString('base64');
  },
  salt: (text) => (text.startsWith('A') ? `B${text.slice(1)}` : `A${text.slice(1)}`),
  digest: lastOther,
  path: lastOther,
  checkpoint: (text) => text.replace('"at":"2', '"at":"1'),
  signature: (text) => (text.startsWith('A') ? `B${text.slice(1)}` : `A${text.slice(1)}`),
  key: (text) => text.replace(/"x":"./, (start) => (start.endsWith('A') ? '"x":"B' : '"x":"A')),
};

function lastOther(text: string): string {
  return `${text.slice(0, -1)}${text.endsWith('2') ? '3' : '2'}`;
}

function bentPart(part: Json, bent: (text: string) => string): Json {
  const [value = ''] = Object.keys(part).filter((key) => key.startsWith('value'));
  return { ...part, [value]: bent(part[value]) };
}

t.test('the whole trace is proved page by page, and nothing of what is hidden', async (t) => {
  const { server, documents } = await aTrace(t);
  await server.app.checkpoint();
  const patient = await server.as('patient');
  const ids: string[] = [];
  let url: string | undefined = 'AuditEvent/$proof?_count=3&_sort=date';
  let pages = 0;
  while (url !== undefined && pages < 20) {
    const { parameter } = (await patient.get(url)).json();
    const proofs = parameter.filter(({ name }: Json) => name === 'proof');
    ids.push(...proofs.map(({ part }: Json) => part[0].valueId));
    if (proofs.length > 0) t.equal((await checked(t, { parameter })).status, 0);
    const text = JSON.stringify(parameter);
    t.notOk(text.includes(documents[1] ?? ''), 'nothing names the hidden document');
    url = parameter.find(({ name }: Json) => name === 'next')?.valueUri;
    pages += 1;
  }
  t.ok(pages > 1);
  const trace = (await patient.get('AuditEvent?_count=100&_sort=date')).json();
  const before = trace.entry.map(({ resource }: Json) => resource.id).slice(0, ids.length);
  t.same(ids, before, 'in the order of the search, and not one more');
});

t.test('a proof shows one patient only their own entries', async (t) => {
  const { server, documents } = await aTrace(t);
  await server.app.checkpoint();
  const patient = await server.as('patient');
  const { entry } = (await patient.get('AuditEvent?_count=100')).json();
  const hidden = await hiddenEvent(server, documents[1] ?? '');
  t.notOk(entry.some(({ resource }: Json) => resource.id === hidden));
  const unknown = hidden.replace(/.$/, (last) => (last === '2' ? '3' : '2'));
  const answers = await Promise.all(
    [hidden, unknown].map((id) => patient.get(`AuditEvent/${id}/$proof`)),
  );
  t.same(
    answers.map(({ status }) => status),
    [404, 404],
  );
  t.equal(answers[0]?.text, answers[1]?.text, 'a hidden event is as unknown as any');
  const own = entry[0].resource.id;
  for (const persona of ['nurse', 'stranger', 'blocked', 'registrar', 'tester', 'operator']) {
    const answer = await (await server.as(persona)).get(`AuditEvent/${own}/$proof`);
    t.ok([403, 404].includes(answer.status), `${persona}: ${answer.status}`);
  }
});

async function hiddenEvent(server: TestServer, document: string): Promise<string> {
  const { beside } = await import('../fixtures/beside.js');
  return beside(server, async (store) => {
    for await (const { entries } of store.blocks()) {
      const found = entries.find(({ body }) => Buffer.from(body).toString().includes(document));
      if (found !== undefined) return found.id;
    }
    throw new Error('no event about the hidden document');
  });
}

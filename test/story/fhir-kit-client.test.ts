/** The main job again, by a FHIR client library that knows nothing of this server but its address. */
import { createHash, randomBytes } from 'node:crypto';
import { Client } from 'fhir-kit-client';
import t from 'tap';
import { aBundle, openDossier, persona, VISIBILITY } from '../fixtures/dossier.js';
import { freshIns, somePatient } from '../fixtures/patients.js';
import { startServer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const { patient, ins } = await openDossier(server, { authorised: ['neurologist'] });

/** The library, with the token of a persona. */
async function clientOf(persona: string): Promise<Client> {
  const { token } = await server.as(persona);
  return new Client({ baseUrl: server.base, bearerToken: token });
}

/** The library gives every resource one type. */
function asJson(resource: unknown): Json {
  return resource;
}

/** What the library throws for a refusal. */
async function refusalOf(answer: Promise<unknown>): Promise<{ status: number; outcome: Json }> {
  try {
    await answer;
  } catch (failure) {
    const { response } = asJson(failure);
    return { status: response.status, outcome: response.data };
  }
  throw new Error('it was not refused');
}

t.test('the capabilities are read without a token', async (t) => {
  const statement = asJson(await new Client({ baseUrl: server.base }).capabilityStatement());
  t.equal(statement.fhirVersion, '4.0.1');
  t.equal(statement.rest[0].mode, 'server');
});

t.test('the registrar creates, reads, updates and looks back', async (t) => {
  const client = await clientOf('registrar');
  const system = ins.system;
  const body = somePatient({ identifier: [freshIns()] });
  const created = asJson(await client.create({ resourceType: 'Patient', body }));
  const { id } = created;
  t.same(asJson(await client.read({ resourceType: 'Patient', id })), created);

  const changed = { ...created, active: true };
  const updated = asJson(await client.update({ resourceType: 'Patient', id, body: changed }));
  t.equal(updated.meta.versionId, '2');
  const first = asJson(await client.vread({ resourceType: 'Patient', id, version: '1' }));
  t.same(first, created, 'the first version is as it was');

  const history = asJson(await client.history({ resourceType: 'Patient', id }));
  t.equal(history.type, 'history');
  t.same(
    history.entry.map(({ resource }: Json) => resource.meta.versionId),
    ['2', '1'],
  );

  const identifier = `${system}|${body.identifier[0].value}`;
  const found = asJson(
    await client.search({ resourceType: 'Patient', searchParams: { identifier } }),
  );
  t.equal(found.entry.length, 1);
  t.equal(found.entry[0].resource.id, id);
});

t.test('a nurse pushes a PDF of a megabyte, the neurologist finds and opens it', async (t) => {
  const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(1024 * 1024)]);
  const bundle = aBundle(patient, [{ bytes, contentType: 'application/pdf' }]);
  const answer = asJson(await (await clientOf('nurse')).transaction({ body: bundle }));
  t.equal(answer.type, 'transaction-response');
  t.ok(answer.entry.every(({ response }: Json) => response.status.startsWith('201')));

  const neurologist = await clientOf('neurologist');
  const searchParams = {
    'patient.identifier': `${ins.system}|${ins.value}`,
    type: 'http://loinc.org|11488-4',
    date: 'ge2026-01-01',
  };
  const found = asJson(
    await neurologist.search({ resourceType: 'DocumentReference', searchParams }),
  );
  t.equal(found.total, 1);
  const { attachment } = found.entry[0].resource.content[0];
  t.equal(attachment.hash, createHash('sha1').update(bytes).digest('base64'));
  const id = attachment.url.split('/').at(-1);
  const binary = asJson(await neurologist.read({ resourceType: 'Binary', id }));
  t.ok(Buffer.from(binary.data, 'base64').equals(bytes), 'the bytes are those of the source');
});

t.test('pages are followed to the end', async (t) => {
  const nurse = await clientOf('nurse');
  const wishes = Array.from({ length: 7 }, (_, index) => ({ title: `Document ${index}` }));
  await nurse.transaction({ body: aBundle(patient, wishes) });
  const client = await clientOf('patient');
  const searchParams = { _count: '3', _sort: '-_lastUpdated' };
  let bundle = asJson(await client.search({ resourceType: 'DocumentReference', searchParams }));
  const { total } = bundle;
  const seen: string[] = [];
  while (bundle !== undefined) {
    seen.push(...bundle.entry.map(({ resource }: Json) => resource.id));
    t.equal(bundle.total, total);
    bundle = asJson(await client.nextPage({ bundle }));
  }
  t.equal(seen.length, total);
  t.equal(new Set(seen).size, total, 'each once');
});

t.test('a search by POST finds the same', async (t) => {
  const client = await clientOf('neurologist');
  const searchParams = { patient: `Patient/${patient}`, status: 'current' };
  const asked = { resourceType: 'DocumentReference', searchParams };
  const byGet = asJson(await client.search(asked));
  const byPost = asJson(await client.search({ ...asked, options: { postSearch: true } }));
  t.ok(byGet.total > 1);
  t.same(byPost.entry, byGet.entry);
});

t.test('the patient masks a document, and reads who opened it', async (t) => {
  const own = await clientOf('patient');
  const found = asJson(await own.search({ resourceType: 'DocumentReference' }));
  const { id } = found.entry[0].resource;
  const label = { coding: [{ system: VISIBILITY, code: 'MASQUE_PS' }] };
  const neurologist = await clientOf('neurologist');
  await neurologist.read({ resourceType: 'DocumentReference', id });
  const jsonPatch = [{ op: 'add' as const, path: '/securityLabel/-', value: label }];
  const masked = asJson(await own.patch({ resourceType: 'DocumentReference', id, jsonPatch }));
  t.equal(masked.meta.versionId, '2');
  const hidden = await refusalOf(neurologist.read({ resourceType: 'DocumentReference', id }));
  t.equal(hidden.status, 404);
  t.equal(hidden.outcome.resourceType, 'OperationOutcome');

  const searchParams = { entity: `DocumentReference/${id}`, action: 'R' };
  const trace = asJson(await own.search({ resourceType: 'AuditEvent', searchParams }));
  const names = trace.entry.flatMap(({ resource }: Json) =>
    resource.agent.map(({ name }: Json) => name),
  );
  const { name } = await persona('neurologist');
  t.ok(names.includes(name), `${name} is among ${names.join(', ')}`);
});

t.test('who has no access is refused with a sentence', async (t) => {
  const stranger = await clientOf('stranger');
  const searchParams = { patient };
  const refused = await refusalOf(
    stranger.search({ resourceType: 'DocumentReference', searchParams }),
  );
  t.equal(refused.status, 403);
  t.match(refused.outcome.issue[0].diagnostics, /no access to this dossier/);
});

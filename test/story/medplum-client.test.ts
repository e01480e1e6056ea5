/** The main job by another FHIR client library, and pages that are followed while others write. */
import { MedplumClient, OperationOutcomeError } from '@medplum/core';
import type { DocumentReference, Patient } from '@medplum/fhirtypes';
import t from 'tap';
import { aBundle, openDossier, VISIBILITY } from '../fixtures/dossier.js';
import { freshIns, somePatient } from '../fixtures/patients.js';
import { startServer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const { patient, ins } = await openDossier(server, { authorised: ['neurologist'] });

/** The library, with the token of a persona, and without its memory of answers. */
async function clientOf(persona: string): Promise<MedplumClient> {
  const { token } = await server.as(persona);
  const { origin, pathname } = new URL(server.base);
  const client = new MedplumClient({
    ...{ baseUrl: origin, fhirUrlPath: pathname.slice(1), fetch, cacheTime: 0 },
    defaultHeaders: { authorization: `Bearer ${token}` },
  });
  return client;
}

/** What the library throws for a refusal. */
async function outcomeOf(answer: Promise<unknown>): Promise<Json> {
  try {
    await answer;
  } catch (failure) {
    if (failure instanceof OperationOutcomeError) return failure.outcome;
    throw failure;
  }
  throw new Error('it was not refused');
}

t.test('the registrar creates, reads, updates, searches and looks back', async (t) => {
  const client = await clientOf('registrar');
  const body = somePatient({ identifier: [freshIns()] });
  const created = await client.createResource<Patient>(body);
  const id = created.id ?? '';
  t.same(await client.readResource('Patient', id), created);

  const updated = await client.updateResource<Patient>({ ...created, active: true });
  t.equal(updated.meta?.versionId, '2');
  t.same(await client.readVersion('Patient', id, '1'), created, 'the first version is as it was');
  const history = await client.readHistory('Patient', id);
  t.same(
    history.entry?.map(({ resource }) => resource?.meta?.versionId),
    ['2', '1'],
  );

  const identifier = `${ins.system}|${body.identifier[0].value}`;
  t.equal((await client.searchOne('Patient', { identifier }))?.id, id);
  const again = await client.createResourceIfNoneExist<Patient>(body, `identifier=${identifier}`);
  t.equal(again.id, id, 'it is not created a second time');
});

t.test('a nurse pushes a document; the neurologist finds it and opens its bytes', async (t) => {
  const bytes = Buffer.from('%PDF-1.7\nA letter.');
  const nurse = await clientOf('nurse');
  await nurse.executeBatch(aBundle(patient, [{ bytes, contentType: 'application/pdf' }]));

  const client = await clientOf('neurologist');
  const found = await client.searchResources('DocumentReference', { patient, status: 'current' });
  t.equal(found.length, 1);
  const url = found[0]?.content[0]?.attachment.url ?? '';
  const opened = await client.download(url, { headers: { accept: 'application/pdf' } });
  t.ok(Buffer.from(await opened.arrayBuffer()).equals(bytes), 'the bytes are those of the source');
});

t.test('the patient masks a document; then the neurologist does not know it', async (t) => {
  const own = await clientOf('patient');
  const [document] = await own.searchResources('DocumentReference');
  const id = document?.id ?? '';
  const neurologist = await clientOf('neurologist');
  t.equal((await neurologist.readResource('DocumentReference', id)).id, id);
  const value = { coding: [{ system: VISIBILITY, code: 'MASQUE_PS' }] };
  const mask = { op: 'add' as const, path: '/securityLabel/-', value };
  const masked = await own.patchResource('DocumentReference', id, [mask]);
  t.equal(masked.meta?.versionId, '2');
  const outcome = await outcomeOf(neurologist.readResource('DocumentReference', id));
  t.equal(outcome.issue[0].code, 'not-found');
});

t.test('pages are followed to the end while a nurse writes: every match once', async (t) => {
  const nurse = await clientOf('nurse');
  const push = (title: string): Promise<unknown> =>
    nurse.executeBatch(aBundle(patient, [{ title }]));
  for (let i = 0; i < 9; i++) await push(`Before ${i}`);
  const client = await clientOf('patient');
  const wish = { _count: '2', _sort: '-_lastUpdated' };
  const before = (await client.searchResources('DocumentReference')).map(({ id = '' }) => id);
  const seen: string[] = [];
  for await (const page of client.searchResourcePages('DocumentReference', wish)) {
    seen.push(...page.map(({ id = '' }: DocumentReference) => id));
    await push(`Meanwhile ${seen.length}`);
  }
  t.equal(new Set(seen).size, seen.length, 'none twice');
  t.same(
    seen.filter((id) => before.includes(id)).sort(),
    before.sort(),
    'none is missing of what was there',
  );
});

t.test('a refusal is an outcome that the library understands', async (t) => {
  const stranger = await clientOf('stranger');
  const outcome = await outcomeOf(stranger.searchResources('DocumentReference', { patient }));
  t.match(outcome.issue[0].diagnostics, /no access to this dossier/);
});

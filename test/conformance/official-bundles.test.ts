/**
 * The official provide bundles of IHE MHD, sent as a client of this server would have to: the
 * preparation is here in full. Seven are taken; two are refused, each for a reason that is told.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { aBundle, freshOid, openDossier, push } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { freshIns } from '../fixtures/patients.js';
import { sharedPath, skipUnless } from '../fixtures/requires.js';
import { startServer, type Json, type TestServer } from '../fixtures/server.js';
import { aFolder, totalsOf, withFolder } from '../fixtures/submission.js';

/** A bundle as published; undefined where the examples are not here. */
function official(t: Test, name: string): Json {
  const path = sharedPath('examples', 'mhd', `Bundle-ex-${name}.json`);
  if (!skipUnless(t, path !== undefined, 'the official examples are not here')) return undefined;
  return JSON.parse(readFileSync(String(path), 'utf8'));
}

/** A copy in which every reference that the table names points where the server has it. */
function rewritten(bundle: Json, references: Readonly<Record<string, string>>): Json {
  // A fullUrl is absolute, also in a document that is sent as an entry.
  return JSON.parse(JSON.stringify(bundle), (key, value: unknown) =>
    key === 'fullUrl' || typeof value !== 'string' ? value : (references[value] ?? value),
  );
}

/** A copy in which every uniqueId, masterIdentifier and entryUUID is another: of two alike in one resource, one. */
function freshened(bundle: Json): Json {
  const copy = structuredClone(bundle);
  for (const { resource } of copy.entry) {
    const fresh = new Map<string, string>();
    for (const identifier of [resource.masterIdentifier, resource.identifier ?? []].flat()) {
      if (identifier?.system !== 'urn:ietf:rfc:3986') continue;
      const given = String(identifier.value);
      const drawn = given.startsWith('urn:oid:') ? freshOid() : `urn:uuid:${randomUUID()}`;
      fresh.set(given, fresh.get(given) ?? drawn);
      identifier.value = fresh.get(given);
    }
  }
  return copy;
}

interface Prepared {
  readonly server: TestServer;
  readonly patient: string;
  /** Official reference → the one on this server. */
  readonly references: Record<string, string>;
}

/** A server with the patient, and with the practitioner and the organisation of the examples. */
async function prepared(t: Test): Promise<Prepared> {
  const server = await startServer(t);
  const { patient } = await openDossier(server, { authorised: ['nurse'] });
  const registrar = await server.as('registrar');
  const references: Record<string, string> = { 'Patient/ex-patient': `Patient/${patient}` };
  const directory = {
    Practitioner: { name: [{ family: 'Quéméner', given: ['Gwenaëlle'] }] },
    Organization: { name: 'Hôpital de l’Océan' },
  };
  for (const [resourceType, more] of Object.entries(directory)) {
    const answer = await registrar.post(resourceType, { resourceType, ...more });
    t.equal(answer.status, 201);
    references[`${resourceType}/ex-${resourceType.toLowerCase()}`] =
      `${resourceType}/${answer.json().id}`;
  }
  return { server, patient, references };
}

/** A document pushed first, because a bundle points at it under this name. */
async function pushedFirst(at: Prepared, name: string): Promise<string> {
  const { documents } = await push(at.server, 'nurse', aBundle(at.patient));
  const reference = `DocumentReference/${documents[0]}`;
  at.references[name] = reference;
  return reference;
}

/** Posts a prepared bundle as the nurse: taken whole, and found. Answers the response. */
async function isTaken(t: Test, { server, patient }: Prepared, bundle: Json): Promise<Json> {
  const nurse = await server.as('nurse');
  const before = await totalsOf(patient, nurse);
  const answer = await nurse.post('', bundle);
  t.equal(answer.status, 200);
  const { type, entry } = answer.json();
  t.equal(type, 'transaction-response');
  t.equal(entry.length, bundle.entry.length, 'an entry for each entry');
  const made = (resourceType: string): number =>
    bundle.entry.filter(
      ({ resource, request }: Json) =>
        resource.resourceType === resourceType && request.method === 'POST',
    ).length;
  t.same(
    await totalsOf(patient, nurse),
    [Number(before[0]) + made('DocumentReference'), Number(before[1]) + made('List')],
    'each document and each list is found',
  );
  for (const { response } of entry) t.equal((await nurse.get(response.location)).status, 200);
  return answer.json();
}

/** The official bundle with fresh identifiers and the references of this server. */
function sent(at: Prepared, bundle: Json): Json {
  return rewritten(freshened(bundle), at.references);
}

for (const name of ['Simple', 'Multiple']) {
  t.test(`comprehensiveProvideDocumentBundle${name} is taken`, async (t) => {
    const bundle = official(t, `comprehensiveProvideDocumentBundle${name}`);
    if (bundle === undefined) return;
    const at = await prepared(t);
    await isTaken(t, at, sent(at, bundle));
  });
}

t.test('comprehensiveProvideDocumentBundleComplete is taken: appends, and a folder', async (t) => {
  const bundle = official(t, 'comprehensiveProvideDocumentBundleComplete');
  if (bundle === undefined) return;
  const at = await prepared(t);
  const target = await pushedFirst(at, 'DocumentReference/ex-DocumentReferenceComprehensive');
  const { entry } = await isTaken(t, at, sent(at, bundle));
  const nurse = await at.server.as('nurse');
  const document = (await nurse.get(entry[1].response.location)).json();
  t.match(document.relatesTo, [{ code: 'appends', target: { reference: target } }]);
  t.equal((await nurse.get(target)).json().status, 'current');
});

t.test('comprehensiveProvideDocumentBundleReplace is taken: both ways together', async (t) => {
  const bundle = official(t, 'comprehensiveProvideDocumentBundleReplace');
  if (bundle === undefined) return;
  const at = await prepared(t);
  const target = await pushedFirst(at, 'DocumentReference/ex-documentreference');
  await isTaken(t, at, sent(at, bundle));
  const { status, meta } = (await (await at.server.as('nurse')).get(target)).json();
  t.same([status, meta.versionId], ['superseded', '2']);
});

t.test('unContainedComprehensiveProvideDocumentBundleComplete is taken', async (t) => {
  const bundle = official(t, 'unContainedComprehensiveProvideDocumentBundleComplete');
  if (bundle === undefined) return;
  const at = await prepared(t);
  await pushedFirst(at, 'DocumentReference/ex-DocumentReferenceComprehensive');
  const { entry } = await isTaken(t, at, sent(at, bundle));
  const nurse = await at.server.as('nurse');
  const set = (await nurse.get(entry[0].response.location)).json();
  t.equal(set.source.reference, at.references['Practitioner/ex-practitioner']);
  const found = await nurse.get(`DocumentReference?patient=${at.patient}&author.given=gwenaelle`);
  t.equal(found.json().total, 1, 'its author outside is found');
});

t.test('ProvideDocumentBundle-addToFolder is taken: the folder grows', async (t) => {
  const bundle = official(t, 'ProvideDocumentBundle-addToFolder');
  if (bundle === undefined) return;
  const at = await prepared(t);
  const held = await pushedFirst(at, 'DocumentReference/ex-DocumentReferenceComprehensive');
  const folder = aFolder(at.patient, [held]);
  const { lists } = await push(at.server, 'nurse', withFolder(aBundle(at.patient), folder));
  const id = String(lists[1]);
  const ready = sent(at, bundle);
  const put = ready.entry.find(({ request }: Json) => request.method === 'PUT');
  put.request.url = `List/${id}`;
  put.resource.id = id;
  await isTaken(t, at, ready);
  const grown = (await (await at.server.as('nurse')).get(`List/${id}`)).json();
  t.equal(grown.meta.versionId, '2');
  t.equal(grown.entry.length, 2);
  t.equal(grown.entry[0].item.reference, held);
});

t.test('minimalProvideDocumentBundleSimple is taken, its Patient created before', async (t) => {
  const bundle = official(t, 'minimalProvideDocumentBundleSimple');
  if (bundle === undefined) return;
  const server = await startServer(t);
  const patientEntry = bundle.entry.find(
    ({ resource }: Json) => resource.resourceType === 'Patient',
  );
  const registrar = await server.as('registrar');
  const { id: _id, text: _text, ...traits } = patientEntry.resource;
  const identifier = [{ use: 'official', ...freshIns() }];
  const created = await registrar.post('Patient', { ...traits, identifier });
  t.equal(created.status, 201);
  const patient = String(created.json().id);
  const references = { [patientEntry.fullUrl]: `Patient/${patient}` };
  const entry = bundle.entry.filter((one: Json) => one !== patientEntry);
  const at = { server, patient, references };
  await push(server, 'nurse', aBundle(patient)); // who has deposited nothing here may not search
  await isTaken(t, at, sent(at, { ...bundle, entry }));
});

t.test(
  'minimalProvideDocumentBundleSimpleContained is refused: no patient, no dossier',
  async (t) => {
    const bundle = official(t, 'minimalProvideDocumentBundleSimpleContained');
    if (bundle === undefined) return;
    const at = await prepared(t);
    const nurse = await at.server.as('nurse');
    const before = await totalsOf(at.patient, nurse);
    const answer = await nurse.post('', sent(at, bundle));
    isRefusal(t, answer, { status: 400, says: /patient/i });
    t.same(await totalsOf(at.patient, nurse), before);
  },
);

t.test('M-19: comprehensiveProvideDocumentBundleDocument is taken', async (t) => {
  const bundle = official(t, 'comprehensiveProvideDocumentBundleDocument');
  if (bundle === undefined) return;
  const at = await prepared(t);
  at.references['http://example.org/fhir/Patient/fdoc-patient'] = `Patient/${at.patient}`;
  await isTaken(t, at, sent(at, bundle));
});

/**
 * What of a document, a list or a Binary may change, and how (decision 12): metadata by PATCH,
 * folders by PUT that adds, nothing else.
 */
import t, { type Test } from 'tap';
import { aBundle, aDocumentReference, openDossier, push } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Answer, type Json, type TestClient } from '../fixtures/server.js';
import { aFolder, IS_ARCHIVED, totalsOf, withFolder } from '../fixtures/submission.js';

const server = await startServer(t);
const { patient } = await openDossier(server, { authorised: ['neurologist'] });
const child = (await openDossier(server, { persona: 'child' })).patient;
const nurse = await server.as('nurse');
const own = await server.as('patient');

/** A change that must be refused, and leave the resource as it was. */
async function isRefused(
  t: Test,
  path: string,
  change: (client: TestClient) => Promise<Answer>,
  status = 405,
): Promise<void> {
  const before = (await nurse.get(path)).text;
  for (const client of [nurse, own]) isRefusal(t, await change(client), { status });
  t.equal((await nurse.get(path)).text, before, 'nothing changed');
}

async function aDocument(): Promise<string> {
  return `DocumentReference/${(await push(server, 'nurse', aBundle(patient))).documents[0]}`;
}

/** A folder that holds these documents, pushed with a submission. */
async function pushedFolder(references: readonly string[]): Promise<string> {
  const bundle = withFolder(aBundle(patient), aFolder(patient, references));
  return String((await push(server, 'nurse', bundle)).lists[1]);
}

function grown(id: string, references: readonly string[]): Json {
  return { ...aFolder(patient, references), id };
}

function itemsOf(list: Json): string[] {
  return (list.entry ?? []).map(({ item }: Json) => item.reference);
}

t.test('a DocumentReference is not replaced by PUT, nor deleted', async (t) => {
  const path = await aDocument();
  const { id, ...document } = (await nurse.get(path)).json();
  await isRefused(t, path, (client) => client.put(path, { id, ...document }));
  await isRefused(t, path, (client) => client.send(path, { method: 'DELETE' }));
  const fresh = { ...aDocumentReference(patient, {}, 'https://example.org/x'), id: 'mine' };
  isRefusal(t, await nurse.put('DocumentReference/mine', fresh), { status: 405 });
});

t.test('a DocumentReference does not enter alone without its document', async (t) => {
  const before = await totalsOf(patient, own, nurse);
  const alone = aDocumentReference(patient, {}, 'https://example.org/x');
  const answer = await nurse.post('DocumentReference', alone);
  isRefusal(t, answer, {
    status: 400,
    expression: 'DocumentReference.content[0].attachment.data',
  });
  t.same(await totalsOf(patient, own, nurse), before);
});

t.test('a Binary that a document names is not changed in any way', async (t) => {
  const { binaries } = await push(server, 'nurse', aBundle(patient));
  const path = `Binary/${binaries[0]}`;
  const body = { resourceType: 'Binary', id: binaries[0], contentType: 'text/plain', data: 'eA==' };
  await isRefused(t, path, (client) => client.put(path, body));
  await isRefused(t, path, (client) => client.send(path, { method: 'DELETE' }));
  const patch = [{ op: 'replace', path: '/contentType', value: 'text/html' }];
  await isRefused(t, path, (client) => client.patch(path, patch));
});

t.test('a Binary does not enter alone', async (t) => {
  const binary = { resourceType: 'Binary', contentType: 'text/plain', data: 'eA==' };
  const answer = await nurse.post('Binary', binary);
  t.ok(answer.status >= 400 && answer.status < 500);
});

t.test('a submission set changes its status and nothing else', async (t) => {
  const { lists, documents } = await push(server, 'nurse', aBundle(patient));
  const path = `List/${lists[0]}`;
  const set = (await nurse.get(path)).json();
  isRefusal(t, await nurse.put(path, { ...set, title: 'autre' }), { status: 405 });
  const more = { ...set, entry: [...set.entry, { item: { reference: await aDocument() } }] };
  isRefusal(t, await nurse.put(path, more), { status: 405 });
  const patches = [
    { op: 'add', path: '/title', value: 'autre' },
    { op: 'add', path: '/entry/-', value: { item: { reference: await aDocument() } } },
    { op: 'remove', path: '/entry/0' },
    { op: 'replace', path: '/date', value: '2020-01-01T00:00:00Z' },
  ];
  for (const patch of patches) isRefusal(t, await nurse.patch(path, [patch]), { status: 405 });
  t.equal((await nurse.get(path)).json().meta.versionId, '1');
  const retire = [{ op: 'replace', path: '/status', value: 'retired' }];
  const changed = await nurse.patch(path, retire);
  t.equal(changed.status, 200);
  t.equal(changed.json().status, 'retired');
  t.same(itemsOf(changed.json()), [`DocumentReference/${documents[0]}`]);
});

t.test('a submission set does not enter alone', async (t) => {
  const before = await totalsOf(patient, own, nurse);
  const [set] = aBundle(patient, []).entry;
  isRefusal(t, await nurse.post('List', set.resource), { status: 400, expression: 'List.code' });
  t.same(await totalsOf(patient, own, nurse), before);
});

t.test('a folder takes up documents of its dossier by PUT', async (t) => {
  const [first, second] = [await aDocument(), await aDocument()];
  const id = await pushedFolder([first]);
  const answer = await nurse.put(`List/${id}`, grown(id, [first, second]));
  t.equal(answer.status, 200);
  t.equal(answer.headers.get('etag'), 'W/"2"');
  t.same(itemsOf((await nurse.get(`List/${id}`)).json()), [first, second]);
  const again = await nurse.put(`List/${id}`, grown(id, [second, first, await aDocument()]));
  t.equal(again.status, 200, 'in whatever order they are sent');
  t.equal(itemsOf(again.json()).length, 3, 'none twice');
});

t.test('a folder is created on its own, for documents that are there', async (t) => {
  const document = await aDocument();
  const answer = await nurse.post('List', aFolder(patient, [document]));
  t.equal(answer.status, 201);
  t.same(itemsOf(answer.json()), [document]);
  for (const unknown of ['DocumentReference/none', `${document.slice(0, -4)}zzzz`])
    t.equal((await nurse.post('List', aFolder(patient, [unknown]))).status, 404, unknown);
});

t.test('nothing leaves a folder', async (t) => {
  const [first, second] = [await aDocument(), await aDocument()];
  const id = await pushedFolder([first, second]);
  for (const references of [[first], [second], [await aDocument()], []]) {
    const answer = await nurse.put(`List/${id}`, grown(id, references));
    isRefusal(t, answer, { status: 400 });
  }
  t.same(itemsOf((await nurse.get(`List/${id}`)).json()), [first, second]);
});

t.test('a document of another patient does not enter a folder', async (t) => {
  const first = await aDocument();
  const elsewhere = (await push(server, 'nurse', aBundle(child))).documents[0];
  const id = await pushedFolder([first]);
  const others = [`DocumentReference/${elsewhere}`, 'DocumentReference/unknown'];
  const texts = new Set<string>();
  for (const reference of others) {
    const answer = await nurse.put(`List/${id}`, grown(id, [first, reference]));
    t.equal(answer.status, 404);
    texts.add(answer.text.replaceAll(reference, 'X'));
  }
  t.equal(texts.size, 1, 'as unknown');
  const posted = await nurse.post('List', aFolder(patient, [String(others[0])]));
  t.equal(posted.status, 404);
  const bundle = withFolder(aBundle(patient), aFolder(patient, [String(others[0])]));
  t.equal((await nurse.post('', bundle)).status, 404);
  t.same(itemsOf((await nurse.get(`List/${id}`)).json()), [first]);
});

t.test('a folder stays its patient’s, and a folder', async (t) => {
  const first = await aDocument();
  const id = await pushedFolder([first]);
  const moved = { ...grown(id, [first]), subject: { reference: `Patient/${child}` } };
  const answer = await nurse.put(`List/${id}`, moved);
  isRefusal(t, answer, { status: 422, expression: 'List.subject' });
  const [set] = aBundle(patient, []).entry;
  const turned = { ...set.resource, id, entry: [{ item: { reference: first } }] };
  const second = await nurse.put(`List/${id}`, turned);
  isRefusal(t, second, { status: 422, expression: 'List.code' });
  const { subject, code, meta } = (await nurse.get(`List/${id}`)).json();
  t.equal(subject.reference, `Patient/${patient}`);
  t.equal(code.coding[0].code, 'folder');
  t.equal(meta.versionId, '1');
});

t.test('entries of a folder that its editor may not see stay', async (t) => {
  const first = await aDocument();
  const hidden = (await push(server, 'gp', aBundle(patient))).documents[0];
  const id = await pushedFolder([first]);
  const added = await own.put(`List/${id}`, grown(id, [first, `DocumentReference/${hidden}`]));
  t.equal(added.status, 403, 'a folder is its author’s');
  const seen = (await nurse.get(`List/${id}`)).json();
  t.same(itemsOf(seen), [first]);
});

t.test('a folder is archived by PATCH', async (t) => {
  const id = await pushedFolder([await aDocument()]);
  const value = { url: IS_ARCHIVED, valueBoolean: true };
  const archive = [{ op: 'add', path: '/extension/-', value }];
  t.equal((await nurse.patch(`List/${id}`, archive)).status, 200);
  const found = await nurse.get(`List?patient=${patient}&code=folder&isArchived=true`);
  t.same(
    found.json().entry.map(({ resource }: Json) => resource.id),
    [id],
  );
});

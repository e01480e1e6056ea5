/** The same submission sent again, and identifiers in use (decision 8). */
import t, { type Test } from 'tap';
import { aBundle, freshOid, openDossier, push } from '../fixtures/dossier.js';
import { issuesOf } from '../fixtures/outcome.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';
import {
  aFolder,
  attachmentOf,
  documentOf,
  entryOf,
  RFC_3986,
  setOf,
  totalsOf,
  withFolder,
} from '../fixtures/submission.js';

const server = await startServer(t);
const { patient } = await openDossier(server, { authorised: ['neurologist', 'nurse'] });
const child = (await openDossier(server, { persona: 'child' })).patient;
const nurse = await server.as('nurse');
const own = await server.as('patient');

function placesOf(answer: Answer): string[] {
  return answer.json().entry.map(({ response }: Json) => response.location.split('/_history')[0]);
}

/** Posts what may store nothing. */
async function storesNothing(t: Test, who: string, bundle: Json): Promise<Answer> {
  const before = await totalsOf(patient, own, nurse);
  const answer = await (await server.as(who)).post('', bundle);
  t.same(await totalsOf(patient, own, nurse), before, 'nothing is stored');
  return answer;
}

t.test('the same submission again is answered with the same locations', async (t) => {
  const bundle = aBundle(patient, [{}, {}]);
  const first = await nurse.post('', bundle);
  const again = await storesNothing(t, 'nurse', bundle);
  t.equal(again.status, 200);
  t.same(placesOf(again), placesOf(first));
  for (const { response } of again.json().entry) t.match(response.status, /^200/);
  const third = await storesNothing(t, 'nurse', bundle);
  t.same(placesOf(third), placesOf(first), 'as often as it is sent');
});

t.test('a submission with a folder and a replacement again is the same act', async (t) => {
  const [old] = (await push(server, 'nurse', aBundle(patient))).documents;
  const bundle = aBundle(patient);
  const document = entryOf(bundle, 'DocumentReference');
  document.resource.relatesTo = [
    { code: 'replaces', target: { reference: `DocumentReference/${old}` } },
  ];
  const folder = aFolder(patient, [document.fullUrl]);
  folder.identifier = [setOf(aBundle(patient)).identifier[0]];
  withFolder(bundle, folder);
  const first = await nurse.post('', bundle);
  t.equal(first.status, 200);
  const again = await storesNothing(t, 'nurse', bundle);
  t.equal(again.status, 200);
  t.same(placesOf(again), placesOf(first));
});

t.test('two of the same at once are stored once, and both are answered', async (t) => {
  const bundle = aBundle(patient);
  const answers = await Promise.all([1, 2, 3, 4].map(() => nurse.post('', bundle)));
  t.same(
    answers.map(({ status }) => status),
    [200, 200, 200, 200],
  );
  t.equal(new Set(answers.map((answer) => placesOf(answer).join())).size, 1, 'the same places');
});

t.test('known and new mixed is 409: it is no repetition', async (t) => {
  const bundle = aBundle(patient);
  t.equal((await nurse.post('', bundle)).status, 200);
  const longer = structuredClone(bundle);
  const [set, document, binary] = aBundle(patient).entry;
  longer.entry.push(document, binary);
  longer.entry[0].resource.entry.push(...set.resource.entry);
  t.equal((await storesNothing(t, 'nurse', longer)).status, 409);
  const otherSet = structuredClone(bundle);
  setOf(otherSet).identifier[0].value = freshOid();
  t.equal((await storesNothing(t, 'nurse', otherSet)).status, 409, 'a new set, known documents');
  const otherDocument = structuredClone(bundle);
  documentOf(otherDocument).masterIdentifier.value = freshOid();
  t.equal((await storesNothing(t, 'nurse', otherDocument)).status, 409, 'the other way round');
});

t.test('other bytes under a known identifier are 409', async (t) => {
  const bundle = aBundle(patient);
  t.equal((await nurse.post('', bundle)).status, 200);
  const other = structuredClone(bundle);
  entryOf(other, 'Binary').resource.data = Buffer.from('autre chose').toString('base64');
  delete attachmentOf(other).hash;
  delete attachmentOf(other).size;
  t.equal((await storesNothing(t, 'nurse', other)).status, 409);
});

t.test('hidden, another patient’s and another author’s identifiers are one answer', async (t) => {
  const used = async (who: string, whose: string, labels: string[] = []): Promise<string> => {
    const masterIdentifier = freshOid();
    await push(server, who, aBundle(whose, [{ masterIdentifier, labels }]));
    return masterIdentifier;
  };
  const identifiers = {
    visible: await used('nurse', patient),
    hidden: await used('gp', patient, ['MASQUE_PS']),
    'another patient’s': await used('nurse', child),
    'another author’s': await used('gp', patient),
  };
  const texts = new Set<string>();
  for (const [name, masterIdentifier] of Object.entries(identifiers)) {
    const answer = await storesNothing(t, 'neurologist', aBundle(patient, [{ masterIdentifier }]));
    t.equal(answer.status, 409, name);
    t.equal(issuesOf(answer).length, 1, name);
    texts.add(answer.text);
  }
  t.equal(texts.size, 1, 'the same text');
});

t.test('the same bundle by another author, or for another patient, is 409', async (t) => {
  const bundle = aBundle(patient);
  t.equal((await nurse.post('', bundle)).status, 200);
  const byAnother = await storesNothing(t, 'neurologist', bundle);
  const text = JSON.stringify(bundle).replaceAll(`Patient/${patient}`, `Patient/${child}`);
  const forAnother = await storesNothing(t, 'nurse', JSON.parse(text));
  t.same([byAnother.status, forAnother.status], [409, 409]);
  t.equal(byAnother.text, forAnother.text);
});

t.test('an entryUUID and the id of a submission set are as unique', async (t) => {
  const entryUuid = (bundle: Json): void => {
    documentOf(bundle).identifier = [
      {
        type: { coding: [{ system: TYPES, code: 'entryUUID' }] },
        system: RFC_3986,
        value: 'urn:uuid:0c287d32-01e3-4d87-9953-9fcc9404eb21',
      },
    ];
  };
  const first = aBundle(patient);
  entryUuid(first);
  t.equal((await nurse.post('', first)).status, 200);
  const second = aBundle(patient);
  entryUuid(second);
  t.equal((await storesNothing(t, 'nurse', second)).status, 409);
  const third = aBundle(patient);
  setOf(third).identifier = setOf(first).identifier;
  t.equal((await storesNothing(t, 'nurse', third)).status, 409);
});

const TYPES = 'https://profiles.ihe.net/ITI/MHD/CodeSystem/IHE.MHD.MHDIdentifierType';

t.test('the test space has keys of its own', async (t) => {
  const masterIdentifier = freshOid();
  await push(server, 'nurse', aBundle(patient, [{ masterIdentifier }]));
  const tester = await server.as('tester');
  const made = await tester.post('Patient', { resourceType: 'Patient' });
  t.equal(made.status, 201);
  const answer = await tester.post('', aBundle(made.json().id, [{ masterIdentifier }]));
  t.equal(answer.status, 200);
});

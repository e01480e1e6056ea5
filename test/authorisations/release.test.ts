/** Documents invisible to their patients, and how they come to sight (decision 18). */
import t from 'tap';
import { aBundle, idNatPs, openDossier, persona, push } from '../fixtures/dossier.js';
import { startServer, type Json, type TestClient } from '../fixtures/server.js';

const DAY_MS = 24 * 60 * 60 * 1000;
let now = Date.parse('2026-03-01T08:00:00Z');
const clock = { now: () => now };
const server = await startServer(t, { clock });
const { patient } = await openDossier(server, { generalPractitioner: 'gp' });

function later(days: number): void {
  now += days * DAY_MS;
}

/** Tokens are short: each time a new one. */
async function as(key: string): Promise<TestClient> {
  return server.as(key, { expiresSeconds: 3_000 + (Math.floor(now / DAY_MS) % 1_000) });
}

async function wordsTo(client: TestClient): Promise<Json[]> {
  const found = (await client.get(`Communication?patient=${patient}`)).json();
  return (found.entry ?? []).map(({ resource }: Json) => resource);
}

t.test('a document comes to its patient’s sight when it is time, not before', async (t) => {
  const label = ['INVISIBLE_PATIENT'];
  const { documents } = await push(
    { ...server, as },
    'nurse',
    aBundle(patient, [{ labels: label }]),
  );
  const address = `DocumentReference/${documents[0]}`;
  await server.app.release();
  later(29);
  await server.app.release();
  t.equal((await (await as('patient')).get(address)).status, 404);
  t.strictSame(await wordsTo(await as('patient')), [], 'nothing is told for a month');

  later(1);
  await Promise.all([server.app.release(), server.app.release()]);
  const words = await wordsTo(await as('patient'));
  t.equal(words.length, 1, 'then the patient is told, once');
  t.match(words[0].sender.identifier, idNatPs(await persona('nurse')), 'whom to see');
  t.notMatch(JSON.stringify(words), documents[0], 'and nothing of the document');
  t.equal((await (await as('patient')).get(address)).status, 404);

  later(14);
  await server.app.release();
  t.equal((await (await as('patient')).get(address)).status, 404);
  later(1);
  await Promise.all([server.app.release(), server.app.release()]);
  await server.app.release();
  const own = await as('patient');
  const document = (await own.get(address)).json();
  t.equal(document.meta.versionId, '2', 'it is released once');
  t.strictSame(
    document.securityLabel.map(({ coding }: Json) => coding[0].code),
    ['N'],
  );
  t.equal((await own.get(`DocumentReference?patient=${patient}`)).json().total, 1);
  const trace = (await own.get(`AuditEvent?patient=${patient}&entity=${address}`)).text;
  t.match(trace, /released-when-due/, 'the trace says so');
  t.equal((await wordsTo(own)).length, 1);
});

t.test('what its author or the médecin traitant released is not told of again', async (t) => {
  const label = ['INVISIBLE_PATIENT'];
  const { documents } = await push(
    { ...server, as },
    'nurse',
    aBundle(patient, [{ labels: label }]),
  );
  const address = `DocumentReference/${documents[0]}`;
  const remove = [{ op: 'remove', path: '/securityLabel/0' }];
  t.equal((await (await as('gp')).patch(address, remove)).status, 200);
  const before = await wordsTo(await as('patient'));
  later(60);
  await server.app.release();
  t.equal((await wordsTo(await as('patient'))).length, before.length);
  t.equal((await (await as('patient')).get(address)).json().meta.versionId, '2');
});

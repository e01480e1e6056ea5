/** a token for one patient reaches that patient alone, through every door. */
import t, { type Test } from 'tap';
import { tokensOf } from '../auth/an-app.js';
import { aBundle, openDossier, push, type OpenDossier } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Answer, type TestClient } from '../fixtures/server.js';

const server = await startServer(t);
const authorised = ['nurse'];
const own = await openDossier(server, { authorised });
const other = await openDossier(server, { persona: 'child', authorised });
const nurse = await server.as('nurse');

/** Two documents, the newer replacing the older, and all that belongs to them. */
async function fill({ patient }: OpenDossier) {
  const { documents, lists } = await push(server, 'nurse', aBundle(patient, [{}, {}]));
  const document = `DocumentReference/${documents[0]}`;
  const { content } = (await nurse.get(document)).json();
  return { patient, document, set: `List/${lists[0]}`, binary: String(content[0].attachment.url) };
}

const mine = await fill(own);
const theirs = await fill(other);
const SCOPE = 'launch/patient patient/*.rs';

/** The nurse, in an app that was launched for one of two patients. */
async function launched(scope = SCOPE, patient = 'patient'): Promise<TestClient> {
  const tokens = await tokensOf(server, { scope, persona: 'nurse', patient });
  return server.withToken(tokens.access_token);
}

const client = await launched();

/** What leads to documents of a dossier; each finds some for who may see it. */
function doors({ patient, document, set, binary }: typeof mine): string[] {
  return [
    ...[document, `${document}/_history`, `${document}/_history/1`, set, binary],
    ...[`Patient/${patient}`, `Patient/${patient}/$everything`],
  ];
}

function searches({ patient, document, set }: typeof mine): string[] {
  return [
    `DocumentReference?patient=${patient}`,
    `DocumentReference?patient=${patient}&_include=DocumentReference:subject`,
    `List?patient=${patient}&_include=List:item`,
    `DocumentReference?patient=${patient}&_revinclude=List:item`,
    `DocumentReference?patient=${patient}&_has:List:item:_id=${set.slice(5)}`,
    `DocumentReference?patient=${patient}&patient.gender=female,male`,
    `Patient/${patient}/DocumentReference`,
    `DocumentReference?patient=${patient}&_count=1`,
    `List?patient=${patient}&item=${document}`,
  ];
}

function isFound(t: Test, answer: Answer, what: string): void {
  t.equal(answer.status, 200, what);
  if (what.includes('?')) t.ok(answer.json().total > 0, what);
}

t.test('X-03: the nurse herself reaches both dossiers', async (t) => {
  for (const dossier of [mine, theirs])
    for (const door of [...doors(dossier), ...searches(dossier)])
      isFound(t, await nurse.get(door), door);
});

t.test('X-03: an app launched for one patient reaches that dossier', async (t) => {
  for (const door of [...doors(mine), ...searches(mine)]) isFound(t, await client.get(door), door);
});

t.test('X-03: it reaches no other, through no door', async (t) => {
  for (const door of doors(theirs)) isRefusal(t, await client.get(door), { status: 404 });
  for (const search of searches(theirs)) {
    const answer = await client.get(search);
    t.ok(answer.status === 404 || answer.json().total === 0, search);
    if (answer.status === 200) t.notOk(answer.json().entry, search);
  }
});

t.test('X-03: it is told of another what it is told of nobody', async (t) => {
  const nowhere = theirs.document.replace(/[^-]+$/, 'aaaaaaaaaaaaaaaa');
  const [hidden, absent] = [await client.get(theirs.document), await client.get(nowhere)];
  t.equal(hidden.status, absent.status);
  t.equal(hidden.text, absent.text);
});

t.test('X-03: nor in a batch, nor by the next link of somebody else', async (t) => {
  const entry = doors(theirs).map((url) => ({
    request: { method: 'GET', url: url.replace(`${server.base}/`, '') },
  }));
  const batch = await client.post('', { resourceType: 'Bundle', type: 'batch', entry });
  t.equal(batch.status, 200);
  for (const { response } of batch.json().entry) t.match(response.status, /^404/);
  const paged = (await nurse.get(`DocumentReference?patient=${theirs.patient}&_count=1`)).json();
  const next = paged.link.find(({ relation }: { relation: string }) => relation === 'next');
  const answer = await client.get(next.url);
  t.ok(answer.status >= 400 || answer.json().total === 0, String(answer.status));
  t.notMatch(answer.text, 'DocumentReference/');
});

t.test('X-03: nor does it write there', async (t) => {
  const writing = await launched('launch/patient patient/*.cruds');
  const fed = await writing.post('', aBundle(theirs.patient));
  isRefusal(t, fed, { status: 404 });
  t.equal((await writing.post('', aBundle(mine.patient))).status, 200);
  const status = [{ op: 'replace', path: '/status', value: 'superseded' }];
  isRefusal(t, await writing.patch(theirs.document, status), { status: 404 });
});

t.test('X-04: scopes for a patient grant nothing without one, those of a user do', async (t) => {
  const scope = 'patient/*.rs user/DocumentReference.rs';
  const cli = await server.as('nurse', { scope });
  t.equal((await cli.get(theirs.document)).status, 200);
  isRefusal(t, await cli.get(theirs.set), { status: 403, detail: 'insufficient-scope' });
});

t.test('X-04: a patient scope confines a token, whatever else it may', async (t) => {
  const both = await launched('launch/patient patient/DocumentReference.rs user/*.cruds');
  t.equal((await both.get(mine.document)).status, 200);
  isRefusal(t, await both.get(theirs.document), { status: 404 });
  const user = await launched('launch/patient user/*.rs');
  t.equal((await user.get(theirs.document)).status, 200);
});

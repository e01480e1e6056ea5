/** What every search answers, ids S-01 to S-06 and S-40: the Bundle, its links, its outcome. */
import t, { type Test } from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { somePatient } from '../fixtures/patients.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const tester = await server.as('tester');
const nurse = await server.as('nurse');
const own = await server.as('patient');
const { patient } = await openDossier(server, { authorised: ['nurse'] });
await push(server, 'nurse', aBundle(patient, [{ title: 'a' }, { title: 'b' }, { title: 'c' }]));
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** A family name that only one patient has. */
let named = 0;
async function aPatientNamed(): Promise<{ family: string; id: string; body: Json }> {
  named += 1;
  const family = `Nom${named}x`;
  const answer = await tester.post('Patient', somePatient({ name: [{ family }] }));
  return { family, id: answer.json().id, body: answer.json() };
}

function matches(answer: Answer): string[] {
  return (answer.json().entry ?? [])
    .filter(({ search }: Json) => search.mode === 'match')
    .map(({ resource }: Json) => `${resource.resourceType}/${resource.id}`);
}

function linkOf(answer: Answer, relation: string): string | undefined {
  return answer.json().link.find((link: Json) => link.relation === relation)?.url;
}

/** What does not differ from one asking to the next. */
function lasting(answer: Answer): Json {
  const { id: _id, meta: _meta, ...rest } = answer.json();
  return rest;
}

t.test('S-01: a search without a match is an empty searchset', async (t) => {
  const reader = await server.as('neurologist');
  isRefusal(t, await reader.get(`DocumentReference?patient=${patient}`), { status: 403 });
  for (const [client, search] of [
    [tester, 'Patient?family=nobody'],
    [tester, 'Observation?_id=none'],
    [nurse, `DocumentReference?patient=${patient}&status=superseded`],
    [own, 'List?status=retired'],
  ] as const) {
    const answer = await client.get(search);
    t.equal(answer.status, 200, search);
    const { resourceType, type, total } = answer.json();
    t.strictSame([resourceType, type, total], ['Bundle', 'searchset', 0]);
    t.notOk('entry' in answer.json(), 'no entry at all');
  }
});

t.test('S-02: POST _search is GET, and its address and body combine', async (t) => {
  const { family, id } = await aPatientNamed();
  const both = `family=${family}&gender=female`;
  const get = await tester.get(`Patient?${both}`);
  t.strictSame(matches(get), [`Patient/${id}`]);
  const post = async (path: string, body: string): Promise<Answer> =>
    tester.send(path, { method: 'POST', body, headers: FORM });
  for (const answer of [
    await post('Patient/_search', both),
    await post(`Patient/_search?family=${family}`, 'gender=female'),
    await post(`Patient/_search?${both}`, ''),
  ]) {
    t.equal(answer.status, 200, answer.text);
    t.same(lasting(answer), lasting(get));
  }
  const none = await post(`Patient/_search?family=${family}`, 'gender=male');
  t.equal(none.json().total, 0, 'both must hold');
  const of = `patient=${patient}`;
  const documents = await nurse.get(`DocumentReference?${of}&_sort=description`);
  t.same(lasting(await nurse.searchByForm('DocumentReference', `${of}&_sort=description`)), {
    ...lasting(documents),
  });
});

t.test('S-03: the self link has what was used, and nothing that was not', async (t) => {
  const used = 'family=L%C3%A9&gender=male,female&birthdate=ge1980&_sort=family&_count=2';
  const answer = await tester.get(`Patient?${used}&nonsense=1&_total=accurate`);
  const self = linkOf(answer, 'self') ?? '';
  t.ok(self.startsWith(`${server.base}/Patient?`), self);
  for (const pair of used.split('&')) t.ok(self.includes(pair), `${pair} in ${self}`);
  t.notMatch(self, 'nonsense');
  t.same(lasting(await tester.get(self)).link, [{ relation: 'self', url: self }], 'it repeats');
  const posted = await tester.searchByForm('Patient', used);
  t.ok((linkOf(posted, 'self') ?? '').startsWith(`${server.base}/Patient?family=`));
});

t.test('S-04: a parameter that is not known has no effect, or is refused', async (t) => {
  const { family } = await aPatientNamed();
  for (const [client, search] of [
    [tester, `Patient?family=${family}`],
    [nurse, `DocumentReference?patient=${patient}`],
  ] as const) {
    const plain = await client.get(search);
    for (const headers of [{}, { prefer: 'handling=lenient' }]) {
      const answer = await client.get(`${search}&nonsense=1&code:x=2`, headers);
      if (answer.status === 200) isLenient(t, answer, plain);
      else isRefusal(t, answer, { status: 400 }); // a modifier that a parameter has not
      isLenient(t, await client.get(`${search}&nonsense=1`, headers), plain);
    }
    const strict = { prefer: 'handling=strict' };
    isRefusal(t, await client.get(`${search}&nonsense=1`, strict), {
      status: 400,
      says: /nonsense/,
    });
    t.equal((await client.get(search, strict)).status, 200);
  }
});

function isLenient(t: Test, answer: Answer, plain: Answer): void {
  t.equal(answer.status, 200);
  t.strictSame(matches(answer), matches(plain), 'as without it');
  t.equal(answer.json().total, plain.json().total);
  t.equal(linkOf(answer, 'self'), linkOf(plain, 'self'));
}

t.test('S-05: an outcome entry warns, and is not counted', async (t) => {
  for (const search of ['gender=female&nonsense=1', 'family=nobody&nonsense=1']) {
    const answer = await tester.get(`Patient?${search}&_count=1`);
    const { entry, total } = answer.json();
    const outcomes = entry.filter(({ search: { mode } }: Json) => mode === 'outcome');
    t.equal(outcomes.length, 1);
    const [{ resource, fullUrl }] = outcomes;
    t.equal(resource.resourceType, 'OperationOutcome');
    t.match(fullUrl, /^(urn:uuid:|https?:)/);
    for (const { severity, diagnostics } of resource.issue) {
      t.ok(['warning', 'information'].includes(severity), severity);
      t.match(diagnostics, /nonsense/);
    }
    t.equal(entry.length, matches(answer).length + 1);
    const bare = await tester.get(`Patient?${search.replace('&nonsense=1', '')}&_count=1`);
    t.equal(total, bare.json().total);
  }
});

t.test('S-06: every entry says where it is and why it is there', async (t) => {
  const { id } = await aPatientNamed();
  const subject = { reference: `Patient/${id}` };
  const code = { text: 'poids' };
  for (let made = 0; made < 3; made++) {
    const body = { resourceType: 'Observation', status: 'final', code, subject };
    t.equal((await tester.post('Observation', body)).status, 201);
  }
  const [observations, patients] = [
    await tester.get(
      `Observation?subject=Patient/${id}&_include=Observation:subject&_count=2&_total=accurate`,
    ),
    await tester.get(`Patient?_id=${id}&_revinclude=Observation:subject`),
  ];
  const modes = ({ entry }: Json): string[] => entry.map(({ search }: Json) => search.mode);
  t.strictSame(modes(observations.json()), ['match', 'match', 'include']);
  t.equal(observations.json().total, 3, 'of all pages, without what is included');
  t.strictSame(modes(patients.json()), ['match', 'include', 'include', 'include']);
  t.equal(patients.json().total, 1);
  const lists = await nurse.get(`List?patient=${patient}&code=submissionset&_include=List:item`);
  t.equal(lists.json().total, 1);
  for (const answer of [observations, patients, lists]) {
    for (const { fullUrl, resource } of answer.json().entry) {
      t.equal(fullUrl, `${server.base}/${resource.resourceType}/${resource.id}`);
    }
  }
});

t.test('S-40: what was written is found at once, as it is now and not as it was', async (t) => {
  for (let round = 0; round < 5; round++) {
    const { family, id, body } = await aPatientNamed();
    t.strictSame(matches(await tester.get(`Patient?family=${family}`)), [`Patient/${id}`]);
    const name = [{ family: `Autre${family}` }];
    t.equal((await tester.put(`Patient/${id}`, { ...body, name })).status, 200);
    t.equal((await tester.get(`Patient?family=${family}`)).json().total, 0);
    const now = await tester.get(`Patient?family=Autre${family}&_sort=family`);
    t.strictSame(matches(now), [`Patient/${id}`]);
    t.equal(now.json().entry[0].resource.meta.versionId, '2');
    await tester.send(`Patient/${id}`, { method: 'DELETE' });
    for (const search of [`family=Autre${family}`, `_id=${id}`, `gender:not=male&_id=${id}`]) {
      t.equal((await tester.get(`Patient?${search}`)).json().total, 0, search);
    }
  }
});

t.test('S-40: nor is anything found through what is deleted, or included', async (t) => {
  const { family, id } = await aPatientNamed();
  const subject = { reference: `Patient/${id}` };
  const body = { resourceType: 'Observation', status: 'final', code: { text: 'x' }, subject };
  const observation = (await tester.post('Observation', body)).json();
  const chained = `Observation?subject:Patient.family=${family}`;
  const reverse = `Patient?family=${family}&_has:Observation:subject:status=final`;
  t.equal((await tester.get(chained)).json().total, 1);
  t.equal((await tester.get(reverse)).json().total, 1);
  await tester.send(`Observation/${observation.id}`, { method: 'DELETE' });
  t.equal((await tester.get(reverse)).json().total, 0);
  const revinclude = await tester.get(`Patient?_id=${id}&_revinclude=Observation:subject`);
  t.equal(revinclude.json().entry.length, 1);
  const other = (await tester.post('Observation', body)).json();
  t.equal((await tester.send(`Patient/${id}`, { method: 'DELETE' })).status, 204);
  t.equal((await tester.get(chained)).json().total, 0);
  const include = `Observation?_id=${other.id}&_include=Observation:subject`;
  t.equal((await tester.get(include)).json().entry.length, 1);
});

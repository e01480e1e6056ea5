/** Where a search may be asked: in a Patient's compartment, of all types; by a list, by a filter. */
import t from 'tap';
import { aBundle, openDossier, push, type Pushed } from '../fixtures/dossier.js';
import { startServer, type Answer, type Json, type TestClient } from '../fixtures/server.js';

interface Ground {
  readonly patient: string;
  readonly nurse: TestClient;
  readonly neurologist: TestClient;
  readonly stranger: TestClient;
  readonly own: TestClient;
  readonly open: Pushed;
  readonly masked: Pushed;
}

let ground: Ground;

t.before(async () => {
  const server = await startServer(t);
  const { patient } = await openDossier(server, { authorised: ['nurse', 'neurologist'] });
  const two = [
    { date: '2026-01-03T10:00:00Z', change: described('Compte rendu (cœur)') },
    { date: '2026-02-03T10:00:00Z', type: '11502-2', change: described('Analyse') },
  ];
  const open = await push(server, 'nurse', aBundle(patient, two));
  const masked = await push(
    server,
    'nurse',
    aBundle(patient, [{ labels: ['MASQUE_PS'], change: titled('Toxicologie') }]),
  );
  const [nurse, neurologist] = [await server.as('nurse'), await server.as('neurologist')];
  const [stranger, own] = [await server.as('gp'), await server.as('patient')];
  ground = { patient, nurse, neurologist, stranger, own, open, masked };
});

function described(description: string): (one: Json) => Json {
  return (one) => ({ ...one, description });
}

function titled(title: string): (one: Json) => Json {
  return ({ content: [{ attachment, ...content }], ...one }) => {
    return { ...one, content: [{ ...content, attachment: { ...attachment, title } }] };
  };
}

/** `Type/id` of the entries, in order. */
function named(answer: Answer): string[] {
  const entries = (answer.json().entry ?? []).filter(
    ({ search }: Json) => search.mode !== 'outcome',
  );
  return entries.map(({ resource }: Json) => `${resource.resourceType}/${resource.id}`);
}

function nextOf(answer: Answer): string | undefined {
  return answer.json().link.find(({ relation }: Json) => relation === 'next')?.url;
}

t.test('S-42 a compartment is searched as its patient is named', async (t) => {
  const { nurse, neurologist, patient, own } = ground;
  for (const client of [nurse, neurologist, own]) {
    for (const type of ['DocumentReference', 'List']) {
      const [inside, plain] = await Promise.all([
        client.get(`Patient/${patient}/${type}?status=current&_sort=_id`),
        client.get(`${type}?patient=${patient}&status=current&_sort=_id`),
      ]);
      t.ok(inside.json().total > 0);
      t.strictSame(named(inside), named(plain));
      t.equal(inside.json().total, plain.json().total);
    }
  }
  const first = await nurse.get(`Patient/${patient}/DocumentReference?_count=2&foo=1`);
  t.match(
    first.json().link[0].url,
    new RegExp(`/Patient/${patient}/DocumentReference\\?_count=2$`),
  );
  t.equal(named(await nurse.get(nextOf(first) ?? '')).length, 1);
  const form = await nurse.send(`Patient/${patient}/DocumentReference/_search`, {
    method: 'POST',
    body: 'status=current',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  t.equal(form.json().total, 3);
  t.strictSame(named(await own.get(`Patient/${patient}/Patient`)), [`Patient/${patient}`]);
});

t.test('S-42 a compartment that is closed, unknown or none', async (t) => {
  const { nurse, stranger, patient } = ground;
  t.equal((await stranger.get(`Patient/${patient}/DocumentReference`)).status, 403);
  t.equal((await nurse.get('Patient/nobody/DocumentReference')).json().total, 0);
  t.equal((await nurse.get(`Patient/${patient}/Organization`)).status, 404);
  t.equal((await nurse.get(`Patient/${patient}/Nonsense`)).status, 404);
  t.equal((await nurse.get(`DocumentReference/${patient}/List`)).status, 404);
  const other = `Patient/${patient}/DocumentReference?patient=nobody`;
  t.ok([0, 400].includes((await nurse.get(other)).json().total ?? 400));
});

t.test('S-35 _list finds what a list holds, as far as it is seen', async (t) => {
  const { nurse, neurologist, patient, open, masked } = ground;
  const found = async (client: TestClient, lists: string, more = ''): Promise<string[]> =>
    named(await client.get(`DocumentReference?patient=${patient}&_list=${lists}${more}`)).sort();
  const [listed, hidden] = [open.lists[0] ?? '', masked.lists[0] ?? ''];
  const documents = open.documents.map((id) => `DocumentReference/${id}`).sort();
  t.strictSame(await found(nurse, listed), documents);
  t.equal((await found(nurse, listed, '&type=11502-2')).length, 1);
  t.equal((await found(nurse, `${listed},${hidden}`)).length, 3);
  t.strictSame(await found(neurologist, `${listed},${hidden}`), documents);
  t.strictSame(await found(neurologist, hidden), []);
  t.strictSame(await found(nurse, 'unknown'), []);
  const functional = await nurse.get(
    `DocumentReference?patient=${patient}&_list=$current-problems`,
  );
  t.equal(functional.status, 400);
  t.match(functional.json().issue[0].diagnostics, /\$current-problems is not supported/);
});

const A = 'description eq "compte rendu coeur"';
const B = 'type eq http://loinc.org|11502-2';
const NONE = 'status eq superseded';

/** How many of the three documents of the nurse each filter finds. */
const FILTERS: readonly [filter: string, count: number][] = [
  [A, 1],
  [B, 1],
  [`${A} and ${B}`, 0],
  [`${A} or ${B}`, 2],
  [`${NONE} and ${A} or ${B}`, 1],
  [`${B} or ${NONE} and ${A}`, 1],
  [`(${B} or ${A}) and ${NONE}`, 0],
  [`not (${A})`, 2],
  [`not ${A} and ${B}`, 1],
  [`not (${A} or ${B})`, 1],
  ['description co "rendu"', 1],
  ['description sw Compte', 1],
  ['description sw rendu', 0],
  ['description ew coeur', 1],
  ['description pr false', 1],
  ['description pr true', 2],
  ['description ne analyse', 1],
  ['type ne 11502-2', 2],
  ['date ge 2026-02-01 and date lt 2026-03-01', 1],
  ['period po 2026-01', 1],
  ['patient.family eq nobody', 0],
  ['author.family eq Lefèvre', 3],
  ['_lastUpdated gt 2000', 3],
  ['_id eq nothing', 0],
];

t.test('S-35 _filter joins tests by and, or and not', async (t) => {
  const { nurse, patient } = ground;
  for (const [filter, count] of FILTERS) {
    const search = `DocumentReference?patient=${patient}&_filter=${encodeURIComponent(filter)}`;
    const answer = await nurse.get(search);
    t.equal(answer.json().total, count, filter);
  }
});

t.test('S-35 X-09 the words of what is hidden are in nothing', async (t) => {
  const { nurse, neurologist, patient, masked } = ground;
  const search = `DocumentReference?patient=${patient}`;
  for (const [words, count] of [
    ['coeur', 1],
    ['Cœur COMPTE', 1],
    ['(cœur or analyse) and not cœur', 1],
    ['toxicologie', 1],
    ['cœur,analyse', 2],
    ['coeu', 0],
  ] as const) {
    const answer = await nurse.get(`${search}&_content=${encodeURIComponent(words)}`);
    t.equal(answer.json().total, count, words);
  }
  const list = `List?patient=${patient}&_content=${masked.documents[0]}`;
  t.equal((await neurologist.get(`${search}&_content=not+nothing`)).json().total, 2);
  t.equal((await neurologist.get(`${search}&_content=toxicologie`)).json().total, 0);
  t.equal((await neurologist.get(list)).json().total, 0);
  t.equal((await neurologist.get(`${search}&_text=coeur`)).json().total, 0);
});

t.test('S-35 what a filter may not say is refused by name', async (t) => {
  const { nurse, patient } = ground;
  for (const [filter, why] of [
    ['', /not whole/],
    ['type', /not whole/],
    ['type eq', /not whole/],
    ['type eq a b', /"b" stands where a filter ends/],
    ['(type eq a', /parenthesis/],
    ['type eq "a', /cannot be read/],
    ['nonsense eq a', /nonsense is no search parameter/],
    ['type in http://vs', /operator in is not supported/],
    ['type ss a', /operator ss/],
    ['date co 2020', /operator co/],
    ['date eq yesterday', /not a date/],
    ['relatesto[code eq a].target eq b', /filters within a path/],
    [`${'('.repeat(30)}type eq a`, /deeper than 20/],
  ] as const) {
    const search = `DocumentReference?patient=${patient}&_filter=${encodeURIComponent(filter)}`;
    const answer = await nurse.get(search);
    t.equal(answer.status, 400, filter);
    t.match(answer.json().issue?.[0].diagnostics ?? '', why, filter);
  }
});

t.test('X-09 a filter does not tell of what is hidden, denied or not', async (t) => {
  const { neurologist, patient, masked } = ground;
  const hidden = `DocumentReference/${masked.documents[0]}`;
  for (const [filter, count] of [
    [`item eq ${hidden}`, 0],
    [`not (item eq ${hidden})`, 1],
  ] as const) {
    const search = `List?patient=${patient}&_filter=${encodeURIComponent(filter)}`;
    t.equal((await neurologist.get(search)).json().total, count, filter);
  }
});

t.test('S-35 S-42 several types are searched at once, in one order, page by page', async (t) => {
  const { nurse, own, patient } = ground;
  const search = `?_type=DocumentReference,List&patient=${patient}`;
  const whole = await nurse.get(`${search}&_sort=_lastUpdated`);
  t.equal(whole.json().total, 5);
  const times = whole.json().entry.map(({ resource }: Json) => resource.meta.lastUpdated);
  t.strictSame(times, [...times].sort());
  t.equal(new Set(named(whole)).size, 5);
  for (const sort of ['_lastUpdated', '-_lastUpdated', 'status', '_id', 'status,-date']) {
    const all = named(await nurse.get(`${search}&_sort=${sort}`));
    const paged: string[] = [];
    for (let url: string | undefined = `${search}&_sort=${sort}&_count=2`; url !== undefined;) {
      const page: Answer = await nurse.get(url);
      t.equal(page.json().total, 5);
      paged.push(...named(page));
      url = nextOf(page);
    }
    t.strictSame(paged, all, sort);
  }
  t.match(whole.json().link[0].url, /\/fhir\?_type=DocumentReference,List&patient=/);
  const form = await nurse.send('_search', {
    method: 'POST',
    body: search.slice(1),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  t.equal(form.json().total, 5);
  const compartment = await nurse.get(`Patient/${patient}/*`);
  t.equal(compartment.json().total, 6, 'the Patient too');
  t.strictSame(
    named(await own.get('')).sort(),
    named(await own.get(`Patient/${patient}/*`)).sort(),
  );
  const included = await nurse.get(`${search}&_id=none&_include=*`);
  t.equal(included.json().total, 0);
});

t.test('X-03 S-35 several types show what each of them would show', async (t) => {
  const { neurologist, stranger, patient, nurse } = ground;
  const search = `?_type=DocumentReference,List&patient=${patient}`;
  t.equal((await neurologist.get(search)).json().total, 3);
  t.equal((await stranger.get(search)).status, 403);
  t.equal((await stranger.get(`Patient/${patient}/*`)).status, 403);
  t.equal((await nurse.get(`?_type=Observation&patient=${patient}`)).status, 403);
  t.equal((await nurse.get('?_type=DocumentReference,List')).status, 400, 'no patient is named');
  for (const [query, why] of [
    ['_type=Nonsense', /no type of this server/],
    ['_type=', /no type of this server/],
    ['_type=AuditEvent', /searched by itself/],
    [`_type=DocumentReference,List&patient=${patient}&title=x`, /DocumentReference has no such/],
    [`_type=DocumentReference,List&patient=${patient}&_sort=type`, /_sort/],
  ] as const) {
    const answer = await nurse.get(`?${query}`);
    t.equal(answer.status, 400, query);
    t.match(answer.json().issue[0].diagnostics, why, query);
  }
  t.equal((await nurse.get('?_type=Practitioner,Organization&_total=accurate')).json().total, 0);
  t.equal((await nurse.get(`Patient/${patient}/*?_type=Organization`)).status, 400);
});

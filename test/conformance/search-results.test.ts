/** How results are given: their order, their total, page by page. */
import t from 'tap';
import { aBundle, aFolder, openDossier, push } from '../fixtures/dossier.js';
import {
  startServer,
  type Answer,
  type Json,
  type TestClient,
  type TestServer,
} from '../fixtures/server.js';

let server: TestServer;
let patient: string;
let nurse: TestClient;
let neurologist: TestClient;

t.before(async () => {
  server = await startServer(t);
  ({ patient } = await openDossier(server, { authorised: ['nurse', 'neurologist'] }));
  nurse = await server.as('nurse');
  neurologist = await server.as('neurologist');
  const setting = (code: string | undefined) => (one: Json) => ({
    ...one,
    context: {
      ...one.context,
      ...(code === undefined ? {} : { event: [{ coding: [{ system: 'urn:x', code }] }] }),
    },
  });
  const bundle = aBundle(patient, [
    { title: 'a', date: '2026-01-03T10:00:00Z', change: setting('b2') },
    { title: 'b', date: '2026-01-01T10:00:00Z', change: setting('a1') },
    { title: 'c', date: '2026-01-02T10:00:00Z', change: setting('a1') },
    { title: 'd', date: '2026-01-04T10:00:00Z', change: setting(undefined) },
  ]);
  await push(server, 'nurse', bundle);
});

function titles(answer: Answer): string {
  const entries = answer.json().entry ?? [];
  return entries.map(({ resource }: Json) => resource.content[0].attachment.title).join('');
}

function nextOf(answer: Answer): string | undefined {
  return answer.json().link.find(({ relation }: Json) => relation === 'next')?.url;
}

/** The ids of all pages, in order. */
async function allPages(client: TestClient, search: string, between = async () => {}) {
  const ids: string[] = [];
  for (let url: string | undefined = search; url !== undefined;) {
    const answer: Answer = await client.get(url);
    ids.push(...(answer.json().entry ?? []).map(({ resource }: Json) => resource.id));
    url = nextOf(answer);
    await between();
  }
  return ids;
}

t.test('S-38 results are sorted by any parameter and by several, both ways', async (t) => {
  const sorted = async (keys: string): Promise<string> =>
    titles(await nurse.get(`DocumentReference?patient=${patient}&_sort=${keys}`));
  t.equal(await sorted('date'), 'bcad');
  t.equal(await sorted('-date'), 'dacb');
  t.equal(await sorted('event,date'), 'bcad', 'without a value last');
  t.equal(await sorted('event,-date'), 'cbad');
  t.equal(await sorted('-event,date'), 'abcd', 'and last downwards too');
  t.equal(await sorted('status,type,-date'), 'dacb', 'where all is equal, by what comes after');
  t.equal(await sorted('subject,-creation,_id'), 'dacb');
  const ids = (await nurse.get(`DocumentReference?patient=${patient}&_sort=-_id`)).json().entry;
  const down = ids.map(({ resource }: Json) => resource.id);
  t.strictSame(down, [...down].sort().reverse());
});

t.test('S-38 V-04 pages of several keys join without gap and double', async (t) => {
  for (const keys of ['event,-date', '-event,title', 'event', '-author,event,-_lastUpdated']) {
    const search = `DocumentReference?patient=${patient}&_sort=${keys.replace('title', 'description')}`;
    const whole = (await nurse.get(search)).json().entry.map(({ resource }: Json) => resource.id);
    for (const count of [1, 2, 3])
      t.strictSame(await allPages(nurse, `${search}&_count=${count}`), whole, `${keys} ${count}`);
  }
});

t.test('S-38 an order that cannot be is refused with those that can', async (t) => {
  for (const keys of ['nonsense', 'date,nonsense', '', 'date,,type', '--date']) {
    const answer = await nurse.get(`DocumentReference?patient=${patient}&_sort=${keys}`);
    t.equal(answer.status, 400, keys);
    t.match(answer.json().issue[0].diagnostics, /Send one or several of .*date/, keys);
  }
});

/** Lists as their reader sees them, by one of their values. */
interface Seen {
  readonly id: string;
  readonly value: string;
}

function seen(answer: Answer, valueOf: (list: Json) => string[]): Seen[] {
  return answer.json().entry.map(({ resource }: Json) => ({
    id: resource.id,
    value: valueOf(resource).sort()[0] ?? '',
  }));
}

/** The ids in the order of values that are shown, ties by id. */
function inOrder(lists: readonly Seen[]): string[] {
  const text = ({ id, value }: Seen): string => `${value.toLowerCase()} ${id}`;
  return [...lists].sort((a, b) => (text(a) < text(b) ? -1 : 1)).map(({ id }) => id);
}

t.test('X-09 what is hidden does not sort what points at it', async (t) => {
  const folders: Json[] = [];
  for (let i = 0; i < 5; i++) {
    const made = await push(server, 'nurse', aBundle(patient, [{}, { labels: ['MASQUE_PS'] }]));
    const [one = ''] = made.documents;
    folders.push((await nurse.post('List', aFolder(patient, one))).json());
  }
  const masked = await push(server, 'nurse', aBundle(patient, [{ labels: ['MASQUE_PS'] }]));
  const [first] = folders;
  const entry = [
    ...first.entry,
    { item: { reference: `DocumentReference/${masked.documents[0]}` } },
  ];
  t.equal((await nurse.put(`List/${first.id}`, { ...first, entry })).status, 200);
  const items = (list: Json) => list.entry.map(({ item }: Json) => item.reference);
  const byItem = await neurologist.get(`List?patient=${patient}&code=submissionset&_sort=item`);
  t.strictSame(
    byItem.json().entry.map(({ resource }: Json) => resource.id),
    inOrder(seen(byItem, items)),
  );
  for (const keys of ['_lastUpdated', 'status,_lastUpdated', '_lastUpdated,item']) {
    const search = `List?patient=${patient}&code=folder&_sort=${keys}`;
    const answer = await neurologist.get(search);
    const times = seen(answer, ({ meta }) => [meta.lastUpdated]);
    t.strictSame(
      times.map(({ id }) => id),
      inOrder(times),
      keys,
    );
    t.equal(times[0]?.id, first.id, 'as if nothing had been added to the first');
    t.strictSame(
      await allPages(neurologist, `${search}&_count=2`),
      times.map(({ id }) => id),
    );
    const grown = seen(await nurse.get(search), ({ meta }) => [meta.lastUpdated]);
    t.equal(grown.at(-1)?.id, first.id, 'who sees it sees it move');
  }
});

t.test('X-09 what is hidden is no reason to find what points at it', async (t) => {
  const masked = await push(server, 'nurse', aBundle(patient, [{ labels: ['MASQUE_PS'] }]));
  const target = { reference: `DocumentReference/${masked.documents[0]}` };
  const pointing = await push(
    server,
    'nurse',
    aBundle(patient, [{ change: (one) => ({ ...one, relatesTo: [{ code: 'appends', target }] }) }]),
  );
  const search = `DocumentReference?patient=${patient}&_id=${pointing.documents[0]}`;
  for (const [condition, shown, whole] of [
    ['relation=appends', 0, 1],
    ['relation:not=appends', 1, 0],
    ['relation:missing=true', 1, 0],
    ['relatesto:missing=false', 0, 1],
    [`_filter=${encodeURIComponent('not (relation eq appends)')}`, 1, 0],
  ] as const) {
    const [theirs, own] = await Promise.all(
      [neurologist, nurse].map((client) => client.get(`${search}&${condition}`)),
    );
    t.strictSame([theirs?.json().total, own?.json().total], [shown, whole], condition);
  }
  const lists = `List?patient=${patient}&code=folder`;
  const [first] = (await neurologist.get(`${lists}&_sort=_lastUpdated&_count=1`)).json().entry;
  const { id, meta } = first.resource;
  const at = `${lists}&_id=${id}&_lastUpdated=${encodeURIComponent(meta.lastUpdated)}`;
  t.equal((await neurologist.get(at)).json().total, 1, 'by the time that is shown');
  t.equal((await nurse.get(at)).json().total, 0, 'to whom it was changed since');
});

t.test('S-07 S-08 totals are given, estimated or left out, and entries too', async (t) => {
  const search = `DocumentReference?patient=${patient}&description:missing=true&status=current`;
  const all = (await nurse.get(search)).json().total;
  t.ok(all > 4);
  for (const total of ['estimate', 'accurate'])
    t.equal((await nurse.get(`${search}&_total=${total}&_count=1`)).json().total, all);
  const none = (await nurse.get(`${search}&_total=none&_count=1`)).json();
  t.strictSame([none.total, none.entry.length], [undefined, 1]);
  for (const count of ['_count=0', '_summary=count']) {
    const counted = (await nurse.get(`${search}&${count}&_include=*`)).json();
    t.strictSame([counted.total, counted.entry, counted.link.length], [all, undefined, 1]);
  }
  t.equal((await nurse.get(`${search}&_total=some`)).status, 400);
});

t.test('S-41 V-04 V-05 while another writes, every match is given once', async (t) => {
  const search = `DocumentReference?patient=${patient}&_sort=event,-_lastUpdated&_count=3`;
  const before = await allPages(nurse, search);
  const during = await allPages(nurse, search, async () => {
    await push(server, 'neurologist', aBundle(patient, [{ change: (one) => one }]));
  });
  t.strictSame(during, before);
  t.equal(new Set(during).size, during.length);
  const link = nextOf(await nurse.get(`${search}&status=current,superseded`)) ?? '';
  const page = (await nurse.get(link)).json();
  t.match(page.link[0].url, /status=current,superseded/, 'the search goes on as it was asked');
});

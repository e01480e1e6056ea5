/**
 * The pages of a search (decision 24): later pages read the first page's snapshot, under the rights
 * and labels of now.
 */
import t, { type Test } from 'tap';
import type { Clock } from '../../src/clock.js';
import {
  aBundle,
  aConsent,
  openDossier,
  persona,
  push,
  VISIBILITY,
  type DocumentWish,
} from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Json, type TestClient, type TestServer } from '../fixtures/server.js';
import { related } from '../fixtures/submission.js';

interface Shelf {
  readonly server: TestServer;
  readonly patient: string;
  /** In the order a search gives them: newest first. */
  readonly documents: readonly string[];
  readonly neurologist: TestClient;
}

/** A dossier of five documents of different days. */
async function aShelf(t: Test, clock?: Clock): Promise<Shelf> {
  const server = await startServer(t, clock === undefined ? {} : { clock });
  const { patient } = await openDossier(server, { authorised: ['neurologist'] });
  const wishes = [5, 4, 3, 2, 1].map((day): DocumentWish => ({
    date: `2026-03-0${day}T09:00:00+01:00`,
  }));
  const { documents } = await push(server, 'nurse', aBundle(patient, wishes));
  return { server, patient, documents, neurologist: await server.as('neurologist') };
}

async function firstPage({ patient, neurologist }: Shelf): Promise<Json> {
  const search = `DocumentReference?patient=${patient}&_sort=-date&_count=2`;
  return (await neurologist.get(search)).json();
}

function nextOf(bundle: Json): string | undefined {
  return bundle.link.find(({ relation }: Json) => relation === 'next')?.url;
}

function idsOf(bundle: Json): string[] {
  return (bundle.entry ?? []).map(({ resource }: Json) => resource.id);
}

/** All pages from here on. */
async function rest(client: TestClient, bundle: Json): Promise<Json[]> {
  const pages: Json[] = [];
  for (let url = nextOf(bundle); url !== undefined; url = nextOf(pages.at(-1)))
    pages.push((await client.get(url)).json());
  return pages;
}

const MASK = [
  {
    op: 'add',
    path: '/securityLabel/-',
    value: { coding: [{ system: VISIBILITY, code: 'MASQUE_PS' }] },
  },
];

t.test('pages together give each document once, in order, with the same total', async (t) => {
  const shelf = await aShelf(t);
  const first = await firstPage(shelf);
  const pages = [first, ...(await rest(shelf.neurologist, first))];
  t.same(pages.map(idsOf).flat(), shelf.documents);
  t.same(
    pages.map(({ total }) => total),
    [5, 5, 5],
  );
  t.notOk(nextOf(pages[2]), 'the last page has no next');
});

t.test('a document masked between two pages is not on the second', async (t) => {
  const shelf = await aShelf(t);
  const first = await firstPage(shelf);
  const own = await shelf.server.as('patient');
  t.equal((await own.patch(`DocumentReference/${shelf.documents[2]}`, MASK)).status, 200);
  const pages = await rest(shelf.neurologist, first);
  t.same(pages.map(idsOf).flat(), [shelf.documents[3], shelf.documents[4]]);
  t.same(
    pages.map(({ total }) => total),
    pages.map(() => 4),
    'nor counted',
  );
  t.notMatch(JSON.stringify(pages), new RegExp(String(shelf.documents[2])));
});

t.test('a document withdrawn between two pages is not on the second', async (t) => {
  const shelf = await aShelf(t);
  const first = await firstPage(shelf);
  const withdraw = [{ op: 'replace', path: '/status', value: 'entered-in-error' }];
  const nurse = await shelf.server.as('nurse');
  t.equal((await nurse.patch(`DocumentReference/${shelf.documents[2]}`, withdraw)).status, 200);
  const pages = await rest(shelf.neurologist, first);
  t.same(pages.map(idsOf).flat(), [shelf.documents[3], shelf.documents[4]]);
});

t.test('what is pushed or superseded between two pages does not move them', async (t) => {
  const shelf = await aShelf(t);
  const { server, patient, documents, neurologist } = shelf;
  const search = `DocumentReference?patient=${patient}&status=current&_sort=-date&_count=2`;
  const first = (await neurologist.get(search)).json();
  const next = related('replaces', String(documents[2]), { date: '2026-03-02T12:00:00+01:00' });
  await push(server, 'nurse', aBundle(patient, [next]));
  const pages = await rest(neurologist, first);
  t.same(pages.map(idsOf).flat(), documents.slice(2));
  t.same(
    pages.map(({ total }) => total),
    [5, 5],
  );
  t.equal(pages[0].entry[0].resource.status, 'current', 'as it stood on the first page');
});

t.test('a right withdrawn between two pages ends them', async (t) => {
  const shelf = await aShelf(t);
  const first = await firstPage(shelf);
  const own = await shelf.server.as('patient');
  const block = aConsent(shelf.patient, await persona('neurologist'), 'deny');
  t.equal((await own.post('Consent', block)).status, 201);
  t.equal((await shelf.neurologist.get(String(nextOf(first)))).status, 403);
});

t.test('a page link is of no use changed, to another caller, or for another type', async (t) => {
  const shelf = await aShelf(t);
  const link = String(nextOf(await firstPage(shelf)));
  const [base = '', token = ''] = link.split('_page=');
  const changed = [
    `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`,
    token.slice(0, token.length / 2),
    `${token}x`,
    '',
    Buffer.from('{"type":"DocumentReference"}').toString('base64url'),
  ];
  for (const one of changed) {
    const answer = await shelf.neurologist.get(`${base}_page=${one}`);
    isRefusal(t, answer, { status: 400 });
  }
  for (const other of ['nurse', 'patient', 'stranger']) {
    const answer = await (await shelf.server.as(other)).get(link);
    t.ok(answer.status >= 400 && answer.status < 500, other);
  }
  const elsewhere = await shelf.neurologist.get(link.replace('/DocumentReference?', '/List?'));
  isRefusal(t, elsewhere, { status: 400 });
  t.equal((await shelf.neurologist.get(link)).status, 200, 'unchanged, it still works');
});

t.test('pages of a search by form are links that GET follows', async (t) => {
  const { neurologist, patient, documents } = await aShelf(t);
  const form = `patient=${patient}&_sort=-date&_count=3`;
  const first = (await neurologist.searchByForm('DocumentReference', form)).json();
  const pages = [first, ...(await rest(neurologist, first))];
  t.same(pages.map(idsOf).flat(), documents);
});

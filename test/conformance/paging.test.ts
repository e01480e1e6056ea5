/** Conformance checklist, part V: the pages of a search. History has tests of its own. */
import t from 'tap';
import { openDossier, aBundle, push } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Answer, type Json, type TestClient } from '../fixtures/server.js';

const server = await startServer(t);
const registrar = await server.as('registrar');
const { patient } = await openDossier(server, { authorised: ['gp'] });
const gp = await server.as('gp');
await push(server, 'gp', aBundle(patient, [{}, {}, {}, {}, {}]));
for (const name of ['Léon', 'Léon-Martin', 'Léonard', 'Léonce', 'Paul'])
  await registrar.post('Organization', { resourceType: 'Organization', name });

const linkOf = (answer: Answer, wanted: string): string | undefined =>
  answer.json().link.find(({ relation }: Json) => relation === wanted)?.url;
const idsOf = (answer: Answer): string[] =>
  (answer.json().entry ?? []).map(({ resource }: Json) => String(resource.id));

/** Follows next links to the end; `between` happens after the first page. */
async function pagesOf(
  client: TestClient,
  path: string,
  between: () => Promise<unknown> = async () => undefined,
): Promise<Answer[]> {
  const pages: Answer[] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const answer: Answer = await client.get(next);
    if (answer.status !== 200) throw new Error(answer.text);
    pages.push(answer);
    if (pages.length === 1) await between();
    next = linkOf(answer, 'next');
  }
  return pages;
}

t.test('V-04: pages give every match once, whatever is written in between', async (t) => {
  const path = `DocumentReference?patient=${patient}`;
  const all = idsOf(await gp.get(path));
  const pages = await pagesOf(gp, `${path}&_count=2`, () => push(server, 'gp', aBundle(patient)));
  t.same(pages.flatMap(idsOf), all);
  t.same([...new Set(pages.map((page) => page.json().total as number))], [all.length]);
  const wide = idsOf(await registrar.get('Organization'));
  const more = (): Promise<Answer> =>
    registrar.post('Organization', { resourceType: 'Organization', name: 'Nouvelle' });
  t.same((await pagesOf(registrar, 'Organization?_count=2', more)).flatMap(idsOf), wide);
});

t.test('V-05: _count is kept, links are absolute and say what was asked', async (t) => {
  const pages = await pagesOf(registrar, 'Organization?name=L%C3%A9on&_count=3');
  t.same(
    pages.map((page) => idsOf(page).length),
    [3, 1],
  );
  const self = linkOf(pages[0] as Answer, 'self') ?? '';
  t.ok(self.startsWith(`${server.base}/Organization?`), self);
  t.match(self, /name=L%C3%A9on/);
  t.same(idsOf(await registrar.get(self)), idsOf(pages[0] as Answer));
  const either = await registrar.get('Organization?name=Paul,L%C3%A9once');
  t.match(linkOf(either, 'self'), /name=Paul,L%C3%A9once/);
  t.equal(linkOf(either, 'next'), undefined);
});

t.test('V-06: a touched link is refused, another’s gives nothing', async (t) => {
  const first = await gp.get(`DocumentReference?patient=${patient}&_count=2`);
  const next = linkOf(first, 'next') ?? '';
  isRefusal(t, await gp.get(`${next.slice(0, -4)}AAAA`), { status: 400 });
  isRefusal(t, await gp.get('DocumentReference?_page=nonsense'), { status: 400 });
  isRefusal(t, await (await server.as('stranger')).get(next), { status: 400 });
});

t.test('V-05: links to further pages keep _format and _pretty', async (t) => {
  const look = '_format=application/fhir%2Bjson&_pretty=true';
  const xml = { accept: 'application/fhir+xml' };
  for (const path of [
    `DocumentReference?patient=${patient}&_count=4`,
    'Organization?_count=2',
    'Organization/_history?_count=2',
    `Patient/${patient}/$everything?_count=4`,
    `DocumentReference/$docref?patient=${patient}&start=2020-01-01&_count=4`,
  ]) {
    const client = path.startsWith('Organization') ? registrar : gp;
    let next: string | undefined = `${path}&${look}`;
    let pages = 0;
    for (; next !== undefined; pages += 1) {
      const answer: Answer = await client.get(next, xml);
      t.match(answer.headers.get('content-type'), /fhir\+json/, next);
      t.match(answer.text, /^\{\n/, 'in lines');
      next = linkOf(answer, 'next');
      if (next !== undefined) t.match(next, /[?&]_format=application\/fhir%2Bjson&_pretty=true$/);
    }
    t.ok(pages > 1, path);
    t.notMatch(linkOf(await client.get(path), 'next'), /_format|_pretty/);
  }
});

t.test('V-05: the self link of a later page tells how that page was asked for', async (t) => {
  const first = await registrar.get('Organization?_count=2&_format=json');
  const later = await registrar.get(`${linkOf(first, 'next')}&_pretty=true`);
  t.equal(linkOf(later, 'self'), `${server.base}/Organization?_count=2&_format=json&_pretty=true`);
});

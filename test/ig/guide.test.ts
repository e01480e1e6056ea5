/**
 * The implementation guide: it is built without a network, always the same; its pages are whole and
 * lead to each other; and what it shows as an example is taken by the server as it states.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { XMLValidator } from 'fast-xml-parser';
import t, { type Test } from 'tap';
import { deliveryOf, inOrder } from '../../scripts/ig/examples.js';
import { exchanged } from '../../scripts/ig/exchange.js';
import { faultsOfProfiles } from '../../scripts/ig/faults.js';
import { buildGuide } from '../../scripts/ig/guide.js';
import type { GuideServer } from '../../scripts/ig/server.js';
import { repositoryRoot } from '../fixtures/requires.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';

t.setTimeout(180_000);

const faults = await faultsOfProfiles();
const guide = await buildGuide(faults);
const pages = [...guide].filter(([path]) => path.endsWith('.html'));

/** All that a pattern finds in a page. */
function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found = '']) => found);
}

/** Asserts that nothing is wrong with any file; those that are wrong are told by name. */
function none(t: Test, wrong: readonly (readonly [string, string])[]): void {
  t.strictSame(
    wrong.map(([path]) => path),
    [],
  );
}

t.test('the guide has a page and a download for each resource of the profiles', (t) => {
  const folders = ['structure-definitions', 'value-sets', 'code-systems', 'concept-maps'];
  const types = ['StructureDefinition', 'ValueSet', 'CodeSystem', 'ConceptMap'];
  const named = folders.flatMap((folder, at) =>
    readdirSync(join(repositoryRoot(), 'profiles', folder)).map((name) => `${types[at]}-${name}`),
  );
  const examples = readdirSync(join(repositoryRoot(), 'profiles/examples'));
  const expected = [
    ...named.flatMap((json) => [json, json.replace('.json', '.html')]),
    ...examples.flatMap((json) => [json, `example-${json.replace('.json', '.html')}`]),
  ];
  const missing = expected.filter((path) => !guide.has(path));
  t.strictSame(missing, []);
  t.end();
});

t.test('every page is well-formed, says its title once, and is not empty', (t) => {
  const isWrong = (text: string): boolean => {
    const [, main = ''] = /<main[^>]*>([^]*)<\/main>/.exec(text) ?? [];
    const [title = '', ...more] = all(main, /<h1>([^]*?)<\/h1>/g);
    const isTitled = title !== '' && text.includes(`<title>${title} · Dossier</title>`);
    const isEmpty = main.replaceAll(/<[^>]*>|\s+/g, '').length < 200;
    return XMLValidator.validate(text) !== true || !isTitled || more.length > 0 || isEmpty;
  };
  none(
    t,
    pages.filter(([, text]) => isWrong(text)),
  );
  t.end();
});

t.test('every link leads to a page, and an anchor that it has once; none is unlinked', (t) => {
  const anchors = new Map(pages.map(([path, text]) => [path, all(text, /\sid="([^"]*)"/g)]));
  const doubled = [...anchors].filter(([, ids]) => new Set(ids).size < ids.length);
  const links = pages.flatMap(([path, text]) =>
    all(text, /\shref="([^"]*)"/g)
      .filter((href) => !/^https?:/.test(href))
      .map((href) => ({ path, target: href.replace(/#.*/, '') || path, at: href.split('#')[1] })),
  );
  const broken = links.filter(
    ({ target, at }) =>
      !guide.has(target) || (at !== undefined && !anchors.get(target)?.includes(at)),
  );
  const linked = new Set(links.flatMap(({ path, target }) => (path === target ? [] : [target])));
  const unlinked = [...guide.keys()].filter((path) => !linked.has(path));
  t.strictSame({ doubled, broken, unlinked }, { doubled: [], broken: [], unlinked: [] });
  t.end();
});

t.test('a page is read without a network and without a script, and holds no token', (t) => {
  const isWrong = (text: string): boolean =>
    /<script|<img|<iframe|\ssrc=|Bearer ey/.test(text) ||
    all(text, /<link rel="stylesheet" href="([^"]*)"/g).join() !== 'guide.css';
  none(
    t,
    pages.filter(([, text]) => isWrong(text)),
  );
  t.notMatch(guide.get('guide.css'), /@import|url\(/);
  t.end();
});

t.test(
  'every failure of the catalogue has its place, most with a request that provokes it',
  (t) => {
    const text = guide.get('errors.html') ?? '';
    const told = all(text, /<section id="([a-z-]+)"/g).filter((id) => id !== 'all');
    const provoked = new Set(all(text, /&quot;code&quot;: &quot;([a-z-]+)&quot;\s+}\s+]\s+}/g));
    const unprovoked = told.filter((code) => !provoked.has(code));
    t.strictSame(unprovoked, [
      ...['not-conformant', 'unauthenticated', 'page-expired', 'too-large', 'too-costly'],
      ...['internal', 'overloaded', 'outcome-unknown', 'unavailable'],
    ]);
    t.end();
  },
);

const tester = await (await startServer(t)).as('tester');

t.test('a page that states another answer than the server gives is not built', async (t) => {
  const server: GuideServer = {
    people: new Map(),
    send: async ({ method, path }) => {
      const { status, bytes } = await tester.send(path.slice('/fhir/'.length), { method });
      return { status, headers: {}, bytes };
    },
    activate: () => Promise.resolve(),
    wait: () => undefined,
    close: () => Promise.resolve(),
  };
  const among = { server, kept: new Map<string, string>(), steady: (text: string) => text };
  const request = 'GET /fhir/Patient/nobody';
  await t.rejects(exchanged('http tester 200', request, among), /states 200, it is 404/);
  t.equal((await exchanged('http tester 404', request, among)).answered.status, 404);
});

/** The examples by their pages, in the order in which they are sent. */
function examplesOf(): { type: string; id: string; page: string }[] {
  const found = pages.flatMap(([page]) => {
    const [, type, id] = /^example-([A-Za-z]+)-(.*)\.html$/.exec(page) ?? [];
    return type === undefined || id === undefined ? [] : [{ type, id, page }];
  });
  return inOrder(found);
}

function faultsIn(answer: Answer): Json[] {
  return answer.json().issue.filter(({ severity }: Json) => /error|fatal/.test(severity));
}

t.test('every example is valid as JSON and XML, and is taken as its page states', async (t) => {
  for (const { type, id, page } of examplesOf()) {
    const json = guide.get(`${type}-${id}.json`) ?? '';
    const xml = guide.get(`${type}-${id}.xml`) ?? '';
    if (type !== 'Parameters') {
      const judge = `${type}/$validate`;
      const asXml = { 'content-type': 'application/fhir+xml' };
      t.strictSame(faultsIn(await tester.post(judge, json)), [], page);
      t.strictSame(faultsIn(await tester.post(judge, xml, asXml)), [], `${page}, as XML`);
    }
    const { method, path, headers = {} } = deliveryOf({ type, id, json });
    const answer = await tester.send(path.slice('/fhir/'.length), { method, headers, body: json });
    const [stated] = all(guide.get(page) ?? '', /class="outcome">([^<]*)</g);
    t.equal(stated, `${method} ${path} → ${answer.status}`, answer.text);
    t.ok(answer.status < 300 || type === 'AuditEvent', `${page}: ${answer.text}`);
  }
});

t.test('two builds are equal to the byte', async (t) => {
  const again = await buildGuide(faults);
  t.strictSame([...again.keys()], [...guide.keys()]);
  none(
    t,
    [...guide].filter(([path, text]) => again.get(path) !== text),
  );
});

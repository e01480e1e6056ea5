/**
 * A hidden document and one that does not exist: in two worlds that differ by it alone, every entry
 * point gives the same answer, status, headers and body (decision 15). What is asked, and of whom,
 * stands in `docs/reference/indistinguishability.md`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { repositoryRoot } from '../fixtures/requires.js';
import type { Answer, Json } from '../fixtures/server.js';
import { ask, type Asking } from './asked/asking.js';
import { ENTRY_POINTS, published } from './asked/entry-points.js';
import { BY_PARAMETER, OF_DOCUMENTS, OF_LISTS } from './asked/searches.js';
import { CASES } from './cases.js';
import { inBoth, shown, startServers, type Case, type Worlds } from './two-worlds.js';

const both = await startServers(t);

/** Pages that were asked for by a link of the page before. */
let walked = 0;
/** No search here has as many: a walk that goes on is one that turns in a circle. */
const PAGES_MAX = 200;

/**
 * Asks in both worlds at one moment, and walks the pages to the last: what differs, and what the
 * server fails at.
 */
async function differenceOf(asking: Asking, [hidden, absent]: Worlds): Promise<string[]> {
  let asked = [() => ask(asking, hidden), () => ask(asking, absent)] as const;
  for (let page = 1; page <= PAGES_MAX; page++) {
    both.clock.step();
    const [is, never] = await Promise.all([asked[0](), asked[1]()]);
    const difference = told(shown(is, hidden), shown(never, absent));
    const what = `${asking.what}, page ${page}`;
    if (difference.length > 0) return [what, ...difference];
    if (is.status >= 500) return [what, shown(is, hidden)];
    const [next, other] = [nextOf(is), nextOf(never)];
    if (next === undefined || other === undefined) return [];
    asked = [() => hidden.client.get(next), () => absent.client.get(other)];
    walked += 1;
  }
  return [`${asking.what}: more than ${PAGES_MAX} pages`];
}

/** Both texts around the first letter by which they differ; nothing where they do not. */
function told(one: string, other: string): string[] {
  if (one === other) return [];
  const at = [...one].findIndex((letter, index) => letter !== other[index]);
  return [one, other].map((text) => text.slice(Math.max(0, at - 120), at + 120));
}

/** The link of a Bundle in JSON to its next page. */
function nextOf({ text }: Answer): string | undefined {
  const links = text.startsWith('{"resourceType":"Bundle"') ? JSON.parse(text).link : undefined;
  return links?.find(({ relation }: Json) => relation === 'next')?.url;
}

function askedOf({ asked }: Case): readonly Asking[] {
  if (asked === 'all') return ENTRY_POINTS;
  if (asked === 'searches') return ENTRY_POINTS.filter(({ search }) => search === true);
  return ENTRY_POINTS.filter(({ of }) => !of.endsWith(BY_PARAMETER));
}

for (const one of CASES) {
  t.test(one.says, async (t) => {
    const worlds = await inBoth(both, one);
    for (const { client, ids } of worlds) {
      const { status } = await client.get(`DocumentReference/${ids.seen}`);
      t.equal(status, 200, 'the caller sees what is not hidden');
    }
    const asked = askedOf(one);
    for (const name of new Set(asked.map(({ of }) => of))) {
      const differences: string[][] = [];
      for (const asking of asked.filter(({ of }) => of === name)) {
        const difference = await differenceOf(asking, worlds);
        if (difference.length > 0) differences.push(difference);
      }
      t.strictSame(differences, [], name);
    }
  });
}

t.test('pages were walked beyond the first', async (t) => {
  t.ok(walked > CASES.length);
});

t.test('every search parameter of documents and lists is among what is asked', async (t) => {
  const [server] = both.servers;
  const { rest } = (await server.withToken(undefined).get('metadata')).json();
  const served = (type: string): string[] =>
    rest[0].resource
      .find((one: Json) => one.type === type)
      .searchParam.map(({ name }: Json) => name)
      .sort();
  t.strictSame(Object.keys(OF_DOCUMENTS).sort(), served('DocumentReference'));
  t.strictSame(Object.keys(OF_LISTS).sort(), served('List'));
});

t.test('the published page lists what is asked, and of whom', async (t) => {
  const page = readFileSync(
    join(repositoryRoot(), 'docs/reference/indistinguishability.md'),
    'utf8',
  );
  const items = page.split('\n').filter((line) => line.startsWith('- '));
  t.strictSame(items, [...CASES.map(({ says }) => `- ${says}`), ...published()]);
});

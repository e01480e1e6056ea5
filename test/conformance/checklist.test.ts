/** The page of conformance says what is tested: each id of it in some test, each id of a test in it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { repositoryRoot } from '../fixtures/requires.js';

const FOLDER = join(repositoryRoot(), 'test', 'conformance');
const PAGE = join(repositoryRoot(), 'docs', 'reference', 'conformance.md');
/** The name of a test, where it begins with ids: `M-21, M-32: …`, `M-31 for ITI-65: …`. */
const NAME = /['"`]((?:[A-Z]-\d{2}\b,? ?)+)/g;

/** Ids in the names of the tests of a file. */
function idsIn(text: string): string[] {
  return [...text.matchAll(NAME)].flatMap(([, ids = '']) => ids.match(/[A-Z]-\d{2}/g) ?? []);
}

const tested = new Map<string, string[]>();
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' });
for (const file of files.filter((name) => name.endsWith('.test.ts'))) {
  for (const id of idsIn(readFileSync(join(FOLDER, file), 'utf8'))) {
    tested.set(id, [...(tested.get(id) ?? []), file]);
  }
}
const page = readFileSync(PAGE, 'utf8');
const rows = [
  ...page.matchAll(/^\| ([A-Z]-\d{2}) +\| [SHM] .*\(\.\.\/\.\.\/test\/conformance\/(.+?)\)/gm),
];

t.test('each row names a file whose tests bear the id', async (t) => {
  t.ok(rows.length > 60, `${rows.length} rows`);
  for (const [, id = '', file = ''] of rows)
    t.ok(tested.get(id)?.includes(file), `${id} in ${file}`);
});

t.test('each id that a conformance test bears has one row', async (t) => {
  const listed = rows.map(([, id = '']) => id);
  t.same([...tested.keys()].sort(), [...listed].sort());
});

t.test('the page counts what is held and what comes', async (t) => {
  const [, held, come, beyond = ''] =
    /(\d+) are held and (\d+) come; (.*?) go beyond/.exec(page) ?? [];
  const states = [...page.matchAll(/^\| ([A-Z]-\d{2}) +\| [SHM] .*\| (held|comes)/gm)]
    .filter(([, id = '']) => !beyond.includes(id))
    .map(([, , state]) => state);
  t.equal(Number(held), states.filter((state) => state === 'held').length);
  t.equal(Number(come), states.filter((state) => state === 'comes').length);
});

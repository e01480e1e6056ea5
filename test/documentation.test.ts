/** The pages tell the truth: tables as the program has them, and nothing named that is not there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import t from 'tap';
import type { CallerKind } from '../src/access/caller.js';
import { mayEver, type Act } from '../src/access/rights.js';
import { problemCatalogue } from '../src/fhir/problem.js';
import { repositoryRoot } from './fixtures/requires.js';
import { startServer, type Json } from './fixtures/server.js';

const ROOT = repositoryRoot();
/** What is not of the repository: installed, built, or kept by a server that was started here. */
const NOT_OURS = /^(node_modules|\.git|\.tap|data|coverage|ig|bench-results|dist(-.*)?)$/;

/** A file of the repository as text. */
function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Every file below a folder whose name ends so, as paths from the root. */
function filesIn(folder: string, ending: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.test(entry.name) ? [] : filesIn(path, ending);
    return path.endsWith(ending) ? [path] : [];
  });
}

const PAGES = filesIn('.', '.md').sort();

/** The cells of the table that begins with this heading cell, its head apart. */
function tableOf(page: string, firstHead: string): { head: string[]; rows: string[][] } {
  const lines = read(page).split('\n');
  const start = lines.findIndex((line) => line.startsWith('|') && cellsOf(line)[0] === firstHead);
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('|'));
  const [head = '', , ...rows] = lines.slice(start, end);
  return { head: cellsOf(head), rows: rows.map(cellsOf) };
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

t.test('the page of problem codes shows the catalogue, and nothing else', async (t) => {
  const { rows } = tableOf('docs/reference/problem-codes.md', 'Code');
  const shown = rows.map((cells) => cells.slice(0, 5));
  const expected = Object.entries(problemCatalogue()).map(([name, entry]) => [
    `\`${name}\``,
    String(entry.status),
    entry.code,
    entry.text,
    entry.french,
  ]);
  t.strictSame(shown, expected);
  for (const [code, , , , , when = ''] of rows) t.not(when, '', `${code} says when it comes`);
});

/** Every act; a new one is asked for by the compiler. */
const ACTS: Readonly<Record<Act, true>> = {
  ...{ read: true, search: true, create: true, update: true, delete: true, status: true },
  ...{ withdraw: true, archive: true, mask: true, reveal: true, supersede: true },
  ...{ activate: true, oppose: true, close: true, 'request-erasure': true, reopen: true },
  ...{ open: true, lapse: true, 'archive-dossier': true, erase: true },
  ...{ verify: true },
};
/** Every kind of caller; the tester has no line, for it may do everything. */
const KINDS: Readonly<Record<Exclude<CallerKind, 'tester'>, true>> = {
  ...{ patient: true, professional: true, structure: true, system: true, feeder: true },
  ...{ app: true, registrar: true, operator: true, unknown: true },
};

t.test('the page of permissions shows the table of rights, in both directions', async (t) => {
  const { head, rows } = tableOf('docs/reference/permissions.md', 'Type');
  const kinds = Object.keys(KINDS) as CallerKind[];
  const acts = Object.keys(ACTS) as Act[];
  const types = Object.keys(JSON.parse(read('profiles/resource-types.json')).types).filter((type) =>
    kinds.some((kind) => acts.some((act) => mayEver(kind, act, type))),
  );
  t.strictSame(head, ['Type', ...kinds]);
  t.strictSame(rows.map(([type]) => type).sort(), types.sort());
  for (const [type = '', ...cells] of rows) {
    const expected = kinds.map((kind) => acts.filter((act) => mayEver(kind, act, type)).join(', '));
    t.strictSame(cells, expected, type);
  }
});

/** `├── /a (GET)` and so on, four characters for each level: the addresses of a route tree. */
function addressesOf(tree: string): string[] {
  const above: string[] = [];
  return [...tree.matchAll(/^([│ ]*)[├└]── (\S*) \(.*$/gm)].map(([, indent = '', part = '']) => {
    const level = indent.length / 4;
    above[level] = (level === 0 ? '' : (above[level - 1] ?? '')) + part;
    return above[level] ?? '';
  });
}

t.test('the page of routes shows what a running server answers, and no other', async (t) => {
  const server = await startServer(t);
  const tester = await server.as('tester');
  const page = 'docs/reference/routes.md';
  const bare = (cell = ''): string => cell.replaceAll('`', '');
  const [open = '', provider = ''] = ['Open to all', 'The demonstration’s provider'].map(
    (head) =>
      read(page)
        .split(`## ${head.replace('’', "'")}\n`)[1]
        ?.split('\n## ')[0] ?? '',
  );
  const addressesIn = (part: string): string[] =>
    [...part.matchAll(/^\| `(\/[^`]*)`/gm)].map(([, address = '']) => address);
  const openRows = addressesIn(open);
  const fhirRows = tableOf(page, 'Address').rows;
  t.strictSame(
    [...fhirRows.map(([address]) => bare(address)), ...openRows, ...addressesIn(provider)].sort(),
    addressesOf(server.app.server.printRoutes({ commonPrefix: false })).sort(),
  );
  for (const [address, methods] of fhirRows) {
    const path = bare(address).replace('/fhir', '').replace(':type', 'Patient');
    const method = ['DELETE', 'POST', 'PUT'].find((one) => !methods?.includes(one));
    if (method === undefined) continue;
    const refused = await tester.send(path.replace(/:v?id/g, '1').replace(/^\//, ''), { method });
    t.equal(refused.status, 405, bare(address));
    t.equal(refused.headers.get('allow'), methods, bare(address));
  }
  for (const address of openRows) {
    const answer = await fetch(server.base.replace(/\/fhir$/, '') + address);
    t.equal(answer.status, 200, address);
  }
});

t.test(
  'the CapabilityStatement names every type, those with a row of permissions too',
  async (t) => {
    const server = await startServer(t);
    const statement = (await server.withToken(undefined).get('metadata')).json();
    const declared = statement.rest[0].resource.map(({ type }: Json) => type);
    const { rows } = tableOf('docs/reference/permissions.md', 'Type');
    const types = Object.keys(JSON.parse(read('profiles/resource-types.json')).types);
    t.strictSame(declared.sort(), types.sort());
    for (const [type = ''] of rows) t.ok(declared.includes(type), type);
  },
);

t.test('every number of a choice in a comment has a row that explains it', async (t) => {
  const { rows } = tableOf('docs/reference/choices.md', '#');
  const explained = new Set(rows.map(([number]) => number));
  const sources = ['src', 'test', 'scripts'].flatMap((folder) => filesIn(folder, '.ts'));
  for (const path of sources) {
    for (const [list] of read(path).matchAll(/decisions? [0-9]+((,| and| to) [0-9]+)*/g)) {
      const unexplained = (list.match(/[0-9]+/g) ?? []).filter((number) => !explained.has(number));
      t.strictSame(unexplained, [], `${path}: ${list}`);
    }
  }
  t.equal(explained.size, rows.length, 'no number has two rows');
});

t.test('every folder of the source stands in the code map', async (t) => {
  const map = read('ARCHITECTURE.md');
  for (const entry of readdirSync(join(ROOT, 'src'), { withFileTypes: true })) {
    if (entry.isDirectory()) t.ok(map.includes(`| \`src/${entry.name}/\` `), entry.name);
  }
});

/** A page without its fenced blocks and inline code, where a bracket is no link. */
function prose(page: string): string {
  return read(page)
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, '');
}

/** The relative links of a page: the file each names from the root, and its anchor. */
function linksOf(page: string): { path: string; anchor: string | undefined }[] {
  return [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#');
      return { path: path === '' ? page : join(dirname(page), path), anchor };
    });
}

/** The anchors of a page's headings, as they are made where the repository is shown. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

for (const page of PAGES) {
  t.test(`${page}: every link leads somewhere`, async (t) => {
    for (const { path, anchor } of linksOf(page)) {
      t.ok(existsSync(join(ROOT, path)), path);
      if (anchor !== undefined) t.ok(anchorsOf(path).includes(anchor), `${path}#${anchor}`);
    }
  });

  t.test(`${page}: every path it names is there`, async (t) => {
    const named = read(page).matchAll(/(?<![\w./-])(?:src|test|profiles|scripts|docs)\/[\w./-]*/g);
    for (const path of new Set([...named].map(([text]) => text.replace(/[.-]+$/, ''))))
      t.ok(existsSync(join(ROOT, path)), path);
  });
}

t.test('every page of docs is linked from another page', async (t) => {
  const linked = new Set(
    PAGES.flatMap((page) =>
      linksOf(page)
        .map(({ path }) => path)
        .filter((path) => path !== page),
    ),
  );
  for (const page of PAGES.filter((path) => path.startsWith('docs/')))
    t.ok(linked.has(page), relative('docs', page));
});

t.test('the README stays short: 120 lines at most', async (t) => {
  const lines = existsSync(join(ROOT, 'README.md')) ? read('README.md').split('\n').length - 1 : 0;
  t.ok(lines <= 120, `${lines} lines`);
});

/**
 * The shape of the source: who may import whom, what stands where, how large, what is promised. First
 * each check is shown to find its fault in a miniature, then all are run over the repository.
 */
import t from 'tap';
import { checksOf, longReadme, unjustified } from '../scripts/architecture/check.js';
import { cycles } from '../scripts/architecture/cycles.js';
import { deadExports, deadFiles } from '../scripts/architecture/dead.js';
import { docstrings, promises } from '../scripts/architecture/docstrings.js';
import { expressions } from '../scripts/architecture/expressions.js';
import { names } from '../scripts/architecture/names.js';
import { packages, undeclared } from '../scripts/architecture/packages.js';
import { sizes } from '../scripts/architecture/sizes.js';
import { imports } from '../scripts/architecture/table.js';
import { parseTree, printed, readTree, type Check } from '../scripts/architecture/tree.js';
import { repositoryRoot } from './fixtures/requires.js';

type Files = Readonly<Record<string, string>>;

/** What a check finds in a miniature, as `path:line rule`. */
function found(check: Check, files: Files): string[] {
  return check(parseTree(files)).map(({ path, line, rule }) => `${path}:${line} ${rule}`);
}

interface Miniature {
  readonly sentence: string;
  readonly check: Check;
  readonly bad: Files;
  readonly found: readonly string[];
  readonly good: Files;
}

/** One file of `src/http/a.ts` that holds `text`. */
function http(text: string): Files {
  return { 'src/http/a.ts': text };
}

const MINIATURES: readonly Miniature[] = [
  {
    sentence: 'a route that imports the store is found',
    check: imports,
    bad: http("import { x } from '../storage/store.js';"),
    found: ['src/http/a.ts:1 imports'],
    good: http("import { read } from '../interactions/read.js';\nimport { b } from './b.js';"),
  },
  {
    sentence: 'a feature that imports another feature is found',
    check: imports,
    bad: { 'src/documents/a.ts': "import { read } from '../interactions/read.js';" },
    found: ['src/documents/a.ts:1 imports'],
    good: { 'src/documents/a.ts': "import { commit } from '../records/records.js';" },
  },
  {
    sentence: 'an adapter that imports the other adapter, or a rule, is found',
    check: imports,
    bad: {
      'src/storage/sqlite/a.ts':
        "import { x } from '../mongodb/a.js';\nimport { decide } from '../../access/decide.js';",
    },
    found: ['src/storage/sqlite/a.ts:1 imports', 'src/storage/sqlite/a.ts:2 imports'],
    good: {
      'src/storage/sqlite/a.ts':
        "import type { Store } from '../store.js';\nimport { b } from './sql/b.js';",
    },
  },
  {
    sentence: 'a rule that imports the search language is found, save in narrow.ts',
    check: imports,
    bad: { 'src/access/decide.ts': "import { all } from '../search/query.js';" },
    found: ['src/access/decide.ts:1 imports'],
    good: { 'src/access/narrow.ts': "import { all } from '../search/query.js';" },
  },
  {
    sentence: 'a value where only a type may be named is found',
    check: imports,
    bad: http("import { makeRecords } from '../records/records.js';"),
    found: ['src/http/a.ts:1 imports'],
    good: http(
      "import type { Records } from '../records/records.js';\n" +
        "import { type Shown } from '../records/shown.js';",
    ),
  },
  {
    sentence: 'an import is found however it is written',
    check: imports,
    bad: {
      'src/fhir/a.ts':
        "export { x } from '../ids.js';\nexport const y = await import('../ids.js');\n" +
        "export type Z = import('../ids.js').Ids;\nnew URL('../main.js', import.meta.url);",
    },
    found: [1, 2, 3, 4].map((line) => `src/fhir/a.ts:${line} imports`),
    good: { 'src/fhir/a.ts': "new URL('../../profiles/a.json', import.meta.url);" },
  },
  {
    sentence: 'a file outside the table is found',
    check: imports,
    bad: { 'src/shop/a.ts': '' },
    found: ['src/shop/a.ts:1 imports'],
    good: { 'test/shop/a.ts': '' },
  },
  {
    sentence: 'a framework, a driver or a cipher outside its place is found',
    check: packages,
    bad: {
      'src/records/a.ts':
        "import 'fastify';\nimport { DatabaseSync } from '@photostructure/sqlite';\n" +
        "import { createHash } from 'crypto';\nimport { MongoClient } from 'mongodb';",
    },
    found: [1, 2, 3, 4].map((line) => `src/records/a.ts:${line} packages`),
    good: { 'src/audit/merkle.ts': "import { createHash } from 'node:crypto';" },
  },
  {
    sentence: 'a rule that does I/O is found',
    check: packages,
    bad: { 'src/search/a.ts': "import { readFileSync } from 'fs';\nimport 'node:net';" },
    found: ['src/search/a.ts:1 packages', 'src/search/a.ts:2 packages'],
    good: { 'src/search/a.ts': "import assert from 'node:assert';" },
  },
  {
    sentence: 'a package that an installation would lack is found',
    check: undeclared(['ajv']),
    bad: http("import { parse } from 'tap';"),
    found: ['src/http/a.ts:1 dependencies'],
    good: http(
      "import 'ajv/dist/2020.js';\nimport 'node:fs/promises';\nimport type { T } from 'tap';",
    ),
  },
  {
    sentence: 'every banned expression is found',
    check: expressions,
    bad: http(
      [
        'Date.now();',
        'new Date();',
        'new Date(1);',
        'Math.random();',
        "process['env'];",
        'console.log(1);',
        'x as any;',
        'x!.y;',
        'setInterval(f, 1);',
        "eval('1');",
      ].join('\n'),
    ),
    found: [
      'clock',
      'clock',
      'dates',
      'randomness',
      'configuration',
      'log',
      'any',
      'non-null',
      'timers',
      'code from text',
    ].map((rule, index) => `src/http/a.ts:${index + 1} ${rule}`),
    good: {
      'src/clock.ts': 'Date.now();',
      'src/fhir/instant.ts': 'new Date(1);',
      'fastify.config.ts': 'process.env;',
      'test/a.test.ts': 'process.env; console.log(x!);',
    },
  },
  {
    sentence: 'files that import each other are found, through others and by type too',
    check: cycles,
    bad: {
      'src/http/a.ts': "import { b } from './b.js';",
      'src/http/b.ts': "\nimport type { C } from './c.js';",
      'src/http/c.ts': "import { a } from './a.js';",
    },
    found: ['src/http/c.ts:1 cycle'],
    good: {
      'src/http/a.ts': "import { b } from './b.js';\nimport { c } from './c.js';",
      'src/http/b.ts': "import { c } from './c.js';",
      'src/http/c.ts': '',
    },
  },
  {
    sentence: 'a name that says nothing is found, and so is an index',
    check: names,
    bad: { 'src/utils/a.ts': '', 'src/fhir/date-helpers.ts': '', 'src/fhir/index.ts': '' },
    found: ['utils/a', 'fhir/date-helpers', 'fhir/index'].map((path) => `src/${path}.ts:1 names`),
    good: { 'src/audit/index-pairs.ts': '', 'src/validation/information.ts': '' },
  },
  {
    sentence: 'a file, a function, a parameter list or a line beyond its limit is found',
    check: sizes,
    bad: {
      'src/http/a.ts': '\n'.repeat(301),
      'src/http/b.ts': `function f() {${'\n'.repeat(60)}}`,
      'src/http/c.ts': 'const f = (a, b, c, d, e) => a;',
      'src/http/d.ts': `\nx = ${'1 + '.repeat(30)}1;`,
      'test/a.test.ts': '\n'.repeat(601),
    },
    found: ['src/http/a.ts:301', 'test/a.test.ts:601', 'src/http/b.ts:1', 'src/http/c.ts:1']
      .concat('src/http/d.ts:2')
      .map((place) => `${place} size`),
    good: {
      'src/http/a.ts': '\n'.repeat(300),
      'src/http/b.ts': `function f() {${'\n'.repeat(59)}}`,
      'src/http/c.ts': 'const f = (a, b, c, d) => a;',
      'src/http/d.ts': `x = '${'a sentence '.repeat(12)}';`,
      'test/a.test.ts': '\n'.repeat(600),
    },
  },
  {
    sentence: 'a folder with too many files is found',
    check: sizes,
    bad: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`src/http/a${i}.ts`, ''])),
    found: ['src/http:1 size'],
    good: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`src/http/a${i}.ts`, ''])),
  },
  {
    sentence: 'a file and an export that promise nothing are found',
    check: docstrings,
    bad: {
      'src/http/a.ts': 'const a = 1;',
      'src/http/b.ts': '/** The file. */\nexport const b = 1;\n// no docstring\nexport type T = 1;',
    },
    found: ['src/http/a.ts:1', 'src/http/b.ts:2', 'src/http/b.ts:4'].map((at) => `${at} docstring`),
    good: {
      'src/cli.ts':
        '#!/usr/bin/env node\n/** The file. */\n/** The export. */\nexport const b = 1;',
    },
  },
  {
    sentence: 'a promise of later work without an issue is found',
    check: promises,
    bad: { 'test/a.ts': `\n// ${'TO'}${'DO'}: better\n/*\n * ${'FIX'}${'ME'} */` },
    found: ['test/a.ts:2 later', 'test/a.ts:4 later'],
    good: { 'test/a.ts': '// TODO(#12): better' },
  },
  {
    sentence: 'a file that only a test imports is found',
    check: deadFiles,
    bad: { 'src/fhir/a.ts': '', 'test/a.test.ts': "import '../src/fhir/a.js';" },
    found: ['src/fhir/a.ts:1 dead file'],
    good: {
      'src/main.ts': "import './app.js';",
      'src/app.ts': '',
      'src/storage/sqlite/writer.ts': '',
    },
  },
  {
    sentence:
      'an export that only a test or its own file uses is found, save a type or a limit of its own',
    check: deadExports({ 'src/fhir/a.ts#kept': 'a reason' }),
    bad: {
      'src/fhir/a.ts': 'export const a = 1;\nexport type T = 1;\nexport function f() { f(); }',
      'test/a.test.ts': "import { a } from '../src/fhir/a.js';",
    },
    found: [1, 2, 3].map((line) => `src/fhir/a.ts:${line} dead export`),
    good: {
      'src/fhir/a.ts':
        'export type T = 1;\nexport const a: T = A_MAX;\nexport const kept = 1;\nexport const A_MAX = 1;',
      'src/fhir/b.ts': "import { a } from './a.js';\nexport class B {}",
      'src/fhir/c.ts': "import * as b from './b.js';",
    },
  },
];

for (const { sentence, check, bad, found: expected, good } of MINIATURES) {
  t.test(`of the checks: ${sentence}`, async (t) => {
    t.strictSame(found(check, bad).sort(), [...expected].sort());
    t.strictSame(found(check, good), []);
  });
}

const repository = readTree(repositoryRoot());

for (const [sentence, check] of Object.entries(checksOf(repositoryRoot()))) {
  t.test(`of the source: ${sentence}`, async (t) => {
    const offences = check(repository);
    for (const offence of offences) t.fail(printed(offence));
    t.equal(offences.length, 0);
  });
}

t.test('of the README: it stays short', async (t) => {
  t.strictSame(longReadme(repositoryRoot()).map(printed), []);
});

t.test('of the dependencies: each is justified in a line, and each line has one', async (t) => {
  t.strictSame(unjustified(repositoryRoot()), []);
});

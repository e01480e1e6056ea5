import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import type { Parameter } from '../../src/search/parameters.js';
import { repositoryRoot } from '../fixtures/requires.js';
import { finds, PARAMETERS } from './found.js';
import { asked, valued } from './valued.js';

const file = join(repositoryRoot(), 'profiles', 'r4', 'search-parameters.json');
const TYPES = Object.keys(JSON.parse(readFileSync(file, 'utf8')).types);

/** Asserts that the values of a parameter are found, wherever it looks for them, and by it alone. */
function isFound(t: Test, type: string, param: Parameter): number {
  const name = `${type}?${param.code}`;
  const without = { resourceType: type, id: 'b' };
  for (const path of param.paths) {
    const search = `${param.code}=${encodeURIComponent(asked(type, param, path))}`;
    const resource = { ...without, ...valued(type, param, path) };
    if (!finds(resource, search)) t.fail(`${name} finds ${JSON.stringify(resource)} by ${search}`);
    if (finds(without, search)) t.fail(`${name} finds what has no value`);
    if (param.exists === true) continue;
    if (!finds(resource, `${param.code}:missing=false`)) t.fail(`${name} is not missing`);
    if (!finds(without, `${param.code}:missing=true`)) t.fail(`${name} is missing`);
  }
  return param.paths.length;
}

t.test(
  'each parameter of each type of R4 finds what has its value, and nothing else',
  async (t) => {
    let paths = 0;
    for (const type of TYPES) {
      const params = PARAMETERS.types.get(type)?.parameters.values() ?? [];
      for (const param of params) {
        if (!param.code.startsWith('_') && param.absent === undefined)
          paths += isFound(t, type, param);
      }
    }
    t.ok(paths > 1500, `${paths} paths`);
  },
);

t.test('the committed tables are what the definitions compile to', async (t) => {
  for (const name of ['compile-search', 'compile-compartments', 'compile-terminology']) {
    const compiler = new URL(`../../scripts/${name}.js`, import.meta.url);
    const command = [compiler.pathname, '--check'];
    await t.resolves(promisify(execFile)(process.execPath, command, { cwd: repositoryRoot() }));
  }
});

/** All architecture checks over one tree, as `test/architecture.test.ts` runs them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cycles } from './cycles.js';
import { deadExports, deadFiles } from './dead.js';
import { docstrings, promises } from './docstrings.js';
import { expressions } from './expressions.js';
import { KEPT } from './kept.js';
import { names } from './names.js';
import { packages, undeclared } from './packages.js';
import { LIMITS, sizes, tooLong } from './sizes.js';
import { imports } from './table.js';
import type { Check, Offence } from './tree.js';

/** The checks by the name under which a test tells them. */
export function checksOf(root: string): Readonly<Record<string, Check>> {
  return {
    'every import is one that the import table allows': imports,
    'every package is used only where it belongs': packages,
    'every package that the product needs is a dependency': undeclared(dependenciesOf(root)),
    'time, randomness, settings and the log have one way in': expressions,
    'no files import each other in a circle': cycles,
    'files and folders have names that say something': names,
    'files, functions, folders and lines are small': sizes,
    'every file and every export says what it promises': docstrings,
    'every promise of later work names an issue': promises,
    'every file is used': deadFiles,
    'every export is used': deadExports(KEPT),
  };
}

/** The breach of a README that has grown beyond its limit; none while there is no README. */
export function longReadme(root: string): Offence[] {
  try {
    return tooLong('README.md', readFileSync(join(root, 'README.md'), 'utf8'), LIMITS.readmeLines);
  } catch {
    return [];
  }
}

/** The packages of package.json that the page of dependencies does not justify, and the reverse. */
export function unjustified(root: string): string[] {
  const page = readFileSync(join(root, 'docs/reference/dependencies.md'), 'utf8');
  const rows = page.match(/^\|[^|]*/gm)?.join('') ?? '';
  const justified = [...rows.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  const installed = [...dependenciesOf(root), ...packagesOf(root, 'devDependencies')];
  return [
    ...installed.filter((name) => !justified.includes(name)),
    ...justified.filter((name) => !installed.includes(name)),
  ];
}

function dependenciesOf(root: string): string[] {
  return packagesOf(root, 'dependencies');
}

function packagesOf(root: string, kind: 'dependencies' | 'devDependencies'): string[] {
  // The only cast: package.json has this form, or npm would not have installed the compiler.
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    [kind in 'dependencies' | 'devDependencies']?: Record<string, string>;
  };
  return Object.keys(manifest[kind] ?? {});
}

/**
 * `npm run profiles`: compiles the FSH of `ig/` into the conformance resources of `profiles/`, one
 * folder for each type, and the examples in `ig/` beside it. The same sources give the same bytes.
 * With `--check` nothing is written, and the command fails where a committed file differs.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { documentTypesFsh } from './profiles/document-types-fsh.js';
import { lean } from './profiles/lean.js';
import { compileFsh, type Compiled } from './profiles/sushi.js';

const WORK = '.sushi';
const GENERATED = 'ig/input/fsh/generated/document-types.fsh';

/** The folder of each type; a type without one is an example. */
const FOLDERS: Readonly<Record<string, string>> = {
  StructureDefinition: 'profiles/structure-definitions',
  ValueSet: 'profiles/value-sets',
  CodeSystem: 'profiles/code-systems',
  ConceptMap: 'profiles/concept-maps',
  SearchParameter: 'profiles/search-parameters',
  CapabilityStatement: 'profiles/capability-statements',
};
const EXAMPLES = 'profiles/examples';

function main(): void {
  const isCheck = process.argv.includes('--check');
  const generated = documentTypesFsh();
  if (isCheck) return check(new Map([[GENERATED, generated], ...compiled()]));
  write(GENERATED, generated);
  for (const folder of folders()) rmSync(folder, { recursive: true, force: true });
  const files = compiled();
  for (const [path, text] of files) write(path, text);
  process.stdout.write(`${files.length} files are compiled\n`);
}

function compiled(): [string, string][] {
  return compileFsh('ig', WORK).map((resource) => [pathOf(resource), textOf(resource)]);
}

function pathOf({ resourceType, id }: Compiled): string {
  const folder = FOLDERS[resourceType];
  return folder === undefined
    ? join(EXAMPLES, `${resourceType}-${id}.json`)
    : join(folder, `${id}.json`);
}

function textOf(resource: Compiled): string {
  return `${JSON.stringify(lean(resource), null, 1)}\n`;
}

function folders(): string[] {
  return [...Object.values(FOLDERS), EXAMPLES];
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Says which files differ, are missing, or are there too much. */
function check(expected: ReadonlyMap<string, string>): void {
  const found = folders()
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const paths = [...new Set([...expected.keys(), ...found])].sort();
  const wrong = paths.filter((path) => contentOf(path) !== expected.get(path));
  for (const path of wrong) process.stdout.write(`${path} differs: run npm run profiles\n`);
  if (wrong.length === 0) process.stdout.write(`${expected.size} files are up to date\n`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

function contentOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/**
 * Compiles the StructureDefinitions of `profiles/structure-definitions/` into
 * `profiles/structures.ndjson`, one profile a line, so that the start of the server compiles none.
 * `--check` compares, as in `compile-profiles`.
 */
import { readFileSync, readdirSync } from 'node:fs';
import type { StructureTable } from '../src/fhir/structure.js';
import { compileProfile } from '../src/validation/structure/compile.js';
import type { StructureDefinition } from '../src/validation/structure/definition.js';
import { writeOrCheck } from './table-file.js';

const FOLDER = 'profiles/structure-definitions';

// Both are files of this repository, of the shape their names say.
const structure = JSON.parse(readFileSync('profiles/r4/structure.json', 'utf8')) as StructureTable;
const definitions = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')) as StructureDefinition)
  .filter(({ derivation }) => derivation === 'constraint');
const byUrl = new Map(definitions.map((one) => [one.url, one]));
const lookup = { structure, definition: (url: string) => byUrl.get(url) };
const lines = definitions.map((one) => `${JSON.stringify(compileProfile(one, lookup))}\n`);

writeOrCheck('profiles/structures.ndjson', lines.join(''));

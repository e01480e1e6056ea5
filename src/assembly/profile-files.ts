/** The data of `profiles/`, read once at the start: what the pure rules are made of. */
import { readdirSync, readFileSync } from 'node:fs';
import { loadFhirPath } from './fhirpath.js';
import type { Published } from './published.js';
import type { ProfileDefinition } from '../validation/profiles/constraint.js';
import type { Resource } from '../fhir/resource.js';
import type { StructureTable } from '../fhir/structure.js';
import type { Standard } from '../search/parameters.js';
import type { InvariantTable } from '../validation/r4/rules.js';
import type { CompiledProfile } from '../validation/structure/compiled.js';
import type { StructureDefinition } from '../validation/structure/definition.js';
import type { ProfileData } from '../validation/validator.js';

/** From `dist/src/assembly/` to the root of the project, where `profiles/` is shipped. */
const ROOT = new URL('../../../profiles/', import.meta.url);

/** Everything the server loads. */
export interface ProfileFiles {
  readonly validation: Omit<ProfileData, 'codes' | 'documentTypes'>;
  readonly searchParameters: unknown;
  /** R4's search parameters, by type, and its compartments. */
  readonly standard: Pick<Standard, 'types' | 'compartments'>;
  /** Our code systems, value sets and concept maps; those of R4, one to a line. */
  readonly terminology: {
    readonly resources: readonly Resource[];
    readonly lines: readonly string[];
  };
  /** The access matrix, not yet checked. */
  readonly matrix: unknown;
  /** Home element by type; null: outside all dossiers. */
  readonly homes: ReadonlyMap<string, string | null>;
}

/**
 * Reads all files, one after the other: nobody is served yet, and a hundred small ones read at once
 * take ten times as long. Throws with the file's name when one is missing or is not JSON.
 */
export function readProfileFiles(): ProfileFiles {
  const { types } = json<{ types: Record<string, { home: string | null }> }>('resource-types.json');
  const standard = json<{ types: Standard['types'] }>('r4/search-parameters.json');
  return {
    validation: {
      structure: json<StructureTable>('r4/structure.json'),
      compiled: lines<CompiledProfile>('structures.ndjson'),
      invariants: json<InvariantTable>('r4/invariants.json'),
      profiles: folder<ProfileDefinition>('document-sharing'),
      fhirpath: loadFhirPath,
    },
    searchParameters: json('search-parameters.json'),
    standard: { types: standard.types, compartments: json('r4/compartments.json') },
    terminology: readTerminology(),
    matrix: json('access-matrix.json'),
    homes: new Map(Object.entries(types).map(([type, { home }]) => [type, home])),
  };
}

/** The demonstration's personas, alone: who only issues a token waits for no profile. */
export function readPersonas(): unknown {
  return json('personas.json');
}

/** Our StructureDefinitions, alone: who only serves reads them compiled. */
export function readDefinitions(): readonly StructureDefinition[] {
  return folder('structure-definitions');
}

/** Folders of resources that are published from their files. */
const FILED: Readonly<Record<string, string>> = {
  StructureDefinition: 'structure-definitions',
  SearchParameter: 'search-parameters',
};

/** Types of which `readFiled` has some. */
export const FILED_TYPES: readonly string[] = Object.keys(FILED);

/**
 * Our resources of a type that are read when somebody asks for one: type, id and canonical of each,
 * and the whole of it. Our StructureDefinitions are 4 MB, and few ever ask for them.
 */
export function readFiled(type: string): readonly Published[] {
  const folder = Object.hasOwn(FILED, type) ? FILED[type] : undefined;
  if (folder === undefined) return [];
  const names = readdirSync(new URL(`${folder}/`, ROOT)).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => {
    const read = (): Resource =>
      JSON.parse(readFileSync(new URL(`${folder}/${name}`, ROOT), 'utf8')) as Resource; // our data
    const { resourceType, id, url } = read();
    return { resource: { resourceType, ...(id === undefined ? {} : { id }), url }, read };
  });
}

/** Names of FHIR packages by what the canonicals in them begin with. */
export function readPackageNames(): Readonly<Record<string, string>> {
  return json('packages.json');
}

/** The code systems, value sets and concept maps, of ours and of R4. */
function readTerminology(): ProfileFiles['terminology'] {
  const folders = ['code-systems', 'value-sets', 'concept-maps'];
  const resources = folders.flatMap((name) => folder<Resource>(name));
  return { resources, lines: content('r4/terminology.ndjson').split('\n') };
}

/** The values of a file of one JSON a line. */
function lines<T>(name: string): T[] {
  // Cast: our own data, written by the build.
  return content(name)
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as T]));
}

function folder<T>(name: string): T[] {
  const names = readdirSync(new URL(`${name}/`, ROOT)).map((file) => `${name}/${file}`);
  return names
    .sort()
    .filter((file) => file.endsWith('.json'))
    .map((file) => json<T>(file));
}

function json<T>(name: string): T {
  const read = content(name);
  try {
    // Cast: our own data; whoever takes it checks it.
    return JSON.parse(read) as T;
  } catch (cause) {
    throw new Error(`profiles/${name} cannot be read`, { cause });
  }
}

function content(name: string): string {
  try {
    return readFileSync(new URL(name, ROOT), 'utf8');
  } catch (cause) {
    throw new Error(`profiles/${name} cannot be read`, { cause });
  }
}

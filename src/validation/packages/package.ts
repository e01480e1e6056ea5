/**
 * A FHIR package as it is kept: what it says of itself, and its conformance resources. All that is
 * wrong with one is told at once, each fault with the file it is in; nothing of it is used then.
 * https://hl7.org/fhir/packages.html
 */
import { isObject, objects, text as textOf } from '../../fhir/elements.js';
import type { Issue } from '../../fhir/problem.js';
import { isId, type Resource } from '../../fhir/resource.js';
import type { CompiledProfile } from '../structure/compiled.js';
import { MANIFEST, readManifest, type Manifest } from './manifest.js';

/** A resource and the file that it came in. */
export interface PackageResource {
  readonly file: string;
  readonly resource: Resource;
}

/** A package as it was read. */
export interface FhirPackage {
  readonly manifest: Manifest;
  /** In the order of their files. */
  readonly resources: readonly PackageResource[];
}

/** A package with its profiles compiled, beside the others that are loaded. */
export interface LoadedPackage extends FhirPackage {
  readonly compiled: readonly CompiledProfile[];
}

/** What is wrong, a sentence each. */
export interface Faulty {
  readonly faults: readonly string[];
}

/** The types that are kept; all others, examples among them, are passed over. */
const KEPT: readonly string[] = [
  ...['StructureDefinition', 'ValueSet', 'CodeSystem', 'ConceptMap', 'NamingSystem'],
  ...['SearchParameter', 'CapabilityStatement', 'OperationDefinition', 'ImplementationGuide'],
  ...['CompartmentDefinition', 'GraphDefinition', 'MessageDefinition', 'StructureMap'],
];

/** Those that the server works with: they must be as R4 says. */
const USED: readonly string[] = ['StructureDefinition', 'ValueSet', 'CodeSystem', 'ConceptMap'];

/** More faults of one package are counted only. */
const FAULTS_MAX = 50;

/** `package/` alone holds what a package is; examples and other forms stand in folders below. */
const OF_PACKAGE = /^package\/(?!package\.json$|\.)[^/]+\.json$/;

/** Reads the files of an archive. `check` gives the issues of a resource with base R4. */
export function readPackage(
  files: ReadonlyMap<string, Uint8Array>,
  check: (resource: Resource) => readonly Issue[],
): FhirPackage | Faulty {
  const own = files.get(MANIFEST);
  if (own === undefined)
    return {
      faults: [`${MANIFEST} is missing: this is no FHIR package, whose folder is package/.`],
    };
  const parsed = jsonOf(MANIFEST, own);
  const manifest = 'fault' in parsed ? { faults: [parsed.fault] } : readManifest(parsed.value);
  const { resources, faults } = resourcesOf(files, check);
  const all = [...('faults' in manifest ? manifest.faults : []), ...faults];
  if (all.length > 0 || 'faults' in manifest) return { faults: shortened(all) };
  return { manifest, resources };
}

function shortened(faults: readonly string[]): string[] {
  const over = faults.length - FAULTS_MAX;
  if (over <= 0) return [...faults];
  return [...faults.slice(0, FAULTS_MAX), `and ${over} more faults of this kind.`];
}

function resourcesOf(
  files: ReadonlyMap<string, Uint8Array>,
  check: (resource: Resource) => readonly Issue[],
): { readonly resources: readonly PackageResource[]; readonly faults: readonly string[] } {
  const faults: string[] = [];
  const resources: PackageResource[] = [];
  const fileOf = new Map<string, string>();
  for (const [file, bytes] of [...files].sort(byName)) {
    if (!OF_PACKAGE.test(file)) continue;
    const parsed = jsonOf(file, bytes);
    const kept = 'fault' in parsed ? undefined : keptOf(parsed.value);
    if ('fault' in parsed) faults.push(parsed.fault);
    if (kept === undefined) continue;
    const resource = lean(kept);
    const found = [...faultsOf(resource, check), ...twice(resource, file, fileOf)];
    faults.push(...found.map((fault) => `${file}: ${fault}`));
    resources.push({ file, resource });
  }
  return { resources, faults };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function jsonOf(file: string, bytes: Uint8Array): { value: unknown } | { fault: string } {
  try {
    const read = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { value: JSON.parse(read) as unknown };
  } catch {
    return { fault: `${file}: is no JSON in UTF-8.` };
  }
}

function keptOf(value: unknown): Resource | undefined {
  if (!isObject(value)) return undefined;
  const type = textOf(value['resourceType']);
  // Cast: an object with the type of a resource; its elements are asked for by name, and checked.
  return type !== undefined && KEPT.includes(type) ? (value as Resource) : undefined;
}

function faultsOf(
  resource: Resource,
  check: (resource: Resource) => readonly Issue[],
): readonly string[] {
  const { resourceType: type, id, url, fhirVersion } = resource;
  if (!USED.includes(type)) return [];
  const faults: string[] = [];
  if (!isId(id)) faults.push('id is missing, or is no id of FHIR.');
  // Of a StructureDefinition R4 itself asks it.
  if (url === undefined && type !== 'StructureDefinition')
    faults.push('url is missing: no other way leads to it.');
  const version = typeof fhirVersion === 'string' ? fhirVersion : '4.0.1';
  if (!version.startsWith('4.0'))
    return [...faults, `it is for FHIR ${version.slice(0, 20)}. This server is R4 (4.0.1).`];
  const issues = check(resource).filter(({ severity }) => severity === 'error');
  return [
    ...faults,
    ...issues.map(({ expression, diagnostics }) => {
      return `${expression?.[0] ?? type}: ${diagnostics}`;
    }),
  ];
}

function twice(
  { resourceType, url }: Resource,
  file: string,
  fileOf: Map<string, string>,
): string[] {
  if (typeof url !== 'string') return [];
  const key = `${resourceType} ${url}`;
  const before = fileOf.get(key);
  fileOf.set(key, before ?? file);
  return before === undefined ? [] : [`${url} is in ${before} already.`];
}

/**
 * Without the narrative, which is made for a page of the guide, and without what a definition says
 * twice: it is compiled of its differential.
 */
function lean({ text: _, ...resource }: Resource): Resource {
  if (resource.resourceType !== 'StructureDefinition') return resource;
  const { snapshot, mapping: __, ...rest } = resource;
  const differential = isObject(rest['differential']) ? rest['differential']['element'] : [];
  const isWhole = objects(differential).length > 0 || snapshot === undefined;
  return isWhole ? rest : { ...rest, snapshot };
}

/**
 * All loaded packages together: each one's profiles compiled with the definitions of all, what
 * contradicts R4 or another told as faults, and what is missing as warnings.
 */
import { text } from '../../fhir/elements.js';
import type { StructureTable } from '../../fhir/structure.js';
import { compileProfile } from '../structure/compile.js';
import type { CompiledProfile } from '../structure/compiled.js';
import type { StructureDefinition } from '../structure/definition.js';
import type { FhirPackage, Faulty, LoadedPackage, PackageResource } from './package.js';

/** What packages are compiled with. */
export interface Ground {
  /** R4 itself. */
  readonly structure: StructureTable;
  /** The program's own definitions; those of packages win over them. */
  readonly own: readonly StructureDefinition[];
}

/** Compiles every package anew, in the order of their names: of two definitions the later wins. */
export function compilePackages(
  packages: readonly FhirPackage[],
  { structure, own }: Ground,
): readonly LoadedPackage[] | Faulty {
  const circle = circleIn(packages);
  if (circle !== undefined) return { faults: [circle] };
  const all = packages.flatMap(({ resources }) => resources.map(({ resource }) => resource));
  const definitions = [...own, ...all.filter(isDefinition).map(asDefinition)];
  const byUrl = new Map(definitions.map((one) => [one.url, one]));
  const faults: string[] = [];
  const loaded = packages.map((one): LoadedPackage => {
    const compiled = one.resources
      .filter(({ resource }) => isDefinition(resource))
      .flatMap((of) => {
        const made = compiledOf(of, { structure, definition: (url) => byUrl.get(url) });
        if (typeof made !== 'string') return made;
        faults.push(`${one.manifest.name}, ${of.file}: ${made}`);
        return [];
      });
    return { ...one, compiled };
  });
  return faults.length > 0 ? { faults } : loaded;
}

/** Types and logical models are no profiles: R4 itself defines those that resources have. */
function isDefinition(resource: PackageResource['resource']): boolean {
  return resource.resourceType === 'StructureDefinition' && resource['derivation'] === 'constraint';
}

function asDefinition(resource: PackageResource['resource']): StructureDefinition {
  return resource as unknown as StructureDefinition; // of its type, and checked as it was read
}

function compiledOf(
  { resource }: PackageResource,
  lookup: Parameters<typeof compileProfile>[1],
): readonly CompiledProfile[] | string {
  const definition = asDefinition(resource);
  // A constraint on a logical model is for no resource or data type of FHIR.
  if (definition.kind === 'logical') return [];
  try {
    return [compileProfile(definition, lookup)];
  } catch (failure) {
    // What the compiler says is an Error; anything else is a shape that it does not understand.
    const isSaid = failure instanceof Error && failure.constructor === Error;
    return isSaid ? `${failure.message}.` : 'its elements do not fit together.';
  }
}

/** Packages that depend on each other in a circle, named in its order. */
function circleIn(packages: readonly FhirPackage[]): string | undefined {
  const byName = new Map(packages.map(({ manifest }) => [manifest.name, manifest]));
  const done = new Set<string>();
  const circleFrom = (name: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const next of Object.keys(byName.get(name)?.dependencies ?? {})) {
      const circle = circleFrom(next, [...way, name]);
      if (circle !== undefined) return circle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of byName.keys()) {
    const circle = circleFrom(name, []);
    if (circle !== undefined)
      return `package/package.json: packages depend on each other in a circle: ${circle.join(' → ')}.`;
  }
  return undefined;
}

/** The canonical of a package's guide, with its version, as a CapabilityStatement names it. */
export function guideOf({ manifest, resources }: FhirPackage): string {
  const guide = resources.find(({ resource }) => resource.resourceType === 'ImplementationGuide');
  const url = text(guide?.resource['url']);
  const { name, version, canonical } = manifest;
  return `${url ?? `${canonical ?? 'urn:package'}/ImplementationGuide/${name}`}|${version}`;
}

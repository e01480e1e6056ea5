/**
 * What a FHIR package says of itself, `package/package.json`.
 * https://hl7.org/fhir/packages.html
 */
import { isObject, text } from '../../fhir/elements.js';

/** A package by its name, and what it is built on. */
export interface Manifest {
  /** `hl7.fhir.fr.core` */
  readonly name: string;
  /** `2.1.0` */
  readonly version: string;
  readonly title?: string;
  /** What the canonicals in it begin with. */
  readonly canonical?: string;
  /** Versions of other packages by their names. */
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Where it stands in the archive. */
export const MANIFEST = 'package/package.json';

/** The package that is R4 itself: what the program is made of. */
const R4_CORE = 'hl7.fhir.r4.core';

const NAME = /^[A-Za-z][A-Za-z0-9._-]{0,99}$/;
const VERSION = /^[A-Za-z0-9][A-Za-z0-9.+_-]{0,99}$/;
const R4 = /^4\.0(\.\d+)?$/;

/** Reads it: the manifest, or all that is wrong with it, each in a sentence that names the file. */
export function readManifest(given: unknown): Manifest | { readonly faults: readonly string[] } {
  if (!isObject(given)) return { faults: [`${MANIFEST}: is no JSON object.`] };
  const faults = [...faultsOfName(given), ...faultsOfFhir(given)];
  if (faults.length > 0) return { faults: faults.map((fault) => `${MANIFEST}: ${fault}`) };
  const [title, canonical] = [text(given['title']), text(given['canonical'])];
  return {
    name: text(given['name']) ?? '',
    version: text(given['version']) ?? '',
    ...(title === undefined ? {} : { title }),
    ...(canonical === undefined ? {} : { canonical }),
    dependencies: dependenciesOf(given),
  };
}

function faultsOfName({ name, version, dependencies }: Record<string, unknown>): string[] {
  const faults: string[] = [];
  if (typeof name !== 'string' || !NAME.test(name))
    faults.push('name is missing, or is no name of a package such as hl7.fhir.fr.core.');
  else if (ofProgram(name)) faults.push(`${name} is R4 itself, which the program holds already.`);
  if (typeof version !== 'string' || !VERSION.test(version))
    faults.push('version is missing, or is no version such as 2.1.0.');
  const isList = dependencies === undefined || isObject(dependencies);
  if (!isList || !Object.entries(dependencies ?? {}).every(isDependency))
    faults.push('dependencies is to be an object of names and versions.');
  return faults;
}

function isDependency([name, version]: readonly [string, unknown]): boolean {
  return NAME.test(name) && typeof version === 'string' && version.length <= 100;
}

/** Older packages say it by what they depend on. */
function faultsOfFhir(given: Record<string, unknown>): string[] {
  const list = given['fhirVersions'] ?? given['fhir-version-list'];
  const said = Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
  if (said.some((version) => R4.test(version))) return [];
  if (said.length > 0)
    return [`it is for FHIR ${said.join(', ').slice(0, 100)}. This server is R4 (4.0.1).`];
  if (dependenciesOf(given)[R4_CORE] !== undefined) return [];
  return ['fhirVersions is missing. It is to name 4.0.1.'];
}

function dependenciesOf({ dependencies }: Record<string, unknown>): Record<string, string> {
  if (!isObject(dependencies)) return {};
  return Object.fromEntries(
    Object.entries(dependencies).flatMap(([name, version]) =>
      typeof version === 'string' ? [[name, version] as const] : [],
    ),
  );
}

/** Whether a dependency is part of R4, and so of the program. */
export function ofProgram(name: string): boolean {
  return /^hl7\.fhir\.r4\.(core|expansions|elements|corexml|search)$/.test(name);
}

/** Whether a version is the one asked for: the same, `current`, or any where `x` stands. */
export function isVersion(found: string, asked: string): boolean {
  if (['current', 'dev', 'latest', '*', ''].includes(asked)) return true;
  const parts = found.split('.');
  const wanted = asked.split('.');
  return wanted.every((part, index) => /^[xX*]$/.test(part) || part === parts[index]);
}

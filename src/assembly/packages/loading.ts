/**
 * FHIR packages loaded into a store, for `dossier load-package`: read, compiled with those that are
 * there, and kept, all or nothing.
 */
import { readFile, stat } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { Configuration } from '../../../fastify.config.js';
import { systemClock } from '../../clock.js';
import { Problem } from '../../fhir/problem.js';
import { randomIds } from '../../ids.js';
import { keepPackages, keptPackages } from '../../records/packages.js';
import type { Store } from '../../storage/store.js';
import { makeTerminology } from '../../terminology/terminology.js';
import { compilePackages } from '../../validation/packages/compile-packages.js';
import { missingIn } from '../../validation/packages/missing.js';
import { readPackage } from '../../validation/packages/package.js';
import type { Faulty, FhirPackage, LoadedPackage } from '../../validation/packages/package.js';
import { resourceCheck } from '../../validation/packages/resource-check.js';
import { readDefinitions, readPackageNames, readProfileFiles } from '../profile-files.js';
import type { ProfileFiles } from '../profile-files.js';
import { onStore, openToLook } from './opening.js';
import { searchedSince, type SearchedSince } from './reindexing.js';
import { definedBy, searchedFrom } from './searching.js';

/** A package of this size is unpacked; R4 itself, which nobody loads, would be the largest. */
const PACKED_BYTES_MAX = 64 * 1024 * 1024;
const UNPACKED_BYTES_MAX = 128 * 1024 * 1024;
/** Loads that come between are judged with, this often. */
const ATTEMPTS_MAX = 5;

/** A package in a few words. */
export interface PackageSummary {
  readonly name: string;
  readonly version: string;
  readonly profiles: number;
  readonly codeSystems: number;
  readonly valueSets: number;
  readonly conceptMaps: number;
  readonly searchParameters: number;
}

/** What a load did. */
export interface PackageLoaded {
  readonly summary: PackageSummary;
  /** The version that it took the place of; the same where nothing was new. */
  readonly replaced?: string;
  /** Whether it was there already, byte for byte: nothing was written. */
  readonly unchanged: boolean;
  /** What it names and nobody has; what else whoever loads it should know. */
  readonly warnings: readonly string[];
  readonly searched: SearchedSince;
}

/**
 * Loads a package into the store of a configuration. A bad one changes nothing: all that is wrong
 * with it is told. Rejects with an Error of one line when the file or the store cannot be used.
 */
export async function loadPackage(
  configuration: Configuration,
  file: string,
): Promise<PackageLoaded | Faulty> {
  const tar = await unpacked(file);
  if (typeof tar === 'string') return { faults: [tar] };
  // A start that only serves does not wait for the reader of archives.
  const { readArchive } = await import('../../validation/packages/archive.js');
  const archive = readArchive(tar);
  if ('faults' in archive) return archive;
  const files = readProfileFiles();
  const given = readPackage(archive.files, resourceCheck(files.validation.structure));
  if ('faults' in given) return given;
  return onStore(configuration, async (open) => {
    const added = await addPackage({ store: open.store, files }, given);
    if ('faults' in added) return added;
    return { ...added, searched: await searchedSince({ ...open, configuration, files }) };
  });
}

/** Takes a package away again. Rejects with an Error of one line when it is not there. */
export async function removePackage(
  configuration: Configuration,
  name: string,
): Promise<SearchedSince> {
  const files = readProfileFiles();
  return onStore(configuration, async (open) => {
    const made = await changed({ store: open.store, files }, (loaded) => {
      const left = without(loaded, name);
      if (left.length < loaded.length) return left;
      throw new Error(`${name} is not loaded. See dossier load-package --list.`);
    });
    if ('faults' in made) throw new Error(made.faults[0]);
    return searchedSince({ ...open, configuration, files });
  });
}

/** The packages of a store, also while a server serves it. Rejects with an Error of one line. */
export async function listPackages(
  configuration: Configuration,
): Promise<readonly PackageSummary[]> {
  const store = await openToLook(configuration);
  if (store === undefined) return [];
  try {
    return (await keptPackages(store)).packages.map(summaryOf);
  } finally {
    await store.close();
  }
}

/** What packages are loaded with. */
interface Loading {
  readonly store: Store;
  readonly files: ProfileFiles;
}

/** The archive in a file, or why there is none. */
async function unpacked(file: string): Promise<Buffer | string> {
  const unreadable = ({ code = 'unknown' }: NodeJS.ErrnoException): never => {
    throw new Error(`${file}: cannot be read (${code}).`);
  };
  const { size } = await stat(file).catch(unreadable);
  if (size > PACKED_BYTES_MAX) return tooLarge('has', PACKED_BYTES_MAX);
  const packed = await readFile(file).catch(unreadable);
  try {
    return gunzipSync(packed, { maxOutputLength: UNPACKED_BYTES_MAX });
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException; // of zlib
    if (code === 'ERR_BUFFER_TOO_LARGE') return tooLarge('unpacks to', UNPACKED_BYTES_MAX);
    if (code === 'Z_BUF_ERROR') return 'the file breaks off: its gzip has no end. Send it whole.';
    return 'the file is no gzip, or is damaged. A FHIR package is a .tgz file.';
  }
}

function tooLarge(how: string, bytesMax: number): string {
  return `the file ${how} more than ${bytesMax} bytes, and more is not taken.`;
}

async function addPackage(
  loading: Loading,
  given: FhirPackage,
): Promise<Omit<PackageLoaded, 'searched'> | Faulty> {
  let before: LoadedPackage | undefined;
  const { name } = given.manifest;
  const made = await changed(loading, (loaded) => {
    before = loaded.find(({ manifest }) => manifest.name === name);
    return [...without(loaded, name), given];
  });
  if ('faults' in made) return made;
  const one = made.find(({ manifest }) => manifest.name === name);
  if (one === undefined) throw new Error('a package that was loaded is among those loaded');
  return {
    summary: summaryOf(one),
    ...(before === undefined ? {} : { replaced: before.manifest.version }),
    unchanged: JSON.stringify(before) === JSON.stringify(one),
    warnings: [
      ...(await warningsAbout(one, made, loading.files)),
      ...unsearched(one, made, loading.files),
    ],
  };
}

/** SearchParameters that are not used: those of the package, and others that it stands before. */
function unsearched(
  one: LoadedPackage,
  loaded: readonly LoadedPackage[],
  files: ProfileFiles,
): string[] {
  const own = new Set(one.resources.map(({ resource }) => resource['url']));
  const others = definedBy(without(loaded, one.manifest.name), files).unused;
  const before = new Set(others.map(({ url, why }) => `${url} ${why}`));
  return definedBy(loaded, files)
    .unused.filter(({ url, why }) => own.has(url) || !before.has(`${url} ${why}`))
    .map(({ url, why }) => `the SearchParameter ${url} is not searched by: ${why}.`);
}

function without<T extends FhirPackage>(packages: readonly T[], name: string): readonly T[] {
  return packages.filter(({ manifest }) => manifest.name !== name);
}

/** Changes what is loaded; whoever was faster is judged with in the next attempt. */
async function changed(
  { store, files }: Loading,
  change: (loaded: readonly LoadedPackage[]) => readonly FhirPackage[],
): Promise<readonly LoadedPackage[] | Faulty> {
  const ground = { structure: files.validation.structure, own: readDefinitions() };
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const { load, packages, searched } = await keptPackages(store);
    const wanted = [...change(packages)].sort(byName);
    const compiled = compilePackages(wanted, ground);
    if ('faults' in compiled) return compiled;
    const needs = { store, clock: systemClock(), ids: randomIds() };
    const { defined } = definedBy(compiled, files);
    const next = { packages: compiled, searched: searchedFrom(searched, defined) };
    if (await keepPackages(needs, load, next).catch(ofSize)) return compiled;
  }
  throw new Error('Others keep loading packages. Nothing was changed. Load it again.');
}

/** What the store says of a body is here said of packages. */
function ofSize(failure: unknown): never {
  if (!(failure instanceof Problem) || failure.code !== 'too-large') throw failure;
  const why = 'with what it changes in the others it is more than one commit of MongoDB takes';
  throw new Error(`The package is too large: ${why}, 12 MB. Nothing was changed.`);
}

function byName(a: FhirPackage, b: FhirPackage): number {
  return a.manifest.name < b.manifest.name ? -1 : 1;
}

async function warningsAbout(
  one: LoadedPackage,
  loaded: readonly LoadedPackage[],
  { validation: { structure, compiled = [] }, terminology: { resources, lines } }: ProfileFiles,
): Promise<readonly string[]> {
  const all = loaded.flatMap((other) => other.resources.map(({ resource }) => resource));
  const terminology = makeTerminology([...resources, ...all], { lines });
  const published = readPackageNames();
  return missingIn(one, { structure, own: compiled, loaded, terminology, published });
}

function summaryOf({ manifest, resources }: FhirPackage): PackageSummary {
  const count = (type: string): number =>
    resources.filter(({ resource }) => resource.resourceType === type).length;
  return {
    name: manifest.name,
    version: manifest.version,
    profiles: count('StructureDefinition'),
    codeSystems: count('CodeSystem'),
    valueSets: count('ValueSet'),
    conceptMaps: count('ConceptMap'),
    searchParameters: count('SearchParameter'),
  };
}

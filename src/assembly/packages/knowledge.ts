/**
 * What resources are judged by and codes are known by: what the program has of its own, and over it
 * the packages that are loaded. A running server takes a later load in without a restart, so all
 * that is given from here asks for what is known now.
 */
import { text } from '../../fhir/elements.js';
import { isId, type Resource } from '../../fhir/resource.js';
import {
  documentTypesOf,
  makeDocumentTypes,
  type DocumentTypes,
} from '../../terminology/document-types.js';
import { makeTerminology, type Terminology } from '../../terminology/terminology.js';
import { guideOf } from '../../validation/packages/compile-packages.js';
import type { LoadedPackage } from '../../validation/packages/package.js';
import { makeValidator, type Validator } from '../../validation/validator.js';
import type { ProfileFiles } from '../profile-files.js';

/** What is known. */
export interface Knowledge {
  readonly validator: Validator;
  readonly terminology: Terminology;
  /** The national types of document: those of the program, whatever is loaded. */
  readonly documentTypes: DocumentTypes;
  /**
   * Code systems, value sets and concept maps that are published, those of packages last; and what
   * packages have of other types that are (`readFiled`).
   */
  published(): readonly Resource[];
  /** Canonicals of the guides whose packages are loaded. */
  guides(): readonly string[];
  /** Canonicals of the profiles in them, by the type that they are for. */
  profiles(): ReadonlyMap<string, readonly string[]>;
  /** Knows these packages from now on, in place of those before. */
  take(packages: readonly LoadedPackage[]): void;
}

/** All that changes with a load. */
type Now = Omit<Knowledge, 'take' | 'documentTypes'>;

/** Knows the program's own files, and these packages. */
export function makeKnowledge(
  files: ProfileFiles,
  packages: readonly LoadedPackage[] = [],
): Knowledge {
  const own = makeTerminology(files.terminology.resources, files.terminology);
  const documentTypes = makeDocumentTypes(documentTypesOf(own));
  const knowing = (loaded: readonly LoadedPackage[]): Now =>
    nowOf(files, { own, documentTypes }, loaded);
  let now = knowing(packages);
  return {
    validator: {
      validate: (resource, profile, at) => now.validator.validate(resource, profile, at),
      profilesOf: (resource) => now.validator.profilesOf(resource),
      knows: (url) => now.validator.knows(url),
      standIn: (url) => now.validator.standIn(url),
    },
    terminology: {
      codeSystem: (canonical) => now.terminology.codeSystem(canonical),
      valueSet: (canonical) => now.terminology.valueSet(canonical),
      isMember: (valueSet, system, code) => now.terminology.isMember(valueSet, system, code),
      with: (resources) => now.terminology.with(resources),
      get conceptMaps() {
        return now.terminology.conceptMaps;
      },
      get urls() {
        return now.terminology.urls;
      },
    },
    documentTypes,
    published: () => now.published(),
    guides: () => now.guides(),
    profiles: () => now.profiles(),
    take: (loaded) => {
      now = knowing(loaded);
    },
  };
}

function nowOf(
  { validation, terminology: { resources, lines } }: ProfileFiles,
  { own, documentTypes }: { readonly own: Terminology; readonly documentTypes: DocumentTypes },
  loaded: readonly LoadedPackage[],
): Now {
  const added = loaded.flatMap(codesIn).filter((one) => saysMore(one, own));
  // In one layer, so that a supplement finds what it is for.
  const terminology =
    added.length === 0 ? own : makeTerminology([...resources, ...added], { lines });
  const compiled = [...(validation.compiled ?? []), ...loaded.flatMap((one) => one.compiled)];
  const validator = makeValidator({
    ...validation,
    ...{ compiled, documentTypes, codes: terminology },
  });
  const published = [...resources, ...added, ...loaded.flatMap(definitionsIn)];
  const guides = loaded.map(guideOf);
  const profiles = profilesOf(loaded);
  return {
    ...{ validator, terminology },
    published: () => published,
    guides: () => guides,
    profiles: () => profiles,
  };
}

function profilesOf(loaded: readonly LoadedPackage[]): ReadonlyMap<string, readonly string[]> {
  const byType = new Map<string, string[]>();
  for (const { type, url } of loaded.flatMap((one) => one.compiled)) {
    byType.set(type, [...(byType.get(type) ?? []), url]);
  }
  return byType;
}

const OF_CODES: readonly string[] = ['CodeSystem', 'ValueSet', 'ConceptMap'];

function codesIn({ resources }: LoadedPackage): Resource[] {
  return resources.flatMap(({ resource }) =>
    OF_CODES.includes(resource.resourceType) ? [resource] : [],
  );
}

const DEFINING: readonly string[] = ['StructureDefinition', 'SearchParameter'];

/** One without an id has no address. */
function definitionsIn({ resources }: LoadedPackage): Resource[] {
  return resources.flatMap(({ resource }) =>
    DEFINING.includes(resource.resourceType) && isId(resource.id) ? [resource] : [],
  );
}

/** A code system without its codes, as guides name those of others, hides none that has them. */
function saysMore(resource: Resource, own: Terminology): boolean {
  if (resource['content'] !== 'not-present') return true;
  return own.codeSystem(text(resource['url']) ?? '') === undefined;
}

/**
 * What resources are judged by and codes are known by: what the program has of its own, and over it
 * the packages that are loaded. A running server takes a later load in without a restart, so all
 * that is given from here asks for what is known now.
 */
import { text } from '../../fhir/elements.js';
import type { Resource } from '../../fhir/resource.js';
import { makeTerminology, type Terminology } from '../../terminology/terminology.js';
import { guideOf } from '../../validation/packages/compile-packages.js';
import type { LoadedPackage } from '../../validation/packages/package.js';
import { makeValidator, type Validator } from '../../validation/validator.js';
import type { ProfileFiles } from '../profile-files.js';

/** What is known. */
export interface Knowledge {
  readonly validator: Validator;
  readonly terminology: Terminology;
  /** Code systems, value sets and concept maps that are published, those of packages last. */
  published(): readonly Resource[];
  /** Canonicals of the guides whose packages are loaded. */
  guides(): readonly string[];
  /** Knows these packages from now on, in place of those before. */
  take(packages: readonly LoadedPackage[]): void;
}

/** All that changes with a load. */
type Now = Omit<Knowledge, 'take'>;

/** Knows the program's own files, and these packages. */
export function makeKnowledge(
  files: ProfileFiles,
  packages: readonly LoadedPackage[] = [],
): Knowledge {
  const own = makeTerminology(files.terminology.resources, files.terminology);
  const knowing = (loaded: readonly LoadedPackage[]): Now => nowOf(files, own, loaded);
  let now = knowing(packages);
  return {
    validator: {
      validate: (resource, profile, at) => now.validator.validate(resource, profile, at),
      profilesOf: (resource) => now.validator.profilesOf(resource),
      knows: (url) => now.validator.knows(url),
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
    published: () => now.published(),
    guides: () => now.guides(),
    take: (loaded) => {
      now = knowing(loaded);
    },
  };
}

function nowOf(
  { validation, terminology: { resources, lines } }: ProfileFiles,
  own: Terminology,
  loaded: readonly LoadedPackage[],
): Now {
  const added = loaded.flatMap(codesIn).filter((one) => saysMore(one, own));
  // In one layer, so that a supplement finds what it is for.
  const terminology =
    added.length === 0 ? own : makeTerminology([...resources, ...added], { lines });
  const compiled = [...(validation.compiled ?? []), ...loaded.flatMap((one) => one.compiled)];
  const validator = makeValidator({ ...validation, compiled, codes: terminology });
  const published = [...resources, ...added];
  const guides = loaded.map(guideOf);
  return { validator, terminology, published: () => published, guides: () => guides };
}

const OF_CODES: readonly string[] = ['CodeSystem', 'ValueSet', 'ConceptMap'];

function codesIn({ resources }: LoadedPackage): Resource[] {
  return resources.flatMap(({ resource }) =>
    OF_CODES.includes(resource.resourceType) ? [resource] : [],
  );
}

/** A code system without its codes, as guides name those of others, hides none that has them. */
function saysMore(resource: Resource, own: Terminology): boolean {
  if (resource['content'] !== 'not-present') return true;
  return own.codeSystem(text(resource['url']) ?? '') === undefined;
}

/**
 * The call that every write goes through: a resource in and, where one is to be kept, a profile;
 * all issues out. Nothing is read or looked up: what is known is given once, as `ProfileData`.
 * https://hl7.org/fhir/R4/validation.html
 */
import { withoutVersion } from '../fhir/reference.js';
import type { Issue } from '../fhir/problem.js';
import type { DocumentTypes } from '../terminology/document-types.js';
import { walkResource } from './r4/base.js';
import { claimsOf, judge, judgeBeside } from './profiles/conform.js';
import type { Known, KnownHere, Subject } from './profiles/conform.js';
import type { ProfileDefinition } from './profiles/constraint.js';
import { documentChecks } from './profiles/document-checks.js';
import { objectOf } from './json-value.js';
import { readyProfiles } from './profiles/profiles.js';
import { cut, makeReport, words, type Report } from './report.js';
import { scopeOf } from './scope.js';
import type { InvariantTable } from './r4/rules.js';
import { makeShapes } from './r4/shape.js';
import type { CompiledProfile } from './structure/compiled.js';
import { makeInvariants, type FhirPathLibrary } from './structure/fhirpath.js';
import type { Codes } from './structure/judging.js';
import { makeStructures } from './structure/structures.js';
import type { StructureTable } from '../fhir/structure.js';

/** The data files under `profiles/` that validation needs, parsed. */
export interface ProfileData {
  /** `r4/structure.json` */
  readonly structure: StructureTable;
  /** `r4/invariants.json` */
  readonly invariants: InvariantTable;
  /** All of `document-sharing/` */
  readonly profiles: readonly ProfileDefinition[];
  /** The national types of document. */
  readonly documentTypes: DocumentTypes;
  /** Compiled StructureDefinitions: shipped ones, and those of loaded packages. */
  readonly compiled?: readonly CompiledProfile[];
  /** Code systems and value sets. */
  readonly codes: Codes;
  /** Reads the FHIRPath library; called when the first invariant is judged. */
  readonly fhirpath: () => FhirPathLibrary;
}

/** Judges resources. It has no state: the same resource always gives the same issues. */
export interface Validator {
  /**
   * Everything wrong with a resource, in the order of its elements: base R4 first, then the
   * profile, if one is given. An issue of severity error means that the resource does not conform;
   * none means that it does. A profile that is not known is an error. Only the profile given is
   * judged, not what `meta.profile` claims; but entries of a bundle are judged by what its profile
   * asks and by what they claim. `at` is the resource's location, its type if absent.
   * Never throws, whatever JSON it is given.
   */
  validate(resource: unknown, profileUrl?: string, at?: string): Issue[];
  /** The known profiles that `meta.profile` claims, in that order, without versions. */
  profilesOf(resource: unknown): string[];
  /** Whether a canonical, with or without version, names a known profile. */
  knows(url: string): boolean;
  /**
   * What a resource is judged by that claims an official profile which is not loaded: a profile of
   * ours, or our form of it, by canonical or title. Undefined for every other canonical.
   */
  standIn(url: string): string | undefined;
}

/** A validator that knows these data. Throws when they do not fit together. */
export function makeValidator(data: ProfileData): Validator {
  const shapes = makeShapes(data.structure, data.invariants);
  const known: Known = {
    profiles: readyProfiles(data.profiles),
    codes: data.codes,
    checks: documentChecks(data.documentTypes),
  };
  const holds = makeInvariants(data.fhirpath);
  const { codes, structure } = data;
  const parse = (expression: string) => data.fhirpath().parse(expression);
  const needs = { shapes, holds, codes, structure, parse };
  const walk = { ...needs, depth: 0, resource: {}, root: {}, ids: new Set<string>() };
  const structures = makeStructures(data.compiled ?? [], { codes, holds, structure });
  const isKnown = (url: string) => structures.knows(url) || known.profiles.has(url);
  const knows = (url: string) => isKnown(url) || structures.standIn(url) !== undefined;
  /** The canonical that is judged by: that of ours where the official one is not known. */
  const judgedBy = (canonical: string) => {
    const url = withoutVersion(canonical);
    return isKnown(url) ? url : (structures.standIn(url) ?? url);
  };
  return {
    validate: (resource, profileUrl, at = locationOf(resource)) => {
      const report = makeReport();
      const object = objectOf(resource);
      walkResource({ ...walk, report, scope: scopeOf({}) }, resource, at);
      // Without a type that R4 has there is nothing to compare with a profile.
      if (object && !report.isFull() && shapes.resource(object['resourceType'])) {
        const judging = structures.begin(report);
        const here = { ...known, structures: { knows: structures.knows, ...judging } };
        const subject = { resource: object, at };
        if (profileUrl !== undefined) judgeBy(here, report, judgedBy(profileUrl), subject);
        judging.extensions(object, at);
      }
      return report.issues();
    },
    profilesOf: (resource) => claimsOf(objectOf(resource) ?? {}, knows),
    knows: (url) => knows(withoutVersion(url)),
    standIn: (url) => {
      const plain = withoutVersion(url);
      if (structures.knows(plain)) return undefined;
      return known.profiles.get(plain)?.title ?? structures.standIn(plain);
    },
  };
}

function locationOf(resource: unknown): string {
  const type = objectOf(resource)?.['resourceType'];
  return typeof type === 'string' && /^[A-Za-z]{1,64}$/.test(type) ? type : 'Resource';
}

/** By a compiled definition where there is one, else by a profile of ours. */
function judgeBy(known: KnownHere, report: Report, url: string, subject: Subject): void {
  if (known.structures.knows(url)) {
    known.structures.judge(subject.resource, subject.at, url);
    return judgeBeside(known, report, url, subject);
  }
  const profile = known.profiles.get(url);
  if (profile) return judge(known, report, profile, subject);
  const name = cut(url, 200);
  const said = words(
    `This server has no profile ${name}. See /metadata for those it has, or claim another one.`,
    `Ce serveur n'a pas de profil ${name}. Voir /metadata pour ceux qu'il a, ou en déclarer un autre.`,
  );
  report.error('not-supported', `${subject.at}.meta.profile`, said);
}

/**
 * Judging by compiled StructureDefinitions: a resource by a profile, what is inside it by what it
 * claims, and every extension whose definition is known.
 */
import { withoutVersion } from '../../fhir/reference.js';
import { isObject } from '../../fhir/elements.js';
import type { JsonObject } from '../../fhir/json.js';
import { arrayOf } from '../json-value.js';
import type { Report } from '../report.js';
import type { CompiledProfile } from './compiled.js';
import { judgeExtensions } from './extensions.js';
import { resourcesIn } from './inside.js';
import { judgeProfile } from './judge.js';
import { beginJudging, type Judging, type Knowledge } from './judging.js';

/** What is known of compiled definitions. */
export interface Structures {
  /** Whether a canonical, without version, names a profile that resources can claim. */
  knows(url: string): boolean;
  /** The profile of ours that is judged in place of an official one that is not known. */
  standIn(url: string): string | undefined;
  /** Begins to judge by them. */
  begin(report: Report): StructureJudge;
}

/** One judging: no resource in it is judged by the same profile twice. */
export interface StructureJudge {
  /** Reports what a profile asks of a resource, and what the resources inside it claim. */
  judge(resource: JsonObject, at: string, profile: string): void;
  /** Reports what the extensions in a resource ask, where their definitions are known. */
  extensions(resource: JsonObject, at: string): void;
}

/** Judges by these compiled definitions; of two with one canonical the later counts. */
export function makeStructures(
  profiles: readonly CompiledProfile[],
  needs: Pick<Knowledge, 'codes' | 'holds' | 'structure'>,
): Structures {
  const compiled = new Map(profiles.map((profile) => [profile.url, profile]));
  const official = profiles.flatMap(({ url, standsFor = [] }) =>
    standsFor.filter((other) => !compiled.has(other)).map((other) => [other, url] as const),
  );
  const standIns = new Map(official);
  const claimed = (url: string) => compiled.get(url) ?? compiled.get(standIns.get(url) ?? '');
  const knowledge: Knowledge = { compiled, ...needs };
  const hasExtensions = profiles.some(({ type }) => type === 'Extension');
  return {
    knows: (url) => compiled.has(url),
    standIn: (url) => standIns.get(url),
    begin: (report) => {
      const judged = new Set<string>();
      const begin = (profile: CompiledProfile) => beginJudging(knowledge, report, profile, judged);
      return {
        judge: (resource, at, url) => {
          const profile = compiled.get(url);
          if (profile === undefined) return;
          judgeProfile(begin(profile), profile, { value: resource, at });
          judgeClaimsInside(begin(profile), claimed, resource, at);
        },
        extensions: (resource, at) => {
          if (hasExtensions) judgeExtensions(knowledge, begin, resource, at);
        },
      };
    },
  };
}

function judgeClaimsInside(
  one: Judging,
  claimed: (url: string) => CompiledProfile | undefined,
  resource: JsonObject,
  at: string,
): void {
  const around = one.inside(resource, at);
  for (const place of resourcesIn(resource, at).slice(1)) {
    const meta = isObject(place.value) ? place.value['meta'] : undefined;
    const claims = arrayOf(isObject(meta) ? meta['profile'] : undefined);
    const known = claims.flatMap((url) => claimed(withoutVersion(String(url))) ?? []);
    for (const profile of known) judgeProfile(around, profile, place);
  }
}

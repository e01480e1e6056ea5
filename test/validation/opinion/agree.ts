/** Asks both validators about the same cases, and counts where they differ. */
import type { Issue } from '../../../src/fhir/problem.js';
import type { JsonObject } from '../../../src/fhir/json.js';
import type { Validator } from '../../../src/validation/validator.js';
import { resourcesIn, validatorOf } from '../../fixtures/structures.js';
import { classOf } from './classes.js';
import { compareOpinions } from './compare.js';
import { casesOf, definitionFolders } from './corpus.js';
import { remarksOn, type Remark } from './reference.js';

/** A case that the two judge differently. */
export interface Difference {
  readonly kind: 'we refuse' | 'we accept' | 'other element';
  readonly type: string;
  readonly change: string;
  /** What the one that refuses says first. */
  readonly said: string;
  /** A listed class in which R4 is on our side. */
  readonly listed?: string;
}

/** What came of a run. */
export interface Run {
  readonly cases: number;
  /** Cases that both find at fault. */
  readonly faulty: number;
  readonly differences: readonly Difference[];
  /** Our longest time for one resource, in milliseconds. */
  readonly slowestMs: number;
}

/** What is asked about: see `casesOf`. */
export interface Asked {
  readonly seed: number;
  readonly changed: number;
  readonly step?: number;
}

/** Runs so many seeded changes, beside resources as they are. */
export async function agree(command: string, { seed, changed, step }: Asked): Promise<Run> {
  const folders = definitionFolders();
  const validator = validatorOf(resourcesIn(...folders));
  const cases = casesOf(seed, changed, step);
  // The first invariant reads the library.
  for (const { resource } of cases.slice(0, 100)) judged(validator, resource);
  const times: number[] = [];
  const ours = cases.map(({ resource }) => {
    const begun = performance.now();
    const issues = judged(validator, resource);
    times.push(performance.now() - begun);
    return issues;
  });
  const resources = cases.map(({ resource }) => resource);
  const theirs = await remarksOn(command, folders, resources);
  const found = cases.map((one, index) => difference(one, ours[index] ?? [], theirs[index] ?? []));
  const faulty = ours.filter(
    (issues, index) => isFaulty(issues) && isRefused(theirs[index]),
  ).length;
  const differences = found.flatMap((one) => one ?? []);
  return { cases: cases.length, faulty, differences, slowestMs: Math.max(...times) };
}

/** By base R4 and by every known profile that the resource claims. */
function judged(validator: Validator, resource: JsonObject): Issue[] {
  const claims = validator.profilesOf(resource);
  if (claims.length === 0) return validator.validate(resource);
  return claims.flatMap((url) => validator.validate(resource, url));
}

function isFaulty(issues: readonly Issue[]): boolean {
  return issues.some(({ severity }) => severity === 'error');
}

function isRefused(remarks: readonly Remark[] = []): boolean {
  return remarks.some(({ severity }) => severity === 'error' || severity === 'fatal');
}

function difference(
  { resource, change }: { readonly resource: JsonObject; readonly change: string },
  issues: readonly Issue[],
  remarks: readonly Remark[],
): Difference | undefined {
  const { verdict, element, ours } = compareOpinions(issues, remarks);
  const remark = remarks.find((one) => isRefused([one]));
  // A reference that ends in an exception names no element.
  if (verdict && (element || remark?.id === 'exception')) return undefined;
  const type = String(resource['resourceType']);
  const own = issues.find(({ severity }) => severity === 'error')?.diagnostics ?? '';
  const their = `${remark?.id ?? ''} ${remark?.text.slice(0, 160) ?? ''}`;
  if (verdict) return { kind: 'other element', type, change, said: their };
  const errors = issues.filter(({ severity }) => severity === 'error');
  const refused = remarks.filter((one) => isRefused([one]));
  const listed = classOf({ resource, issues: errors, remarks: refused });
  const told = { type, change, ...(listed === undefined ? {} : { listed }) };
  if (ours.length > 0) return { kind: 'we refuse', ...told, said: own };
  return { kind: 'we accept', ...told, said: their };
}

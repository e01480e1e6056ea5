/**
 * Where a reference leads: to a resource of an allowed type, contained or not as the profile asks.
 * https://hl7.org/fhir/R4/references.html
 */
import { isObject, text as textOf } from '../../fhir/elements.js';
import type { JsonObject } from '../../fhir/json.js';
import { parseReference } from '../../fhir/reference.js';
import type { Conforms } from './belongs.js';
import type { TypeRule } from './compiled.js';
import { resolved, type Judging } from './judging.js';
import type { Place } from './places.js';
import { say } from '../said/profiles.js';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

/**
 * Reports a reference whose target has a wrong type or place, where either is evident, or keeps
 * none of the profiles asked for, where it is sent along.
 */
export function judgeReference(
  one: Judging,
  rules: readonly TypeRule[],
  place: Place,
  conforms: Conforms,
): void {
  if (!isObject(place.value)) return;
  const targets = rules.flatMap((rule) => rule.targets ?? []);
  if (targets.length > 0) judgeTarget(one, targets, place.value, place.at);
  if (targets.length > 0) judgeTargetProfile(one, targets, place, conforms);
  const aggregation = rules.flatMap((rule) => rule.aggregation ?? []);
  if (aggregation.length > 0) judgePlace(one, aggregation, place.value, place.at);
}

function judgeTarget(
  one: Judging,
  targets: readonly string[],
  reference: JsonObject,
  at: string,
): void {
  const type = targetType(one, reference);
  if (type === undefined) return;
  const rules = targets.map((url) => ({ url, profile: one.knowledge.compiled.get(url) }));
  const types = rules.map(({ url, profile }) => profile?.type ?? url.replace(CORE, ''));
  if (types.some((name) => name.includes('/') || name === 'Resource' || name === type)) return;
  one.error('value', `${at}.reference`, say.wrongTarget(type, types));
}

/** A target of a type that is asked for keeps one of the profiles; those not known are kept. */
function judgeTargetProfile(
  one: Judging,
  targets: readonly string[],
  { value, at }: Place,
  conforms: Conforms,
): void {
  const target = resolved(one, value);
  const type = textOf(target?.['resourceType']);
  if (target === undefined) return;
  const profiles = targets.map((url) => ({ url, profile: one.knowledge.compiled.get(url) }));
  if (profiles.some(({ url, profile }) => profile === undefined && mayBe(url, type))) return;
  const asked = profiles.filter(({ profile }) => profile?.type === type).map(({ url }) => url);
  // What is contained has the references of its container.
  const here = isOwn(one, target) ? '#.contained[0]' : '#';
  if (asked.length === 0 || conforms(one, asked, { value: target, at: here })) return;
  one.error('invalid', `${at}.reference`, say.noTargetProfile(asked));
}

/** Whether a resource is one of those contained here. */
function isOwn({ contained }: Judging, resource: JsonObject): boolean {
  return contained.get(textOf(resource['id']) ?? '') === resource;
}

/** Whether a target that is no profile known here may be of a type. */
function mayBe(url: string, type: string | undefined): boolean {
  const name = url.replace(CORE, '');
  return name.includes('/') || name === 'Resource' || name === type;
}

/** The type of what is sent along, else the one that the address says, else the one told beside. */
function targetType(one: Judging, reference: JsonObject): string | undefined {
  const resource = resolved(one, reference);
  if (resource !== undefined) return textOf(resource['resourceType']);
  const address = parseReference(textOf(reference['reference']) ?? '', '');
  if (address.kind === 'local') return address.address.type;
  if (address.kind === 'remote' || address.kind === 'conditional') return address.type;
  const told = textOf(reference['type']);
  return told?.includes(':') ? undefined : told;
}

/** A reference by identifier alone is in no place, and is not judged. */
function judgePlace(
  one: Judging,
  aggregation: readonly string[],
  reference: JsonObject,
  at: string,
): void {
  const text = textOf(reference['reference']);
  if (text === undefined) return;
  const isContained = text.startsWith('#');
  const isAllowed = aggregation.some((mode) => (mode === 'contained') === isContained);
  if (!isAllowed) one.error('value', `${at}.reference`, say.wrongPlace(isContained));
}

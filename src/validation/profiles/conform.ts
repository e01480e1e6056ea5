/**
 * Judges a resource by a profile: rule after rule, every value at its path, all faults told. Base
 * R4 is `r4/base.ts`'s; what is malformed there is passed over here.
 * https://hl7.org/fhir/R4/profiling.html
 */
import { isObject, text as textOf } from '../../fhir/elements.js';
import type { JsonObject } from '../../fhir/json.js';
import type { ReadyList } from './code-list.js';
import type { Rule } from './constraint.js';
import type { DocumentCheck } from './document-checks.js';
import { formInWords, hasForm } from './form.js';
import { arrayOf, objectOf } from '../json-value.js';
import { narrowest, type Profile, type Profiles, type ReadyRule } from './profiles.js';
import { shown, type Report } from '../report.js';
import { resourcesIn } from '../structure/inside.js';
import { withoutVersion } from '../structure/lineage.js';
import type { StructureJudge, Structures } from '../structure/structures.js';
import { entriesByUrl, scopeOf, targetOf, type Scope } from '../scope.js';

/** What judging needs to know. */
export interface Known {
  readonly profiles: Profiles;
  readonly lists: ReadonlyMap<string, ReadyList>;
  readonly checks: ReadonlyMap<string, DocumentCheck>;
}

/** The same, in the judging of one resource: compiled definitions win over profiles of ours. */
export interface KnownHere extends Known {
  readonly structures: Pick<Structures, 'knows'> & StructureJudge;
}

/** A value and its location. */
interface Place {
  readonly value: unknown;
  readonly at: string;
}

/** One resource being judged by one profile. */
interface Judge {
  readonly known: KnownHere;
  readonly report: Report;
  readonly title: string;
  readonly scope: Scope;
  /** Resources inside, by location, with the profiles that rules ask of them: judged at the end. */
  readonly inner: Map<string, { resource: JsonObject; urls: Set<string> }>;
}

/** A resource to be judged, where it stands, and the entries of the bundle around it. */
export interface Subject {
  readonly resource: JsonObject;
  readonly at: string;
  readonly entries?: ReadonlyMap<string, string> | undefined;
}

/** Reports what a profile asks: the compiled definition of its canonical, else ours. */
export function judge(known: KnownHere, report: Report, profile: Profile, subject: Subject): void {
  if (!known.structures.knows(profile.url)) return judgeByOurs(known, report, profile, subject);
  known.structures.judge(subject.resource, subject.at, profile.url);
  check(known, report, profile, subject);
}

function judgeByOurs(known: KnownHere, report: Report, profile: Profile, subject: Subject): void {
  const { resource, at } = subject;
  if (resource['resourceType'] !== profile.type) {
    const found = shown(resource['resourceType']);
    return report.error('invalid', at, `Found ${found}. ${profile.title} is for ${profile.type}.`);
  }
  const entries = profile.type === 'Bundle' ? entriesByUrl(resource) : subject.entries;
  const scope = scopeOf(resource, entries);
  const one: Judge = { known, report, title: profile.title, scope, inner: new Map() };
  for (const rule of profile.rules) judgeRule(one, rule, { value: resource, at });
  check(known, report, profile, subject);
  judgeInner(one, entries);
}

/** What this server asks whatever a profile says, such as a class that agrees with the type. */
function check(known: Known, report: Report, profile: Profile, { resource, at }: Subject): void {
  if (resource['resourceType'] !== profile.type) return;
  for (const name of profile.checks) known.checks.get(name)?.(report, resource, at);
}

/** Judges resources inside by what rules ask and by what they claim themselves. */
function judgeInner(outer: Judge, entries?: ReadonlyMap<string, string>): void {
  const { known, report } = outer;
  for (const [at, { resource, urls }] of outer.inner) {
    judgeClaims(known, report, { resource, at, entries }, urls);
    for (const url of claimsOf(resource, known.structures.knows)) {
      known.structures.judge(resource, at, url);
    }
  }
}

function judgeClaims(
  known: KnownHere,
  report: Report,
  subject: Subject,
  asked: Iterable<string> = [],
): void {
  const claims = claimsOf(subject.resource, (url) => known.profiles.has(url));
  for (const profile of narrowest(new Set([...asked, ...claims]), known.profiles)) {
    judge(known, report, profile, subject);
  }
}

/**
 * Reports what profiles of ours ask beside a compiled definition that was judged: their checks, and
 * what is asked of resources inside that claim what only ours are there for.
 */
export function judgeBeside(
  known: KnownHere,
  report: Report,
  url: string,
  { resource, at }: Subject,
): void {
  const profile = known.profiles.get(url);
  if (profile) check(known, report, profile, { resource, at });
  const entries = resource['resourceType'] === 'Bundle' ? entriesByUrl(resource) : undefined;
  for (const place of resourcesIn(resource, at).slice(1)) {
    const inside = objectOf(place.value);
    if (inside) judgeClaims(known, report, { resource: inside, at: place.at, entries });
  }
}

/** The known profiles that a resource claims, without versions. */
export function claimsOf(resource: JsonObject, knows: (url: string) => boolean): string[] {
  const meta = isObject(resource['meta']) ? resource['meta'] : {};
  return arrayOf(meta['profile'])
    .map((url) => withoutVersion(textOf(url) ?? ''))
    .filter(knows);
}

function judgeRule(one: Judge, ready: ReadyRule, focus: Place): void {
  for (const holder of follow(focus, ready.way)) {
    if (!isObject(holder.value)) continue;
    if (ready.rule.unless !== undefined && hasForm(holder.value, ready.rule.unless)) continue;
    const { where } = ready.rule;
    const all = follow(holder, [ready.last]);
    const meant = where === undefined ? all : all.filter(({ value }) => hasForm(value, where));
    judgeCount(one, ready, meant, `${holder.at}.${ready.last}`);
    for (const place of meant) judgeValue(one, ready, place);
  }
}

/** The places that names lead to, through arrays. */
function follow(from: Place, names: readonly string[]): Place[] {
  return names.reduce((places, name) => places.flatMap((place) => step(place, name)), [from]);
}

function step({ value, at }: Place, name: string): Place[] {
  const found = isObject(value) ? value[name] : undefined;
  const here = `${at}.${name}`;
  if (found === undefined || found === null) return [];
  if (!Array.isArray(found)) return [{ value: found, at: here }];
  return found.map((item: unknown, index) => ({ value: item, at: `${here}[${index}]` }));
}

function judgeCount(one: Judge, { rule, last }: ReadyRule, meant: Place[], at: string): void {
  const { min = 0, max = Number.POSITIVE_INFINITY } = rule;
  const name = rule.name ?? last;
  if (meant.length < min) {
    const needs = min === 1 ? 'needs it' : `needs at least ${min}`;
    const text = `${name} is missing: ${one.title} ${needs}. ${rule.cure ?? 'Add it.'}`;
    teller(one, rule)('required', at, text);
  }
  if (meant.length > max) {
    const found = `Found ${meant.length} of ${name}, ${one.title} allows ${max === 0 ? 'none' : `at most ${max}`}.`;
    const cure = rule.cure ?? `Leave ${max === 0 ? 'it' : 'the others'} out.`;
    teller(one, rule)('structure', meant[max]?.at ?? at, `${found} ${cure}`);
  }
}

function judgeValue(one: Judge, ready: ReadyRule, place: Place): void {
  const { rule } = ready;
  if (rule.is !== undefined && !hasForm(place.value, rule.is)) {
    const found = `Found ${shown(place.value)}. ${one.title} expects ${formInWords(rule.is)}.`;
    teller(one, rule)('value', place.at, found + cureOf(rule));
  }
  if (rule.contained) judgeContained(one, rule, place);
  if (rule.targets) judgeTarget(one, rule, rule.targets, place);
  if (rule.list !== undefined) judgeList(one, rule, rule.list, place);
  if (rule.profile !== undefined) askProfile(one, rule.profile, place);
  for (const inner of ready.rules) judgeRule(one, inner, place);
}

/** Gives a function that reports what breaks a rule, as severely as the rule says. */
function teller(one: Judge, rule: Rule): Report['error'] {
  return one.report[rule.severity ?? 'error'];
}

function cureOf(rule: Rule): string {
  return rule.cure === undefined ? '' : ` ${rule.cure}`;
}

function judgeContained(one: Judge, rule: Rule, { value, at }: Place): void {
  if (!isObject(value) || textOf(value['reference'])?.startsWith('#')) return;
  const names = ['reference', 'identifier', 'display'].some((name) => value[name] !== undefined);
  if (!names) return;
  const text = `Found ${shown(value['reference'] ?? 'no reference')}. ${one.title} expects a reference to a contained resource.`;
  teller(one, rule)('value', at, text + cureOf(rule));
}

function judgeTarget(one: Judge, rule: Rule, types: readonly string[], { value, at }: Place): void {
  const reference = isObject(value) ? textOf(value['reference']) : undefined;
  const target = reference === undefined ? undefined : targetOf(reference, one.scope);
  if (target?.kind !== 'type' || types.includes(target.type)) return;
  const expected = `${one.title} expects one to ${types.join(' or ')}.`;
  teller(one, rule)('value', at, `Found a reference to ${target.type}. ${expected}${cureOf(rule)}`);
}

function judgeList(one: Judge, rule: Rule, name: string, { value, at }: Place): void {
  const list = one.known.lists.get(name);
  if (!list || list.has(value)) return;
  const text = `No code of the list for ${list.title} is there. ${one.title} prefers ${list.valueSet}.`;
  teller(one, rule)('code-invalid', at, text + cureOf(rule));
}

function askProfile(one: Judge, url: string, { value, at }: Place): void {
  if (!isObject(value)) return;
  const asked = one.inner.get(at) ?? { resource: value, urls: new Set<string>() };
  asked.urls.add(url);
  one.inner.set(at, asked);
}

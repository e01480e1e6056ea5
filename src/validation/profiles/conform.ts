/**
 * Judges a resource by a profile: rule after rule, every value at its path, all faults told. Base
 * R4 is `r4/base.ts`'s; what is malformed there is passed over here.
 * https://hl7.org/fhir/R4/profiling.html
 */
import { withoutVersion } from '../../fhir/reference.js';
import { isObject, text as textOf } from '../../fhir/elements.js';
import type { JsonObject } from '../../fhir/json.js';
import type { Codes } from '../structure/judging.js';
import { codesIn, isBound } from '../structure/values.js';
import type { Rule } from './constraint.js';
import type { DocumentCheck } from './document-checks.js';
import { formInWords, hasForm } from './form.js';
import { arrayOf, objectOf } from '../json-value.js';
import { narrowest, type Profile, type Profiles, type ReadyRule } from './profiles.js';
import { shown, shownReference, words, type Report, type Said } from '../report.js';
import { say } from '../said/forms.js';
import { resourcesIn } from '../structure/inside.js';
import type { StructureJudge, Structures } from '../structure/structures.js';
import { entriesByUrl, scopeOf, targetOf, type Scope } from '../scope.js';

/** What judging needs to know. */
export interface Known {
  readonly profiles: Profiles;
  readonly codes: Codes;
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
  readonly profile: Profile;
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
    const said = say.wrongResource(shown(resource['resourceType']), profile.title, profile.type);
    return report.error('invalid', at, { ...said, source: profile });
  }
  const entries = profile.type === 'Bundle' ? entriesByUrl(resource) : subject.entries;
  const scope = scopeOf(resource, entries);
  const one: Judge = { known, report, profile, scope, inner: new Map() };
  for (const rule of profile.rules) judgeRule(one, rule, { value: resource, at });
  check(known, report, profile, subject);
  judgeInner(one, entries);
}

/** What this server asks whatever a profile says, such as a class that agrees with the type. */
function check(known: Known, report: Report, profile: Profile, { resource, at }: Subject): void {
  if (resource['resourceType'] !== profile.type) return;
  const told = teller({ report, profile });
  for (const name of profile.checks) known.checks.get(name)?.(told, resource, at);
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
    const all = step(holder, ready.last);
    const meant = where === undefined ? all : all.filter(({ value }) => hasForm(value, where));
    judgeCount(one, ready, meant, `${holder.at}.${ready.last}`);
    for (const place of meant) judgeValue(one, ready, place);
  }
}

/** The places that names lead to, through arrays. */
function follow(from: Place, names: readonly string[]): Place[] {
  let places = [from];
  for (const name of names) {
    const [only] = places;
    const isOne = only !== undefined && places.length === 1;
    places = isOne ? step(only, name) : places.flatMap((place) => step(place, name));
  }
  return places;
}

function step({ value, at }: Place, name: string): Place[] {
  const found = isObject(value) ? value[name] : undefined;
  if (found === undefined || found === null) return [];
  const here = `${at}.${name}`;
  if (!Array.isArray(found)) return [{ value: found, at: here }];
  return found.flatMap((item: unknown, index) => [{ value: item, at: `${here}[${index}]` }]);
}

function judgeCount(one: Judge, { rule, last }: ReadyRule, meant: Place[], at: string): void {
  const { min = 0, max = Number.POSITIVE_INFINITY } = rule;
  const { title } = one.profile;
  const name = rule.name ?? words(last);
  if (meant.length < min) tell(one, rule)('required', at, say.missing(name, title, min, rule));
  if (meant.length > max) {
    const said = say.tooMany(name, title, { count: meant.length, max }, rule);
    tell(one, rule)('structure', meant[max]?.at ?? at, said);
  }
}

function judgeValue(one: Judge, ready: ReadyRule, place: Place): void {
  const { rule } = ready;
  if (rule.is !== undefined && !hasForm(place.value, rule.is)) {
    const { title } = one.profile;
    const said = say.notOfForm(shown(place.value), title, formInWords(rule.is), rule);
    tell(one, rule)('value', place.at, said);
  }
  if (rule.contained) judgeContained(one, rule, place);
  if (rule.targets) judgeTarget(one, rule, rule.targets, place);
  if (rule.list !== undefined) judgeList(one, rule, rule.list, place);
  if (rule.profile !== undefined) askProfile(one, rule.profile, place);
  for (const inner of ready.rules) judgeRule(one, inner, place);
}

/** Gives a function that reports what breaks a rule, as severely as the rule says. */
function tell(one: Judge, rule: Rule): Report['error'] {
  return teller(one)[rule.severity ?? 'error'];
}

/** Reports what the profile asks as its own. */
function teller({
  report,
  profile,
}: Pick<Judge, 'report' | 'profile'>): Pick<Report, 'error' | 'warning'> {
  const sourced = (said: Said): Said => ({ ...said, source: profile });
  return {
    error: (code, at, said) => report.error(code, at, sourced(said)),
    warning: (code, at, said) => report.warning(code, at, sourced(said)),
  };
}

const NO_REFERENCE = words('no reference', 'aucune référence');

function judgeContained(one: Judge, rule: Rule, { value, at }: Place): void {
  if (!isObject(value) || textOf(value['reference'])?.startsWith('#')) return;
  const names = ['reference', 'identifier', 'display'].some((name) => value[name] !== undefined);
  if (!names) return;
  const reference = textOf(value['reference']);
  const found = reference === undefined ? NO_REFERENCE : shownReference(reference);
  tell(one, rule)('value', at, say.notContained(found, one.profile.title, rule));
}

function judgeTarget(one: Judge, rule: Rule, types: readonly string[], { value, at }: Place): void {
  const reference = isObject(value) ? textOf(value['reference']) : undefined;
  const target = reference === undefined ? undefined : targetOf(reference, one.scope);
  if (target?.kind !== 'type' || types.includes(target.type)) return;
  const said = say.wrongTarget(target.type, one.profile.title, types, rule);
  tell(one, rule)('value', at, said);
}

function judgeList(one: Judge, rule: Rule, valueSet: string, { value, at }: Place): void {
  const codes = codesIn(value);
  if (codes === undefined || isBound(one.known.codes, valueSet, codes)) return;
  const found = codes[0] === undefined ? undefined : shown(codes[0].code);
  const said = say.notPreferred(found, one.profile.title, valueSet);
  tell(one, rule)('code-invalid', at, said);
}

function askProfile(one: Judge, url: string, { value, at }: Place): void {
  if (!isObject(value)) return;
  const asked = one.inner.get(at) ?? { resource: value, urls: new Set<string>() };
  asked.urls.add(url);
  one.inner.set(at, asked);
}

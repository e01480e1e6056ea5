/**
 * Judges a resource by a compiled profile: every element, every slice, all faults told. Base R4 is
 * `r4/base.ts`'s; what is malformed there is passed over here.
 * https://hl7.org/fhir/R4/profiling.html
 */
import { withoutVersion } from '../../fhir/reference.js';
import { isObject, text as textOf } from '../../fhir/elements.js';
import type { JsonObject } from '../../fhir/json.js';
import { arrayOf } from '../json-value.js';
import { makeReport, untilFull } from '../report.js';
import { belongs } from './belongs.js';
import type { CompiledProfile, Node, TypeRule } from './compiled.js';
import type { Judging } from './judging.js';
import { placesOf, type Place } from './places.js';
import { say } from '../said/profiles.js';
import { judgeReference } from './targets.js';
import { isOfType, judgeValue, typeOf } from './values.js';

/** Reports what a profile asks of a resource or of a part of one. */
export function judgeProfile(one: Judging, profile: CompiledProfile, place: Place): void {
  const key = `${place.at} ${profile.url}`;
  if (one.judged.has(key)) return;
  one.judged.add(key);
  const type = isObject(place.value) ? textOf(place.value['resourceType']) : undefined;
  const judging = one.by(profile);
  if (type === undefined) return judgeNode(judging, profile.root, place);
  if (type !== profile.type) {
    const said = say.wrongResource(type, profile.type, profile.title);
    return judging.error('invalid', place.at, said);
  }
  judgeNode(judging.inside(place.value, place.at), profile.root, place);
}

/** Reports what a node asks of a value and of all that is in it. */
function judgeNode(one: Judging, node: Node, place: Place): void {
  if (one.report.isFull()) return;
  judgeValue(one, node, place);
  if (node.types) judgeParts(one, node.types, place);
  const holder = isObject(place.value) ? place.value : place.beside;
  for (const child of node.children ?? []) judgeElement(one, child, holder ?? {}, place.at);
}

/** Reports how many values an element has, what is wrong with each, and what its slices ask. */
function judgeElement(one: Judging, node: Node, holder: JsonObject, at: string): void {
  const places = placesOf(holder, node.name, at);
  const name = node.name.replace('[x]', '');
  const { min = 0, max = Number.POSITIVE_INFINITY } = node;
  if (places.length < min) one.error('required', `${at}.${name}`, say.missing(name, min));
  if (places.length > max) {
    one.error('structure', places[max]?.at ?? at, say.tooMany(name, places.length, max));
  }
  for (const place of places) judgeNode(one, node, place);
  if (node.slices) judgeSlices(one, node, places, `${at}.${name}`);
}

/** Judges a value by the profiles of its type, and where a reference leads. */
function judgeParts(one: Judging, types: readonly TypeRule[], place: Place): void {
  const found = typeOf(place);
  const rules = types.filter(({ code }) => found === undefined || isOfType(found, code));
  const profiles = rules.flatMap((rule) => rule.profiles ?? []);
  // A type beside without a profile takes any value.
  if (profiles.length > 0 && rules.every((rule) => rule.profiles)) askOneOf(one, profiles, place);
  judgeReference(one, rules, place, conforms);
}

/** Reports what is wrong by the profile that the value comes nearest to; one unknown: nothing. */
function askOneOf(one: Judging, urls: readonly string[], place: Place): void {
  const known = urls.flatMap((url) => one.knowledge.compiled.get(url) ?? []);
  const [first, second] = known;
  if (first === undefined || known.length < urls.length) return;
  if (second === undefined) return judgeProfile(one, first, place);
  const counted = known.map((profile) => ({ profile, count: faultsOf(one, profile, place) }));
  const nearest = counted.reduce((best, next) => (next.count < best.count ? next : best));
  if (nearest.count > 0) one.error('invalid', place.at, say.noProfile(urls));
  judgeProfile(one, nearest.profile, place);
}

function faultsOf(
  one: Judging,
  profile: CompiledProfile,
  place: Place,
  report = makeReport(),
): number {
  judgeProfile(one.into(report), profile, place);
  return report.errors();
}

/** Whether a value keeps one of some profiles; one that is not known is not kept. */
function conforms(one: Judging, urls: readonly string[], place: Place): boolean {
  return urls.some((url) => {
    const profile = one.knowledge.compiled.get(url);
    if (profile === undefined || (typeOf(place) ?? profile.type) !== profile.type) return false;
    return isObject(place.value)
      ? keeps(one, profile, place.value, place)
      : isFaultless(one, profile, place);
  });
}

/** The same, asked once of each value. */
function keeps(one: Judging, profile: CompiledProfile, value: JsonObject, place: Place): boolean {
  const known = one.kept.get(value) ?? new Map<string, boolean>();
  const answer = known.get(profile.url);
  if (answer !== undefined) return answer;
  one.kept.set(value, known.set(profile.url, true));
  const isKept = isFaultless(one, profile, place);
  known.set(profile.url, isKept);
  return isKept;
}

function isFaultless(one: Judging, profile: CompiledProfile, place: Place): boolean {
  return faultsOf(one, profile, place, makeReport(1)) === 0;
}

/** A value with the slice that takes it. */
interface Taken {
  readonly place: Place;
  readonly slice?: Node;
}

function judgeSlices(one: Judging, node: Node, places: readonly Place[], at: string): void {
  if (one.report.isFull()) return;
  const slices = node.slices ?? [];
  const taken = places.map((place): Taken => {
    const slice = slices.find((candidate) => belongs(one, candidate, place, conforms));
    return { place, ...(slice === undefined ? {} : { slice }) };
  });
  const { by = [], rules = 'open', ordered } = node.slicing ?? {};
  const told = by.filter((path) => path !== '$this').join(', ');
  const left = taken.filter(({ slice }) => slice === undefined).map(({ place }) => place);
  if (rules === 'closed') judgeLeft(one, node, left, told);
  if (rules === 'openAtEnd') judgeEnd(one, node, taken);
  if (ordered) judgeOrder(one, slices, taken);
  for (const slice of slices) {
    const own = taken.filter((each) => each.slice === slice).map(({ place }) => place);
    judgeSlice(one, slice, { own, left }, { at, told });
  }
}

function judgeLeft(one: Judging, node: Node, left: readonly Place[], told: string): void {
  const names = (node.slices ?? []).flatMap(({ slice }) => slice ?? []);
  untilFull(one.report, left, (place) => {
    one.error('structure', place.at, say.noSlice(node.name.replace('[x]', ''), names, told));
    const nearest = (node.slices ?? []).find((slice) => isMeant(slice, place));
    if (nearest) explain(one, nearest, place);
  });
}

function judgeSlice(
  one: Judging,
  slice: Node,
  { own, left }: { readonly own: readonly Place[]; readonly left: readonly Place[] },
  { at, told }: { readonly at: string; readonly told: string },
): void {
  const { min = 0, max = Number.POSITIVE_INFINITY, slice: title = '' } = slice;
  const name = slice.name.replace('[x]', '');
  if (own.length < min) {
    one.error('required', at, say.sliceMissing(name, title, min, told));
    explainAll(one, slice, left);
  }
  if (own.length > max) {
    one.error('structure', own[max]?.at ?? at, say.sliceTooMany(title, own.length, max));
  }
  for (const place of own) judgeNode(one, slice, place);
  if (slice.slices) judgeSlices(one, slice, own, at);
}

function explainAll(one: Judging, slice: Node, left: readonly Place[]): void {
  for (const place of left.filter((each) => isMeant(slice, each))) explain(one, slice, place);
}

/** Whether a value that no slice takes says itself that it keeps the profile of this one. */
function isMeant(slice: Node, place: Place): boolean {
  return partsIn(slice, place).some(({ profile, part }) => {
    const meta = isObject(part.value) ? part.value['meta'] : undefined;
    const claims = isObject(meta) ? arrayOf(meta['profile']) : [];
    return claims.some((url) => typeof url === 'string' && withoutVersion(url) === profile);
  });
}

/** Tells why a value does not belong to the slice that it is meant for. */
function explain(one: Judging, slice: Node, place: Place): void {
  for (const { profile, part } of partsIn(slice, place)) {
    const compiled = one.knowledge.compiled.get(profile);
    if (compiled) judgeProfile(one, compiled, part);
  }
}

/** The parts of a value that the slice tells by their profile. */
function partsIn(slice: Node, place: Place): { profile: string; part: Place }[] {
  return (slice.tests ?? []).flatMap((test) => {
    if (test.kind !== 'profile' || !isObject(place.value)) return [];
    const [name = ''] = test.path;
    const [part] = placesOf(place.value, name, place.at);
    return part === undefined ? [] : test.profiles.map((profile) => ({ profile, part }));
  });
}

function judgeEnd(one: Judging, node: Node, taken: readonly Taken[]): void {
  const last = taken.map(({ slice }) => slice !== undefined).lastIndexOf(true);
  taken.forEach(({ place, slice }, index) => {
    if (slice === undefined && index < last) {
      one.error('structure', place.at, say.notAtEnd(node.name));
    }
  });
}

function judgeOrder(one: Judging, slices: readonly Node[], taken: readonly Taken[]): void {
  const ranked = taken.flatMap(({ place, slice }) =>
    slice === undefined ? [] : [{ place, rank: slices.indexOf(slice) }],
  );
  let highest = 0;
  for (const { place, rank } of ranked) {
    highest = Math.max(highest, rank);
    if (rank === highest) continue;
    const [here = '', before = ''] = [slices[rank]?.slice, slices[highest]?.slice];
    one.error('structure', place.at, say.sliceOrder(here, before));
  }
}

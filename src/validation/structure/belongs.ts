/**
 * Whether a value belongs to a slice. https://hl7.org/fhir/R4/profiling.html#discriminator
 */
import { isObject, text as textOf } from '../../fhir/elements.js';
import type { Node, Test } from './compiled.js';
import { hasPattern, isSameValue } from './equal.js';
import { resolved, type Judging } from './judging.js';
import { placesOf, type Place } from './places.js';
import { codesIn, isBound, isOfType, typeOf } from './values.js';

/** Whether a value keeps one of some profiles. */
export type Conforms = (one: Judging, profiles: readonly string[], place: Place) => boolean;

/** Whether a value passes all tests of a slice. A slice without tests takes nothing. */
export function belongs(one: Judging, slice: Node, place: Place, conforms: Conforms): boolean {
  const tests = slice.tests ?? [];
  return tests.length > 0 && tests.every((test) => passes(one, test, place, conforms));
}

function passes(one: Judging, test: Test, place: Place, conforms: Conforms): boolean {
  const places = follow(one, test.path, place);
  switch (test.kind) {
    case 'exists':
      return places.length > 0 === test.exists;
    case 'type':
      return places.some((found) => hasType(found, test.types));
    case 'profile':
      return places.some((found) => conforms(one, test.profiles, found));
    case 'value':
      if (test.fits.max === 0) return places.length === 0;
      return places.some((found) => fits(one, test.fits, found));
  }
}

function hasType(place: Place, types: readonly string[]): boolean {
  const found = typeOf(place);
  return found !== undefined && types.some((code) => isOfType(found, code));
}

function follow(one: Judging, path: readonly string[], from: Place): Place[] {
  return path.reduce(
    (places, step) => places.flatMap((place) => stepFrom(one, place, step)),
    [from],
  );
}

function stepFrom(one: Judging, place: Place, step: string): Place[] {
  if (step === 'resolve()') {
    const value = resolved(one, place.value);
    return value === undefined ? [] : [{ value, at: place.at }];
  }
  const [, call, argument = ''] = /^(ofType|extension)\((.*)\)$/.exec(step) ?? [];
  if (call === 'ofType') return place.type === undefined || place.type === argument ? [place] : [];
  const holder = isObject(place.value) ? place.value : place.beside;
  if (holder === undefined) return [];
  if (call === 'extension') {
    return placesOf(holder, 'extension', place.at).filter((one) => urlOf(one) === argument);
  }
  const found = placesOf(holder, step, place.at);
  return found.length > 0 ? found : placesOf(holder, `${step}[x]`, place.at);
}

function urlOf({ value }: Place): string | undefined {
  return isObject(value) ? textOf(value['url']) : undefined;
}

/** Whether a value is what a node describes, in all that a discriminator may look at. */
function fits(one: Judging, node: Node, place: Place): boolean {
  const { value } = place;
  if (node.fixed !== undefined && !isSameValue(value, node.fixed)) return false;
  if (node.pattern !== undefined && !hasPattern(value, node.pattern)) return false;
  if (node.types && place.type !== undefined && !hasType(place, typesOf(node))) return false;
  if (node.binding?.strength === 'required') {
    const codes = codesIn(value);
    if (codes && !isBound(one.knowledge.codes, node.binding.valueSet, codes)) return false;
  }
  const holder = isObject(value) ? value : (place.beside ?? {});
  return (node.children ?? []).every((child) => {
    const places = placesOf(holder, child.name, place.at);
    if (places.length < (child.min ?? 0)) return false;
    return places.every((found) => fits(one, child, found)) && fitsSlices(one, child, places);
  });
}

function typesOf(node: Node): string[] {
  return (node.types ?? []).map(({ code }) => code);
}

function fitsSlices(one: Judging, node: Node, places: readonly Place[]): boolean {
  return (node.slices ?? []).every((slice) => {
    const count = places.filter((place) => belongs(one, slice, place, () => true)).length;
    return count >= (slice.min ?? 0);
  });
}

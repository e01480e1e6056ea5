/**
 * The part of FHIRPath that addresses elements: names, indices `[0]` and `.where(name='text')`.
 * It is what FHIRPath Patch needs (https://hl7.org/fhir/R4/fhirpatch.html).
 */

/** One step of a path. `value` stands for whichever `value[x]` is there. */
export type Step =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'where'; readonly name: string; readonly equals: string };

/** A place in a resource: the object or array that holds it, and the key there. */
export interface Spot {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string | number;
}

const STEP =
  /^(?:\.?([A-Za-z_][A-Za-z0-9_]*)(?![A-Za-z0-9_(])|\[(\d{1,6})\]|\.where\(\s*([A-Za-z_][A-Za-z0-9_]*)\s*=\s*'((?:[^'\\]|\\.)*)'\s*\))/;
const STEPS_MAX = 20;
const FORBIDDEN = new Set(['__proto__', 'prototype', 'constructor']);

/**
 * Reads a path that starts with the resource's type, or undefined for what this subset does not
 * know.
 */
export function parsePath(text: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  let rest = text.trim();
  while (rest !== '' && steps.length <= STEPS_MAX) {
    const found = STEP.exec(rest);
    if (found === null) return undefined;
    const step = stepOf(found);
    if (step === undefined) return undefined;
    steps.push(step);
    rest = rest.slice(found[0].length);
  }
  return rest === '' && steps.length > 0 && steps[0]?.kind === 'name' ? steps : undefined;
}

/**
 * The elements a path selects in a resource; the first step, the type's name, is the resource
 * itself.
 */
export function select(resource: Record<string, unknown>, steps: readonly Step[]): readonly Spot[] {
  let spots: Spot[] = [{ holder: { '': resource }, key: '' }];
  for (const step of steps.slice(1)) spots = spots.flatMap((spot) => follow(spot, step));
  return spots;
}

/** The value at a place. */
export function valueAt(spot: Spot): unknown {
  return Array.isArray(spot.holder) ? spot.holder[Number(spot.key)] : spot.holder[String(spot.key)];
}

function stepOf(found: RegExpExecArray): Step | undefined {
  const [, name, index, where, equals] = found;
  if (index !== undefined) return { kind: 'index', index: Number(index) };
  const word = name ?? where ?? '';
  if (FORBIDDEN.has(word)) return undefined;
  if (name !== undefined) return { kind: 'name', name };
  return { kind: 'where', name: word, equals: (equals ?? '').replace(/\\(.)/g, '$1') };
}

function follow(spot: Spot, step: Step): Spot[] {
  const value = valueAt(spot);
  switch (step.kind) {
    case 'index':
      return itemsOf(spot).slice(step.index, step.index + 1);
    case 'where':
      return itemsOf(spot).filter((item) => memberOf(valueAt(item), step.name) === step.equals);
    case 'name':
      return Array.isArray(value)
        ? itemsOf(spot).flatMap((item) => member(item, step.name))
        : member(spot, step.name);
  }
}

function itemsOf(spot: Spot): Spot[] {
  const value = valueAt(spot);
  return Array.isArray(value) ? value.map((_, key) => ({ holder: value as unknown[], key })) : [];
}

function member(spot: Spot, name: string): Spot[] {
  const value = valueAt(spot);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const holder = value as Record<string, unknown>;
  if (Object.hasOwn(holder, name)) return [{ holder, key: name }];
  const choice =
    name === 'value' ? Object.keys(holder).find((key) => /^value[A-Z]/.test(key)) : undefined;
  return choice === undefined ? [] : [{ holder, key: choice }];
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

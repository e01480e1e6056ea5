/** Resources changed in one place at random, the same for the same seed. */
import type { JsonObject } from '../../../src/fhir/json.js';

/** A number from 0 up to 1, another one each time; the same row for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of some things. */
export function oneOf<T>(random: () => number, things: readonly T[]): T {
  const found = things[Math.floor(random() * things.length)];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
}

interface Spot {
  readonly holder: JsonObject | unknown[];
  readonly key: string | number;
}

/** A copy of a resource with one change, and what was changed in words. */
export function mutate(
  resource: JsonObject,
  random: () => number,
): { readonly resource: JsonObject; readonly change: string } {
  const copy = structuredClone(resource);
  const spots = spotsIn(copy);
  if (spots.length === 0) return { resource: copy, change: 'nothing' };
  const spot = oneOf(random, spots);
  const value = Reflect.get(spot.holder, spot.key) as unknown;
  const change = oneOf(random, changesFor(spot, value));
  change.make(spot, value, random);
  return { resource: copy, change: `${change.name} ${String(spot.key)}` };
}

function spotsIn(value: unknown): Spot[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as JsonObject | unknown[]; // an object is one of the two
  const keys = Array.isArray(holder) ? [...holder.keys()] : Object.keys(holder);
  return keys
    .filter((key) => key !== 'resourceType' && key !== 'div' && key !== 'profile')
    .flatMap((key) => [{ holder, key }, ...spotsIn(Reflect.get(holder, key))]);
}

interface Change {
  readonly name: string;
  readonly make: (spot: Spot, value: unknown, random: () => number) => void;
}

function set({ holder, key }: Spot, value: unknown): void {
  Reflect.set(holder, key, value);
}

const REMOVE: Change = {
  name: 'remove',
  make: ({ holder, key }) => {
    if (!Array.isArray(holder)) Reflect.deleteProperty(holder, key);
    else holder.splice(Number(key), 1);
  },
};

const OF_ANY: readonly Change[] = [
  REMOVE,
  {
    name: 'add beside',
    make: ({ holder }) => Array.isArray(holder) || set({ holder, key: 'colour' }, 'red'),
  },
  {
    name: 'number for',
    make: (spot) => {
      set(spot, 42);
    },
  },
  {
    name: 'object for',
    make: (spot) => {
      set(spot, { colour: 'red' });
    },
  },
];

const OF_TEXT: readonly Change[] = [
  {
    name: 'other text for',
    make: (spot) => {
      set(spot, 'zzz');
    },
  },
  {
    name: 'spaces in',
    make: (spot, value) => {
      set(spot, `${String(value)} x`);
    },
  },
  {
    name: 'longer',
    make: (spot, value) => {
      set(spot, `${String(value)}9`);
    },
  },
  {
    name: 'shorter',
    make: (spot, value) => {
      set(spot, String(value).slice(0, -1) || 'a');
    },
  },
  {
    name: 'wrong date for',
    make: (spot) => {
      set(spot, '2024-13-45');
    },
  },
  {
    name: 'boolean for',
    make: (spot) => {
      set(spot, true);
    },
  },
];

/** Changes that put another value in place. */
function puts(...values: readonly unknown[]): readonly Change[] {
  return values.map((value) => ({
    name: `${JSON.stringify(value)} for`,
    make: (spot) => {
      set(spot, value);
    },
  }));
}

// Types that may not stand there are not drawn: the reference, which looks nothing up, cannot tell.
const OF_REFERENCE = puts('#none', 'urn:uuid:none', 'zzz zzz');
const OF_URI = puts('urn:oid:1.2.3.4.', 'urn:uuid:ABC', 'urn:oid:1.2.250.1.9', 'http://other.a/b');
const OF_DATE = puts('2024-02-30', '2024-05-01T10:00:00', '2024', '2999-12-31', '10:00:00');
const OF_CODE = puts('final', 'mmHg', 'male', 'FR', 'application/pdf');
const OF_NUMBER = puts(-1, 1.5, 0, 1e12, '3');

const TWIN = { id: 'twin', url: 'http://unknown.example/e', valueString: 'a' };

/** Puts one more item into a list of an object, which may have none. */
function add(holder: unknown, name: string, item: unknown): void {
  const list: unknown = Reflect.get(holder as object, name);
  Reflect.set(holder as object, name, [...(Array.isArray(list) ? list : []), item]);
}

const OF_LIST: readonly Change[] = [
  {
    name: 'repeat in',
    make: (_, value) => {
      if (Array.isArray(value)) value.push(structuredClone(value[0]));
    },
  },
  {
    name: 'turn',
    make: (_, value) => {
      if (Array.isArray(value)) value.reverse();
    },
  },
  {
    name: 'unlist',
    make: (spot, value) => {
      if (Array.isArray(value)) set(spot, value[0]);
    },
  },
];

const OF_OBJECT: readonly Change[] = [
  {
    name: 'list',
    make: (spot, value) => {
      if (!Array.isArray(spot.holder)) set(spot, [value]);
    },
  },
  {
    name: 'an unknown extension in',
    make: (_, value) => {
      add(value, 'extension', { url: 'http://unknown.example/e', valueString: 'a' });
    },
  },
  {
    name: 'a relative extension in',
    make: (_, value) => {
      add(value, 'extension', { url: 'relative', valueString: 'a' });
    },
  },
  {
    name: 'a twin id in',
    make: (_, value) => {
      Reflect.set(value as object, 'id', 'twin');
      const { resourceType } = value as JsonObject; // an object, as its caller knows
      if (resourceType === undefined) add(value, 'extension', TWIN);
    },
  },
  {
    name: 'remove a part of',
    make: (_, value, random) => {
      const keys = Object.keys(value as object).filter((key) => key !== 'resourceType');
      if (keys.length > 1) Reflect.deleteProperty(value as object, oneOf(random, keys));
    },
  },
];

function changesFor({ key }: Spot, value: unknown): readonly Change[] {
  if (key === 'reference') return [...OF_ANY, ...OF_REFERENCE];
  if (typeof value === 'string') return [...OF_ANY, ...OF_TEXT, ...ofMeaning(String(key), value)];
  if (typeof value === 'number') return [...OF_ANY, ...OF_NUMBER];
  if (Array.isArray(value)) return [REMOVE, ...OF_LIST];
  return typeof value === 'object' && value !== null ? [...OF_ANY, ...OF_OBJECT] : OF_ANY;
}

/** Changes that fit what a text means by its name or form. */
function ofMeaning(key: string, value: string): readonly Change[] {
  if (/^(system|url|fullUrl|uri)$/i.test(key) || /^(urn:|https?:)/.test(value)) return OF_URI;
  if (/^\d{4}(-|$)/.test(value)) return OF_DATE;
  return /^[A-Za-z0-9-]{1,20}$/.test(value) ? OF_CODE : [];
}

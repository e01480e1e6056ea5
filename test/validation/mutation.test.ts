/** A conforming resource with something changed at random: judged, never thrown at. */
import fc from '../fixtures/property.js';
import t from 'tap';
import { stringify } from '../../src/fhir/json.js';
import { theValidator } from '../fixtures/profiles.js';
import { aSubmission, MHD } from './sample-documents.js';

const validator = theValidator();
const PROFILE = `${MHD}IHE.MHD.Comprehensive.ProvideBundle`;
const BUNDLE = aSubmission(PROFILE);

/** Every place in a JSON value, as a list of keys. */
function placesIn(value: unknown, at: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...at]];
  const inner = Object.entries(value).flatMap(([key, part]) => placesIn(part, [...at, key]));
  return at.length === 0 ? inner : [[...at], ...inner];
}

const PLACES = placesIn(BUNDLE);

/** Text, numbers as read, what is empty, names of Object.prototype, and any other JSON. */
const anything = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    [],
    {},
    [null],
    [[]],
    [{}],
    '\u00001.0',
    '\u0000blob:0',
    '#',
    '#a',
  ),
  fc.constantFrom<unknown>('__proto__', 'constructor', { resourceType: 'Patient' }, -1, true),
  fc.jsonValue({ maxDepth: 4 }),
);
const aKey = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'resourceType',
    '_status',
    'contained',
    'extension',
    '',
  ),
  fc.string({ maxLength: 8 }),
);

type Change =
  | { readonly kind: 'replace'; readonly value: unknown }
  | { readonly kind: 'remove' }
  | { readonly kind: 'add'; readonly key: string; readonly value: unknown };

const aChange: fc.Arbitrary<Change> = fc.oneof(
  anything.map((value) => ({ kind: 'replace' as const, value })),
  fc.constant({ kind: 'remove' as const }),
  fc.record({ kind: fc.constant('add' as const), key: aKey, value: anything }),
);

function changed(place: readonly string[], change: Change): unknown {
  const copy: unknown = structuredClone(BUNDLE);
  const holder = place.slice(0, -1).reduce((value, key) => Reflect.get(Object(value), key), copy);
  const target = Object(holder);
  const key = place.at(-1) ?? '';
  if (change.kind === 'remove') Reflect.deleteProperty(target, key);
  else if (change.kind === 'replace') define(target, key, change.value);
  // A JSON array has items alone.
  else if (!Array.isArray(target)) define(target, change.key, change.value);
  return copy;
}

/** Sets an own property, as JSON.parse does, even one called `__proto__`. */
function define(target: object, key: string, value: unknown): void {
  const settings = { value, enumerable: true, configurable: true, writable: true };
  Reflect.defineProperty(target, key, settings);
}

t.test('whatever is changed in a submission, its issues are told and nothing is thrown', (t) => {
  const one = fc.record({ place: fc.constantFrom(...PLACES), change: aChange });
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 1 }), ([first]) => {
      if (!first) return;
      const issues = validator.validate(changed(first.place, first.change), PROFILE);
      const told = stringify(issues);
      if (told.includes('undefined')) t.fail(told);
    }),
    { numRuns: 3000 },
  );
  t.end();
});

t.test('whatever JSON comes in place of a resource, nothing is thrown', (t) => {
  fc.assert(
    fc.property(anything, (value) => {
      const resource = { resourceType: 'Bundle', type: 'document', entry: value };
      return (
        validator.validate(value).length >= 0 && validator.validate(resource, PROFILE).length > 0
      );
    }),
    { numRuns: 1000 },
  );
  t.end();
});

t.test('judging a resource does not change it, and gives the same issues again', (t) => {
  const before = stringify(BUNDLE);
  const first = validator.validate(BUNDLE, PROFILE);
  t.same(validator.validate(BUNDLE, PROFILE), first);
  t.equal(stringify(BUNDLE), before);
  t.end();
});

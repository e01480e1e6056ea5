/** Bodies made to cost as much as they can for their size: what was, or could be, quadratic. */
import type { JsonObject } from '../../../src/fhir/json.js';

/** One body of at most 100 KB, and the end of the canonical of the profile it is judged by. */
export interface Hostile {
  readonly name: string;
  readonly body: JsonObject;
  readonly profile?: string;
}

function many<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function nested(depth: number, around: (inner: JsonObject | undefined) => JsonObject): JsonObject {
  let made = around(undefined);
  for (let level = 1; level < depth; level++) made = around(made);
  return made;
}

const OBSERVATION = { resourceType: 'Observation', status: 'final', code: { text: 'a' } };
const milligrams = (value: number, code = 'mg') => ({
  ...{ value, unit: 'mg', code },
  system: 'http://unitsofmeasure.org',
});
const DIV = '<div xmlns="http://www.w3.org/1999/xhtml"';
const told = (div: string): JsonObject => ({
  resourceType: 'Patient',
  text: { status: 'generated', div },
});
const DEFINITION = {
  ...{ resourceType: 'StructureDefinition', name: 'A', status: 'active', kind: 'resource' },
  ...{ url: 'http://hl7.org/fhir/StructureDefinition/x', abstract: false, type: 'Patient' },
};

/** Each with what it tries. */
export const HOSTILE: readonly Hostile[] = [
  {
    name: 'codes of components that are all compared with those of the observation',
    body: {
      ...{ ...OBSERVATION, valueString: 'a' },
      code: { coding: many(1_000, (index) => ({ system: 'a', code: `c${index}` })) },
      component: many(1_000, (index) => ({ code: { coding: [{ code: `d${index}` }] } })),
    },
  },
  {
    name: 'elements that all look at the first one',
    body: {
      ...DEFINITION,
      differential: {
        element: many(1_800, (index) => ({ id: `P.e${index}`, path: `Patient.e${index}` })),
      },
    },
  },
  {
    name: 'a code system of many codes, each told apart',
    body: {
      ...{ resourceType: 'CodeSystem', url: 'urn:a', status: 'active', content: 'complete' },
      concept: many(60, (tree) =>
        nested(55, (inner) => ({ code: `c${tree}`, ...(inner ? { concept: [inner] } : {}) })),
      ),
    },
  },
  {
    name: 'a questionnaire as deep as JSON may be, and wide',
    body: {
      ...{ resourceType: 'Questionnaire', status: 'active' },
      item: many(40, (tree) =>
        nested(25, (inner) => ({
          ...{ linkId: `l${tree}`, _linkId: { id: 'a' }, type: 'group' },
          ...(inner ? { item: [inner] } : {}),
        })),
      ),
    },
  },
  {
    name: 'ranges in units that must be converted',
    body: {
      ...OBSERVATION,
      component: many(300, () => ({
        code: { text: 'a' },
        valueRange: { low: milligrams(1, 'mo'), high: milligrams(2, 'kg.m/s2') },
      })),
    },
  },
  {
    name: 'entries that fit no slice',
    body: {
      ...{ resourceType: 'Bundle', type: 'transaction' },
      entry: many(800, (index) => ({
        ...{ fullUrl: `urn:uuid:${index}`, request: { method: 'POST', url: 'List' } },
        resource: { resourceType: 'List', status: 'current' },
      })),
    },
    profile: '/provide-bundle',
  },
  {
    name: 'nothing but empty entries',
    body: { resourceType: 'Bundle', type: 'transaction', entry: many(30_000, () => ({})) },
    profile: '/provide-bundle',
  },
  {
    name: 'nothing but empty contained resources',
    body: {
      ...{ resourceType: 'Practitioner', contained: many(30_000, () => ({})) },
    },
    profile: '/practitioner',
  },
  {
    name: 'texts where codes are listed',
    body: {
      ...{ resourceType: 'OperationDefinition', name: 'a', status: 'active', kind: 'operation' },
      ...{ code: 'a', system: true, type: true, instance: true },
      resource: many(20_000, () => 'a'),
    },
  },
  {
    name: 'contained resources that claim a profile, each referred to',
    body: {
      ...{ resourceType: 'List', status: 'current', mode: 'working' },
      contained: many(500, (index) => ({
        ...{ resourceType: 'Patient', id: `p${index}` },
        meta: { profile: ['https://dossier.example/fhir/StructureDefinition/patient-ins'] },
      })),
      entry: many(500, (index) => ({ item: { reference: `#p${index}` } })),
    },
    profile: '/submission-set',
  },
  {
    name: 'properties that could all be types of one choice',
    body: {
      ...OBSERVATION,
      ...Object.fromEntries(many(4_000, (index) => [`valueT${index}`, 'a'])),
    },
    profile: '/profile-measure',
  },
  {
    name: 'a list beside nothing that claims a length',
    body: {
      ...{ resourceType: 'DocumentReference', status: 'current' },
      ...{ masterIdentifier: [], _masterIdentifier: { length: 900_000_000 } },
      identifier: [{ resourceType: 5, type: { coding: [{ code: 'uniqueId' }] }, value: 'a' }],
    },
    profile: '/comprehensive-document',
  },
  {
    name: 'a claimed length where the library is asked',
    body: {
      ...OBSERVATION,
      valueRange: { low: [milligrams(1)], _low: { length: 900_000_000 }, high: milligrams(2) },
    },
  },
  {
    name: 'an expression that a parser loses itself in',
    body: {
      ...{ resourceType: 'SearchParameter', url: 'urn:a', name: 'A', status: 'active' },
      ...{ description: 'a', code: 'a', base: ['Patient'], type: 'string' },
      expression: `Patient${'.where(a'.repeat(9_000)}${')'.repeat(9_000)}`,
    },
  },
  { name: 'attributes without end', body: told(`${DIV}${' a="b"'.repeat(14_000)}`) },
  { name: 'spaces without end', body: told(`${DIV}${' '.repeat(95_000)}`) },
  { name: 'comments in comments', body: told(`${DIV}>${'<!--'.repeat(24_000)}</div>`) },
  { name: 'tags that do not end', body: told(`${DIV}>${'<'.repeat(95_000)}</div>`) },
  {
    name: 'entities in an address',
    body: told(`${DIV}><a href="${'&lt'.repeat(30_000)};">a</a></div>`),
  },
  {
    name: 'styles that load nothing',
    body: told(`${DIV}><p style="${'url('.repeat(24_000)}">a</p></div>`),
  },
  {
    name: 'a reference with a slash at every step',
    body: {
      ...{ resourceType: 'List', status: 'current', mode: 'working' },
      entry: [{ item: { reference: `http://${'/Aa'.repeat(32_000)}` } }],
    },
    profile: '/submission-set',
  },
  {
    name: 'texts that a pattern nearly matches',
    body: {
      ...{ ...DEFINITION, name: 'a'.repeat(20_000) },
      differential: {
        element: [
          { id: 'a', path: `a.${'b'.repeat(30_000)}!`, sliceName: `${'a'.repeat(40_000)}!` },
        ],
      },
    },
  },
];

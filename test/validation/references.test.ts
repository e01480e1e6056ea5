/** References, contained resources and bundles. https://hl7.org/fhir/R4/references.html */
import t from 'tap';
import { theValidator } from '../fixtures/profiles.js';

const validator = theValidator();

function faults(resource: unknown): string[] {
  return validator.validate(resource).map((issue) => `${issue.severity} ${issue.expression?.[0]}`);
}

const subject = (reference: unknown) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'a' },
  subject: reference,
});

const ACCEPTED = [
  'Patient/1',
  'Patient/1/_history/2',
  'https://example.org/fhir/Patient/1',
  'urn:uuid:c757873d-ec9a-4326-a141-556f43239520',
  'urn:oid:1.2.3',
  'https://example.org/something?else',
];

for (const reference of ACCEPTED) {
  t.test(`the reference ${reference} is accepted`, (t) => {
    t.same(faults(subject({ reference })), []);
    t.end();
  });
}

const REFUSED: readonly (readonly [string, object, string])[] = [
  ['a bare id', { reference: '1' }, 'reference'],
  ['an address without id', { reference: 'Patient/' }, 'reference'],
  ['a space', { reference: 'Patient/ 1' }, 'reference'],
  ['a type R4 does not have', { reference: 'Nonsense/1' }, 'reference'],
  ['a type that is not allowed there', { reference: 'Organization/1' }, 'reference'],
  ['such a type on another server', { reference: 'http://a.org/Organization/1' }, 'reference'],
  [
    'such a type beside an identifier',
    { type: 'Organization', identifier: { value: 'a' } },
    'type',
  ],
  ['a search, outside a bundle', { reference: 'Patient?identifier=a' }, 'reference'],
  ['nothing contained of that id', { reference: '#a' }, 'reference'],
];

for (const [sentence, reference, place] of REFUSED) {
  t.test(`a reference with ${sentence} is refused`, (t) => {
    t.same(faults(subject(reference)), [`error Observation.subject.${place}`]);
    t.end();
  });
}

const contained = (...list: object[]) => ({ ...subject({ reference: '#a' }), contained: list });
const inner = { resourceType: 'Patient', id: 'a' };

const CONTAINED: readonly (readonly [string, object, readonly string[]])[] = [
  ['one that is referred to is accepted', contained(inner), []],
  [
    'one that nothing refers to is a warning',
    contained(inner, { resourceType: 'Device', id: 'b' }),
    ['warning Observation.contained[1]'],
  ],
  [
    'one that refers to its container is accepted',
    contained(inner, {
      resourceType: 'Provenance',
      id: 'b',
      target: [{ reference: '#' }],
      recorded: '2020-01-01T00:00:00Z',
      agent: [{ who: { reference: '#a' } }],
    }),
    [],
  ],
  [
    'one without an id is refused',
    { ...contained({ resourceType: 'Device' }), subject: { display: 'a' } },
    ['error Observation.contained[0].id'],
  ],
  [
    'two of the same id are refused',
    contained(inner, inner),
    ['error Observation.contained[1].id'],
  ],
  [
    'one of the wrong type for the reference is refused',
    contained({ resourceType: 'Organization', id: 'a', name: 'a' }),
    ['error Observation.subject.reference'],
  ],
  [
    'one inside another is refused',
    contained({ ...inner, contained: [{ resourceType: 'Device', id: 'b' }] }),
    ['error Observation.contained[0].contained'],
  ],
  [
    'one with a version is refused',
    contained({ ...inner, meta: { versionId: '1' } }),
    ['error Observation.contained[0].meta.versionId'],
  ],
  [
    'one with a security label is refused',
    contained({ ...inner, meta: { security: [{ code: 'R' }] } }),
    ['error Observation.contained[0].meta.security'],
  ],
  [
    'a fault inside one is told at its place',
    contained({ ...inner, gender: 'x' }),
    ['error Observation.contained[0].gender'],
  ],
];

for (const [sentence, resource, expected] of CONTAINED) {
  t.test(`of contained resources, ${sentence}`, (t) => {
    t.same(
      faults(resource).filter((fault) => !fault.endsWith('contained[0].contained[0].id')),
      expected,
    );
    t.end();
  });
}

const request = { method: 'POST', url: 'Observation' };
const url = 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520';
const bundle = (type: string, ...entry: object[]) => ({ resourceType: 'Bundle', type, entry });

const BUNDLES: readonly (readonly [string, object, readonly string[]])[] = [
  [
    'a fault inside names the entry',
    bundle('collection', { resource: inner }, { resource: { ...inner, foo: 1 } }),
    ['error Bundle.entry[1].resource.foo'],
  ],
  [
    'an entry of a transaction needs a request',
    bundle('transaction', { resource: inner }),
    ['error Bundle.entry[0].request'],
  ],
  [
    'an entry of a collection has no request',
    bundle('collection', { resource: inner, request }),
    ['error Bundle.entry[0].request'],
  ],
  [
    'an entry needs something in it',
    bundle('collection', { fullUrl: url }),
    ['error Bundle.entry[0]'],
  ],
  [
    'an address comes once',
    bundle('collection', { fullUrl: url, resource: inner }, { fullUrl: url, resource: inner }),
    ['error Bundle.entry[1].fullUrl'],
  ],
  [
    'a search in a reference is allowed',
    bundle('transaction', { request, resource: subject({ reference: 'Patient?identifier=a' }) }),
    [],
  ],
  [
    'the type of an entry referred to is known',
    bundle(
      'transaction',
      { request, fullUrl: url, resource: { resourceType: 'Organization', name: 'a' } },
      { request, resource: subject({ reference: url }) },
    ),
    ['error Bundle.entry[1].resource.subject.reference'],
  ],
  [
    'a document begins with a Composition',
    {
      ...bundle('document', { resource: inner }),
      identifier: { system: 'urn:x', value: 'a' },
      timestamp: '2020-01-01T00:00:00Z',
    },
    ['error Bundle.entry[0]'],
  ],
];

for (const [sentence, resource, expected] of BUNDLES) {
  t.test(`in a bundle, ${sentence}`, (t) => {
    t.same(faults(resource), expected);
    t.end();
  });
}

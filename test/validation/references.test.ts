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
  ['another type told beside it', { reference: 'Patient/1', type: 'Group' }, 'type'],
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
    'one that nothing refers to is refused',
    contained(inner, { resourceType: 'Device', id: 'b' }),
    ['error Observation.contained[1]'],
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

const second = (resource: object) => ({ fullUrl: 'http://a.org/Patient/a', resource });
const linked = (...relations: string[]) => ({
  ...bundle('searchset', { fullUrl: url, resource: inner }),
  link: relations.map((relation) => ({ relation, url: 'http://a.org/' })),
});
const written = (composition: object, ...others: object[]) => ({
  ...bundle(
    'document',
    {
      fullUrl: 'http://a.org/Composition/c',
      resource: {
        ...{ resourceType: 'Composition', id: 'c', status: 'final', type: { text: 'a' } },
        ...{ date: '2020', title: 'a', author: [{ display: 'a' }], ...composition },
      },
    },
    ...others,
  ),
  ...{ identifier: { system: 'urn:x:y', value: 'a' }, timestamp: '2020-01-01T00:00:00Z' },
});

const BUNDLES: readonly (readonly [string, object, readonly string[]])[] = [
  [
    'a fault inside names the entry',
    bundle('collection', { fullUrl: url, resource: inner }, second({ ...inner, foo: 1 })),
    ['error Bundle.entry[1].resource.foo'],
  ],
  [
    'an entry of a transaction needs a request',
    bundle('transaction', { resource: inner }),
    ['error Bundle.entry[0].request'],
  ],
  [
    'an entry of a collection has no request',
    bundle('collection', { fullUrl: url, resource: inner, request }),
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
    'an entry of a collection says which resource it is',
    bundle('collection', { resource: inner }),
    ['error Bundle.entry[0].fullUrl'],
  ],
  [
    'a relative address is refused',
    bundle('collection', { fullUrl: 'Patient/a', resource: inner }),
    ['error Bundle.entry[0].fullUrl'],
  ],
  [
    'an address that names another id is refused',
    bundle('collection', second({ ...inner, id: 'b' })),
    ['error Bundle.entry[0].fullUrl'],
  ],
  [
    'an address that names another type is refused',
    bundle('collection', second({ resourceType: 'Device', id: 'a' })),
    ['error Bundle.entry[0].fullUrl'],
  ],
  [
    'what is created may have an address and no id yet',
    bundle('transaction', { request, ...second({ resourceType: 'Patient' }) }),
    [],
  ],
  ['two links of different relations are accepted', linked('self', 'next', 'a', 'a'), []],
  ['a relation comes once', linked('self', 'next', 'self'), ['error Bundle.link[2].relation']],
  [
    'a document holds what its Composition refers to',
    written({ subject: { reference: 'Patient/a' } }, second(inner)),
    [],
  ],
  [
    'what a document does not hold is told where it is referred to',
    written({
      subject: { reference: 'Patient/b' },
      section: [{ title: 'a', entry: [{ reference: 'urn:uuid:a' }] }],
    }),
    [
      'error Bundle.entry[0].resource.subject.reference',
      'error Bundle.entry[0].resource.section[0].entry[0].reference',
    ],
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
      ...bundle('document', { fullUrl: url, resource: inner }),
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

import t from 'tap';
import { joinsOf, type Chain } from '../../src/search/conditions.js';
import { patientsNamed } from '../../src/search/patient.js';
import { finds, PARAMETERS, queryOf, refusal } from './found.js';

/** The outermost chains. */
function chainsOf(query: Parameters<typeof joinsOf>[0]): Chain[] {
  return joinsOf(query).filter((join) => join.kind === 'chain');
}

/** A document whose author and source stand inside it, as MHD wants them. */
const DOCUMENT = {
  resourceType: 'DocumentReference',
  subject: { reference: 'Patient/p1' },
  author: [{ reference: '#role' }, { reference: 'Practitioner/outside' }],
  contained: [
    {
      resourceType: 'PractitionerRole',
      id: 'role',
      practitioner: { reference: '#doctor' },
      identifier: [{ system: 'urn:oid:1.71', value: '810' }],
    },
    {
      resourceType: 'Practitioner',
      id: 'doctor',
      name: [{ family: 'Lefèvre', given: ['Anne-Marie'] }],
      identifier: [{ system: 'urn:oid:1.72', value: '899' }],
    },
    { resourceType: 'Organization', id: 'clinic', name: 'Clinique des Lilas' },
  ],
};

const LIST = { ...DOCUMENT, resourceType: 'List', source: { reference: '#role' } };

t.test('M-22 author names are found in authors inside the document', async (t) => {
  t.ok(finds(DOCUMENT, 'author.family=lefevre'));
  t.ok(finds(DOCUMENT, 'author.given=marie'));
  t.ok(finds(DOCUMENT, 'author.family:exact=Lefèvre'));
  t.notOk(finds(DOCUMENT, 'author.family=durand'));
  t.ok(finds(DOCUMENT, 'author.identifier=urn:oid:1.71|810'));
  t.notOk(finds(DOCUMENT, 'author.identifier=urn:oid:1.72|899'), 'a role has its own identifier');
});

t.test('M-21 M-32 source names are found whatever way the chain is written', async (t) => {
  for (const chain of [
    'source.family',
    'source:PractitionerRole.family',
    'source:PractitionerRole.name',
    'source:PractitionerRole.practitioner.family',
    'source:PractitionerRole.practitioner:Practitioner.family',
    'source.practitioner.family',
  ]) {
    t.ok(finds(LIST, `${chain}=lefevre`), chain);
    t.notOk(finds(LIST, `${chain}=durand`), chain);
  }
  t.notOk(finds(LIST, 'source:Patient.family=lefevre'));
  const own = {
    resourceType: 'List',
    source: { reference: '#me' },
    contained: [{ resourceType: 'Patient', id: 'me', name: [{ family: 'Petit' }] }],
  };
  t.ok(finds(own, 'source:Patient.family=petit'));
  t.ok(finds(own, 'source.family=petit'));
});

t.test('M-32 the structure of a submission is found inside it', async (t) => {
  const url = 'https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-authorOrg';
  const extension = [{ url, valueReference: { reference: '#clinic' } }];
  const list = { ...LIST, source: { reference: '#role', extension } };
  t.ok(finds(list, 'authorOrg.name=lilas'));
  t.notOk(finds(list, 'authorOrg.name=roses'));
});

t.test('S-28 a chain finds what refers to the resources it leads to', async (t) => {
  const toDoctor = () => ['Practitioner/outside'];
  t.ok(finds(DOCUMENT, 'author.family=unknown', toDoctor));
  t.notOk(finds(DOCUMENT, 'author.family=unknown', () => ['Practitioner/other']));
  t.ok(finds(DOCUMENT, 'patient.identifier=s|1', () => ['Patient/p1']));
});

t.test('S-28 each branch of a chain is a search of its own, to the depth asked', async (t) => {
  const query = queryOf('List', 'source.family=lefevre');
  const [chain] = chainsOf(query);
  t.strictSame(
    chain?.branches.map((branch) => branch.type),
    ['Practitioner', 'PractitionerRole', 'Patient'],
  );
  const role = chain?.branches.find((branch) => branch.type === 'PractitionerRole');
  t.strictSame(role && chainsOf(role).flatMap(({ branches }) => branches.map(({ type }) => type)), [
    'Practitioner',
  ]);
});

t.test('a resource referred to by identifier alone is found by that identifier', async (t) => {
  const subject = { identifier: { system: 'urn:oid:1.4.8', value: '277' } };
  const logical = { resourceType: 'DocumentReference', subject };
  t.ok(finds(logical, 'patient.identifier=urn:oid:1.4.8|277'));
  t.notOk(finds(logical, 'patient.identifier=urn:oid:1.4.8|278'));
  const context = { related: [{ identifier: { value: 'urn:oid:1.99' } }] };
  t.ok(finds({ resourceType: 'DocumentReference', context }, 'related.identifier=urn:oid:1.99'));
});

t.test('S-28 a chain that may lead to too many types must name them', async (t) => {
  const long = 'based-on.instantiates-canonical.composed-of.identifier';
  t.match(refusal('Observation', `${long}=x`), /too many types.*based-on:/);
  const named = 'based-on:CarePlan.instantiates-canonical:Measure.composed-of:List.identifier';
  t.equal(refusal('Observation', `${named}=x`), undefined);
});

t.test('S-28 a type that a chain cannot go on from is left out of it', async (t) => {
  // A procedure may be based on care plans alone, which nobody requests.
  t.equal(refusal('CarePlan', 'activity-reference.based-on.requester.identifier=x'), undefined);
  t.match(refusal('CarePlan', 'activity-reference.based-on.nonsense=x'), /no type that/);
});

t.test('S-28 a chain that leads nowhere is refused, strict or not', async (t) => {
  for (const chain of [
    'patient.nonsense',
    'status.code',
    'subject:Device.nonsense',
    'subject:Medication.code',
    'author.family.given',
    'patient.general-practitioner.practitioner.name.x',
    'patient.link.link.link.link.name',
  ]) {
    t.match(refusal('DocumentReference', `${chain}=x`), `Search parameter ${chain}`, chain);
  }
  t.equal(refusal('DocumentReference', 'patient.link.link.name=x'), undefined);
});

t.test('contained resources that refer to each other in a circle are left', async (t) => {
  const circle = {
    ...DOCUMENT,
    contained: [
      { resourceType: 'PractitionerRole', id: 'role', practitioner: { reference: '#role' } },
    ],
  };
  t.notOk(finds(circle, 'author.family=lefevre'));
});

t.test('the patients that a search names are known before it is run', async (t) => {
  const named = (type: string, search: string) => patientsNamed(PARAMETERS, queryOf(type, search));
  const byId = { ids: ['p1'], identifiers: [] };
  const byIns = { ids: [], identifiers: [{ system: 'urn:oid:1', code: '2' }] };
  t.strictSame(named('DocumentReference', 'status=current&patient=p1'), byId);
  t.strictSame(named('DocumentReference', 'subject=Patient/p1'), byId);
  t.strictSame(named('List', 'patient.identifier=urn:oid:1|2'), byIns);
  t.strictSame(named('List', 'subject:Patient.identifier=urn:oid:1|2'), byIns);
  t.strictSame(named('Consent', 'patient:identifier=urn:oid:1|2'), byIns);
  t.strictSame(named('Patient', 'identifier=urn:oid:1|2'), byIns);
  t.strictSame(named('Patient', '_id=p1'), byId);
  t.strictSame(named('DocumentReference', 'subject=Group/1'), { ids: [], identifiers: [] });
  t.equal(named('DocumentReference', 'status=current&author=p1'), undefined);
  t.equal(named('DocumentReference', 'patient:missing=false'), undefined);
  t.equal(named('Patient', 'identifier:not=urn:oid:1|2'), undefined);
});

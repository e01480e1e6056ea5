/** Where extensions may stand and what they hold, bounds of values, profiles of references' targets. */
import t from 'tap';
import type { JsonObject } from '../../src/fhir/json.js';
import { compileProfile } from '../../src/validation/structure/compile.js';
import type { StructureDefinition } from '../../src/validation/structure/definition.js';
import { makeValidator } from '../../src/validation/validator.js';
import { theProfiles, theTerminology } from '../fixtures/profiles.js';

const data = { ...theProfiles(), codes: theTerminology() };
const BASE = 'https://example.org/StructureDefinition';
const CORE = 'http://hl7.org/fhir/StructureDefinition';

type Elements = NonNullable<NonNullable<StructureDefinition['differential']>['element']>;

function definition(type: string, name: string, elements: Elements, more: object = {}) {
  return {
    ...{ url: `${BASE}/${name}`, title: name, type, derivation: 'constraint' },
    ...{ baseDefinition: `${CORE}/${type}`, differential: { element: elements }, ...more },
  };
}

/** Where errors are found by some definitions, the last of them claimed unless it is an extension. */
function places(definitions: StructureDefinition[], resource: JsonObject): string[] {
  const byUrl = new Map(definitions.map((one) => [one.url, one]));
  const lookup = { structure: data.structure, definition: (url: string) => byUrl.get(url) };
  const compiled = definitions.map((one) => compileProfile(one, lookup));
  const validator = makeValidator({ ...data, compiled });
  const last = compiled.at(-1);
  return validator
    .validate(resource, last?.type === 'Extension' ? undefined : last?.url)
    .filter(({ severity }) => severity === 'error')
    .map(({ expression, code }) => `${expression?.[0]} ${code}`);
}

const on = (...expressions: string[]) => ({
  context: expressions.map((expression) => ({ type: 'element', expression })),
});
const colour = (...contexts: string[]) => definition('Extension', 'colour', [], on(...contexts));
const RED = { url: `${BASE}/colour`, valueString: 'red' };
const PATIENT = {
  resourceType: 'Patient',
  extension: [RED],
  name: [{ extension: [RED], family: 'a', _family: { extension: [RED] } }],
  contact: [{ extension: [RED], name: { extension: [RED], text: 'b' } }],
  multipleBirthInteger: 2,
  _multipleBirthInteger: { extension: [RED] },
};

t.test('an extension stands on the elements and types that its definition names', (t) => {
  const all = [
    ...['Patient.extension[0]', 'Patient.name[0].extension[0]'],
    ...['Patient.name[0].family.extension[0]', 'Patient.contact[0].extension[0]'],
    'Patient.contact[0].name.extension[0]',
    'Patient.multipleBirthInteger.extension[0]',
  ];
  const but = (...allowed: number[]) =>
    all.filter((_, index) => !allowed.includes(index)).map((place) => `${place} structure`);
  for (const [contexts, allowed] of [
    [['Patient'], [0]],
    [['DomainResource'], [0]],
    [['HumanName'], [1, 4]],
    [['Patient.name'], [1]],
    [['HumanName.family'], [2]],
    [['string'], [2]],
    [
      ['Patient.contact', 'Patient.contact.name'],
      [3, 4],
    ],
    [['BackboneElement'], [3]],
    [['Patient.multipleBirth[x]'], [5]],
    [['Element'], [0, 1, 2, 3, 4, 5]],
    [['Observation'], []],
  ] as const) {
    t.same(places([colour(...contexts)], PATIENT), but(...allowed), contexts.join());
  }
  t.end();
});

t.test('an extension in an entry is judged by the resource there', (t) => {
  const resource = { resourceType: 'Patient', id: 'a', extension: [RED] };
  const entry = [{ fullUrl: 'http://a.org/Patient/a', resource }];
  const bundle = { resourceType: 'Bundle', type: 'collection', entry };
  t.same(places([colour('Patient')], bundle), []);
  t.same(places([colour('Group')], bundle), ['Bundle.entry[0].resource.extension[0] structure']);
  t.end();
});

t.test('what modifies stands in modifierExtension, and nothing else', (t) => {
  const modifying = definition('Extension', 'colour', [{ path: 'Extension', isModifier: true }]);
  const patient = { resourceType: 'Patient' };
  const at = (name: string) => ({ ...patient, [name]: [RED] });
  t.same(places([modifying], at('modifierExtension')), []);
  t.same(places([modifying], at('extension')), ['Patient.extension[0] structure']);
  t.same(places([colour('Patient')], at('modifierExtension')), [
    'Patient.modifierExtension[0] structure',
  ]);
  t.end();
});

t.test('an extension has the parts that its definition names, and those of other authors', (t) => {
  const whole = definition('Extension', 'whole', [
    { id: 'Extension.extension:hue', path: 'Extension.extension', sliceName: 'hue' },
    { id: 'Extension.extension:hue.url', path: 'Extension.extension.url', fixedUri: 'hue' },
  ]);
  const patient = (url: string) => ({
    resourceType: 'Patient',
    extension: [{ url: `${BASE}/whole`, extension: [{ url, valueString: 'red' }] }],
  });
  t.same(places([whole], patient('hue')), []);
  t.same(places([whole], patient('http://other.example/part')), []);
  t.same(places([whole], patient('shade')), ['Patient.extension[0].extension[0] structure']);
  t.end();
});

t.test('values keep their bounds, and texts their length', (t) => {
  const one = definition('Patient', 'bounded', [
    { path: 'Patient.multipleBirthInteger', minValueInteger: 2, maxValueInteger: 4 },
    { path: 'Patient.birthDate', minValueDate: '1900', maxValueDate: '2020-06' },
    { path: 'Patient.name.family', maxLength: 3 },
  ]);
  const patient = (multipleBirthInteger: number, birthDate: string, family: string) =>
    places([one], {
      ...{ resourceType: 'Patient', multipleBirthInteger, birthDate },
      name: [{ family }],
    });
  t.same(patient(2, '1900', 'abc'), []);
  t.same(patient(4, '2020-06-30', 'é😀a'), []);
  t.same(patient(4, '2020', 'a'), [], 'part of the year is within');
  t.same(patient(1, '1899-12-31', 'abcd'), [
    'Patient.birthDate value',
    'Patient.name[0].family too-long',
    'Patient.multipleBirth value',
  ]);
  t.same(patient(5, '2020-07', 'a'), ['Patient.birthDate value', 'Patient.multipleBirth value']);
  const observed = definition('Observation', 'heavy', [
    {
      path: 'Observation.valueQuantity',
      minValueQuantity: { value: 1, system: 'http://unitsofmeasure.org', code: 'kg' },
    },
  ]);
  const weight = (value: number, code: string) =>
    places([observed], {
      ...{ resourceType: 'Observation', status: 'final', code: { text: 'a' } },
      valueQuantity: { value, system: 'http://unitsofmeasure.org', code },
    });
  t.same(weight(1000, 'g'), []);
  t.same(weight(5, 's'), [], 'what cannot be compared is not below');
  t.same(weight(999, 'g'), ['Observation.value value']);
  t.end();
});

t.test('what is referred to and sent along keeps the profile asked for', (t) => {
  const named = definition('Patient', 'named', [{ path: 'Patient.name', min: 1 }]);
  const known = definition('Group', 'known', [
    {
      path: 'Group.member.entity',
      type: [{ code: 'Reference', targetProfile: [named.url, `${CORE}/Device`] }],
    },
  ]);
  const group = (reference: string, contained?: object[]) => ({
    ...{ resourceType: 'Group', id: 'g', type: 'person', actual: true },
    ...(contained && { contained }),
    member: [{ entity: { reference } }],
  });
  const bad = { resourceType: 'Patient', id: 'a' };
  const good = { ...bad, name: [{ text: 'a' }] };
  const broken = 'member[0].entity.reference invalid';
  t.same(places([named, known], group('#a', [good])), []);
  t.same(places([named, known], group('#a', [bad])), [`Group.${broken}`]);
  t.same(places([named, known], group('#a', [{ resourceType: 'Device', id: 'a' }])), []);
  t.same(places([named, known], group('Patient/elsewhere')), []);
  const bundle = (resource: object) => ({
    ...{ resourceType: 'Bundle', type: 'collection' },
    entry: [
      {
        fullUrl: 'http://a.org/Group/g',
        resource: { ...group('Patient/a'), meta: { profile: [known.url] } },
      },
      { fullUrl: 'http://a.org/Patient/a', resource },
    ],
  });
  const whole = definition('Bundle', 'whole', []);
  t.same(places([named, known, whole], bundle(good)), []);
  t.same(places([named, known, whole], bundle(bad)), [`Bundle.entry[0].resource.${broken}`]);
  t.end();
});

t.test('references in a circle are judged to their end', (t) => {
  const organization = definition('Organization', 'part', [
    {
      path: 'Organization.partOf',
      type: [{ code: 'Reference', targetProfile: [`${BASE}/part`] }],
    },
  ]);
  const one = (id: string, other: string) => ({
    ...{ resourceType: 'Organization', id, name: id },
    partOf: { reference: `#${other}` },
  });
  const contained = [one('a', 'b'), one('b', 'a')];
  const { id: _, ...outer } = one('c', 'a');
  t.same(places([organization], { ...outer, contained }), []);
  t.end();
});

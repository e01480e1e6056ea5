/** Base R4: one broken element, one issue that names it. https://hl7.org/fhir/R4/json.html */
import t from 'tap';
import { theValidator } from '../fixtures/profiles.js';

const validator = theValidator();

/** `severity location` of each issue. */
function faults(resource: unknown): string[] {
  return validator.validate(resource).map((issue) => `${issue.severity} ${issue.expression?.[0]}`);
}

const patient = (more: object) => ({ resourceType: 'Patient', ...more });
const observation = (more: object) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'Weight' },
  ...more,
});

const UCUM = 'http://unitsofmeasure.org';
const inUnit = (value: number, code: string) => ({ value, system: UCUM, code });
const LABEL = { system: 'http://a.example/labels', code: 'b' };
const money = (currency: string) => ({ url: 'urn:x:y', valueMoney: { value: 1, currency } });
const COMPARTMENT = { name: 'A', status: 'draft', code: 'Patient', search: true };

const BROKEN: readonly (readonly [string, unknown, string])[] = [
  ['a text in place of a resource', 'Patient', 'Resource'],
  ['a resource without a type', {}, 'Resource'],
  ['a type that R4 does not have', { resourceType: 'Nonsense' }, 'Nonsense'],
  ['a type in lower case', { resourceType: 'patient' }, 'patient'],
  ['an abstract type', { resourceType: 'DomainResource' }, 'DomainResource'],
  ['a name of Object.prototype as type', { resourceType: 'constructor' }, 'constructor'],
  ['an unknown property', patient({ foo: 1 }), 'Patient.foo'],
  ['an unknown property inside', patient({ name: [{ famly: 'a' }] }), 'Patient.name[0].famly'],
  ['a property of Object.prototype', patient({ toString: 'x' }), 'Patient.toString'],
  [
    'a type name inside a data type',
    patient({ name: [{ resourceType: 'x' }] }),
    'Patient.name[0].resourceType',
  ],
  ['null', patient({ active: null }), 'Patient.active'],
  ['null in place of an object', patient({ maritalStatus: null }), 'Patient.maritalStatus'],
  ['an empty text', patient({ birthDate: '' }), 'Patient.birthDate'],
  ['an empty array', patient({ name: [] }), 'Patient.name'],
  ['an empty object', patient({ name: [{}] }), 'Patient.name[0]'],
  ['an object where a list is due', patient({ name: { family: 'a' } }), 'Patient.name'],
  [
    'a list where an object is due',
    patient({ maritalStatus: [{ text: 'a' }] }),
    'Patient.maritalStatus',
  ],
  ['a list where one value is due', patient({ gender: ['male'] }), 'Patient.gender'],
  ['a text where an object is due', patient({ name: ['Lefèvre'] }), 'Patient.name[0]'],
  ['an object where a text is due', patient({ id: { value: 'a' } }), 'Patient.id'],
  ['a boolean in quotes', patient({ active: 'true' }), 'Patient.active'],
  ['a number where a text is due', patient({ name: [{ family: 12 }] }), 'Patient.name[0].family'],
  [
    'two properties of one choice',
    patient({ deceasedBoolean: true, deceasedDateTime: '2020' }),
    'Patient.deceased',
  ],
  [
    'a choice beside the sibling of another',
    patient({ _deceasedBoolean: { id: 'a' }, deceasedDateTime: '2020' }),
    'Patient.deceased',
  ],
  [
    'a choice of a type it does not have',
    patient({ deceasedString: 'no' }),
    'Patient.deceasedString',
  ],
  ['a date that is not in the calendar', patient({ birthDate: '1980-13-45' }), 'Patient.birthDate'],
  ['a code outside a required binding', patient({ gender: 'x' }), 'Patient.gender'],
  ['an id of 65 characters', patient({ id: 'a'.repeat(65) }), 'Patient.id'],
  ['a missing element', { resourceType: 'Observation', code: { text: 'a' } }, 'Observation.status'],
  [
    'a missing element inside',
    patient({ communication: [{ preferred: true }] }),
    'Patient.communication[0].language',
  ],
  [
    'a missing choice',
    { resourceType: 'Parameters', parameter: [{ valueCode: 'a' }] },
    'Parameters.parameter[0].name',
  ],
  [
    'a contact that cannot be reached',
    patient({ contact: [{ gender: 'male' }] }),
    'Patient.contact[0]',
  ],
  [
    'a reason beside the value',
    observation({ valueString: 'a', dataAbsentReason: { text: 'b' } }),
    'Observation',
  ],
  [
    'a period that ends before it starts',
    observation({ effectivePeriod: { start: '2020-02', end: '2020-01' } }),
    'Observation.effective',
  ],
  [
    'a quantity with a code and no system',
    observation({ valueQuantity: { code: 'kg' } }),
    'Observation.value',
  ],
  [
    'a comparator in a SimpleQuantity',
    observation({ referenceRange: [{ low: { comparator: '<' } }] }),
    'Observation.referenceRange[0].low.comparator',
  ],
  ['an unknown sibling', patient({ _foo: { id: 'a' } }), 'Patient._foo'],
  ['a sibling of an object', patient({ _maritalStatus: { id: 'a' } }), 'Patient._maritalStatus'],
  ['a sibling that is empty', patient({ _birthDate: {} }), 'Patient.birthDate'],
  ['a sibling that is a text', patient({ _birthDate: 'a' }), 'Patient.birthDate'],
  [
    'null in a list without sibling',
    patient({ name: [{ given: ['a', null] }] }),
    'Patient.name[0].given[1]',
  ],
  [
    'a longer list of siblings',
    patient({ name: [{ given: ['a'], _given: [null, { id: 'b' }] }] }),
    'Patient.name[0].given',
  ],
  [
    'an extension without url',
    patient({ extension: [{ valueString: 'a' }] }),
    'Patient.extension[0].url',
  ],
  [
    'an extension with neither value nor parts',
    patient({ extension: [{ url: 'urn:x' }] }),
    'Patient.extension[0]',
  ],
  [
    'an extension with value and parts',
    patient({
      extension: [{ url: 'urn:x', valueString: 'a', extension: [{ url: 'b', valueCode: 'c' }] }],
    }),
    'Patient.extension[0]',
  ],
  [
    'an attachment with data and no type',
    patient({ photo: [{ data: 'SGk=' }] }),
    'Patient.photo[0]',
  ],
  [
    'a required concept with text alone',
    {
      resourceType: 'Condition',
      subject: { reference: 'Patient/1' },
      clinicalStatus: { text: 'on' },
    },
    'Condition.clinicalStatus',
  ],
  [
    'a required concept of another system',
    {
      resourceType: 'Condition',
      subject: { reference: 'Patient/1' },
      clinicalStatus: { coding: [{ system: 'urn:x', code: 'active' }] },
    },
    'Condition.clinicalStatus',
  ],
  [
    'an identifier of a relative system',
    patient({ identifier: [{ system: 'a', value: 'b' }] }),
    'Patient.identifier[0].system',
  ],
  [
    'the relative canonical of a definition',
    { resourceType: 'CompartmentDefinition', ...COMPARTMENT, url: 'a' },
    'CompartmentDefinition.url',
  ],
  [
    'an extension of a relative url',
    patient({ extension: [{ url: 'a', valueCode: 'b' }] }),
    'Patient.extension[0].url',
  ],
  [
    'an id that another element has',
    patient({ name: [{ id: 'a', text: 'b' }], _gender: { id: 'a' }, gender: 'male' }),
    'Patient.gender.id',
  ],
  [
    'a security label twice',
    patient({ meta: { security: [LABEL, { ...LABEL, display: 'c' }] } }),
    'Patient.meta',
  ],
  [
    'a unit that UCUM does not have',
    observation({ valueQuantity: { value: 1, system: UCUM, code: 'mmHg' } }),
    'Observation.value',
  ],
  [
    'a unit of a relative system',
    observation({ valueQuantity: { value: 1, system: 'a', code: 'b' } }),
    'Observation.value.system',
  ],
  [
    'a range that falls, in units that can be compared',
    observation({ valueRange: { low: inUnit(1, 'g'), high: inUnit(2, 'mg') } }),
    'Observation.value',
  ],
  [
    'a currency that is no code of ISO 4217',
    { resourceType: 'Account', status: 'active', extension: [money('euro')] },
    'Account.extension[0].value',
  ],
  [
    'what only later versions of R4 have',
    { resourceType: 'Binary', contentType: 'text/plain', url: 'http://a.example/' },
    'Binary.url',
  ],
];

t.test('units of UCUM, and ranges that cannot be compared, are accepted', (t) => {
  for (const code of ['mg/dL', 'mm[Hg]', '10*9/L', '{score}', '[degF]', "[anti'Xa'U]", 'g%', '1']) {
    t.same(faults(observation({ valueQuantity: inUnit(1, code) })), [], code);
  }
  const range = { low: inUnit(5, 'mg'), high: inUnit(2, 's') };
  t.same(faults(observation({ valueRange: range })), []);
  t.same(faults(observation({ valueRange: { low: { value: 1 }, high: { value: 1 } } })), []);
  t.end();
});

t.test('a Coding of a relative system is warned of', (t) => {
  const tag = [{ system: 'a', code: 'b' }];
  t.same(faults(patient({ meta: { tag } })), ['warning Patient.meta.tag[0].system']);
  t.end();
});

for (const [sentence, resource, location] of BROKEN) {
  t.test(`${sentence} is refused, and told where it is`, (t) => {
    t.same(faults(resource), [`error ${location}`]);
    t.end();
  });
}

t.test('what JSON and R4 allow is accepted', (t) => {
  const parts = [{ url: 'a', valueCode: 'b' }];
  const whole = patient({
    id: 'a-1.b',
    language: 'fr-FR',
    extension: [{ id: 'x', url: 'http://example.org/e', extension: parts }],
    _birthDate: {
      extension: [{ url: 'http://example.org/e', valueDateTime: '1980-01-01T12:00:00Z' }],
    },
    birthDate: '1980-01-01',
    name: [{ id: 'n', given: ['Noël', null], _given: [null, { id: 'g' }], family: "O'Neil" }],
    multipleBirthInteger: 2,
    deceasedBoolean: false,
  });
  t.same(faults(whole), []);
  t.end();
});

t.test('a risk may be told without a probability, which is 100 at most', (t) => {
  const told = (prediction: object) =>
    faults({
      ...{ resourceType: 'RiskAssessment', status: 'final', subject: { reference: 'Patient/1' } },
      prediction: [prediction],
    });
  t.same(told({ outcome: { text: 'a' } }), []);
  t.same(told({ probabilityDecimal: 100 }), []);
  t.same(told({ probabilityDecimal: 100.5 }), ['error RiskAssessment.prediction[0]']);
  t.end();
});

t.test('an element that has only an extension is there', (t) => {
  const reason = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';
  const absent = { extension: [{ url: reason, valueCode: 'unknown' }] };
  const { status: _, ...rest } = observation({});
  t.same(faults({ ...rest, _status: absent }), []);
  t.end();
});

t.test('all faults are told at once, in the order of the elements', (t) => {
  const resource = patient({ foo: 1, gender: 'x', name: [], birthDate: '1980-02-30' });
  const places = ['foo', 'gender', 'name', 'birthDate'];
  t.same(
    faults(resource),
    places.map((name) => `error Patient.${name}`),
  );
  t.end();
});

t.test('a diagnostic names what was found and what was expected', (t) => {
  const [issue] = validator.validate(patient({ gender: 'x' }));
  t.match(issue?.diagnostics, /"x".*male/);
  t.equal(issue?.code, 'code-invalid');
  t.end();
});

t.test('a location may be given: the issues start there', (t) => {
  const [issue] = validator.validate(patient({ foo: 1 }), undefined, 'Bundle.entry[2].resource');
  t.same(issue?.expression, ['Bundle.entry[2].resource.foo']);
  t.end();
});

t.test('a resource nested beyond the limit is refused, not followed', (t) => {
  const nested = (depth: number): object =>
    depth === 0
      ? { url: 'urn:x', valueCode: 'a' }
      : { url: 'urn:x', extension: [nested(depth - 1)] };
  t.same(faults(patient({ extension: [nested(70)] })), []);
  const [issue] = validator.validate(patient({ extension: [nested(5000)] }));
  t.equal(issue?.code, 'too-long');
  t.end();
});

t.test('no more issues are told than can be read, and the rest is counted', (t) => {
  const name = Array.from({ length: 240 }, () => ({ foo: 1 }));
  const issues = validator.validate(patient({ name }));
  t.equal(issues.length, 201);
  t.match(issues.at(-1)?.diagnostics, /^40 further/);
  const more = Array.from({ length: 2_000 }, () => ({ foo: 1 }));
  const last = validator.validate(patient({ name: more })).at(-1);
  t.match(last?.diagnostics, /^At least 50 further/);
  t.end();
});

/** Each primitive type: values it has, values it has not. https://hl7.org/fhir/R4/datatypes.html#primitive */
import t from 'tap';
import { parseJson } from '../../src/fhir/json.js';
import { primitiveOf } from '../../src/validation/r4/primitive.js';
import { theValidator } from '../fixtures/profiles.js';

const VALUES: Readonly<Record<string, { good: readonly unknown[]; bad: readonly unknown[] }>> = {
  boolean: { good: [true, false], bad: ['true', 0, null] },
  integer: {
    good: [0, -5, 2147483647, -2147483648, '\u000012'],
    bad: [1.5, 2147483648, -2147483649, '1', '\u00001.0', '\u00001e2', '12'],
  },
  unsignedInt: { good: [0, 7], bad: [-1, '\u0000-1'] },
  positiveInt: { good: [1, 2147483647], bad: [0, -1] },
  decimal: {
    good: [1.5, '\u00001.00', '\u00000.010', '\u00001e3', '\u0000-123456789012345678'],
    bad: ['1.5', true, '\u0000blob:0'],
  },
  string: {
    good: ['a', ' a ', 'é😀', 'a\r\n\tb'],
    bad: ['', 'a\u0001', 'a'.repeat(1_048_577), '\u00001'],
  },
  markdown: { good: ['# a'], bad: ['', 1] },
  code: { good: ['a', 'a b'], bad: ['', ' a', 'a ', 'a  b', '\u00001'] },
  id: { good: ['a', 'A-1.b', 'a'.repeat(64)], bad: ['', 'a_b', 'a'.repeat(65), 'é'] },
  uri: {
    good: [
      ...['urn:oid:1.2', 'http://example.org/é', 'a', 'urn:a:b'],
      'urn:uuid:c757873d-ec9a-4326-a141-556f43239520#a',
    ],
    bad: [
      ...['', 'a b', '\u00001', 'urn:oid:1.2.', 'urn:oid:1.02', 'urn:uuid:c757873d'],
      'urn:uuid:C757873D-EC9A-4326-A141-556F43239520',
    ],
  },
  canonical: {
    good: ['http://a.example/b|1.0', 'urn:oid:1.2|3', '#a', 'a:b'],
    bad: ['', 'a', 'Patient/1', 'urn:oid:1.2.'],
  },
  oid: { good: ['urn:oid:1.2.250.1'], bad: ['1.2.250', 'urn:oid:3.1', 'urn:oid:1.02'] },
  uuid: {
    good: ['urn:uuid:c757873d-ec9a-4326-a141-556f43239520'],
    bad: ['c757873d-ec9a-4326-a141-556f43239520', 'urn:uuid:c757873d'],
  },
  date: {
    good: ['2020', '2020-02', '2020-02-29', '0962-01-01', '2000-02-29'],
    bad: [
      '2021-02-29',
      '1900-02-29',
      '1980-13-45',
      '2020-04-31',
      '2020-00',
      '2020-01-00',
      '0000',
      '20',
      '2020-1-1',
      '2020-01-01T00:00:00Z',
      '\u00002020',
    ],
  },
  dateTime: {
    good: [
      '2020',
      '2020-01-01',
      '2020-01-01T00:00:00Z',
      '2020-01-01T23:59:60.123+14:00',
      '2020-06-01T10:00:00-05:30',
    ],
    bad: [
      '2020-01-01T00:00:00',
      '2020-01-01T24:00:00Z',
      '2020-01-01T10:00Z',
      '2020-02-30T10:00:00Z',
      '2020-01-01 10:00:00Z',
      '2020-01-01T00:00:00+14:30',
      '2020-01T10:00:00Z',
    ],
  },
  instant: { good: ['2020-01-01T00:00:00.000Z'], bad: ['2020-01-01', '2020-01-01T00:00:00'] },
  time: { good: ['00:00:00', '23:59:59.5'], bad: ['24:00:00', '10:00', '10:00:00Z'] },
  base64Binary: {
    good: ['SGVsbG8=', 'SGVs bG8=\n', '\u0000blob:0'],
    bad: ['', 'SGVsbG8', 'SGV$bG8=', '====', '\u00001'],
  },
};

for (const [type, { good, bad }] of Object.entries(VALUES)) {
  t.test(`${type} accepts its values and no others`, (t) => {
    const accepts = primitiveOf(type)?.accepts ?? (() => undefined);
    for (const value of good) t.equal(accepts(value), true, JSON.stringify(value));
    for (const value of bad) t.equal(accepts(value), false, JSON.stringify(value).slice(0, 80));
    t.end();
  });
}

t.test('numbers keep their text through parsing, and are judged by it', (t) => {
  const text = '{"resourceType":"Patient","multipleBirthInteger":1.0}';
  const [issue] = theValidator().validate(parseJson(text));
  t.same(issue?.expression, ['Patient.multipleBirth']);
  t.match(issue?.diagnostics, /the number 1\.0/);
  t.end();
});

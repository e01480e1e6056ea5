import t from 'tap';
import { localReference, parseReference, type Reference } from '../../src/fhir/reference.js';

const BASE = 'https://dossier.example/fhir';

const PATIENT: Reference = { kind: 'local', address: { type: 'Patient', id: '1' } };

const REFERENCES: readonly (readonly [text: string, reference: Reference])[] = [
  ['Patient/1', PATIENT],
  [`${BASE}/Patient/1`, PATIENT],
  ['Patient/1/_history/2', { kind: 'local', address: { type: 'Patient', id: '1', version: 2 } }],
  ['Patient/1/_history/x', { kind: 'other', text: 'Patient/1/_history/x' }],
  [
    'https://other.example/fhir/Patient/1/_history/x',
    { kind: 'remote', url: 'https://other.example/fhir/Patient/1', type: 'Patient' },
  ],
  [
    `${BASE}/deeper/Patient/1`,
    { kind: 'remote', url: `${BASE}/deeper/Patient/1`, type: 'Patient' },
  ],
  ['#a', { kind: 'contained', id: 'a' }],
  ['#', { kind: 'contained', id: '' }],
  ['#a b', { kind: 'other', text: '#a b' }],
  ['urn:uuid:1', { kind: 'urn', uri: 'urn:uuid:1' }],
  ['urn:oid:1.2', { kind: 'urn', uri: 'urn:oid:1.2' }],
  ['Patient?identifier=a|b', { kind: 'conditional', type: 'Patient', query: 'identifier=a|b' }],
  ['patient/1', { kind: 'other', text: 'patient/1' }],
  ['Patient', { kind: 'other', text: 'Patient' }],
  ['Patient/a b', { kind: 'other', text: 'Patient/a b' }],
  ['Patient/1/name', { kind: 'other', text: 'Patient/1/name' }],
  ['', { kind: 'other', text: '' }],
];

t.test('a reference is understood from its text', async (t) => {
  for (const [text, reference] of REFERENCES) {
    t.strictSame(parseReference(text, BASE), reference, text);
    t.strictSame(parseReference(text, `${BASE}/`), reference, `${text}, base with a slash`);
  }
});

t.test('only what this server holds has an address on it', async (t) => {
  t.strictSame(localReference(`${BASE}/List/9`, BASE), { type: 'List', id: '9' });
  t.equal(localReference('https://other.example/fhir/List/9', BASE), undefined);
  t.equal(localReference('#a', BASE), undefined);
});

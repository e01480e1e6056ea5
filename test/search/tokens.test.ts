import t from 'tap';
import { BASE, finds } from './found.js';

const LOINC = 'http://loinc.org';

const LETTER = {
  resourceType: 'DocumentReference',
  id: 'd1',
  status: 'current',
  type: {
    coding: [{ system: LOINC, code: '34112-3', display: 'CR hospitalier (séjour)' }],
    text: 'Séjour en cardiologie',
  },
  category: [{ coding: [{ code: '10' }] }],
  subject: { reference: 'Patient/1', identifier: { system: 'urn:oid:1.2', value: '22' } },
  custodian: { reference: 'https://other.example/fhir/Organization/7' },
  relatesTo: [
    { code: 'replaces', target: { reference: `${BASE}/DocumentReference/old/_history/2` } },
  ],
  content: [{ attachment: { contentType: 'application/PDF', url: `${BASE}/Binary/b1` } }],
  meta: { profile: ['https://x.example/StructureDefinition/letter|2.0'] },
};

function letter(search: string): boolean {
  return finds(LETTER, search);
}

t.test('S-21 the four forms of a token are distinct', async (t) => {
  t.ok(letter('type=34112-3'));
  t.ok(letter(`type=${LOINC}|34112-3`));
  t.ok(letter(`type=${LOINC}|`));
  t.notOk(letter('type=|34112-3'));
  t.notOk(letter('type=http://other|34112-3'));
  t.notOk(letter('type=http://other|'));
  t.ok(letter('category=10'));
  t.ok(letter('category=|10'));
  t.notOk(letter(`category=${LOINC}|10`));
});

t.test('S-21 a system that holds the index separator is not mistaken for two parts', async (t) => {
  const odd = {
    resourceType: 'DocumentReference',
    type: { coding: [{ system: 'a‖b', code: 'c' }] },
  };
  t.ok(finds(odd, 'type=a‖b|c'));
  t.notOk(finds(odd, 'type=a|b‖c'));
});

t.test('S-22 a bare code is of its declared system, and of none when asked so', async (t) => {
  t.ok(letter('status=current'));
  t.ok(letter('status=|current'));
  t.ok(letter('status=http://hl7.org/fhir/document-reference-status|current'));
  t.notOk(letter('status=http://other|current'));
  t.notOk(letter('status=Current'));
  t.ok(letter('status=superseded,current'));
  t.notOk(letter('status=superseded&status=current'));
  t.ok(letter('contenttype=Application/pdf'), 'media types have no case');
});

t.test('S-22 booleans are tokens', async (t) => {
  const active = { resourceType: 'Patient', active: true };
  t.ok(finds(active, 'active=true'));
  t.notOk(finds(active, 'active=false'));
  t.ok(finds(active, 'deceased=false'));
  t.ok(finds({ ...active, deceasedDateTime: '2020' }, 'deceased=true'));
  t.ok(finds({ ...active, deceasedBoolean: false }, 'deceased=false'));
});

t.test('S-23 :not finds what has no value, and none of several', async (t) => {
  const none = { resourceType: 'DocumentReference' };
  t.notOk(letter('type:not=34112-3'));
  t.ok(letter('type:not=11502-2'));
  t.ok(finds(none, 'type:not=34112-3'));
  const two = {
    resourceType: 'DocumentReference',
    category: [{ coding: [{ code: '10' }] }, { coding: [{ code: '11' }] }],
  };
  t.notOk(finds(two, 'category:not=10'));
  t.notOk(finds(two, 'category:not=99,11'));
});

t.test('S-24 :missing tells whether there is a value; extensions are none', async (t) => {
  t.ok(letter('type:missing=false'));
  t.notOk(letter('type:missing=true'));
  t.ok(letter('date:missing=true'));
  t.ok(letter('author:missing=true'));
  const hollow = { id: 'x', extension: [{ url: 'http://why.example', valueCode: 'unknown' }] };
  const only = { resourceType: 'DocumentReference', type: hollow, subject: hollow };
  t.ok(finds(only, 'type:missing=true&subject:missing=true'));
});

t.test('S-25 :text looks at displays and texts', async (t) => {
  t.ok(letter('type:text=cardio'));
  t.ok(letter('type:text=HOSPITALIER'));
  t.notOk(letter('type:text=biologie'));
});

t.test('S-25 :identifier looks at the identifier inside the reference', async (t) => {
  t.ok(letter('subject:identifier=urn:oid:1.2|22'));
  t.ok(letter('patient:identifier=22'));
  t.notOk(letter('subject:identifier=urn:oid:1.3|22'));
  t.notOk(letter('subject=22'));
});

t.test('S-26 a reference is found in every spelling of the same address', async (t) => {
  for (const asked of ['Patient/1', '1', `${BASE}/Patient/1`]) {
    t.ok(letter(`subject=${asked}`), asked);
    t.ok(letter(`patient=${asked}`), asked);
  }
  t.ok(letter('subject:Patient=1'));
  t.ok(letter('subject:Patient=Patient/1'));
  t.notOk(letter('subject:Group=1'));
  t.notOk(letter('subject:Group=Patient/1'));
  t.notOk(letter('subject=Patient/2'));
  t.notOk(letter('subject=https://other.example/fhir/Patient/1'));
});

t.test('S-26 what stands on another server is found by its whole address only', async (t) => {
  t.ok(letter('custodian=https://other.example/fhir/Organization/7'));
  t.notOk(letter('custodian=Organization/7'));
  t.notOk(letter('custodian=7'));
});

t.test('S-27 a reference to a version is found without it', async (t) => {
  t.ok(letter('relatesto=DocumentReference/old'));
  t.ok(letter('relatesto=DocumentReference/old/_history/2'));
  t.notOk(letter('relatesto=DocumentReference/old/_history/3'));
});

t.test('patient names patients only, subject anyone', async (t) => {
  const group = { resourceType: 'DocumentReference', subject: { reference: 'Group/1' } };
  t.ok(finds(group, 'subject=1'));
  t.notOk(finds(group, 'patient=1'));
  t.ok(finds(group, 'patient:missing=true'));
});

t.test('S-32 a uri is compared literally, our own base included', async (t) => {
  t.ok(letter(`location=${BASE}/Binary/b1`));
  t.notOk(letter('location=Binary/b1'));
  t.notOk(letter(`location=${BASE}/binary/b1`));
  t.ok(letter('_profile=https://x.example/StructureDefinition/letter'));
  t.ok(letter('_profile=https://x.example/StructureDefinition/letter|2.0'));
  t.notOk(letter('_profile=https://x.example/StructureDefinition/letter|1.0'));
});

t.test('S-34 escaped separators belong to the value', async (t) => {
  const odd = { resourceType: 'Patient', identifier: [{ system: 'a|b', value: 'c,d$e\\f' }] };
  t.ok(finds(odd, 'identifier=a\\|b|c\\,d\\$e\\\\f'));
  t.notOk(finds(odd, 'identifier=a\\|b|c,d'));
});

t.test('S-35 _id takes alternatives and respects case', async (t) => {
  t.ok(letter('_id=x,d1'));
  t.notOk(letter('_id=D1'));
  t.notOk(letter('_id:not=d1'));
  t.ok(letter('_id:not=d2'));
});

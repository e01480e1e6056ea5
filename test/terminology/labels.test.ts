/** Types of document and security labels. */
import t from 'tap';
import { officialLabel, visibilityOf } from '../../src/terminology/confidentiality.js';
import { CLASS_SYSTEM, makeDocumentTypes } from '../../src/terminology/document-types.js';
import { theDocumentTypes } from '../fixtures/profiles.js';

const types = makeDocumentTypes(theDocumentTypes());
const VISIBILITIES = ['MASQUE_PS', 'INVISIBLE_PATIENT', 'INVISIBLE_REPRESENTANTS_LEGAUX'];
/** The official spelling, written by hand. */
const VISIBILITY_SYSTEM =
  'https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument';
const ALIAS =
  'https://mos.esante.gouv.fr/NOS/TRE_A07-StatusVisibiliteDocument/FHIR/TRE-A07-StatusVisibiliteDocument';

t.test('a type has the class and the category of the table', (t) => {
  t.equal(types.classOfType('http://loinc.org', '11488-4'), '10');
  t.equal(types.of('http://loinc.org', '11488-4')?.category, 'CPT_REND');
  t.equal(types.classOfType('http://loinc.org', '34895-3'), undefined);
  t.equal(types.classOfType('urn:x', '11488-4'), undefined);
  t.equal(types.classOfType(undefined, undefined), undefined);
  t.end();
});

t.test('a signature has a class of its own system', (t) => {
  const signature = theDocumentTypes().find((type) => type.code === 'E1762');
  t.equal(signature?.classCode, 'urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1');
  t.ok(types.isClassSystem(signature?.classSystem));
  t.ok(types.isClassSystem(CLASS_SYSTEM));
  t.notOk(types.isClassSystem('http://loinc.org'));
  t.end();
});

t.test('the table has 122 types, 103 of them with a class, none twice', (t) => {
  const rows = theDocumentTypes();
  t.equal(rows.length, 122);
  t.equal(rows.filter((row) => row.classCode !== undefined).length, 103);
  t.equal(new Set(rows.map((row) => `${row.system}|${row.code}`)).size, 122);
  t.end();
});

t.test('visibility is recognised in both spellings and stored in the official one', (t) => {
  for (const code of VISIBILITIES) {
    for (const system of [VISIBILITY_SYSTEM, ALIAS]) {
      t.equal(visibilityOf({ system, code }), code);
      t.same(officialLabel({ system, code }), { system: VISIBILITY_SYSTEM, code });
    }
  }
  t.end();
});

t.test('what is no visibility is left as it is', (t) => {
  const normal = { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'N' };
  t.equal(visibilityOf(normal), undefined);
  t.equal(visibilityOf({ code: 'MASQUE_PS' }), undefined);
  t.equal(visibilityOf({ system: VISIBILITY_SYSTEM, code: 'MASQUE_PT' }), undefined);
  t.equal(visibilityOf({ system: `${VISIBILITY_SYSTEM}/x`, code: 'MASQUE_PS' }), undefined);
  t.equal(officialLabel(normal), normal);
  t.end();
});

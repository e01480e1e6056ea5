import { readFileSync } from 'node:fs';
import t from 'tap';
import type { Resource } from '../../src/fhir/resource.js';
import { leavesOutArchived } from '../../src/search/patient.js';
import { sharedPath, skipUnless } from '../fixtures/requires.js';
import { finds, PARAMETERS, queryOf } from './found.js';

const ARCHIVED =
  'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived';

function example(name: string): Resource | undefined {
  const path = sharedPath('examples', 'mhd', `${name}.json`);
  return path === undefined ? undefined : JSON.parse(readFileSync(path, 'utf8'));
}

/** For each parameter of ITI-67 and PDSm, a search that finds the official example and one that does not. */
const DOCUMENT_SEARCHES: readonly (readonly [finding: string, missing: string])[] = [
  ['patient=Patient/ex-patient', 'patient=Patient/other'],
  ['subject=ex-patient', 'subject=other'],
  ['status=current', 'status=superseded'],
  ['status=superseded,current', 'status:not=current'],
  ['identifier=urn:uuid:0c287d32-01e3-4d87-9953-9fcc9404eb21', 'identifier=urn:uuid:0'],
  ['date=2021-01-01', 'date=2020-12-31'],
  ['date=2020-12-31T23:50:50-05:00', 'date=gt2021-01-01'],
  ['creation=2021-01-01', 'creation=2019'],
  ['period=ge2021-01-01&period=lt2022', 'period=sa2021-01-01'],
  ['period-start=2021-01-01', 'period-start=2020'],
  ['period-end=le2021-01-01', 'period-end=lt2020'],
  ['category=http://loinc.org|11369-6', 'category=http://loinc.org|11488-4'],
  ['type=55107-7', 'type=11369-6'],
  ['event=ACCTRECEIVABLE', 'event=OTHER'],
  ['facility=http://snomed.info/sct|82242000', 'facility=82242001'],
  ['setting=408467006', 'setting=408467007'],
  ['format=urn:ihe:iti:xds-sd:text:2008', 'format=urn:ihe:iti:xds-sd:pdf:2008'],
  ['security-label=N', 'security-label=R'],
  ['relatesto=DocumentReference/ex-documentreference', 'relatesto=DocumentReference/none'],
  ['relation=appends', 'relation=replaces'],
  ['related:identifier=urn:ietf:rfc:3986|', 'related:identifier=other|'],
  ['contenttype=text/plain', 'contenttype=application/pdf'],
  ['language=en', 'language=fr'],
  ['description=example', 'description=xample'],
  ['location=http://example.com/nowhere.txt', 'location=http://example.com'],
  ['isArchived=false', 'isArchived=true'],
  ['_security=HTEST', '_security=N'],
];

t.test('M-22 M-24 M-32 each parameter of ITI-67 finds the official entry', async (t) => {
  const document = example('DocumentReference-ex-DocumentReferenceComprehensive');
  if (!skipUnless(t, document !== undefined, 'the official examples are not here')) return;
  for (const [finding, missing] of DOCUMENT_SEARCHES) {
    t.ok(document && finds(document, finding), finding);
    t.notOk(document && finds(document, missing), missing);
  }
});

const LIST_SEARCHES: readonly (readonly [finding: string, missing: string])[] = [
  ['patient=ex-patient', 'patient=other'],
  ['code=https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes|submissionset', 'code=folder'],
  ['code=http://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes|submissionset', 'code=http://x|'],
  ['status=current', 'status=retired'],
  ['date=2004-12-26', 'date=2004-12-25'],
  ['designationType=225728007', 'designationType=1'],
  ['sourceId=urn:oid:1.2.3.4', 'sourceId=urn:oid:1.2.3.5'],
  ['identifier=urn:uuid:2158bc9d-3d34-4503-9253-1e0383f828ff', 'identifier=urn:uuid:0'],
  ['authorOrg=Organization/ex-organization', 'authorOrg=Organization/other'],
  ['title=submissionset', 'title=folder'],
  ['item=DocumentReference/ex-documentreference', 'item=DocumentReference/other'],
  ['isArchived=false', 'isArchived=true'],
];

t.test('M-21 M-32 each parameter of ITI-66 finds the official submission', async (t) => {
  const list = example('List-ex-compSubmissionSetFull');
  if (!skipUnless(t, list !== undefined, 'the official examples are not here')) return;
  for (const [finding, missing] of LIST_SEARCHES) {
    t.ok(list && finds(list, finding), finding);
    t.notOk(list && finds(list, missing), missing);
  }
});

t.test('M-22 identifier looks at the unique id and at the other identifiers', async (t) => {
  const document = {
    resourceType: 'DocumentReference',
    masterIdentifier: { system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.3' },
    identifier: [{ value: 'urn:uuid:1' }],
  };
  t.ok(finds(document, 'identifier=urn:ietf:rfc:3986|urn:oid:1.2.3'));
  t.ok(finds(document, 'identifier=urn:uuid:1'));
});

t.test('M-23 creation and date are different dates', async (t) => {
  const content = [{ attachment: { creation: '2020-02-02' } }];
  const document = { resourceType: 'DocumentReference', date: '2021-01-01', content };
  t.ok(finds(document, 'creation=2020&date=2021'));
  t.notOk(finds(document, 'creation=2021'));
  t.notOk(finds(document, 'date=2020'));
});

t.test('the European codes of a discharge report also find the French ones', async (t) => {
  const typed = (code: string) => ({
    resourceType: 'DocumentReference',
    type: { coding: [{ system: 'http://loinc.org', code }] },
  });
  for (const french of ['34112-3', '34133-9', '11490-0']) {
    t.ok(finds(typed(french), 'type=18842-5'), french);
    t.ok(finds(typed(french), 'type=http://loinc.org|100719-4'), french);
    t.notOk(finds(typed(french), 'type=http://other|18842-5'), french);
    t.notOk(finds(typed(french), 'type:not=18842-5'), french);
  }
  t.ok(finds(typed('18842-5'), 'type=18842-5'));
  t.notOk(finds(typed('18842-5'), 'type=34112-3'));
  t.notOk(finds(typed('11502-2'), 'type=18842-5'));
});

t.test('a document that does not say so is not archived', async (t) => {
  const stored = (valueBoolean: boolean) => ({
    resourceType: 'DocumentReference',
    extension: [{ url: ARCHIVED, valueBoolean }],
  });
  t.ok(finds(stored(true), 'isArchived=true'));
  t.notOk(finds(stored(true), 'isArchived=false'));
  t.ok(finds(stored(true), 'isArchived=true,false'));
  t.ok(finds(stored(false), 'isArchived=false'));
  t.ok(finds({ resourceType: 'List' }, 'isArchived=false'));
});

t.test('archived ones are left out unless they, or one resource, are asked for', async (t) => {
  const leftOut = (type: string, search: string) =>
    leavesOutArchived(PARAMETERS, queryOf(type, search));
  t.ok(leftOut('DocumentReference', 'patient=1&status=current'));
  t.ok(leftOut('List', 'patient=1&_id:not=2'));
  t.ok(leftOut('List', 'patient.identifier=1'), 'the identifier is the patient’s');
  t.notOk(leftOut('DocumentReference', 'isArchived=true,false'));
  t.notOk(leftOut('DocumentReference', 'identifier=1'));
  t.notOk(leftOut('DocumentReference', '_id=1'));
  t.notOk(leftOut('Patient', 'name=a'));
});

t.test(
  'what the visibility codes were also spelled like is found under the one spelling',
  async (t) => {
    const spelled = (name: string) =>
      `https://mos.esante.gouv.fr/NOS/TRE_A07-${name}/FHIR/TRE-A07-${name}`;
    const coding = [{ system: spelled('StatutVisibiliteDocument'), code: 'MASQUE_PS' }];
    const document = { resourceType: 'DocumentReference', securityLabel: [{ coding }] };
    t.ok(finds(document, `security-label=${spelled('StatutVisibiliteDocument')}|MASQUE_PS`));
    t.ok(finds(document, `security-label=${spelled('StatusVisibiliteDocument')}|MASQUE_PS`));
  },
);

/** Documents of IHE MHD and PDSm: M-07 to M-09 of the checklist, one broken element at a time. */
import t from 'tap';
import { theValidator } from '../fixtures/profiles.js';
import { without, withValue } from './change.js';
import {
  aDocument,
  aFolder,
  aPatch,
  aPublication,
  aSubmissionSet,
  MHD,
  PDSM,
} from './sample-documents.js';

const validator = theValidator();

/** What a profile says of a resource: `severity location`. */
function faults(resource: object, profile: string): string[] {
  return validator
    .validate(resource, profile)
    .map((issue) => `${issue.severity} ${issue.expression?.[0]}`);
}

const COMPREHENSIVE = `${MHD}IHE.MHD.Comprehensive.DocumentReference`;
const UNCONTAINED = `${MHD}IHE.MHD.UnContained.Comprehensive.DocumentReference`;
const MINIMAL = `${MHD}IHE.MHD.Minimal.DocumentReference`;
const PDSM_DOCUMENT = `${PDSM}pdsm-comprehensive-document-reference`;

for (const profile of [MINIMAL, UNCONTAINED, COMPREHENSIVE, PDSM_DOCUMENT]) {
  t.test(`the sample document conforms to ${profile}`, (t) => {
    t.same(faults(aDocument(), profile), []);
    t.end();
  });
}

const REQUIRED = [
  'masterIdentifier',
  'type',
  'category',
  'subject',
  'securityLabel',
  'content.0.format',
  'content.0.attachment.language',
  'content.0.attachment.creation',
  'content.0.attachment.contentType',
  'content.0.attachment.url',
  'context.facilityType',
  'context.practiceSetting',
];

for (const path of REQUIRED) {
  t.test(`M-07 a comprehensive document without ${path} is refused by that name`, (t) => {
    const location = `DocumentReference.${path.replace('content.0', 'content[0]')}`;
    for (const profile of [UNCONTAINED, COMPREHENSIVE, PDSM_DOCUMENT]) {
      t.same(faults(without(aDocument(), path), profile), [`error ${location}`]);
    }
    const [issue] = validator.validate(without(aDocument(), path), COMPREHENSIVE);
    t.equal(issue?.code, 'required');
    t.match(issue?.diagnostics, path.split('.').at(-1));
    t.end();
  });
}

for (const path of ['context', 'context.sourcePatientInfo']) {
  t.test(`M-07 a comprehensive document without ${path} is refused by that name`, (t) => {
    // Nothing refers to the contained patient then.
    t.same(faults(without(aDocument(), path), COMPREHENSIVE), [
      'error DocumentReference.contained[0]',
      `error DocumentReference.${path}`,
    ]);
    t.end();
  });
}

t.test('a minimal document needs its master identifier, media type and address alone', (t) => {
  const attachment = { contentType: 'text/plain', url: 'urn:oid:1.2' };
  const { masterIdentifier } = aDocument();
  const minimal = {
    resourceType: 'DocumentReference',
    status: 'current',
    masterIdentifier,
    content: [{ attachment }],
  };
  t.same(faults(minimal, MINIMAL), []);
  t.same(faults(without(minimal, 'masterIdentifier'), MINIMAL), [
    'error DocumentReference.masterIdentifier',
  ]);
  t.end();
});

const PDSM_REQUIRED = ['date', 'author', 'custodian', 'context.period', 'context.period.start'];

for (const path of PDSM_REQUIRED) {
  t.test(`a French document without ${path} is refused, IHE's comprehensive one is not`, (t) => {
    const broken =
      path === 'context.period.start'
        ? withValue(aDocument(), 'context.period', { end: '2026-03-02' })
        : without(aDocument(), path);
    const errors = (profile: string) =>
      faults(broken, profile).filter(
        // What nothing refers to any more is told too (dom-3).
        (fault) => fault.startsWith('error') && !fault.includes('.contained['),
      );
    t.same(errors(PDSM_DOCUMENT), [`error DocumentReference.${path}`]);
    t.same(errors(COMPREHENSIVE), []);
    t.end();
  });
}

t.test('M-10 hash and size are asked of French documents, save of FHIR documents', (t) => {
  const plain = without(
    without(aDocument(), 'content.0.attachment.hash'),
    'content.0.attachment.size',
  );
  const at = 'DocumentReference.content[0].attachment';
  t.same(faults(plain, PDSM_DOCUMENT), [`error ${at}.size`, `error ${at}.hash`]);
  t.same(faults(plain, COMPREHENSIVE), []);
  const media = 'application/fhir+json; charset=utf-8';
  t.same(faults(withValue(plain, 'content.0.attachment.contentType', media), PDSM_DOCUMENT), []);
  t.end();
});

interface Wrong {
  readonly sentence: string;
  readonly broken: object;
  readonly expected: readonly string[];
}

const master = (value: object) => withValue(aDocument(), 'masterIdentifier', value);
const code = (system: string, value: string) => ({ coding: [{ system, code: value }] });
const CLASSES = 'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument';
const URN = 'urn:ietf:rfc:3986';

const WRONG: readonly Wrong[] = [
  {
    sentence: 'M-08 a master identifier without type is a warning',
    broken: without(aDocument(), 'masterIdentifier.type'),
    expected: ['warning DocumentReference.masterIdentifier.type'],
  },
  {
    sentence: 'M-08 a master identifier of another type is refused',
    broken: master({ type: code('urn:x', 'entryUUID'), system: URN, value: 'urn:oid:1.2' }),
    expected: ['error DocumentReference.masterIdentifier.type'],
  },
  {
    sentence: 'a master identifier without system is refused',
    broken: without(aDocument(), 'masterIdentifier.system'),
    expected: ['error DocumentReference.masterIdentifier.system'],
  },
  {
    sentence: 'M-09 attachment.data is refused',
    broken: withValue(aDocument(), 'content.0.attachment.data', 'SGVsbG8='),
    expected: ['error DocumentReference.content[0].attachment.data'],
  },
  {
    sentence: 'an entryUUID that is no urn:uuid is refused',
    broken: withValue(aDocument(), 'identifier.0.value', 'urn:oid:1.2'),
    expected: ['error DocumentReference.identifier[0].value'],
  },
  {
    sentence: 'a uniqueId that is not the master identifier is refused',
    broken: withValue(
      withValue(aDocument(), 'identifier.0.type.coding.0.code', 'uniqueId'),
      'identifier.0.value',
      'urn:oid:1.2',
    ),
    expected: ['error DocumentReference.identifier[0].value'],
  },
  {
    sentence: 'a status that only R4 has is refused',
    broken: withValue(aDocument(), 'status', 'entered-in-error'),
    expected: ['error DocumentReference.status'],
  },
  {
    sentence: 'docStatus is refused',
    broken: withValue(aDocument(), 'docStatus', 'final'),
    expected: ['error DocumentReference.docStatus'],
  },
  {
    sentence: 'M-06 a subject that is no patient is refused',
    broken: withValue(aDocument(), 'subject.reference', 'Group/1'),
    expected: ['error DocumentReference.subject'],
  },
  {
    sentence: 'M-06 a source patient that is not contained is refused',
    broken: withValue(aDocument(), 'context.sourcePatientInfo.reference', 'Patient/1'),
    expected: [
      'error DocumentReference.contained[0]',
      'error DocumentReference.context.sourcePatientInfo',
    ],
  },
  {
    sentence: 'an author that is not contained is refused',
    broken: withValue(aDocument(), 'author.0.reference', 'Practitioner/1'),
    expected: ['error DocumentReference.author[0]'],
  },
  {
    sentence: 'a class that is not that of the type is refused (decision 19)',
    broken: withValue(aDocument(), 'category.0', code(CLASSES, '11')),
    expected: ['error DocumentReference.category[0]'],
  },
  {
    sentence: 'a class of another list is a warning (decision 19)',
    broken: withValue(aDocument(), 'category.0', code('http://loinc.org', '11369-6')),
    expected: ['warning DocumentReference.category[0]'],
  },
  {
    sentence: 'a class is not judged where the type has none in the table',
    broken: withValue(
      withValue(aDocument(), 'type', code('http://loinc.org', '34895-3')),
      'category.0',
      code(CLASSES, '95'),
    ),
    expected: [],
  },
  {
    sentence: 'two categories are refused',
    broken: withValue(aDocument(), 'category.1', code(CLASSES, '10')),
    expected: ['error DocumentReference.category[1]'],
  },
];

for (const { sentence, broken, expected } of WRONG) {
  t.test(sentence, (t) => {
    t.same(faults(broken, COMPREHENSIVE), expected);
    t.end();
  });
}

t.test('codes outside the preferred lists are warnings for French documents', (t) => {
  const elsewhere = { coding: [{ system: 'http://snomed.info/sct', code: '82242000' }] };
  const paths = ['context.facilityType', 'context.practiceSetting', 'securityLabel.0'];
  for (const path of paths) {
    const at = `DocumentReference.${path.replace('.0', '[0]')}`;
    t.same(faults(withValue(aDocument(), path, elsewhere), PDSM_DOCUMENT), [`warning ${at}`]);
    t.same(faults(withValue(aDocument(), path, elsewhere), COMPREHENSIVE), []);
  }
  t.end();
});

t.test('a simplified publication carries its bytes and no address', (t) => {
  const profile = `${MHD}IHE.MHD.SimplifiedPublish.DocumentReference`;
  const at = 'DocumentReference.content[0].attachment';
  for (const one of [profile, `${PDSM}pdsm-simplified-publish`]) {
    t.same(faults(aPublication(), one), []);
    t.same(faults(without(aPublication(), 'content.0.attachment.data'), one), [`error ${at}.data`]);
    t.same(faults(without(aPublication(), 'subject'), one), ['error DocumentReference.subject']);
  }
  t.same(faults(aDocument(), profile), [
    'error DocumentReference.identifier[0]',
    `error ${at}.data`,
    `error ${at}.url`,
  ]);
  t.end();
});

t.test('a profile that is not known is an error, one for another type too', (t) => {
  t.same(faults(aDocument(), 'http://example.org/p'), ['error DocumentReference.meta.profile']);
  t.same(faults(aDocument(), `${MHD}IHE.MHD.Minimal.Folder`), ['error DocumentReference']);
  t.end();
});

t.test('known profiles that a resource claims are found, with or without version', (t) => {
  const meta = { profile: [`${MINIMAL}|4.2.3`, 'http://example.org/p', COMPREHENSIVE] };
  t.same(validator.profilesOf({ ...aDocument(), meta }), [MINIMAL, COMPREHENSIVE]);
  t.same(validator.profilesOf(aFolder()), []);
  t.ok(validator.knows(`${PDSM_DOCUMENT}|3.1.1`));
  t.notOk(validator.knows('http://example.org/p'));
  t.end();
});

t.test('the only change that is asked for is to supersede a document', (t) => {
  const profile = `${MHD}IHE.MHD.Patch.Parameters`;
  t.same(faults(aPatch(), profile), []);
  const other = withValue(aPatch(), 'parameter.0.part.2.valueCode', 'current');
  t.same(faults(other, profile), ['error Parameters.parameter[0].part[2].valueCode']);
  const short = without(aPatch(), 'parameter.0.part.1');
  t.same(faults(short, profile), ['error Parameters.parameter[0].part']);
  t.equal(aSubmissionSet().resourceType, 'List');
  t.end();
});

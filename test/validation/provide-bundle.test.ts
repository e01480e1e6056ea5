/** Submission sets, folders and the bundles that bring them (ITI-65). */
import t from 'tap';
import { theValidator } from '../fixtures/profiles.js';
import { without, withValue } from './change.js';
import {
  aDocument,
  aFolder,
  anEntry,
  aPatch,
  aSubmission,
  aSubmissionSet,
  MHD,
  PDSM,
} from './sample-documents.js';

const validator = theValidator();

function faults(resource: object, profile: string): string[] {
  return validator
    .validate(resource, profile)
    .map((issue) => `${issue.severity} ${issue.expression?.[0]}`);
}

const SET = `${MHD}IHE.MHD.Comprehensive.SubmissionSet`;
const PDSM_SET = `${PDSM}pdsm-submissionset-comprehensive`;
const BUNDLE = `${MHD}IHE.MHD.Comprehensive.ProvideBundle`;
const PDSM_BUNDLE = `${PDSM}pdsm-comprehensive-provide-document-bundle`;
const FOLDER = `${MHD}IHE.MHD.Comprehensive.Folder`;
const PDSM_FOLDER = `${PDSM}pdsm-folder-comprehensive`;

const REQUIRED: readonly (readonly [string, string, string])[] = [
  ['its kind of activity', 'extension.0', 'List.extension'],
  ['its source id', 'extension.1', 'List.extension'],
  ['its unique id', 'identifier', 'List.identifier'],
  ['date', 'date', 'List.date'],
  ['subject', 'subject', 'List.subject'],
  ['code', 'code', 'List.code'],
];

for (const [name, path, location] of REQUIRED) {
  t.test(`M-07 a submission set without ${name} is refused`, (t) => {
    for (const profile of [SET, PDSM_SET]) {
      t.same(faults(without(aSubmissionSet(), path), profile), [`error ${location}`]);
    }
    t.end();
  });
}

t.test('M-07 a missing extension is named', (t) => {
  const [issue] = validator.validate(without(aSubmissionSet(), 'extension.1'), SET);
  t.match(issue?.diagnostics, /ihe-sourceId/);
  t.end();
});

t.test('the sample submission set and folder conform to every profile of theirs', (t) => {
  for (const profile of [SET, PDSM_SET]) t.same(faults(aSubmissionSet(), profile), []);
  for (const profile of [FOLDER, PDSM_FOLDER]) t.same(faults(aFolder(), profile), []);
  t.end();
});

t.test('M-08 the unique id of a submission is a urn:oid; a urn:uuid is a warning', (t) => {
  const uuid = 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0';
  const value = (text: string) => withValue(aSubmissionSet(), 'identifier.0.value', text);
  t.same(faults(value(uuid), SET), ['warning List.identifier[0].value']);
  t.same(faults(value('1.2.3'), SET), [
    'error List.identifier[0]',
    'error List.identifier[0].value',
  ]);
  const system = withValue(aSubmissionSet(), 'identifier.0.system', 'urn:x');
  t.same(faults(system, SET), ['error List.identifier[0].system']);
  const untyped = without(aSubmissionSet(), 'identifier.0.type');
  t.same(faults(untyped, SET), ['warning List.identifier[0].type']);
  t.end();
});

t.test('the French submission set names its author, contained', (t) => {
  const none = without(without(aSubmissionSet(), 'source'), 'contained');
  t.same(faults(none, PDSM_SET), ['error List.contained', 'error List.source']);
  t.same(faults(none, SET), []);
  const outside = withValue(none, 'source', { reference: 'Practitioner/1' });
  t.same(faults(outside, SET), ['error List.source']);
  t.end();
});

t.test('what a submission set may not have is refused', (t) => {
  const more = {
    ...aSubmissionSet(),
    encounter: { reference: 'Encounter/1' },
    orderedBy: { text: 'date' },
    note: [{ text: 'a' }, { text: 'b' }],
    status: 'retired',
    mode: 'snapshot',
  };
  t.same(faults(more, SET).sort(), [
    'error List.encounter',
    'error List.mode',
    'error List.note[1]',
    'error List.orderedBy',
    'error List.status',
  ]);
  t.end();
});

t.test('a folder has a title, and holds documents alone', (t) => {
  t.same(faults(without(aFolder(), 'title'), FOLDER), ['error List.title']);
  const nested = withValue(aFolder(), 'entry.0.item.reference', 'List/1');
  t.same(faults(nested, FOLDER), ['error List.entry[0].item']);
  t.same(faults(without(aFolder(), 'entry'), PDSM_FOLDER), ['error List.entry']);
  t.end();
});

t.test('both spellings of the system of list types are accepted', (t) => {
  const spelled = 'http://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes';
  t.same(faults(withValue(aSubmissionSet(), 'code.coding.0.system', spelled), SET), []);
  t.end();
});

for (const profile of [BUNDLE, PDSM_BUNDLE]) {
  t.test(`a submission of a document, a folder and a change conforms to ${profile}`, (t) => {
    const bundle = aSubmission(
      profile,
      anEntry(aFolder(), 'PUT', 'List/12'),
      anEntry(aPatch(), 'PATCH', 'DocumentReference/12'),
      anEntry({ resourceType: 'Patient', gender: 'female' }, 'POST', 'Patient'),
    );
    t.same(faults(bundle, profile), []);
    t.end();
  });
}

const WITH: readonly (readonly [string, object, readonly string[]])[] = [
  ['M-03 without submission set', without(aSubmission(BUNDLE), 'entry.0'), ['error Bundle.entry']],
  [
    'M-03 with two submission sets',
    aSubmission(BUNDLE, anEntry(aSubmissionSet(), 'POST', 'List')),
    ['error Bundle.entry[3]'],
  ],
  [
    'with an entry of another kind',
    aSubmission(BUNDLE, anEntry({ resourceType: 'Device' }, 'POST', 'Device')),
    ['error Bundle.entry[3]'],
  ],
  [
    'with a list that is neither submission set nor folder',
    aSubmission(
      BUNDLE,
      anEntry({ resourceType: 'List', status: 'current', mode: 'working' }, 'POST', 'List'),
    ),
    ['error Bundle.entry[3]'],
  ],
  [
    'with a document that is put',
    withValue(aSubmission(BUNDLE), 'entry.1.request', {
      method: 'PUT',
      url: 'DocumentReference/1',
    }),
    ['error Bundle.entry[1].request.method'],
  ],
  [
    'with a change that is posted',
    aSubmission(BUNDLE, anEntry(aPatch(), 'POST', 'Parameters')),
    ['error Bundle.entry[3].request.method'],
  ],
  ['of another type', withValue(aSubmission(BUNDLE), 'type', 'batch'), ['error Bundle.type']],
  ['that claims no profile', without(aSubmission(BUNDLE), 'meta'), ['error Bundle.meta']],
  [
    'M-09 whose document carries its bytes',
    withValue(aSubmission(BUNDLE), 'entry.1.resource.content.0.attachment.data', 'SGVsbG8='),
    ['error Bundle.entry[1].resource.content[0].attachment.data'],
  ],
  [
    'whose document lacks its address',
    without(aSubmission(BUNDLE), 'entry.1.resource.content.0.attachment.url'),
    ['error Bundle.entry[1].resource.content[0].attachment.url'],
  ],
];

for (const [sentence, bundle, expected] of WITH) {
  t.test(`a submission ${sentence} is refused once, at its place`, (t) => {
    t.same(faults(bundle, BUNDLE), expected);
    t.end();
  });
}

t.test('an entry is judged by what it claims too, when that asks more', (t) => {
  const minimal = `${MHD}IHE.MHD.Minimal.ProvideBundle`;
  // What only the custodian was referred to by goes with it.
  const bare = without(without(aDocument(), 'custodian'), 'contained.2');
  const claimed = { ...bare, meta: { profile: [`${PDSM}pdsm-comprehensive-document-reference`] } };
  const errors = (document: object) =>
    faults(withValue(aSubmission(minimal), 'entry.1.resource', document), minimal).filter((fault) =>
      fault.startsWith('error'),
    );
  t.same(errors(bare), []);
  t.same(errors(claimed), ['error Bundle.entry[1].resource.custodian']);
  t.end();
});

t.test('M-06 a subject that is an entry of another type is refused', (t) => {
  const url = 'urn:uuid:11111111-2222-4333-8444-555555555504';
  const bundle = aSubmission(BUNDLE, anEntry(aFolder(), 'POST', 'List', url));
  const found = faults(withValue(bundle, 'entry.1.resource.subject.reference', url), BUNDLE);
  t.ok(found.includes('error Bundle.entry[1].resource.subject.reference'), found.join());
  t.end();
});

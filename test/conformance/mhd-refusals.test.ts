/**
 * MHD, ITI-65: what is refused (M-03 to M-10, M-12, M-20). Each refusal is a clear 4xx, and
 * searches find afterwards what they found before.
 */
import { createHash, randomUUID } from 'node:crypto';
import t, { type Test } from 'tap';
import {
  aBundle,
  aDocumentReference,
  aSubmissionSet,
  freshOid,
  openDossier,
  push,
} from '../fixtures/dossier.js';
import { issuesOf, isRefusal, type Expected } from '../fixtures/outcome.js';
import { freshIns } from '../fixtures/patients.js';
import { startServer, type Json } from '../fixtures/server.js';
import {
  attachmentOf,
  byIdentifier,
  changed,
  documentOf,
  entryOf,
  setOf,
  totalOf,
  totalsOf,
} from '../fixtures/submission.js';

const server = await startServer(t);
const { patient } = await openDossier(server);
const child = (await openDossier(server, { persona: 'child' })).patient;
await push(server, 'nurse', aBundle(patient));
const nurse = await server.as('nurse');
const own = await server.as('patient');

const SET = 'Bundle.entry[0].resource';
const DOCUMENT = 'Bundle.entry[1].resource';
const ATTACHMENT = `${DOCUMENT}.content[0].attachment`;

/** Posts a bundle as the nurse; it must be refused, and leave nothing. */
async function isRefused(t: Test, bundle: Json, expected: Expected): Promise<void> {
  const before = await totalsOf(patient, own, nurse);
  const answer = await nurse.post('', bundle);
  isRefusal(t, answer, expected);
  t.same(await totalsOf(patient, own, nurse), before, 'nothing is stored');
}

/** A bundle of one document, with one thing wrong. */
async function broken(t: Test, change: (bundle: Json) => void, expected: Expected): Promise<void> {
  await isRefused(t, changed(patient, change), expected);
}

t.test(
  'M-03: zero or two submission sets are refused, alone or with documents, and nothing is stored',
  async (t) => {
    await broken(t, ({ entry }) => entry.shift(), {
      status: 400,
      says: /0 submission sets/,
      expression: 'Bundle.entry',
    });
    await broken(
      t,
      (bundle) => {
        const { fullUrl } = entryOf(bundle, 'DocumentReference');
        const resource = aSubmissionSet(patient, [fullUrl]);
        const request = { method: 'POST', url: 'List' };
        bundle.entry.push({ fullUrl: `urn:uuid:${randomUUID()}`, resource, request });
      },
      { status: 400, says: /2 submission sets/, expression: 'Bundle.entry' },
    );
  },
);

t.test('M-04: a submission of nothing is refused', async (t) => {
  const bundle = aBundle(patient, []);
  setOf(bundle).entry = undefined;
  await isRefused(t, bundle, { status: 400, says: /Nothing is submitted/ });
});

t.test('M-04: a document that the submission set does not list is refused', async (t) => {
  await broken(t, (bundle) => (setOf(bundle).entry = undefined), {
    status: 400,
    says: /does not list this document/,
    expression: 'Bundle.entry[1].fullUrl',
  });
  await broken(t, (bundle) => delete entryOf(bundle, 'DocumentReference').fullUrl, {
    status: 400,
    expression: 'Bundle.entry[1].fullUrl',
  });
});

t.test('M-04: an entry of the submission set that dangles is refused', async (t) => {
  for (const reference of [`urn:uuid:${randomUUID()}`, freshOid()]) {
    await broken(t, (bundle) => setOf(bundle).entry.push({ item: { reference } }), {
      status: 400,
      expression: `${SET}.entry[1].item`,
    });
  }
  await broken(
    t,
    (bundle) => setOf(bundle).entry.push({ item: { reference: 'DocumentReference/nowhere' } }),
    { status: [400, 404] },
  );
});

t.test('M-05: a submission set in a bundle without a known profile is refused', async (t) => {
  const cases: Record<string, (bundle: Json) => void> = {
    'no meta': (bundle) => delete bundle.meta,
    'no profile': (bundle) => (bundle.meta = { tag: [{ code: 'x' }] }),
    'an unknown profile': ({ meta }) => (meta.profile = ['https://example.org/some-bundle']),
    'a provide-bundle profile of nobody': ({ meta }) =>
      (meta.profile = ['https://example.org/ProvideBundle']),
  };
  for (const [name, change] of Object.entries(cases)) {
    await t.test(name, (t) =>
      broken(t, change, { status: 400, expression: 'Bundle.meta.profile' }),
    );
  }
});

t.test(
  'M-05: a bundle that claims to be an ITI-65 is held to it without a submission set',
  async (t) => {
    const bundle = aBundle(patient);
    bundle.entry = bundle.entry.filter(({ resource }: Json) => resource.resourceType === 'Binary');
    await isRefused(t, bundle, { status: 400, says: /submission set/ });
  },
);

t.test('M-06: a subject that is no Patient of this server is refused', async (t) => {
  const practitioner = { reference: 'Practitioner/1' };
  const elsewhere = { reference: 'https://example.org/fhir/Patient/1' };
  const logical = { identifier: { system: 'urn:oid:1.2.3', value: '1' } };
  for (const subject of [practitioner, elsewhere, logical]) {
    await broken(t, (bundle) => (documentOf(bundle).subject = subject), {
      status: 400,
      expression: `${DOCUMENT}.subject`,
    });
    await broken(t, (bundle) => (setOf(bundle).subject = subject), {
      status: 400,
      expression: `${SET}.subject`,
    });
  }
});

t.test('M-06: a patient without a dossier answers 404, by id and by identity', async (t) => {
  for (const subject of [{ reference: 'Patient/nobody' }, { identifier: freshIns() }]) {
    const bundle = changed(patient, (one) => {
      documentOf(one).subject = subject;
      setOf(one).subject = subject;
    });
    await isRefused(t, bundle, { status: 404 });
  }
});

t.test('M-06: two patients in one bundle are refused', async (t) => {
  const subject = { reference: `Patient/${child}` };
  await broken(t, (bundle) => (setOf(bundle).subject = subject), {
    status: 400,
    says: /Two patients/,
    expression: `${DOCUMENT}.subject`,
  });
});

t.test('M-06: sourcePatientInfo is a contained Patient, and only that', async (t) => {
  const expression = `${DOCUMENT}.context.sourcePatientInfo`;
  await broken(
    t,
    (bundle) => (documentOf(bundle).context.sourcePatientInfo.reference = `Patient/${patient}`),
    { status: 400, expression },
  );
  await broken(
    t,
    (bundle) => (documentOf(bundle).context.sourcePatientInfo.reference = '#author'),
    { status: 400, expression },
  );
  await broken(
    t,
    (bundle) => (documentOf(bundle).context.sourcePatientInfo.reference = '#nobody'),
    { status: 400, expression: `${expression}.reference` },
  );
});

/** Each required element of the comprehensive metadata, how it is left out, and where it is missed. */
const REQUIRED: Record<string, readonly [(bundle: Json) => void, string]> = {
  type: [(b) => delete documentOf(b).type, `${DOCUMENT}.type`],
  category: [(b) => delete documentOf(b).category, `${DOCUMENT}.category`],
  securityLabel: [(b) => delete documentOf(b).securityLabel, `${DOCUMENT}.securityLabel`],
  'content.format': [
    (b) => delete documentOf(b).content[0].format,
    `${DOCUMENT}.content[0].format`,
  ],
  'attachment.language': [(b) => delete attachmentOf(b).language, `${ATTACHMENT}.language`],
  'attachment.creation': [(b) => delete attachmentOf(b).creation, `${ATTACHMENT}.creation`],
  'attachment.contentType': [
    (b) => delete attachmentOf(b).contentType,
    `${ATTACHMENT}.contentType`,
  ],
  'context.facilityType': [
    (b) => delete documentOf(b).context.facilityType,
    `${DOCUMENT}.context.facilityType`,
  ],
  'context.practiceSetting': [
    (b) => delete documentOf(b).context.practiceSetting,
    `${DOCUMENT}.context.practiceSetting`,
  ],
  'context.sourcePatientInfo': [
    (b) => delete documentOf(b).context.sourcePatientInfo,
    `${DOCUMENT}.context.sourcePatientInfo`,
  ],
  masterIdentifier: [(b) => delete documentOf(b).masterIdentifier, `${DOCUMENT}.masterIdentifier`],
  subject: [(b) => delete documentOf(b).subject, `${DOCUMENT}.subject`],
  'SubmissionSet sourceId': [(b) => setOf(b).extension.pop(), `${SET}.extension`],
  'SubmissionSet designationType': [(b) => setOf(b).extension.shift(), `${SET}.extension`],
  'SubmissionSet uniqueId': [(b) => delete setOf(b).identifier, `${SET}.identifier`],
  'SubmissionSet date': [(b) => delete setOf(b).date, `${SET}.date`],
  'SubmissionSet subject': [(b) => delete setOf(b).subject, `${SET}.subject`],
};

t.test('M-07: each required element of comprehensive metadata is missed by name', async (t) => {
  for (const [name, [change, expression]] of Object.entries(REQUIRED)) {
    await t.test(name, (t) => broken(t, change, { status: 400, expression }));
  }
});

t.test('M-07: all that is missing is told at once', async (t) => {
  const bundle = aBundle(patient);
  for (const [name, [change]] of Object.entries(REQUIRED)) {
    if (!name.includes('subject')) change(bundle);
  }
  const answer = await nurse.post('', bundle);
  t.equal(answer.status, 400);
  const told = issuesOf(answer).flatMap(({ expression }) => expression as string[]);
  const expected = Object.entries(REQUIRED).filter(([name]) => !name.includes('subject'));
  for (const [, [, expression]] of expected)
    t.ok(
      told.some((one) => one === expression),
      expression,
    );
});

t.test(
  'M-08: a masterIdentifier of another type, and a uniqueId that is no OID, are refused',
  async (t) => {
    await broken(
      t,
      (bundle) => (documentOf(bundle).masterIdentifier.type.coding[0].code = 'entryUUID'),
      { status: 400, expression: `${DOCUMENT}.masterIdentifier.type` },
    );
    await broken(t, (bundle) => (setOf(bundle).identifier[0].system = 'urn:oid:1.2.3'), {
      status: 400,
      expression: `${SET}.identifier[0].system`,
    });
    await broken(t, (bundle) => (setOf(bundle).identifier[0].value = '1.2.3.4'), {
      status: 400,
      expression: `${SET}.identifier[0].value`,
    });
  },
);

t.test('M-09: a urn that no Binary of the bundle has is refused', async (t) => {
  const expected: Expected = { status: 400, expression: `${ATTACHMENT}.url` };
  await broken(t, (bundle) => (attachmentOf(bundle).url = `urn:uuid:${randomUUID()}`), expected);
  await broken(t, ({ entry }) => entry.pop(), expected);
  await broken(
    t,
    (bundle) => (attachmentOf(bundle).url = entryOf(bundle, 'List').fullUrl),
    expected,
  );
});

t.test('M-09: a document inside its own metadata is refused', async (t) => {
  await broken(
    t,
    (bundle) => (attachmentOf(bundle).data = Buffer.from('dedans').toString('base64')),
    { status: 400, expression: `${ATTACHMENT}.data` },
  );
});

t.test('M-10: a wrong hash is refused', async (t) => {
  const hash = createHash('sha1').update('autre chose').digest('base64');
  await broken(t, (bundle) => (attachmentOf(bundle).hash = hash), {
    status: 400,
    expression: `${ATTACHMENT}.hash`,
  });
});

t.test('M-10: a hash of anything but the decoded bytes is refused', async (t) => {
  const bundle = aBundle(patient);
  const { data } = entryOf(bundle, 'Binary').resource;
  const hex = Buffer.from(attachmentOf(bundle).hash, 'base64').toString('hex');
  const ofBase64 = createHash('sha1').update(data).digest('base64');
  for (const hash of [Buffer.from(hex).toString('base64'), ofBase64]) {
    await broken(t, (one) => (attachmentOf(one).hash = hash), {
      status: 400,
      expression: `${ATTACHMENT}.hash`,
    });
  }
});

t.test('M-12: a masterIdentifier in use is refused, whatever else the bundle holds', async (t) => {
  const masterIdentifier = freshOid();
  await push(server, 'nurse', aBundle(patient, [{ masterIdentifier }]));
  const other = { masterIdentifier, bytes: Buffer.from('Un autre document.\n') };
  const bundles = [
    aBundle(patient, [other]),
    aBundle(patient, [{ masterIdentifier }]),
    aBundle(patient, [{}, other]),
  ];
  for (const bundle of bundles)
    await isRefused(t, bundle, { status: 409, detail: 'identifier-taken' });
});

t.test('M-12: two documents of one bundle do not share a masterIdentifier', async (t) => {
  const masterIdentifier = freshOid();
  const bundle = aBundle(patient, [{ masterIdentifier }, { masterIdentifier }]);
  await isRefused(t, bundle, { status: [400, 409] });
});

t.test('M-20: a refused submission leaves no trace under its identifiers', async (t) => {
  const bundle = aBundle(patient, [{}, {}]);
  const hash = createHash('sha1').update('autre chose').digest('base64');
  attachmentOf(bundle, 1).hash = hash;
  await isRefused(t, bundle, {
    status: 400,
    expression: 'Bundle.entry[3].resource.content[0].attachment.hash',
  });
  const set = setOf(bundle).identifier[0].value;
  const ids = [0, 1].map((place) => String(documentOf(bundle, place).masterIdentifier.value));
  for (const client of [own, nurse]) {
    t.equal(await totalOf(client, byIdentifier('List', patient, set)), 0);
    for (const id of ids)
      t.equal(await totalOf(client, byIdentifier('DocumentReference', patient, id)), 0);
  }
  attachmentOf(bundle, 1).hash = attachmentOf(bundle, 0).hash;
  t.equal((await nurse.post('', bundle)).status, 200, 'mended, the same identifiers are free');
});

t.test('faults of the submission set, of metadata and of bytes are told at once', async (t) => {
  const bundle = changed(patient, (one) => {
    delete documentOf(one).type;
    attachmentOf(one).hash = createHash('sha1').update('x').digest('base64');
    setOf(one).entry.push({ item: { reference: `urn:uuid:${randomUUID()}` } });
    delete setOf(one).date;
  });
  const expressions = [`${SET}.date`, `${SET}.entry[1].item`, `${DOCUMENT}.type`];
  for (const expression of [...expressions, `${ATTACHMENT}.hash`])
    await isRefused(t, bundle, { status: 400, expression });
});

t.test('what an ITI-65 does not hold is refused by its place', async (t) => {
  const request = { method: 'POST', url: 'Observation' };
  const resource = { resourceType: 'Observation', status: 'final', code: { text: 'x' } };
  await broken(t, ({ entry }) => entry.push({ resource, request }), {
    status: 400,
    expression: 'Bundle.entry[3]',
  });
  await broken(t, (bundle) => (entryOf(bundle, 'DocumentReference').request.method = 'PUT'), {
    status: 400,
  });
  await broken(t, (bundle) => (bundle.type = 'batch'), { status: 400, expression: 'Bundle.type' });
});

t.test(
  'a document never enters without a submission, by a plain transaction or by PUT',
  async (t) => {
    const before = await totalsOf(patient, own, nurse);
    const plain = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [aBundle(patient).entry[1]],
    };
    t.ok((await nurse.post('', plain)).status >= 400);
    const document = aDocumentReference(patient, {}, 'https://example.org/nowhere.txt');
    t.equal((await nurse.put('DocumentReference/mine', { ...document, id: 'mine' })).status, 405);
    t.same(await totalsOf(patient, own, nurse), before);
  },
);

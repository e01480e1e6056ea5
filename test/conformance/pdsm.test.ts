/**
 * PDSm, the French sharing of documents: updates of metadata by PATCH (M-33), new deposits (M-34),
 * and the labels that mask and unmask.
 */
import { randomUUID } from 'node:crypto';
import t, { type Test } from 'tap';
import { aBundle, openDossier, push, VISIBILITY } from '../fixtures/dossier.js';
import { theXml } from '../fixtures/profiles.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Answer, type Json, type TestClient } from '../fixtures/server.js';
import {
  attachmentOf,
  documentOf,
  entryOf,
  IS_ARCHIVED,
  PDSM,
  setOf,
  totalOf,
  totalsOf,
} from '../fixtures/submission.js';

const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const server = await startServer(t);
const { patient } = await openDossier(server, {
  authorised: ['neurologist'],
  generalPractitioner: 'gp',
});
const nurse = await server.as('nurse');
const own = await server.as('patient');
const neurologist = await server.as('neurologist');
const MASKED = { coding: [{ system: VISIBILITY, code: 'MASQUE_PS' }] };
const NORMAL = { coding: [{ system: CONFIDENTIALITY, code: 'N' }] };

async function pushed(bundle: Json = aBundle(patient)): Promise<string> {
  return `DocumentReference/${(await push(server, 'nurse', bundle)).documents[0]}`;
}

/** A bundle that claims and keeps the French profiles. */
function pdsmBundle(change: (bundle: Json) => void = () => undefined): Json {
  const bundle = aBundle(patient);
  const profile = (name: string): Json => ({ profile: [`${PDSM}/${name}`] });
  bundle.meta = profile('pdsm-comprehensive-provide-document-bundle');
  const [set, document] = [setOf(bundle), documentOf(bundle)];
  set.meta = profile('pdsm-submissionset-comprehensive');
  set.contained = [{ resourceType: 'Practitioner', id: 'author', name: [{ family: 'Lefèvre' }] }];
  set.source = { reference: '#author' };
  document.meta = profile('pdsm-comprehensive-document-reference');
  document.contained.push({ resourceType: 'Organization', id: 'org', name: 'Cabinet Lefèvre' });
  document.custodian = { reference: '#org' };
  change(bundle);
  return bundle;
}

/** A FHIRPath Patch of these operations: type, path and, by its element name, a value. */
function fhirPathPatch(
  ...operations: readonly (readonly [string, string, Json?, string?])[]
): Json {
  const parameter = operations.map(([type, path, value = {}, name]) => ({
    name: 'operation',
    part: [
      { name: 'type', valueCode: type },
      { name: 'path', valueString: path },
      ...(name === undefined ? [] : [{ name: 'name', valueString: name }]),
      ...(Object.keys(value as object).length === 0 ? [] : [{ name: 'value', ...value }]),
    ],
  }));
  return { resourceType: 'Parameters', parameter };
}

function byFhirPath(client: TestClient, path: string, patch: Json): Promise<Answer> {
  return client.patch(path, patch, { 'content-type': 'application/fhir+json' });
}

async function byIdentifier(document: string): Promise<string> {
  const { masterIdentifier } = (await nurse.get(document)).json();
  const { system, value } = masterIdentifier;
  return `DocumentReference?identifier=${encodeURIComponent(`${system}|${value}`)}`;
}

function isNextVersion(t: Test, answer: Answer, version: number): void {
  t.equal(answer.status, 200);
  t.equal(answer.headers.get('etag'), `W/"${version}"`);
  t.equal(answer.json().resourceType, 'DocumentReference');
  t.equal(answer.json().meta.versionId, String(version));
}

function codesOf(document: Json): string[] {
  return document.securityLabel.flatMap(({ coding }: Json) => coding.map(({ code }: Json) => code));
}

const ARCHIVED = { url: IS_ARCHIVED, valueBoolean: true };

t.test('M-33: status, label and archive change by JSON Patch, found by identifier', async (t) => {
  const document = await pushed();
  const target = await byIdentifier(document);
  const archive = [{ op: 'add', path: '/extension', value: [ARCHIVED] }];
  isNextVersion(t, await nurse.patch(target, archive), 2);
  const restore = [{ op: 'replace', path: '/extension/0/valueBoolean', value: false }];
  isNextVersion(t, await nurse.patch(target, restore), 3);
  const mask = [{ op: 'replace', path: '/securityLabel/0', value: MASKED }];
  const masked = await own.patch(target, mask);
  isNextVersion(t, masked, 4);
  t.same(codesOf(masked.json()), ['MASQUE_PS', 'N']);
  const supersede = [{ op: 'replace', path: '/status', value: 'superseded' }];
  const superseded = await nurse.patch(target, supersede);
  isNextVersion(t, superseded, 5);
  t.equal(superseded.json().status, 'superseded');
  t.equal((await nurse.get(document)).text, superseded.text);
});

/** The extension as a part of a FHIRPath Patch; its value is named as FHIRPath or as JSON does. */
function isArchived(name: string): Json {
  return {
    part: [
      { name: 'url', valueUri: IS_ARCHIVED },
      { name, valueBoolean: true },
    ],
  };
}

t.test(
  'M-33: an extension is added by FHIRPath Patch under either name of its value',
  async (t) => {
    for (const name of ['value', 'value[x]', 'valueBoolean']) {
      const patch = fhirPathPatch(['add', 'DocumentReference', isArchived(name), 'extension']);
      const answer = await byFhirPath(nurse, await pushed(), patch);
      isNextVersion(t, answer, 2);
      t.match(answer.json().extension, [ARCHIVED], name);
    }
  },
);

t.test('M-33: the same changes by FHIRPath Patch', async (t) => {
  const document = await pushed();
  const target = await byIdentifier(document);
  const archived = fhirPathPatch(['add', 'DocumentReference', isArchived('value'), 'extension']);
  const added = await byFhirPath(nurse, target, archived);
  isNextVersion(t, added, 2);
  t.match(added.json().extension, [ARCHIVED]);
  const value = `DocumentReference.extension.where(url='${IS_ARCHIVED}').value`;
  const restore = fhirPathPatch(['replace', value, { valueBoolean: false }]);
  const restored = await byFhirPath(nurse, target, restore);
  isNextVersion(t, restored, 3);
  t.match(restored.json().extension, [{ url: IS_ARCHIVED, valueBoolean: false }]);
  const label = 'DocumentReference.securityLabel[0]';
  const mask = fhirPathPatch(['replace', label, { valueCodeableConcept: MASKED }]);
  const masked = await byFhirPath(own, document, mask);
  isNextVersion(t, masked, 4);
  t.same(codesOf(masked.json()), ['MASQUE_PS', 'N']);
  const status = fhirPathPatch([
    'replace',
    'DocumentReference.status',
    { valueCode: 'superseded' },
  ]);
  isNextVersion(t, await byFhirPath(nurse, document, status), 5);
});

const XML_PATCH = { 'content-type': 'application/xml-patch+xml' };

/** An XML Patch of these operations. */
function xmlPatch(...operations: readonly string[]): string {
  return `<?xml version="1.0"?><diff xmlns:f="http://hl7.org/fhir">${operations.join('')}</diff>`;
}

t.test('M-33: the same changes by XML Patch', async (t) => {
  const document = await pushed();
  const target = await byIdentifier(document);
  const archive = xmlPatch(
    `<add sel="DocumentReference"><extension url="${IS_ARCHIVED}"><valueBoolean value="true"/></extension></add>`,
  );
  const added = await nurse.patch(target, archive, XML_PATCH);
  isNextVersion(t, added, 2);
  t.match(added.json().extension, [ARCHIVED]);
  const value = `f:DocumentReference/f:extension[@url='${IS_ARCHIVED}']/f:valueBoolean/@value`;
  const restore = xmlPatch(`<replace sel="${value}">false</replace>`);
  const restored = await nurse.patch(target, restore, XML_PATCH);
  isNextVersion(t, restored, 3);
  t.match(restored.json().extension, [{ url: IS_ARCHIVED, valueBoolean: false }]);
  const [{ system, code }] = MASKED.coding as [Json];
  const mask = xmlPatch(
    `<replace sel="/DocumentReference/securityLabel[1]"><f:securityLabel><f:coding><f:system value="${system}"/><f:code value="${code}"/></f:coding></f:securityLabel></replace>`,
  );
  const masked = await own.patch(document, mask, XML_PATCH);
  isNextVersion(t, masked, 4);
  t.same(codesOf(masked.json()), ['MASQUE_PS', 'N']);
  const supersede = xmlPatch('<replace sel="DocumentReference/status/@value">superseded</replace>');
  const accept = { accept: 'application/fhir+xml' };
  const answer = await nurse.patch(document, supersede, { ...XML_PATCH, ...accept });
  t.equal(answer.status, 200);
  t.match(answer.text, /<status value="superseded"\/>/);
});

t.test('M-33: a FHIRPath Patch is taken as FHIR XML', async (t) => {
  const patch = fhirPathPatch(['replace', 'DocumentReference.status', { valueCode: 'superseded' }]);
  const sent = theXml().write(patch);
  const answer = await nurse.patch(await pushed(), sent, {
    'content-type': 'application/fhir+xml',
  });
  isNextVersion(t, answer, 2);
  t.equal(answer.json().status, 'superseded');
});

const NO_XML_PATCHES: Readonly<Record<string, readonly [number, string]>> = {
  'a path to nothing': [422, '<replace sel="DocumentReference/colour/@value">x</replace>'],
  'a path to several': [422, '<remove sel="DocumentReference/extension"/>'],
  'the resource itself': [422, '<remove sel="DocumentReference"/>'],
  'an attribute that is there': [
    422,
    '<add sel="DocumentReference/status" type="@value">current</add>',
  ],
  'another element': [405, '<remove sel="DocumentReference/description"/>'],
  'the id': [405, '<replace sel="DocumentReference/id/@value">x</replace>'],
  'an element that FHIR has not': [400, '<add sel="DocumentReference"><colour value="x"/></add>'],
  'a path of more XPath': [400, '<remove sel="//status"/>'],
  'another operation': [400, '<move sel="DocumentReference/status"/>'],
  'no value': [400, '<replace sel="DocumentReference/status/@value"/>'],
  'no operation': [400, ''],
};

const TWO = ['a', 'b'].map((name) => ({
  url: `http://example.org/${name}`,
  valueString: name,
}));

t.test('M-33: an XML Patch that cannot be applied is refused, and nothing changes', async (t) => {
  const document = await pushed(
    aBundle(patient, [{ change: (one) => ({ ...one, description: 'Bilan', extension: TWO }) }]),
  );
  const before = (await nurse.get(document)).text;
  for (const [what, [status, operation]] of Object.entries(NO_XML_PATCHES)) {
    const answer = await nurse.patch(document, xmlPatch(operation), XML_PATCH);
    isRefusal(t, answer, { status });
    t.equal((await nurse.get(document)).text, before, what);
  }
});

t.test('M-33: any other element is 405, and nothing changes', async (t) => {
  const document = await pushed();
  const before = (await nurse.get(document)).text;
  const concept = { coding: [{ system: 'http://loinc.org', code: '11502-2' }] };
  const patches: Record<string, Json> = {
    type: { op: 'replace', path: '/type', value: concept },
    description: { op: 'add', path: '/description', value: 'autre' },
    subject: { op: 'replace', path: '/subject/reference', value: 'Patient/x' },
    'the document': { op: 'replace', path: '/content/0/attachment/title', value: 'autre' },
    date: { op: 'replace', path: '/date', value: '2026-01-01T00:00:00Z' },
    author: { op: 'remove', path: '/author' },
    masterIdentifier: { op: 'replace', path: '/masterIdentifier/value', value: 'urn:oid:1.2' },
    identifier: { op: 'remove', path: '/identifier' },
    relatesTo: {
      op: 'add',
      path: '/relatesTo',
      value: [{ code: 'signs', target: { reference: document } }],
    },
    'another extension': {
      op: 'add',
      path: '/extension',
      value: [{ url: 'https://example.org/x', valueBoolean: true }],
    },
    id: { op: 'replace', path: '/id', value: 'x' },
  };
  for (const [name, operation] of Object.entries(patches)) {
    const answer = await nurse.patch(document, [operation]);
    isRefusal(t, answer, { status: 405, says: /status, securityLabel/ });
    t.equal((await nurse.get(document)).text, before, name);
    const both = [{ op: 'replace', path: '/status', value: 'superseded' }, operation];
    t.equal((await nurse.patch(document, both)).status, 405, `${name} beside the status`);
  }
  t.equal((await nurse.get(document)).text, before);
});

t.test('M-33: a patch that cannot be applied is refused, and nothing changes', async (t) => {
  const document = await pushed();
  const before = (await nurse.get(document)).text;
  const bad = [
    [{ op: 'replace', path: '/securityLabel/9', value: NORMAL }],
    [{ op: 'test', path: '/status', value: 'superseded' }],
    [{ op: 'replace', path: '/status', value: 'current ' }],
    [{ op: 'replace', path: '/status', value: 'none' }],
    [{ op: 'turn', path: '/status' }],
    { op: 'replace', path: '/status', value: 'superseded' },
    [{ op: 'add', path: '/extension', value: [{ url: IS_ARCHIVED, valueBoolean: 'true' }] }],
  ];
  for (const patch of bad) {
    const answer = await nurse.patch(document, patch);
    t.ok([400, 409, 422].includes(answer.status), `${answer.status} ${JSON.stringify(patch)}`);
    t.equal(answer.json().resourceType, 'OperationOutcome');
  }
  t.equal((await nurse.get(document)).text, before);
});

t.test('M-33: what the identifier does not find is 404, hidden or unknown alike', async (t) => {
  const [masked] = (await push(server, 'gp', aBundle(patient, [{ labels: ['MASQUE_PS'] }])))
    .documents;
  const { masterIdentifier } = (await own.get(`DocumentReference/${masked}`)).json();
  const patch = [{ op: 'replace', path: '/status', value: 'superseded' }];
  const at = (value: string): string =>
    `DocumentReference?identifier=${encodeURIComponent(`urn:ietf:rfc:3986|${value}`)}`;
  const hidden = await nurse.patch(at(masterIdentifier.value), patch);
  const unknown = await nurse.patch(at(`urn:uuid:${randomUUID()}`), patch);
  t.same([hidden.status, unknown.status], [404, 404]);
  t.equal(hidden.text, unknown.text);
  for (const query of ['', '?status=current', '?identifier=x', '?identifier=a|b&status=current'])
    t.equal((await nurse.patch(`DocumentReference${query}`, patch)).status, 400, query);
});

t.test('M-33: If-Match of an older version is 412, and nothing changes', async (t) => {
  const document = await pushed();
  const archive = [{ op: 'add', path: '/extension', value: [ARCHIVED] }];
  t.equal((await nurse.patch(document, archive, { 'if-match': 'W/"7"' })).status, 412);
  t.equal((await nurse.patch(document, archive, { 'if-match': 'W/"1"' })).status, 200);
  const again = await nurse.patch(document, archive, { 'if-match': 'W/"1"' });
  t.equal(again.status, 412);
});

t.test('M-33: who may change what is told apart', async (t) => {
  const document = await pushed();
  const cases: Record<string, readonly [TestClient, Json, number]> = {
    'the author masks': [nurse, { op: 'add', path: '/securityLabel/-', value: MASKED }, 403],
    'another archives': [neurologist, { op: 'add', path: '/extension', value: [ARCHIVED] }, 403],
    'another supersedes': [
      neurologist,
      { op: 'replace', path: '/status', value: 'superseded' },
      403,
    ],
    'the patient supersedes': [own, { op: 'replace', path: '/status', value: 'superseded' }, 403],
  };
  for (const [name, [client, operation, status]] of Object.entries(cases))
    t.equal((await client.patch(document, [operation])).status, status, name);
  t.equal((await nurse.get(document)).json().meta.versionId, '1');
});

t.test('M-34: on a new deposit, the URL names a Binary of the bundle', async (t) => {
  t.equal((await nurse.post('', pdsmBundle())).status, 200);
  const before = await totalsOf(patient, own, nurse);
  const elsewhere = pdsmBundle((bundle) => {
    attachmentOf(bundle).url = 'https://example.org/elsewhere.txt';
    bundle.entry.pop();
  });
  const expression = 'Bundle.entry[1].resource.content[0].attachment.url';
  isRefusal(t, await nurse.post('', elsewhere), { status: 400, expression });
  const ofBefore = pdsmBundle((bundle) => {
    attachmentOf(bundle).url = `${server.base}/Binary/x`;
    bundle.entry.pop();
  });
  isRefusal(t, await nurse.post('', ofBefore), { status: 400, expression });
  t.same(await totalsOf(patient, own, nurse), before);
});

t.test('M-34: on a replacement too', async (t) => {
  const old = await pushed(pdsmBundle());
  const relatesTo = [{ code: 'replaces', target: { reference: old } }];
  const expression = 'Bundle.entry[1].resource.content[0].attachment.url';
  const { url } = (await nurse.get(old)).json().content[0].attachment;
  const reusing = pdsmBundle((bundle) => {
    documentOf(bundle).relatesTo = relatesTo;
    attachmentOf(bundle).url = url;
    bundle.entry.pop();
  });
  isRefusal(t, await nurse.post('', reusing), { status: 400, expression });
  t.equal((await nurse.get(old)).json().status, 'current');
  const whole = pdsmBundle((bundle) => (documentOf(bundle).relatesTo = relatesTo));
  t.equal((await nurse.post('', whole)).status, 200);
  t.equal((await nurse.get(old)).json().status, 'superseded');
});

t.test('what PDSm asks beyond MHD is missed by name', async (t) => {
  const at = 'Bundle.entry[1].resource';
  const cases: Record<string, readonly [(bundle: Json) => void, string]> = {
    custodian: [(b) => delete documentOf(b).custodian, `${at}.custodian`],
    author: [(b) => delete documentOf(b).author, `${at}.author`],
    date: [(b) => delete documentOf(b).date, `${at}.date`],
    period: [(b) => delete documentOf(b).context.period, `${at}.context.period`],
    title: [(b) => delete attachmentOf(b).title, `${at}.content[0].attachment.title`],
    size: [(b) => delete attachmentOf(b).size, `${at}.content[0].attachment.size`],
    hash: [(b) => delete attachmentOf(b).hash, `${at}.content[0].attachment.hash`],
    source: [(b) => delete setOf(b).source, 'Bundle.entry[0].resource.source'],
  };
  for (const [name, [change, expression]] of Object.entries(cases)) {
    await t.test(name, async (t) => {
      isRefusal(t, await nurse.post('', pdsmBundle(change)), { status: 400, expression });
    });
  }
  t.equal(entryOf(pdsmBundle(), 'Binary').request.method, 'POST');
});

t.test('labels are a set: replacing the first by a visibility masks, by N unmasks', async (t) => {
  const document = await pushed();
  const find = `DocumentReference?patient=${patient}&_id=${document.split('/')[1]}`;
  t.equal(await totalOf(neurologist, find), 1);
  const replaceFirst = (value: Json): Json => [{ op: 'replace', path: '/securityLabel/0', value }];
  const masked = await own.patch(document, replaceFirst(MASKED));
  t.same(codesOf(masked.json()), ['MASQUE_PS', 'N'], 'N stays beside it');
  t.equal(await totalOf(neurologist, find), 0);
  t.equal((await neurologist.get(document)).status, 404);
  const unmasked = await own.patch(document, replaceFirst(NORMAL));
  t.same(codesOf(unmasked.json()), ['N'], 'each label once');
  t.equal(await totalOf(neurologist, find), 1);
});

t.test('a restricted document that is masked stays restricted', async (t) => {
  const bundle = aBundle(patient);
  documentOf(bundle).securityLabel[0].coding[0].code = 'R';
  const document = await pushed(bundle);
  t.equal((await neurologist.get(document)).status, 200, 'R alone hides from nobody');
  const mask = [{ op: 'replace', path: '/securityLabel/0', value: MASKED }];
  t.same(codesOf((await own.patch(document, mask)).json()), ['MASQUE_PS', 'R']);
});

t.test('both spellings of the visibility system mask; the official one is stored', async (t) => {
  const system = VISIBILITY.replaceAll('Statut', 'Status');
  t.not(system, VISIBILITY);
  const label = { coding: [{ system, code: 'MASQUE_PS' }] };
  const deposited = aBundle(patient);
  documentOf(deposited).securityLabel.push(label);
  const first = await pushed(deposited);
  const second = await pushed();
  const patch = [{ op: 'add', path: '/securityLabel/-', value: label }];
  t.equal((await own.patch(second, patch)).status, 200);
  for (const document of [first, second]) {
    t.match((await nurse.get(document)).json().securityLabel[0], MASKED);
    t.equal((await neurologist.get(document)).status, 404);
  }
});

t.test('a masking without its confidentiality keeps what was there', async (t) => {
  const document = await pushed();
  const only = [{ op: 'replace', path: '/securityLabel', value: [MASKED] }];
  t.same(codesOf((await own.patch(document, only)).json()), ['MASQUE_PS', 'N']);
  const none = [{ op: 'remove', path: '/securityLabel' }];
  t.same(codesOf((await own.patch(document, none)).json()), ['N']);
});

t.test('a document is kept from its patient at its deposit only', async (t) => {
  const document = await pushed();
  const label = { coding: [{ system: VISIBILITY, code: 'INVISIBLE_PATIENT' }] };
  const hide = [{ op: 'add', path: '/securityLabel/-', value: label }];
  isRefusal(t, await nurse.patch(document, hide), { status: 422, says: /deposit only/ });
  t.equal((await own.get(document)).status, 200);
  const kept = await pushed(aBundle(patient, [{ labels: ['INVISIBLE_PATIENT'] }]));
  t.equal((await own.get(kept)).status, 404);
  const release = [{ op: 'replace', path: '/securityLabel/0', value: NORMAL }];
  t.equal((await neurologist.patch(kept, release)).status, 403);
  t.equal((await (await server.as('gp')).patch(kept, release)).status, 200);
  t.equal((await own.get(kept)).status, 200, 'the médecin traitant released it');
});

/**
 * MHD, ITI-65 Provide Document Bundle: what is taken, how it is answered, what it becomes (M-01,
 * M-02, M-04, M-06, M-08, M-10, M-11, M-18, M-31).
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import t from 'tap';
import { aBundle, freshOid, openDossier, push } from '../fixtures/dossier.js';
import { theXml } from '../fixtures/profiles.js';
import { parseJson } from '../../src/fhir/json.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';
import {
  aFolder,
  attachmentOf,
  byIdentifier,
  changed,
  documentOf,
  entryOf,
  MHD,
  setOf,
  supersedingEntry,
  totalOf,
  totalsOf,
  withFolder,
} from '../fixtures/submission.js';

const server = await startServer(t);
const { patient, ins } = await openDossier(server);
const nurse = await server.as('nurse');
const own = await server.as('patient');
const LOCATION = /^(List|DocumentReference|Binary)\/[A-Za-z0-9.-]{1,64}\/_history\/\d+$/;

/** The addresses, `Type/id`, that an answer gives, in order. */
function placesOf(answer: Answer): string[] {
  return answer.json().entry.map(({ response }: Json) => response.location.split('/_history')[0]);
}

async function taken(bundle: Json): Promise<string[]> {
  const answer = await nurse.post('', bundle);
  if (answer.status !== 200) throw new Error(`not taken: ${answer.status} ${answer.text}`);
  return placesOf(answer);
}

/** What a bundle's only document became. */
async function documentMade(bundle: Json): Promise<Json> {
  const places = await taken(bundle);
  const place = places.find((one) => one.startsWith('DocumentReference/'));
  return (await nurse.get(String(place))).json();
}

t.test('M-01: a provide bundle is taken as FHIR JSON', async (t) => {
  for (const type of ['application/fhir+json', 'application/fhir+json; charset=utf-8']) {
    const answer = await nurse.post('', aBundle(patient), { 'content-type': type });
    t.equal(answer.status, 200, type);
    t.match(answer.headers.get('content-type'), /^application\/fhir\+json/);
  }
});

t.test('M-01: a provide bundle is taken as FHIR XML, its document byte by byte', async (t) => {
  const xml = theXml();
  const sizes = [10, 60_000, 400_000];
  for (const [at, type] of ['application/fhir+xml', 'application/xml', 'text/xml'].entries()) {
    const bytes = randomBytes(sizes[at] ?? 1);
    const bundle = aBundle(patient, [{ contentType: 'application/pdf', bytes }]);
    const sent = xml.write(parseJson(JSON.stringify(bundle)));
    const headers = { 'content-type': type, accept: 'application/fhir+xml' };
    const answer = await nurse.post('', sent, headers);
    t.equal(answer.status, 200, type);
    t.equal(answer.headers.get('content-type'), 'application/fhir+xml;charset=utf-8');
    const { entry } = xml.read(answer.bytes).value as Json;
    const places = entry.map(({ response }: Json) => response.location.split('/_history')[0]);
    const document = places.find((one: string) => one.startsWith('DocumentReference/'));
    const stored = (await nurse.get(document)).json();
    const { size, url } = stored.content[0].attachment;
    t.equal(size, bytes.length);
    t.ok((await nurse.get(url)).bytes.equals(bytes), 'byte by byte');
  }
});

t.test('M-02: the answer has an entry for each entry sent, in its order', async (t) => {
  const bundle = aBundle(patient, [{}, {}]);
  bundle.entry.reverse();
  const answer = await nurse.post('', bundle);
  t.equal(answer.status, 200);
  const { resourceType, type, entry } = answer.json();
  t.same({ resourceType, type }, { resourceType: 'Bundle', type: 'transaction-response' });
  t.equal(entry.length, bundle.entry.length);
  entry.forEach(({ response }: Json, index: number) => {
    t.match(response.status, /^201/);
    t.match(response.location, LOCATION);
    t.match(response.location, new RegExp(`^${bundle.entry[index].resource.resourceType}/`));
    t.equal(response.etag, 'W/"1"');
    t.ok(Date.parse(response.lastModified) > 0, 'lastModified is an instant');
  });
  for (const place of placesOf(answer)) t.equal((await nurse.get(place)).status, 200, place);
});

t.test('M-04: only a PATCH, or only a folder, is a submission', async (t) => {
  const { documents } = await push(server, 'nurse', aBundle(patient));
  const [document = ''] = documents;
  const patching = aBundle(patient, []);
  delete setOf(patching).entry;
  patching.entry.push(supersedingEntry(document));
  const answer = await nurse.post('', patching);
  t.equal(answer.status, 200);
  t.match(answer.json().entry[1].response, { status: /^200/, etag: 'W/"2"' });
  t.equal((await nurse.get(`DocumentReference/${document}`)).json().status, 'superseded');
  const foldering = withFolder(
    aBundle(patient, []),
    aFolder(patient, [`DocumentReference/${document}`]),
  );
  t.equal((await taken(foldering)).length, 2);
});

t.test('M-06: the subject is named by URL, by reference or by identity alike', async (t) => {
  const subjects = [
    { reference: `Patient/${patient}` },
    { reference: `${server.base}/Patient/${patient}` },
    { identifier: ins },
  ];
  for (const subject of subjects) {
    const bundle = changed(patient, (one) => {
      documentOf(one).subject = subject;
      setOf(one).subject = subject;
    });
    const document = await documentMade(bundle);
    t.equal(document.subject.reference, `Patient/${patient}`);
  }
});

t.test('M-08: a submission set named by a UUID is taken with a warning', async (t) => {
  const bundle = changed(patient, (one) => {
    setOf(one).identifier[0].value = `urn:uuid:${randomUUID()}`;
  });
  const answer = await nurse.post('', bundle);
  t.equal(answer.status, 200);
  const { outcome } = answer.json().entry[0].response;
  t.match(outcome.issue[0], { severity: 'warning', diagnostics: /urn:oid/ });
});

t.test('M-08: a masterIdentifier without type is taken with a warning', async (t) => {
  const bundle = changed(patient, (one) => delete documentOf(one).masterIdentifier.type);
  const answer = await nurse.post('', bundle);
  t.equal(answer.status, 200);
  const { outcome } = answer.json().entry[1].response;
  t.match(outcome.issue[0], { severity: 'warning', diagnostics: /uniqueId/ });
  t.match(outcome.issue[0].expression[0], /^Bundle\.entry\[1\]\.resource\.masterIdentifier/);
});

t.test('M-10: size and hash are those of the decoded bytes', async (t) => {
  const bytes = Buffer.from([0, 1, 2, 253, 254, 255]);
  const document = await documentMade(
    aBundle(patient, [{ bytes, contentType: 'application/octet-stream' }]),
  );
  const { size, hash, url } = document.content[0].attachment;
  t.equal(size, 6);
  t.equal(hash, createHash('sha1').update(bytes).digest('base64'));
  t.ok((await nurse.get(url)).bytes.equals(bytes));
});

t.test('M-10: a wrong size is taken with a warning, and the true one is stored', async (t) => {
  const bundle = changed(patient, (one) => (attachmentOf(one).size += 1));
  const answer = await nurse.post('', bundle);
  t.equal(answer.status, 200);
  const { outcome, location } = answer.json().entry[1].response;
  t.match(outcome.issue[0], { severity: 'warning', diagnostics: /true size/ });
  t.same(outcome.issue[0].expression, ['Bundle.entry[1].resource.content[0].attachment.size']);
  const { attachment } = (await nurse.get(location)).json().content[0];
  t.equal(attachment.size, attachmentOf(bundle).size - 1);
});

t.test('M-10: size and hash left out are measured', async (t) => {
  const bundle = changed(patient, (one) => {
    delete attachmentOf(one).size;
    delete attachmentOf(one).hash;
  });
  const { attachment } = (await documentMade(bundle)).content[0];
  t.ok(attachment.size > 0);
  t.match(attachment.hash, /^[A-Za-z0-9+/]{27}=$/);
});

t.test('M-10: an on-demand document has neither hash nor size, nor a Binary', async (t) => {
  const url = 'https://example.org/on-demand/1';
  const bundle = changed(patient, (one) => {
    const { contentType, language, title, creation } = attachmentOf(one);
    documentOf(one).content[0].attachment = { contentType, language, title, creation, url };
    one.entry.pop();
  });
  const { attachment } = (await documentMade(bundle)).content[0];
  t.match(attachment, { url });
  t.notOk('hash' in attachment || 'size' in attachment);
});

t.test('M-10: a delayed assembly says the size and hash of nothing', async (t) => {
  const hash = '2jmj7l5rSw0yVb/vlWAYkK/YBwk=';
  t.equal(createHash('sha1').update('').digest('base64'), hash);
  const bundle = changed(patient, (one) => {
    Object.assign(attachmentOf(one), { size: 0, hash, url: 'https://example.org/delayed/1' });
    one.entry.pop();
  });
  const { attachment } = (await documentMade(bundle)).content[0];
  t.match(attachment, { size: 0, hash });
});

t.test('M-10: an on-demand document that names a hidden Binary opens nothing', async (t) => {
  const masked = await push(server, 'gp', aBundle(patient, [{ labels: ['MASQUE_PS'] }]));
  const url = `${server.base}/Binary/${masked.binaries[0]}`;
  const bundle = changed(patient, (one) => {
    const { contentType, language, title, creation } = attachmentOf(one);
    documentOf(one).content[0].attachment = { contentType, language, title, creation, url };
    one.entry.pop();
  });
  const { attachment } = (await documentMade(bundle)).content[0];
  t.equal(attachment.url, url);
  t.equal((await nurse.get(url)).status, 404);
  t.equal((await own.get(url)).status, 200);
});

t.test('M-11: links are rewritten: the document’s URL opens it, the set lists it', async (t) => {
  const bundle = aBundle(patient, [{}, {}]);
  const places = await taken(bundle);
  const [list, first, , second] = places;
  const set = (await nurse.get(String(list))).json();
  t.same(
    set.entry.map(({ item }: Json) => item.reference),
    [first, second],
  );
  const { attachment } = (await nurse.get(String(first))).json().content[0];
  t.equal(attachment.url, `${server.base}/${places[2]}`);
  const sent = attachmentOf(bundle);
  t.equal(attachment.hash, sent.hash);
  t.equal(attachment.size, sent.size);
  const opened = await nurse.get(attachment.url);
  t.equal(opened.status, 200);
  t.equal(opened.bytes.toString('base64'), entryOf(bundle, 'Binary').resource.data);
  t.notMatch(JSON.stringify([set, attachment]), /urn:uuid:[0-9a-f-]+"\}/, 'no urn is left');
});

t.test('M-11: two documents may be the same Binary', async (t) => {
  const bundle = aBundle(patient, [{}, {}]);
  const [shared] = [attachmentOf(bundle, 0).url];
  attachmentOf(bundle, 1).url = shared;
  bundle.entry.pop();
  const places = await taken(bundle);
  for (const place of places.filter((one) => one.startsWith('DocumentReference/'))) {
    const { url } = (await nurse.get(place)).json().content[0].attachment;
    t.equal(url, `${server.base}/${places[2]}`);
    t.equal((await nurse.get(url)).status, 200);
  }
});

t.test('M-18: a folder enters with the documents it holds', async (t) => {
  const bundle = aBundle(patient);
  const places = await taken(
    withFolder(bundle, aFolder(patient, [entryOf(bundle, 'DocumentReference').fullUrl])),
  );
  const folder = (await nurse.get(String(places[3]))).json();
  t.same(
    folder.entry.map(({ item }: Json) => item.reference),
    [places[1]],
  );
  t.equal(folder.title, 'Suivi de l’épilepsie');
});

t.test('M-18: a known folder takes up new documents by PUT', async (t) => {
  const first = aBundle(patient);
  const before = await taken(
    withFolder(first, aFolder(patient, [entryOf(first, 'DocumentReference').fullUrl])),
  );
  const [, document, , folder = ''] = before;
  const id = String(folder.split('/')[1]);
  const second = aBundle(patient);
  const url = entryOf(second, 'DocumentReference').fullUrl;
  const grown = aFolder(patient, [String(document), url]);
  const answer = await nurse.post('', withFolder(second, grown, id));
  t.equal(answer.status, 200);
  const { response } = answer.json().entry[3];
  t.match(response, { status: /^200/, location: `List/${id}/_history/2`, etag: 'W/"2"' });
  const { entry } = (await nurse.get(folder)).json();
  t.same(
    entry.map(({ item }: Json) => item.reference),
    [document, placesOf(answer)[1]],
  );
});

t.test('M-18: a folder that cannot be changed fails the whole submission', async (t) => {
  const before = await totalsOf(patient, own, nurse);
  const bundle = aBundle(patient);
  const folder = aFolder(patient, [entryOf(bundle, 'DocumentReference').fullUrl]);
  isRefusal(t, await nurse.post('', withFolder(bundle, folder, 'nowhere')), { status: 404 });
  t.same(await totalsOf(patient, own, nurse), before);
});

t.test('M-31: the statement names the transactions’ parts and parameters', async (t) => {
  const { rest, instantiates } = (await server.withToken(undefined).get('metadata')).json();
  const actors = ['DocumentRecipient', 'DocumentResponder'].map(
    (actor) => `https://profiles.ihe.net/ITI/MHD/CapabilityStatement/IHE.MHD.${actor}`,
  );
  t.ok(
    actors.every((actor) => (instantiates ?? []).includes(actor)),
    'both actors are claimed',
  );
  t.ok(rest[0].interaction.some(({ code }: Json) => code === 'transaction'));
  const declared = (type: string): Json =>
    rest[0].resource.find((resource: Json) => resource.type === type);
  const expected: Record<string, readonly string[]> = {
    DocumentReference: [
      ...['author', 'category', 'creation', 'date', 'event', 'facility', 'format', 'identifier'],
      ...['patient', 'period', 'related', 'security-label', 'setting', 'status', 'type'],
      ...['isArchived', 'period-start', 'period-end', 'relatesto'],
    ],
    List: [
      ...['code', 'date', 'designationType', 'identifier', 'patient', 'source', 'sourceId'],
      ...['status', 'isArchived', 'title', 'authorOrg'],
    ],
  };
  for (const [type, codes] of Object.entries(expected)) {
    const names = declared(type).searchParam.map(({ name }: Json) => name);
    for (const code of codes) t.ok(names.includes(code), `${type} ${code}`);
  }
  const interactions = declared('DocumentReference').interaction.map(({ code }: Json) => code);
  for (const code of ['read', 'search-type', 'patch', 'create'])
    t.ok(interactions.includes(code), code);
});

t.test('an identifier of the submitter stays, and finds the document for ever', async (t) => {
  const entryUuid = `urn:uuid:${randomUUID()}`;
  const masterIdentifier = freshOid();
  const bundle = aBundle(patient, [{ masterIdentifier }]);
  const system = `${MHD.replace('StructureDefinition', 'CodeSystem')}/IHE.MHD.MHDIdentifierType`;
  documentOf(bundle).identifier = [
    {
      type: { coding: [{ system, code: 'entryUUID' }] },
      system: 'urn:ietf:rfc:3986',
      value: entryUuid,
    },
  ];
  const { id, identifier } = await documentMade(bundle);
  t.equal(identifier.length, 1, 'and no other is added');
  t.equal(identifier[0].value, entryUuid);
  const next = await documentMade(
    changed(patient, (one) => {
      documentOf(one).relatesTo = [
        { code: 'replaces', target: { reference: `DocumentReference/${id}` } },
      ];
    }),
  );
  t.not(next.id, id);
  for (const value of [entryUuid, masterIdentifier]) {
    const found = (await nurse.get(byIdentifier('DocumentReference', patient, value))).json();
    t.same(
      found.entry.map(({ resource }: Json) => resource.id),
      [id],
      value,
    );
    t.equal(found.entry[0].resource.meta.versionId, '2', 'the version is another one');
  }
});

t.test('a document without entryUUID is given one', async (t) => {
  const { identifier } = await documentMade(aBundle(patient));
  t.equal(identifier.length, 1);
  t.match(identifier[0], {
    type: { coding: [{ code: 'entryUUID' }] },
    system: 'urn:ietf:rfc:3986',
    value: /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  });
  const found = byIdentifier('DocumentReference', patient, identifier[0].value);
  t.equal(await totalOf(nurse, found), 1);
});

t.test('date and creation are stored as given, and one stands in for the other', async (t) => {
  const date = '2026-03-11T09:00:00.120+01:00';
  const creation = '2026-02-01T10:00:00+01:00';
  const both = await documentMade(
    changed(patient, (one) => {
      documentOf(one).date = date;
      attachmentOf(one).creation = creation;
    }),
  );
  t.equal(both.date, date, 'to the letter');
  t.equal(both.content[0].attachment.creation, creation);
  const undated = await documentMade(
    changed(patient, (one) => {
      delete documentOf(one).date;
      attachmentOf(one).creation = creation;
    }),
  );
  t.equal(undated.date, creation);
  const dayOnly = await documentMade(
    changed(patient, (one) => {
      delete documentOf(one).date;
      attachmentOf(one).creation = '2026-02';
    }),
  );
  t.equal(dayOnly.date, '2026-02-01T00:00:00Z');
  t.equal(dayOnly.content[0].attachment.creation, '2026-02');
});

t.test(
  'a class of another system is taken with a warning, one of the table must agree',
  async (t) => {
    const foreign = changed(patient, (one) => {
      documentOf(one).category = [{ coding: [{ system: 'http://loinc.org', code: '11488-4' }] }];
    });
    const answer = await nurse.post('', foreign);
    t.equal(answer.status, 200);
    const { outcome } = answer.json().entry[1].response;
    t.match(outcome.issue[0], { severity: 'warning' });
    t.match(outcome.issue[0].expression[0], /category/);
    const wrong = changed(patient, (one) => {
      documentOf(one).category[0].coding[0].code = '31';
    });
    isRefusal(t, await nurse.post('', wrong), {
      status: 400,
      expression: 'Bundle.entry[1].resource.category[0]',
    });
  },
);

/**
 * MHD, ITI-67 Find Document References: every parameter of MHD and PDSm finds the right document
 * and leaves out the others, by GET and by POST (M-22 to M-25, M-28, M-32, M-35).
 */
import { randomUUID } from 'node:crypto';
import t, { type Test } from 'tap';
import { aBundle, freshOid, openDossier, push, VISIBILITY } from '../fixtures/dossier.js';
import { startServer, type Json, type TestClient } from '../fixtures/server.js';
import { documentOf, IS_ARCHIVED, MHD, related, RFC_3986, setOf } from '../fixtures/submission.js';

const SNOMED = 'http://snomed.info/sct';
const LOINC = 'http://loinc.org';
const CLASSES = 'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument';
const ACCESSION = 'urn:ihe:iti:xds:2013:accession';

const server = await startServer(t);
const { patient, ins } = await openDossier(server, { authorised: ['neurologist'] });
const child = (await openDossier(server, { persona: 'child' })).patient;
const neurologist = await server.as('neurologist');

const uniqueId = freshOid();
const entryUuid = `urn:uuid:${randomUUID()}`;

/** The usual document: its author contained, Noël Lefèvre. */
const plain = await only(aBundle(patient, [{ date: '2026-03-10T09:30:00+01:00' }]));

/** The one every search below looks for: other than the usual one in all it can be found by. */
const sought = await only(
  aBundle(patient, [
    { ...related('appends', plain), type: '18748-4', date: '2025-06-20T08:00:00+02:00' },
  ]),
  other,
);

function other(document: Json): void {
  const { context, content } = document;
  document.masterIdentifier.value = uniqueId;
  document.identifier = [identifier('entryUUID', entryUuid)];
  document.category = [{ coding: [{ system: CLASSES, code: '31' }] }];
  document.contained[1].name = [{ family: "O'Neil", given: ['Aoife'] }];
  document.description = 'IRM cérébrale';
  document.securityLabel[0].coding[0].code = 'R';
  document.extension = [{ url: IS_ARCHIVED, valueBoolean: false }];
  content[0].format = { system: 'urn:oid:1.2.3', code: 'urn:example:format' };
  content[0].attachment.creation = '2024-02-02T10:00:00+01:00';
  context.period = { start: '2023-05-01T08:00:00+02:00', end: '2023-05-03T18:00:00+02:00' };
  context.event = [{ coding: [{ system: 'urn:oid:1.2.250.1.213.2.5', code: 'ACQN001' }] }];
  context.facilityType = { coding: [{ system: SNOMED, code: '82242000' }] };
  context.practiceSetting = { coding: [{ system: SNOMED, code: '408467006' }] };
  context.related = [
    {
      reference: `DocumentReference/${plain}`,
      identifier: {
        type: { coding: [{ system: RFC_3986, code: ACCESSION }] },
        system: 'urn:oid:1.2.3.7',
        value: 'acc-7',
      },
    },
  ];
}

function identifier(code: string, value: string): Json {
  const system = `${MHD.replace('StructureDefinition', 'CodeSystem')}/IHE.MHD.MHDIdentifierType`;
  return { type: { coding: [{ system, code }] }, system: RFC_3986, value };
}

async function only(bundle: Json, change?: (document: Json) => void): Promise<string> {
  change?.(documentOf(bundle));
  return String((await push(server, 'nurse', bundle)).documents[0]);
}

/** The ids that a search gives, by GET and by POST; both must agree. */
async function found(t: Test, query: string, client: TestClient = neurologist): Promise<string[]> {
  const search = `patient=${patient}&${query}`;
  const [got, posted] = [
    await client.get(`DocumentReference?${search}`),
    await client.searchByForm('DocumentReference', search),
  ];
  t.equal(got.status, 200);
  const [ids, byForm] = [idsOf(got.json()), idsOf(posted.json())];
  t.same(byForm, ids, 'POST finds the same');
  t.equal(got.json().total, ids.length);
  return ids;
}

function idsOf(bundle: Json): string[] {
  return (bundle.entry ?? [])
    .filter(({ search }: Json) => search.mode === 'match')
    .map(({ resource }: Json) => resource.id);
}

const q = encodeURIComponent;

/** One search for each parameter that gives the sought document and leaves out the usual one. */
const SEARCHES: Record<string, readonly string[]> = {
  'author.given': ['author.given=Aoife', 'author.given=aoif', 'author:Practitioner.given=Aoife'],
  'author.family': [`author.family=${q("O'Neil")}`, 'author:Practitioner.family=o%27nei'],
  category: [`category=${q(`${CLASSES}|31`)}`, 'category=31'],
  creation: ['creation=2024-02-02', 'creation=lt2025', 'creation=ge2024&creation=lt2025'],
  date: ['date=2025-06-20', 'date=lt2026-01-01', 'date=ge2025-06-01&date=le2025-06-30'],
  event: [`event=${q('urn:oid:1.2.250.1.213.2.5|ACQN001')}`, 'event=ACQN001'],
  facility: [`facility=${q(`${SNOMED}|82242000`)}`, 'facility=82242000'],
  format: [`format=${q('urn:oid:1.2.3|urn:example:format')}`, 'format=urn:example:format'],
  identifier: [
    `identifier=${q(`${RFC_3986}|${uniqueId}`)}`,
    `identifier=${q(`${RFC_3986}|${entryUuid}`)}`,
    `identifier=${uniqueId}`,
    `identifier=${entryUuid}`,
  ],
  period: ['period=2023', 'period=ge2023-05-01&period=lt2023-05-04', 'period=lt2024'],
  'period-start': ['period-start=2023-05-01', 'period-start=lt2024'],
  'period-end': ['period-end=2023-05-03', 'period-end=ge2023'],
  related: [
    `related=DocumentReference/${plain}`,
    `related:identifier=${q('urn:oid:1.2.3.7|acc-7')}`,
    'related:identifier=acc-7',
  ],
  relatesto: [`relatesto=DocumentReference/${plain}`, `relatesto=${plain}`],
  relation: ['relation=appends'],
  'security-label': [
    'security-label=R',
    `security-label=${q('http://terminology.hl7.org/CodeSystem/v3-Confidentiality|R')}`,
  ],
  setting: [`setting=${q(`${SNOMED}|408467006`)}`, 'setting=408467006'],
  type: [`type=${q(`${LOINC}|18748-4`)}`, 'type=18748-4', 'type=18748-4,11502-2'],
  description: [`description=${q('irm cerebrale')}`],
};

for (const [name, queries] of Object.entries(SEARCHES)) {
  t.test(`M-22: ${name} finds one document and leaves out the other`, async (t) => {
    for (const query of queries) t.same(await found(t, query), [sought], query);
  });
}

t.test('M-22: what no document has is found by no parameter', async (t) => {
  const missing = [
    ...[
      'author.given=Noëlle',
      'author.family=Neilson',
      'category=99',
      'creation=2020',
      'date=2020',
    ],
    ...['event=x', 'facility=x', 'format=x', 'identifier=x', 'period=2020', 'period-end=2020'],
    ...['related=DocumentReference/x', 'related:identifier=x', 'relatesto=DocumentReference/x'],
    ...['security-label=V', 'setting=x', 'type=x', 'status=superseded', 'period-start=2020'],
  ];
  for (const query of missing) t.same(await found(t, query), [], query);
});

t.test('M-22: the patient is named by id, by reference or by identity', async (t) => {
  const elsewhere = await push(server, 'nurse', aBundle(child));
  const patients = [
    `patient=${patient}`,
    `patient=Patient/${patient}`,
    `patient=${q(`${server.base}/Patient/${patient}`)}`,
    `patient.identifier=${q(`${ins.system}|${ins.value}`)}`,
    `subject=Patient/${patient}`,
  ];
  for (const named of patients) {
    const got = (await neurologist.get(`DocumentReference?${named}&status=current`)).json();
    const posted = await neurologist.searchByForm('DocumentReference', `${named}&status=current`);
    t.same(idsOf(got).sort(), [plain, sought].sort(), named);
    t.same(idsOf(posted.json()), idsOf(got), 'POST finds the same');
    t.notOk(idsOf(got).includes(String(elsewhere.documents[0])), 'nobody else’s');
  }
  const nobody = `DocumentReference?patient.identifier=${q(`${ins.system}|1`)}&status=current`;
  const answer = await neurologist.get(nobody);
  t.equal(answer.status, 200);
  t.equal(answer.json().total, 0);
});

t.test('M-22: an author outside the document is found by the same chains', async (t) => {
  const registrar = await server.as('registrar');
  const practitioner = await registrar.post('Practitioner', {
    resourceType: 'Practitioner',
    name: [{ family: 'Quéméner', given: ['Gwenaëlle'] }],
  });
  const bundle = aBundle(patient, [{ date: '2026-01-05T09:00:00+01:00' }]);
  const profile = (name: string): Json => ({ profile: [`${MHD}/${name}`] });
  bundle.meta = profile('IHE.MHD.UnContained.Comprehensive.ProvideBundle');
  setOf(bundle).meta = profile('IHE.MHD.UnContained.Comprehensive.SubmissionSet');
  const document = documentOf(bundle);
  document.meta = profile('IHE.MHD.UnContained.Comprehensive.DocumentReference');
  document.author = [{ reference: `Practitioner/${practitioner.json().id}` }];
  // Nothing refers to the contained author any more.
  document.contained = document.contained.filter(({ id }: Json) => id !== 'author');
  const id = await only(bundle);
  const chains = [
    'author.given=gwenaelle',
    `author.family=${q('Quéméner')}`,
    'author:Practitioner.family=quem',
    `author=Practitioner/${practitioner.json().id}`,
  ];
  for (const query of chains) t.same(await found(t, query), [id], query);
  t.same(await found(t, `author.family=${q('Lefèvre')},${q('Quéméner')}&type=11488-4`), [
    plain,
    id,
  ]);
});

t.test(
  'M-22: parameters together must all hold, and values apart by commas need not',
  async (t) => {
    t.same(await found(t, 'type=18748-4&author.family=o%27neil&event=ACQN001'), [sought]);
    t.same(await found(t, 'type=18748-4&author.given=Noël'), []);
    t.same((await found(t, 'type=18748-4,11488-4&facility=82242000,SA01')).includes(sought), true);
  },
);

t.test('M-23: creation is the document’s date, date is its entry’s', async (t) => {
  t.same(await found(t, 'creation=2025-06-20'), []);
  t.same(await found(t, 'date=2024-02-02'), []);
  t.same(await found(t, 'creation=2024-02-02&date=2025-06-20'), [sought]);
});

t.test('M-24: a period is found by any pair of bounds that it overlaps', async (t) => {
  const overlapping = [
    'period=ge2023-05-02&period=lt2023-05-03',
    'period=ge2023-05-03T12:00:00%2B02:00&period=lt2023-06-01',
    'period=ge2023-01-01&period=le2023-05-02',
  ];
  for (const query of overlapping) t.same(await found(t, query), [sought], query);
  const apart = ['period=ge2023-05-04&period=lt2024-01-01', 'period=ge2022&period=lt2023-05-01'];
  for (const query of apart) t.same(await found(t, query), [], query);
});

t.test('M-25: nothing found is 200 and an empty searchset', async (t) => {
  const answer = await neurologist.get(`DocumentReference?patient=${patient}&type=none`);
  t.equal(answer.status, 200);
  const { resourceType, type, total, entry } = answer.json();
  t.same({ resourceType, type, total }, { resourceType: 'Bundle', type: 'searchset', total: 0 });
  t.equal(entry, undefined);
});

t.test('M-25: a warning is an OperationOutcome among the entries, not counted', async (t) => {
  const answer = await neurologist.get(`DocumentReference?patient=${patient}&colour=red&type=none`);
  t.equal(answer.status, 200);
  const { total, entry, link } = answer.json();
  t.equal(total, 0);
  t.equal(entry.length, 1);
  t.equal(entry[0].search.mode, 'outcome');
  t.equal(entry[0].resource.resourceType, 'OperationOutcome');
  t.match(entry[0].resource.issue[0], { severity: 'warning', diagnostics: /colour/ });
  t.notMatch(link[0].url, /colour/, 'what had no effect is not in the self link');
});

t.test('M-22: the answer gives full URLs for entries and for documents', async (t) => {
  const answer = await neurologist.get(`DocumentReference?patient=${patient}&type=18748-4`);
  const [{ fullUrl, resource }] = answer.json().entry;
  t.equal(fullUrl, `${server.base}/DocumentReference/${sought}`);
  const { url } = resource.content[0].attachment;
  t.match(url, new RegExp(`^${server.base}/Binary/`));
  t.equal((await neurologist.get(url)).status, 200);
});

t.test('M-26: a professional must name the patient; the status may be missing', async (t) => {
  for (const search of ['status=current', 'type=18748-4', 'author.family=Lefèvre']) {
    const answer = await neurologist.get(`DocumentReference?${search}`);
    t.equal(answer.status, 400);
    t.match(answer.json().issue[0].diagnostics, /patient\.identifier/);
  }
  t.same(await found(t, 'type=18748-4'), [sought]);
  const own = await (await server.as('patient')).get('DocumentReference?type=18748-4');
  t.same(idsOf(own.json()), [sought], 'a patient’s own token names the patient');
});

t.test('M-27: a parameter that is not known has no effect, unless it must have one', async (t) => {
  t.same(await found(t, 'type=18748-4&x-colour=red'), [sought]);
  const strict = await neurologist.get(`DocumentReference?patient=${patient}&x-colour=red`, {
    prefer: 'handling=strict',
  });
  t.equal(strict.status, 400);
  const modifier = await neurologist.get(`DocumentReference?patient=${patient}&type:colour=red`);
  t.equal(modifier.status, 400, 'a modifier that is not known is refused always');
});

t.test('M-28: status is a code alone, or several', async (t) => {
  const bundle = aBundle(patient, [related('replaces', sought)]);
  const ids = [plain, sought];
  const before = await found(t, 'status=current,superseded');
  t.ok(ids.every((id) => before.includes(id)));
  t.same(await found(t, 'status=superseded'), []);
  const next = await only(bundle);
  t.same(await found(t, 'status=superseded'), [sought]);
  t.notOk((await found(t, 'status=current')).includes(sought));
  t.ok((await found(t, 'status=current')).includes(next));
  const both = await found(t, 'status=superseded,current');
  t.ok(both.includes(sought) && both.includes(next));
  const withSystem = q('http://hl7.org/fhir/document-reference-status|superseded');
  t.same(await found(t, `status=${withSystem}`), [sought]);
});

t.test('M-32: isArchived leaves archived documents out, or gives them', async (t) => {
  const nurse = await server.as('nurse');
  const [id = ''] = (
    await push(
      server,
      'nurse',
      aBundle(patient, [{ type: '34112-3', date: '2020-01-01T08:00:00Z' }]),
    )
  ).documents;
  const archive = [
    { op: 'add', path: '/extension', value: [{ url: IS_ARCHIVED, valueBoolean: true }] },
  ];
  t.equal((await nurse.patch(`DocumentReference/${id}`, archive)).status, 200);
  t.same(await found(t, 'type=34112-3'), [], 'left out where nothing is asked');
  t.same(await found(t, 'type=34112-3&isArchived=false'), []);
  t.same(await found(t, 'type=34112-3&isArchived=true'), [id]);
  t.same(await found(t, 'type=34112-3&isArchived=true,false'), [id]);
  t.same(await found(t, 'isArchived=true'), [id], 'what never was archived is not');
  t.ok((await found(t, 'isArchived=false')).includes(plain), 'no extension means not archived');
  t.same(await found(t, `_id=${id}`), [id], 'by id it is given');
  const { masterIdentifier } = (await neurologist.get(`DocumentReference/${id}`)).json();
  t.same(await found(t, `identifier=${masterIdentifier.value}`), [id], 'and by identifier');
});

t.test(
  'M-22: security-label finds a visibility code by both spellings of its system',
  async (t) => {
    const [id] = (
      await push(server, 'nurse', aBundle(patient, [{ labels: ['INVISIBLE_PATIENT'] }]))
    ).documents;
    const unofficial = VISIBILITY.replaceAll('Statut', 'Status');
    for (const system of [VISIBILITY, unofficial])
      t.same(await found(t, `security-label=${q(`${system}|INVISIBLE_PATIENT`)}`), [id], system);
    t.same(await found(t, 'security-label=INVISIBLE_PATIENT'), [id]);
    const own = await server.as('patient');
    t.same(await found(t, 'security-label=INVISIBLE_PATIENT', own), [], 'not by the patient');
  },
);

t.test('M-35: French names are found with and without accents and apostrophes', async (t) => {
  const spellings: Record<string, readonly string[]> = {
    "O'Neil": ["author.family=O'Neil", "author.family=o'neil", "author.family=O'NEIL"],
    Noël: ['author.given=Noël', 'author.given=noel', 'author.given=NOËL', 'author.given=no'],
    Lefèvre: ['author.family=Lefèvre', 'author.family=LEFEVRE', 'author.family=lefèv'],
  };
  for (const [name, queries] of Object.entries(spellings)) {
    const expected = name === "O'Neil" ? sought : plain;
    for (const query of queries) {
      const ids = await found(t, q(query).replace('%3D', '='));
      t.ok(ids.includes(expected), query);
      t.notOk(ids.includes(expected === plain ? sought : plain), query);
    }
  }
  t.ok((await found(t, 'author.family:exact=Lef%C3%A8vre')).includes(plain));
  t.same(await found(t, 'author.family:exact=Lefevre'), []);
  t.same(await found(t, 'author.family:exact=LEF%C3%88VRE'), []);
});

t.test('M-35: the patient is found by the national identity with its system', async (t) => {
  const search = (system: string): string =>
    `DocumentReference?patient.identifier=${q(`${system}|${ins.value}`)}`;
  t.ok((await neurologist.get(search(ins.system))).json().total > 0);
  const other = await neurologist.get(search('urn:oid:1.2.250.1.213.1.4.8'));
  t.equal(other.json().total, 0, 'an identity of another system is another identity');
});

t.test('types of the European exchange find the French types', async (t) => {
  const types = ['34112-3', '34133-9', '11490-0'];
  const bundle = aBundle(
    patient,
    types.map((type) => ({ type, date: '2019-01-01T08:00:00Z' })),
  );
  documentOf(bundle, 1).category[0].coding[0].code = '11';
  const { documents } = await push(server, 'nurse', bundle);
  for (const alias of ['18842-5', '100719-4', `${LOINC}|18842-5`]) {
    const ids = await found(t, `type=${q(alias)}&date=2019`);
    t.same(ids.sort(), [...documents].sort(), alias);
  }
  const kept = await neurologist.get(`DocumentReference/${documents[0]}`);
  t.equal(kept.json().type.coding[0].code, '34112-3', 'documents keep their own code');
  t.same(await found(t, 'type=34112-3&date=2019'), [documents[0]]);
});

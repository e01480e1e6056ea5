/**
 * MHD, ITI-66 Find Document Lists: every parameter of MHD and PDSm finds the right list and leaves
 * out the others, by GET and by POST (M-21, M-25 to M-28, M-32, M-35).
 */
import t, { type Test } from 'tap';
import { aBundle, freshOid, openDossier, push } from '../fixtures/dossier.js';
import { startServer, type Json, type TestClient } from '../fixtures/server.js';
import { aFolder, IS_ARCHIVED, MHD, RFC_3986, setOf, withFolder } from '../fixtures/submission.js';

const LIST_TYPES = 'https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes';
const q = encodeURIComponent;

const server = await startServer(t);
const { patient, ins } = await openDossier(server, { authorised: ['neurologist'] });
const neurologist = await server.as('neurologist');
const nurse = await server.as('nurse');
const registrar = await server.as('registrar');

async function registered(type: string, resource: Json): Promise<string> {
  const answer = await registrar.post(type, { resourceType: type, ...resource });
  if (answer.status !== 201) throw new Error(`not registered: ${answer.text}`);
  return `${type}/${answer.json().id}`;
}

const practitioner = await registered('Practitioner', {
  name: [{ family: 'Quéméner', given: ['Gwenaëlle'] }],
});
const organization = await registered('Organization', {
  name: 'Hôpital de l’Océan',
  identifier: [{ system: 'urn:oid:1.2.250.1.71.4.2.2', value: '1290000001' }],
});
const role = await registered('PractitionerRole', {
  practitioner: { reference: practitioner },
  organization: { reference: organization },
});

/** The usual submission set: no source, no title. */
const plain = await submitted(() => undefined);

/** The one most searches look for: its source contained, its organisation too. */
const uniqueId = freshOid();
const sought = await submitted((set) => {
  set.identifier[0].value = uniqueId;
  set.title = 'Bilan d’entrée';
  set.date = '2025-06-20T08:00:00+02:00';
  set.extension[0].valueCodeableConcept.coding = [
    { system: 'http://snomed.info/sct', code: '225728007' },
  ];
  set.extension[1].valueIdentifier.value = 'urn:oid:1.2.250.1.999.2';
  set.contained = [
    { resourceType: 'Practitioner', id: 'author', name: [{ family: "O'Neil", given: ['Noël'] }] },
    { resourceType: 'Organization', id: 'org', name: 'Cabinet Lefèvre' },
  ];
  set.source = {
    reference: '#author',
    extension: [{ url: `${MHD}/ihe-authorOrg`, valueReference: { reference: '#org' } }],
  };
});

/** Sources outside the list: a role, with its organisation; and the patient. */
const byRole = await submitted((set, bundle) => {
  uncontained(set, bundle);
  set.date = '2024-01-02T08:00:00+01:00';
  set.source = {
    reference: role,
    extension: [{ url: `${MHD}/ihe-authorOrg`, valueReference: { reference: organization } }],
  };
});
const byPatient = await submitted((set, bundle) => {
  uncontained(set, bundle);
  set.date = '2024-01-03T08:00:00+01:00';
  set.source = { reference: `Patient/${patient}` };
});
const folder = await inFolder();

function uncontained(set: Json, bundle: Json): void {
  const profile = (name: string): Json => ({ profile: [`${MHD}/${name}`] });
  bundle.meta = profile('IHE.MHD.UnContained.Comprehensive.ProvideBundle');
  set.meta = profile('IHE.MHD.UnContained.Comprehensive.SubmissionSet');
}

async function submitted(change: (set: Json, bundle: Json) => void): Promise<string> {
  const bundle = aBundle(patient);
  change(setOf(bundle), bundle);
  return String((await push(server, 'nurse', bundle)).lists[0]);
}

async function inFolder(): Promise<string> {
  const bundle = aBundle(patient);
  setOf(bundle).date = '2023-01-01T08:00:00+01:00';
  const made = aFolder(patient, [bundle.entry[1].fullUrl]);
  const { lists } = await push(server, 'nurse', withFolder(bundle, made));
  return String(lists[1]);
}

/** The ids that a search among submission sets gives, by GET and by POST; both must agree. */
async function found(t: Test, query: string, client: TestClient = neurologist): Promise<string[]> {
  return inLists(t, `code=submissionset&${query}`, client);
}

async function inLists(
  t: Test,
  query: string,
  client: TestClient = neurologist,
): Promise<string[]> {
  const search = `patient=${patient}&${query}`;
  const got = await client.get(`List?${search}`);
  const posted = await client.searchByForm('List', search);
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

/** For each parameter: searches that find the sought list alone. */
const SEARCHES: Record<string, readonly string[]> = {
  date: ['date=2025-06-20', 'date=ge2025-06-01&date=lt2025-07-01'],
  designationType: [
    `designationType=${q('http://snomed.info/sct|225728007')}`,
    'designationType=225728007',
  ],
  identifier: [`identifier=${q(`${RFC_3986}|${uniqueId}`)}`, `identifier=${uniqueId}`],
  sourceId: ['sourceId=urn:oid:1.2.250.1.999.2'],
  'source.given': ['source.given=Noël', 'source.given=noel', 'source:Practitioner.given=Noël'],
  'source.family': [`source.family=${q("O'Neil")}`, 'source:Practitioner.family=o%27n'],
  title: [`title=${q('Bilan d’entrée')}`, 'title=bilan', 'title:contains=entree'],
  authorOrg: [`authorOrg.name=${q('Cabinet Lefèvre')}`, 'authorOrg:Organization.name=cabinet'],
};

for (const [name, queries] of Object.entries(SEARCHES)) {
  t.test(`M-21: ${name} finds one submission set and leaves out the others`, async (t) => {
    for (const query of queries) t.same(await found(t, query), [sought], query);
  });
}

t.test('M-21: what no list has is found by no parameter', async (t) => {
  const missing = [
    ...['date=2020', 'designationType=x', 'identifier=x', 'sourceId=x', 'source.given=x'],
    ...['source.family=x', 'title=x', 'authorOrg.name=x', 'authorOrg=Organization/x'],
    ...['status=retired', 'source=Practitioner/x', 'source:PractitionerRole.name=x'],
  ];
  for (const query of missing) t.same(await found(t, query), [], query);
});

t.test('M-21: the code tells submission sets and folders apart', async (t) => {
  t.same(await inLists(t, 'code=folder'), [folder]);
  for (const system of [LIST_TYPES, LIST_TYPES.replace('https', 'http')]) {
    t.same(await inLists(t, `code=${q(`${system}|folder`)}`), [folder], system);
    const sets = await inLists(t, `code=${q(`${system}|submissionset`)}`);
    t.ok(sets.includes(sought) && !sets.includes(folder), system);
  }
});

t.test('M-21: the patient is named by id or by identity, with code and status', async (t) => {
  const named = [`patient=${patient}`, `patient.identifier=${q(`${ins.system}|${ins.value}`)}`];
  for (const one of named) {
    const search = `${one}&code=submissionset&status=current`;
    const got = idsOf((await neurologist.get(`List?${search}`)).json());
    t.ok(
      [plain, sought, byRole, byPatient].every((id) => got.includes(id)),
      one,
    );
    t.same(idsOf((await neurologist.searchByForm('List', search)).json()), got, 'by POST too');
  }
});

t.test('M-21: status finds current lists, and those set aside', async (t) => {
  const id = await submitted(() => undefined);
  const retire = [{ op: 'replace', path: '/status', value: 'retired' }];
  t.equal((await nurse.patch(`List/${id}`, retire)).status, 200);
  t.same(await found(t, 'status=retired'), [id]);
  t.notOk((await found(t, 'status=current')).includes(id));
  t.ok((await found(t, 'status=current,retired')).includes(id));
});

t.test('M-32: source is followed to a role and to a patient', async (t) => {
  const roles = [
    `source=${role}`,
    `source:PractitionerRole=${role.split('/')[1]}`,
    `source:PractitionerRole.practitioner.family=${q('Quéméner')}`,
    `source:PractitionerRole.name=${q('Quéméner')}`,
    'source:PractitionerRole.family=quemener',
    'source.family=quemener',
    'source.given=gwenaelle',
  ];
  for (const query of roles) t.same(await found(t, query), [byRole], query);
  const patients = [
    `source=Patient/${patient}`,
    `source:Patient.identifier=${q(`${ins.system}|${ins.value}`)}`,
    `source:Patient.family=${q('Lefèvre')}`,
    `source.family=${q('Lefèvre')}`,
  ];
  for (const query of patients) t.same(await found(t, query), [byPatient], query);
});

t.test('M-32: authorOrg is followed to an organisation outside the list', async (t) => {
  const searches = [
    `authorOrg=${organization}`,
    `authorOrg.name=${q('Hôpital')}`,
    'authorOrg:Organization.name=hopital',
    'authorOrg.identifier=1290000001',
  ];
  for (const query of searches) t.same(await found(t, query), [byRole], query);
});

t.test('M-32: a folder is found by its title and by what it holds', async (t) => {
  t.same(await inLists(t, `title=${q('Suivi de l’épilepsie')}`), [folder]);
  const { entry } = (await neurologist.get(`List/${folder}`)).json();
  const { reference } = entry[0].item;
  const holding = await inLists(t, `item=${reference}`);
  t.ok(holding.includes(folder));
  t.equal(holding.length, 2, 'the folder and the submission set');
});

t.test('M-32: isArchived leaves archived lists out, or gives them', async (t) => {
  const id = await submitted((set) => (set.title = 'Rangé'));
  const extension = { url: IS_ARCHIVED, valueBoolean: true };
  const archive = [{ op: 'add', path: '/extension/-', value: extension }];
  t.equal((await nurse.patch(`List/${id}`, archive)).status, 200);
  t.same(await found(t, 'title=range'), []);
  t.same(await found(t, 'title=range&isArchived=false'), []);
  t.same(await found(t, 'isArchived=true'), [id]);
  t.same(await found(t, 'title=range&isArchived=true,false'), [id]);
  t.same(await found(t, `_id=${id}`), [id]);
  t.equal((await neurologist.get(`List/${id}`)).status, 200);
});

t.test('M-25: no list found is 200 and an empty searchset', async (t) => {
  const answer = await neurologist.get(`List?patient=${patient}&code=none&status=current`);
  t.equal(answer.status, 200);
  t.match(answer.json(), { resourceType: 'Bundle', type: 'searchset', total: 0 });
  t.equal(answer.json().entry, undefined);
});

t.test('M-26: a professional must name the patient; code and status may be missing', async (t) => {
  const answer = await neurologist.get('List?code=submissionset&status=current');
  t.equal(answer.status, 400);
  t.match(answer.json().issue[0].diagnostics, /patient\.identifier/);
  t.ok((await inLists(t, 'date=2025-06-20')).includes(sought));
});

t.test('M-27: a parameter that is not known has no effect', async (t) => {
  const search = `patient=${patient}&date=2025-06-20&x-colour=red`;
  const { entry, link } = (await neurologist.get(`List?${search}`)).json();
  t.same(idsOf({ entry }), [sought]);
  t.match(entry.at(-1), { search: { mode: 'outcome' } });
  t.notMatch(link[0].url, /colour/);
});

t.test('M-35: French names of sources are found with and without accents', async (t) => {
  for (const family of ["O'Neil", "o'neil", "O'NEIL"])
    t.same(await found(t, `source.family=${q(family)}`), [sought], family);
  for (const given of ['Noël', 'noel', 'NOËL'])
    t.same(await found(t, `source.given=${q(given)}`), [sought], given);
  for (const name of ['Cabinet Lefèvre', 'cabinet lefevre'])
    t.same(await found(t, `authorOrg.name=${q(name)}`), [sought], name);
});

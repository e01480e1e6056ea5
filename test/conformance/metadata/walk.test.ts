/** H-52: everything that /metadata declares works, and nothing works that it does not declare. */
import t from 'tap';
import { isRefusal } from '../../fixtures/outcome.js';
import { minimalResource } from '../../fixtures/minimal.js';
import { onMongo, startServer, type Json } from '../../fixtures/server.js';
import { askAll, wrongOf, type Ask } from './asking.js';
import { declares, FHIRPATH_PATCH, walkInteractions } from './interactions.js';
import { declaredOperations, undeclaredOperations } from './operations.js';
import * as parameters from './parameters.js';

const server = await startServer(t);
const tester = await server.as('tester');
const anyone = server.withToken(undefined);
const statement: Json = (await anyone.get('metadata')).json();
const rest: Json = statement.rest[0];
const all: Json[] = rest.resource;
// The stores are asked alike for each type: on the slower one, for some.
const some = all.filter(
  ({ type }, at) => !onMongo() || at % 6 === 0 || ['AuditEvent', 'Binary'].includes(type),
);
const searched = some.filter((each) => declares(each, 'search-type'));
const FHIRPATH_PATCH_XML = `<Parameters xmlns="http://hl7.org/fhir"><parameter>
  <name value="operation"/>
  <part><name value="type"/><valueCode value="add"/></part>
  <part><name value="path"/><valueString value="Resource"/></part>
  <part><name value="name"/><valueString value="language"/></part>
  <part><name value="value"/><valueCode value="fr"/></part>
</parameter></Parameters>`;
const PATIENT = (await tester.post('Patient', minimalResource('Patient'))).json().id;

t.test(
  'H-52: each interaction and condition that a type declares works, and no other',
  async (t) => {
    t.ok(all.length > 140, `${all.length} types`);
    t.strictSame(await walkInteractions(tester, some), []);
  },
);

t.test('H-52: the registrar too does with the directory what is declared', async (t) => {
  const registrar = await server.as('registrar');
  const directory = ['Practitioner', 'PractitionerRole', 'Organization', 'Location'];
  const walked = all.filter(({ type }) => directory.includes(type));
  t.strictSame(await walkInteractions(registrar, walked), []);
});

t.test('H-52: each declared parameter is known, and repeated in the self link', async (t) => {
  const answers = await askAll(tester, searched.flatMap(parameters.byEach));
  t.strictSame(wrongOf(answers), []);
  for (const { ask, resource } of answers) {
    t.strictSame(namesOf(resource?.link?.[0]?.url ?? ''), namesOf(ask.url), ask.claim);
    t.notOk(
      resource?.entry?.some(({ search }: Json) => search.mode === 'outcome'),
      ask.claim,
    );
  }
});

t.test('H-52: a parameter that is not declared is told, and refused where asked so', async (t) => {
  const names = [...new Set(all.flatMap(({ searchParam = [] }) => searchParam))].map(
    ({ name }: Json) => name,
  );
  const tried = searched.map((each) => ({
    ...{ type: each.type, names: parameters.undeclaredNames(each, [...new Set(names)]) },
  }));
  const asks = (status: number): Ask[] =>
    tried.flatMap((each) => parameters.byUndeclared(each.type, each.names, status));
  const told = await askAll(tester, asks(200), 'handling=lenient');
  const refused = await askAll(tester, asks(400));
  t.strictSame([...wrongOf(told), ...wrongOf(refused)], []);
  tried.forEach(({ type, names: undeclared }, at) => {
    const { resource } = told[at] ?? {};
    const said = JSON.stringify(resource?.entry?.at(-1)?.resource.issue);
    t.strictSame(
      undeclared.filter((name) => !said.includes(name)),
      [],
      `${type} tells all`,
    );
    t.strictSame(namesOf(resource?.link[0].url), [], `${type}: none in the self link`);
  });
});

t.test('H-52: each declared include works, and a name that is none is refused', async (t) => {
  const asks = [
    ...searched.flatMap(parameters.joined),
    ...searched.flatMap(parameters.undeclaredJoins),
  ];
  t.strictSame(wrongOf(await askAll(tester, asks)), []);
});

t.test('H-52: each declared operation works on each type, and no other is there', async (t) => {
  const ids = await idsOfEach();
  const names = [...new Set(all.flatMap(({ operation }) => operation))].map(
    ({ name }: Json) => name,
  );
  const undeclared = some.flatMap((each) =>
    undeclaredOperations(each, [...new Set(names)], ids.get(each.type) ?? 'none'),
  );
  const declared = some.flatMap((each) => declaredOperations(each, ids));
  t.strictSame(wrongOf(await askAll(tester, [...declared, ...undeclared])), []);
});

t.test('H-52: the interactions and operations of the whole server', async (t) => {
  t.strictSame(rest.interaction.map(({ code }: Json) => code).sort(), [
    ...['batch', 'history-system', 'search-system', 'transaction'],
  ]);
  const get = { method: 'GET', url: `Patient/${PATIENT}` };
  const transaction = { resourceType: 'Bundle', type: 'transaction', entry: [{ request: get }] };
  const done = await tester.post('', transaction);
  t.equal(done.json().entry[0].resource.id, PATIENT);
  t.match((await tester.get('_history?_count=1')).json(), { type: 'history' });
  const common = rest.searchParam.map(({ name }: Json) => name);
  const system = `?_type=Patient,Basic&_id=${PATIENT}&_has:Basic:subject:_id=x&_list=x`;
  const found = await tester.get(`${system}&_filter=_id eq x`, { prefer: 'handling=strict' });
  t.equal(found.status, 200, found.text);
  const plain = common.filter(
    (name: string) => !['_type', '_list', '_has', '_filter'].includes(name),
  );
  const values = plain.map((name: string) => `${name}=${name === '_lastUpdated' ? '2020' : 'a'}`);
  const byAll = await tester.get(`?${values.join('&')}`, { prefer: 'handling=strict' });
  t.strictSame(namesOf(byAll.json().link[0].url), plain);
  t.strictSame(
    rest.operation.map(({ name }: Json) => name),
    ['meta', 'export'],
  );
  t.equal((await tester.get('$meta')).status, 200);
  const group = (await tester.post('Group', minimalResource('Group'))).json().id;
  for (const path of ['', 'Patient/', `Group/${group}/`]) {
    const answer = await tester.get(`${path}$export`, { prefer: 'respond-async' });
    t.equal(answer.status, 202, `${path}$export`);
  }
  for (const path of ['$nonsense', '$validate', '$everything', 'Patient/$nonsense']) {
    isRefusal(t, await tester.get(path), { status: 404 });
  }
});

t.test('H-52: the compartments that are declared', async (t) => {
  t.strictSame(
    rest.compartment,
    ['device', 'encounter', 'patient', 'practitioner', 'relatedPerson'].map(
      (name) => `http://hl7.org/fhir/CompartmentDefinition/${name}`,
    ),
  );
  const patient = (await tester.post('Patient', minimalResource('Patient'))).json().id;
  const subject = { reference: `Patient/${patient}` };
  await tester.post('Observation', { ...minimalResource('Observation'), subject });
  for (const [inner, types] of [
    ['Observation', ['Observation']],
    ['*', ['Observation', 'Patient']],
  ] as const) {
    const { entry } = (await tester.get(`Patient/${patient}/${inner}`)).json();
    t.strictSame(entry?.map(({ resource }: Json) => resource.resourceType).sort(), types, inner);
  }
  const performer = [{ reference: 'Practitioner/x' }, { reference: 'RelatedPerson/x' }];
  const others = { encounter: { reference: 'Encounter/x' }, device: { reference: 'Device/x' } };
  await tester.post('Observation', {
    ...minimalResource('Observation'),
    ...{ subject, performer, ...others },
  });
  for (const type of ['Practitioner', 'Device', 'Encounter', 'RelatedPerson']) {
    t.equal((await tester.get(`${type}/x/Observation`)).json().total, 1, type);
  }
  for (const { type } of all) {
    if (['Patient', 'Practitioner', 'Device', 'Encounter', 'RelatedPerson'].includes(type))
      continue;
    isRefusal(t, await tester.get(`${type}/x/Observation`), { status: 404 });
  }
});

t.test('H-52: each format of answers and bodies, and no other', async (t) => {
  for (const format of statement.format) {
    const kind = /xml/.test(format) ? /^application\/fhir\+xml/ : /^application\/fhir\+json/;
    const asked = await tester.get(`Patient/${PATIENT}?_format=${encodeURIComponent(format)}`);
    t.match(asked.headers.get('content-type'), kind, format);
    if (!format.includes('/')) continue;
    const accepted = await tester.get(`Patient/${PATIENT}`, { accept: format });
    t.match(accepted.headers.get('content-type'), kind, format);
    const headers = { 'content-type': format };
    const sent = await tester.send('Basic', { method: 'POST', headers, body: bodyIn(format) });
    t.equal(sent.status, 201, `${format}: ${sent.text}`);
  }
  isRefusal(t, await tester.get(`Patient/${PATIENT}?_format=ttl`), { status: 406 });
  isRefusal(t, await tester.get(`Patient/${PATIENT}`, { accept: 'text/turtle' }), { status: 406 });
  const headers = { 'content-type': 'text/turtle' };
  isRefusal(t, await tester.send('Basic', { method: 'POST', headers, body: 'a' }), { status: 415 });
});

function bodyIn(format: string): string {
  if (!format.includes('xml')) return JSON.stringify(minimalResource('Basic'));
  return '<Basic xmlns="http://hl7.org/fhir"><code><text value="a"/></code></Basic>';
}

t.test('H-52: each format of patches, and no other', async (t) => {
  const add = '<add sel="Patient"><language value="de"/></add>';
  const bodies: Readonly<Record<string, string>> = {
    'application/json-patch+json': '[{"op":"add","path":"/language","value":"en"}]',
    'application/xml-patch+xml': `<diff xmlns="http://hl7.org/fhir">${add}</diff>`,
    'application/fhir+json': JSON.stringify(FHIRPATH_PATCH),
    'application/fhir+xml': FHIRPATH_PATCH_XML,
  };
  t.strictSame([...statement.patchFormat].sort(), Object.keys(bodies).sort());
  const patched = async (format: string, body = '{}') => {
    const { id } = (await tester.post('Patient', minimalResource('Patient'))).json();
    const headers = { 'content-type': format };
    return tester.send(`Patient/${id}`, { method: 'PATCH', headers, body });
  };
  for (const format of statement.patchFormat) {
    const answer = await patched(format, bodies[format]);
    t.equal(answer.status, 200, `${format}: ${answer.text}`);
    t.equal(typeof answer.json().language, 'string', format);
  }
  isRefusal(t, await patched('application/merge-patch+json'), { status: 415 });
});

t.test('H-52: what the statement says of itself and of the server', async (t) => {
  t.equal(statement.implementation.url, server.base);
  t.equal((await tester.post('CapabilityStatement/$validate', statement)).status, 200);
  t.equal(rest.security.service[0].coding[0].code, 'OAuth');
  t.equal((await anyone.get('Patient')).status, 401, 'as the security says');
  const { headers } = await anyone.get('metadata', { origin: 'https://app.example' });
  t.equal(headers.get('access-control-allow-origin') !== null, rest.security.cors);
  const tag = String(headers.get('etag'));
  t.equal((await anyone.get('metadata', { 'if-none-match': tag })).status, 304);
  t.equal((await anyone.get('metadata', { 'if-none-match': 'W/"1"' })).status, 200);
  const statements = {
    ...{ full: 'CapabilityStatement', normative: 'CapabilityStatement' },
    terminology: 'TerminologyCapabilities',
  };
  for (const [mode, resourceType] of Object.entries(statements)) {
    t.match((await anyone.get(`metadata?mode=${mode}`)).json(), { resourceType });
  }
  for (const each of all) {
    const said = { versioning: 'versioned', readHistory: true, conditionalRead: 'full-support' };
    t.match(each, { ...said, referencePolicy: ['literal', 'logical'] }, each.type);
  }
  t.strictSame(testsAlone(), [
    ...['Binary create', 'Binary delete', 'CareTeam delete'],
    ...['Communication create', 'Communication delete', 'Communication patch'],
    ...['Communication update', 'Consent delete', 'DocumentReference delete'],
    ...['DocumentReference update', 'List delete', 'RelatedPerson delete'],
  ]);
});

/** What is said to be the tester's alone. */
function testsAlone(): string[] {
  const told = all.flatMap(({ type, interaction }) =>
    interaction.map(({ code, documentation }: Json) => documentation && `${type} ${code}`),
  );
  return told.filter((each) => each !== undefined).sort();
}

t.test('H-52: what is the test space’s alone is refused to all others', async (t) => {
  const registrar = await server.as('registrar');
  const asks = testsAlone().map((each): Ask => {
    const [type = '', code = ''] = each.split(' ');
    const method =
      { create: 'POST', update: 'PUT', delete: 'DELETE', patch: 'PATCH' }[code] ?? code;
    const url = code === 'create' ? type : `${type}/x`;
    const sent = code === 'patch' ? FHIRPATH_PATCH : { ...minimalResource(type), id: 'x' };
    const body = code === 'delete' ? {} : { resource: sent };
    // A patch is decided on where the resource is: here there is none.
    const expected = code === 'patch' ? [403, 404] : [403, 405];
    return { claim: each, method, url, ...body, expected };
  });
  for (const client of [registrar, await server.as('patient'), await server.as('gp')])
    t.strictSame(wrongOf(await askAll(client, asks)), []);
});

async function idsOfEach(): Promise<Map<string, string>> {
  const made = some.filter((each) => declares(each, 'create'));
  const asks = made.map(({ type }): Ask => {
    const resource = minimalResource(type);
    return { claim: type, method: 'POST', url: type, resource, expected: [201] };
  });
  const answers = await askAll(tester, asks);
  const located = answers.map(({ location = '' }) => location.split('/'));
  const ids = new Map(located.map(([type = '', id = '']) => [type, id]));
  const traced = (await tester.get('AuditEvent?_count=1')).json();
  return ids.set('AuditEvent', traced.entry[0].resource.id).set('Patient', PATIENT);
}

function namesOf(url: string): string[] {
  const [, query = ''] = url.split('?');
  return [...new URLSearchParams(query).keys()];
}

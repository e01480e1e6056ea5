/** What goes with the matches of a page: `_include` and `_revinclude`, through the front door. */
import t from 'tap';
import { aBundle, openDossier, push, type Pushed } from '../fixtures/dossier.js';
import { startServer, type Answer, type Json, type TestClient } from '../fixtures/server.js';

interface Ground {
  readonly patient: string;
  readonly nurse: TestClient;
  readonly neurologist: TestClient;
  readonly own: TestClient;
  readonly tester: TestClient;
  readonly open: Pushed;
  readonly masked: Pushed;
}

let ground: Ground;

/** A dossier with one document of the nurse and one that is masked for professionals but her. */
t.before(async () => {
  const server = await startServer(t);
  const { patient } = await openDossier(server, { authorised: ['nurse', 'neurologist'] });
  const open = await push(server, 'nurse', aBundle(patient));
  const appends = {
    code: 'appends',
    target: { reference: `DocumentReference/${open.documents[0]}` },
  };
  const masked = await push(
    server,
    'nurse',
    aBundle(patient, [
      { labels: ['MASQUE_PS'], change: (one) => ({ ...one, relatesTo: [appends] }) },
    ]),
  );
  const [nurse, neurologist] = [await server.as('nurse'), await server.as('neurologist')];
  const [own, tester] = [await server.as('patient'), await server.as('tester')];
  ground = { patient, nurse, neurologist, own, tester, open, masked };
});

/** `mode Type/id` of each entry, in order. */
function told(answer: Answer): string[] {
  return (answer.json().entry ?? []).map(
    ({ resource, search }: Json) => `${search.mode} ${resource.resourceType}/${resource.id}`,
  );
}

t.test('S-36 what a match refers to comes with it, once, and is not counted', async (t) => {
  const { nurse, patient, open, masked } = ground;
  const answer = await nurse.get(
    `DocumentReference?patient=${patient}&_sort=_id&_include=DocumentReference:subject`,
  );
  const matches = [...open.documents, ...masked.documents].sort();
  t.strictSame(told(answer), [
    ...matches.map((id) => `match DocumentReference/${id}`),
    `include Patient/${patient}`,
  ]);
  t.equal(answer.json().total, 2);
  t.match(answer.json().link[0].url, '_include=DocumentReference:subject');
  for (const entry of answer.json().entry) t.match(entry.fullUrl, /^http.*\/[A-Za-z]+\/[^/]+$/);
});

t.test('S-36 includes follow the page, are narrowed by type and asked for as *', async (t) => {
  const { nurse, patient } = ground;
  const asked = (include: string): Promise<Answer> =>
    nurse.get(`DocumentReference?patient=${patient}&_count=1&${include}`);
  const first = await asked('_include=DocumentReference:subject:Patient');
  t.equal(told(first).length, 2);
  t.match(told(first)[1], `include Patient/${patient}`);
  const next = first.json().link.find(({ relation }: Json) => relation === 'next').url;
  t.match(told(await nurse.get(next))[1], `include Patient/${patient}`);
  t.equal(told(await asked('_include=DocumentReference:subject:Group')).length, 1);
  t.match(told(await asked('_include=*')), new RegExp(`include Patient/${patient}`));
  t.match(told(await asked('_include=DocumentReference:*')), /include Patient/);
  t.equal(told(await asked('_include=List:subject')).length, 1, 'of another type than the matches');
  t.equal((await asked('_count=0&_include=*')).status, 400);
});

t.test('S-36 an include that names what is not there is refused', async (t) => {
  const { nurse, patient } = ground;
  for (const include of [
    '_include=DocumentReference:nonsense',
    '_include=DocumentReference:status',
    '_include=Nonsense:subject',
    '_include=DocumentReference',
    '_include=DocumentReference:subject:List',
    '_include:often=DocumentReference:subject',
    '_revinclude=AuditEvent:entity',
    '_revinclude=List:item:a:b',
  ]) {
    const answer = await nurse.get(`DocumentReference?patient=${patient}&${include}`);
    t.equal(answer.status, 400, include);
    t.match(answer.json().issue[0].diagnostics, include.slice(0, include.indexOf('=')), include);
  }
});

t.test('S-37 what refers to a match comes with it', async (t) => {
  const { nurse, patient, open, masked } = ground;
  const answer = await nurse.get(
    `DocumentReference?patient=${patient}&_id=${open.documents[0]}&_revinclude=List:item&_revinclude=DocumentReference:relatesTo&_revinclude=DocumentReference:relatesto`,
  );
  t.equal(answer.status, 400, 'the name of a parameter is case-sensitive');
  const found = await nurse.get(
    `DocumentReference?patient=${patient}&_id=${open.documents[0]}&_revinclude=List:item&_revinclude=DocumentReference:relatesto`,
  );
  t.strictSame(told(found).sort(), [
    `include DocumentReference/${masked.documents[0]}`,
    `include List/${open.lists[0]}`,
    `match DocumentReference/${open.documents[0]}`,
  ]);
  t.equal(found.json().total, 1);
});

t.test('S-36 :iterate goes on from what was included', async (t) => {
  const { nurse, patient, open, masked } = ground;
  const search = `List?patient=${patient}&_id=${masked.lists[0]}&_include=List:item`;
  t.equal(told(await nurse.get(search)).length, 2);
  const followed = await nurse.get(
    `${search}&_include:iterate=DocumentReference:relatesto&_include:iterate=DocumentReference:patient`,
  );
  const documents = [...open.documents, ...masked.documents].sort();
  t.strictSame(told(followed).sort(), [
    ...documents.map((id) => `include DocumentReference/${id}`),
    `include Patient/${patient}`,
    `match List/${masked.lists[0]}`,
  ]);
});

t.test('X-03 X-08 what a caller may not see is not included either', async (t) => {
  const { neurologist, patient, open } = ground;
  const referring = await neurologist.get(
    `DocumentReference?patient=${patient}&_revinclude=DocumentReference:relatesto&_revinclude=List:item&_revinclude=List:subject&_include:iterate=List:item`,
  );
  t.strictSame(told(referring), [
    `match DocumentReference/${open.documents[0]}`,
    `include List/${open.lists[0]}`,
  ]);
  t.equal(referring.json().total, 1);
});

t.test(
  'X-03 whoever only checks that a patient exists is given nothing of the dossier',
  async (t) => {
    const { patient, nurse } = ground;
    const server = await startServer(t);
    const closed = await openDossier(server, { authorised: ['nurse'] });
    await push(server, 'nurse', aBundle(closed.patient));
    const { system, value } = closed.ins;
    const search = `Patient?identifier=${system}|${value}&_revinclude=DocumentReference:patient&_revinclude=*`;
    t.equal(told(await (await server.as('nurse')).get(search)).length, 3);
    const stranger = await (await server.as('neurologist')).get(search);
    t.strictSame(told(stranger), [`match Patient/${closed.patient}`]);
    t.equal((await nurse.get(`Patient?_id=${patient}&_revinclude=*`)).status, 200);
  },
);

t.test(
  'S-36 references of the directory are included across streams, missing ones are not',
  async (t) => {
    const { tester } = ground;
    const organization = { resourceType: 'Organization', name: 'Clinique des Tilleuls' };
    const organized = (await tester.post('Organization', organization)).json().id;
    const role = {
      resourceType: 'PractitionerRole',
      organization: { reference: `Organization/${organized}` },
    };
    const held = (await tester.post('PractitionerRole', role)).json().id;
    const included = await tester.get(
      `PractitionerRole?_id=${held}&_include=PractitionerRole:organization&_include=PractitionerRole:practitioner`,
    );
    t.strictSame(told(included), [
      `match PractitionerRole/${held}`,
      `include Organization/${organized}`,
    ]);
    const back = await tester.get(
      `Organization?_id=${organized}&_revinclude=PractitionerRole:organization`,
    );
    t.strictSame(told(back), [
      `match Organization/${organized}`,
      `include PractitionerRole/${held}`,
    ]);
  },
);

/** Ids of the matches, sorted. */
function matches(answer: Answer): string[] {
  return told(answer)
    .filter((each) => each.startsWith('match '))
    .map((each) => each.slice(each.indexOf('/') + 1))
    .sort();
}

t.test('S-28 S-29 a reverse chain finds what others refer to, to any depth', async (t) => {
  const { nurse, patient, open, masked } = ground;
  const found = async (search: string): Promise<string[]> => matches(await nurse.get(search));
  const documents = (search: string): Promise<string[]> =>
    found(`DocumentReference?patient=${patient}&${search}`);
  const people = (search: string): Promise<string[]> => found(`Patient?_id=${patient}&${search}`);
  t.strictSame(await people('_has:DocumentReference:subject:status=current'), [patient]);
  t.strictSame(await people('_has:DocumentReference:subject:status=superseded'), []);
  t.strictSame(
    await people('_has:List:subject:_has:DocumentReference:relatesto:status=current'),
    [],
  );
  t.strictSame(await documents('_has:DocumentReference:relatesto:status=current'), open.documents);
  t.strictSame(await documents(`_has:List:item:_id=${masked.lists[0]}`), masked.documents);
  t.strictSame(
    await documents(`_has:DocumentReference:relatesto:_has:List:item:_id=${masked.lists[0]}`),
    open.documents,
    'nested',
  );
  t.strictSame(
    await documents(`relatesto._has:List:item:_id=${open.lists[0]}`),
    masked.documents,
    'at the end of a chain',
  );
  t.strictSame(
    await documents('_has:DocumentReference:relatesto:patient.family=nobody'),
    [],
    'before a chain',
  );
  const both = `_has:List:item:_id=${open.lists[0]},${masked.lists[0]}`;
  t.strictSame(await documents(both), [...open.documents, ...masked.documents].sort(), 'or');
  t.strictSame(
    await documents(`_has:List:item:_id=${open.lists[0]}&_has:List:item:_id=${masked.lists[0]}`),
    [],
    'and',
  );
});

t.test('S-29 a reverse chain that leads nowhere is refused by name', async (t) => {
  const { nurse, patient } = ground;
  for (const chain of [
    '_has:Nonsense:subject:status',
    '_has:List:nonsense:status',
    '_has:List:status:status',
    '_has:List:item:nonsense',
    '_has:List:item',
    '_has:List:source:status',
    '_has:AuditEvent:entity:action',
    '_has:List:item:_has:List:item:_has:List:item:_has:List:item:status',
  ]) {
    const answer = await nurse.get(`DocumentReference?patient=${patient}&${chain}=current`);
    t.equal(answer.status, 400, chain);
    t.match(answer.json().issue[0].diagnostics, `Search parameter ${chain}`);
  }
});

t.test('X-09 what is hidden makes no match by way of a chain, either way', async (t) => {
  const { neurologist, nurse, patient, open, masked } = ground;
  const hidden = `DocumentReference/${masked.documents[0]}`;
  for (const search of [
    `DocumentReference?patient=${patient}&_has:DocumentReference:relatesto:status=current`,
    `DocumentReference?patient=${patient}&_has:List:item:item=${hidden}`,
    `DocumentReference?patient=${patient}&_has:List:item:_id=${masked.lists[0]}`,
    `Patient?_id=${patient}&_has:DocumentReference:subject:security-label=MASQUE_PS`,
    `Patient?_id=${patient}&_has:List:subject:item=${hidden}`,
  ]) {
    t.equal((await neurologist.get(search)).json().total, 0, search);
  }
  const both = `DocumentReference?patient=${patient}&_has:List:item:status=current`;
  t.strictSame(matches(await neurologist.get(both)), open.documents);
  t.equal((await nurse.get(both)).json().total, 2);
});

t.test('X-03 X-09 whoever may not see a dossier learns nothing of it by a chain', async (t) => {
  const server = await startServer(t);
  const { ins, patient } = await openDossier(server, { authorised: ['nurse'] });
  await push(server, 'nurse', aBundle(patient));
  const search = `Patient?identifier=${ins.system}|${ins.value}&_has:DocumentReference:subject:status=current`;
  t.equal((await (await server.as('nurse')).get(search)).json().total, 1);
  t.equal((await (await server.as('neurologist')).get(search)).json().total, 0);
  const practitioner = '_has:DocumentReference:author:status=current';
  t.equal((await (await server.as('nurse')).get(`Practitioner?${practitioner}`)).json().total, 0);
  const narrow = await server.as('nurse', { scope: 'user/Patient.rs' });
  t.equal((await narrow.get(search)).json().total, 0, 'nor beyond the scope of a token');
});

t.test('S-29 chains that need too much are refused with their limit', async (t) => {
  const { nurse, patient } = ground;
  const many = Array.from({ length: 90 }, () => 'related._has:List:item:status=current').join('&');
  const answer = await nurse.get(`DocumentReference?patient=${patient}&${many}`);
  t.equal(answer.status, 400);
  t.match(answer.json().issue[0].diagnostics, /more than 200 searches/);
});

t.test('S-36 what was deleted is not included', async (t) => {
  const tester = await (await startServer(t)).as('tester');
  const made = async (resource: Json): Promise<string> => {
    const { resourceType: type } = resource;
    return `${type}/${(await tester.post(type, resource)).json().id}`;
  };
  const reference = await made({ resourceType: 'Practitioner', name: [{ family: 'Garnier' }] });
  await made({ resourceType: 'PractitionerRole', practitioner: { reference } });
  const search = 'PractitionerRole?_include=PractitionerRole:practitioner';
  t.equal((await tester.get(search)).json().entry.length, 2);
  t.equal((await tester.send(reference, { method: 'DELETE' })).status, 204);
  const after = await tester.get(search);
  t.same(
    after.json().entry.map(({ search: { mode } }: Json) => mode),
    ['match'],
  );
});

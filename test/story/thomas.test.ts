/**
 * The story that a first start tells, as each of its people reads it: Thomas, 14, has epilepsy and
 * lives at an IME during the week; Hélène Garnier has a dozen documents of many years.
 */
import t from 'tap';
import { persona } from '../fixtures/dossier.js';
import { startServer, type Json, type TestClient, type TestServer } from '../fixtures/server.js';

const ARCHIVED = "Grille d'évaluation à l'admission";
const MASKED = 'Bilan psychologique';
const INVISIBLE = "Résultat de l'électroencéphalogramme, à annoncer";
const SUMMARY = 'Volet de synthèse médicale';

/** A person who searches a dossier. */
async function reader(
  server: TestServer,
  who: string,
  whose: string,
): Promise<{ client: TestClient; find: (more?: string) => Promise<Json> }> {
  const client = await server.as(who);
  const { ins } = await persona(whose);
  const patient = `patient.identifier=${ins?.system}%7C${ins?.value}`;
  const find = async (more = '&status=current'): Promise<Json> =>
    (await client.get(`DocumentReference?${patient}${more}&_count=100`)).json();
  return { client, find };
}

function titles(bundle: Json): string[] {
  return (bundle.entry ?? []).map((entry: Json) => entry.resource.description as string).sort();
}

t.test('the story of Thomas, as each of its people reads it', async (t) => {
  const server = await startServer(t, { seeded: true });
  const thomas = await reader(server, 'child', 'child');

  await t.test('Thomas finds his dossier, but not what is still to be explained', async (t) => {
    const found = await thomas.find();
    t.equal(found.total, 11);
    t.notOk(titles(found).includes(INVISIBLE));
    t.notOk(titles(found).includes(ARCHIVED), 'the archived one is put away');
    t.ok(titles(found).includes(MASKED), 'what he masked is his');
  });

  await t.test('the neurologist finds what he was authorised to see, and his own', async (t) => {
    const found = await (await reader(server, 'neurologist', 'child')).find();
    t.equal(found.total, 11);
    t.ok(titles(found).includes(INVISIBLE), 'the one that is invisible to Thomas is his own');
    t.notOk(titles(found).includes(MASKED));
  });

  await t.test('the médecin traitant finds all of it, the masked one too', async (t) => {
    const found = await (await reader(server, 'gp', 'child')).find();
    t.equal(found.total, 12);
    t.ok([INVISIBLE, MASKED].every((title) => titles(found).includes(title)));
  });

  await t.test('who deposited without an authorisation finds the own documents', async (t) => {
    for (const [who, count] of [
      ['emergency', 1],
      ['pharmacist', 1],
    ] as const) {
      t.equal((await (await reader(server, who, 'child')).find()).total, count, who);
    }
    const home = await (await reader(server, 'home', 'child')).find();
    t.equal(home.total, 4, 'the home: all of its own, but the archived one');
    t.ok(titles(home).includes(MASKED), 'masked or not');
  });

  await t.test('his mother, who represents him, finds what he finds', async (t) => {
    const found = await (await reader(server, 'parent', 'child')).find();
    t.strictSame(titles(found), titles(await thomas.find()));
  });

  await t.test('strangers and those without an authorisation find nothing', async (t) => {
    const { ins } = await persona('child');
    const search = `DocumentReference?patient.identifier=${ins?.system}%7C${ins?.value}`;
    for (const who of ['stranger', 'blocked', 'nurse']) {
      t.equal((await (await server.as(who)).get(search)).status, 403, who);
    }
  });

  await t.test('the synthesis of April stands in place of the one of December', async (t) => {
    const current = await thomas.find('&status=current&type=60591-5');
    t.strictSame(titles(current), [SUMMARY]);
    const [{ resource: now }] = current.entry;
    t.match(now.date, /^2026-04/);
    const before = await thomas.client.get(String(now.relatesTo[0].target.reference));
    t.equal(before.json().status, 'superseded');
    t.match(before.json().date, /^2025-12/);
  });

  await t.test('the archived grid is found by who asks for the archives', async (t) => {
    const found = await thomas.find('&isArchived=true');
    t.strictSame(titles(found), [ARCHIVED]);
  });

  await t.test('a folder holds the seizure of March, from the emergencies on', async (t) => {
    const me = (await thomas.client.get('Patient')).json().entry[0].resource.id as string;
    const lists = await thomas.client.get(`List?patient=${me}&code=folder&status=current`);
    t.equal(lists.json().total, 1);
    const [{ resource: folder }] = lists.json().entry;
    t.equal(folder.title, 'Crise de mars 2026');
    t.equal(folder.entry.length, 4);
    for (const { item } of folder.entry as Json[]) {
      t.equal((await thomas.client.get(String(item.reference))).status, 200);
    }
  });

  await t.test('Thomas reads who opened his documents', async (t) => {
    const trace = (await thomas.client.get('AuditEvent?_count=200')).json();
    const names = (trace.entry as Json[]).flatMap(({ resource }) =>
      resource.agent.map((agent: Json) => String(agent.who?.display)),
    );
    for (const name of ['Dr Antoine Mercadier', 'Dr Claire Roussel']) t.ok(names.includes(name));
  });

  await t.test('each document opens as what it is', async (t) => {
    const starts: Readonly<Record<string, string>> = {
      'application/pdf': '%PDF-1.',
      'text/xml': '<?xml version="1.0" encoding="UTF-8"?>\n<ClinicalDocument',
      'image/jpeg': '\u00ff\u00d8\u00ff',
      'text/plain': 'IME Les Glycines',
    };
    const seen = new Set<string>();
    for (const { resource } of (await thomas.find()).entry as Json[]) {
      const { url, contentType, size } = resource.content[0].attachment;
      const answer = await thomas.client.get(String(url));
      t.equal(answer.headers.get('content-type'), contentType);
      t.equal(answer.bytes.length, size);
      const start = starts[String(contentType)] ?? '?';
      if (answer.bytes.toString('latin1').startsWith(start)) seen.add(String(contentType));
    }
    t.strictSame([...seen].sort(), Object.keys(starts).sort());
  });

  await t.test('the people of the story stand in the directory', async (t) => {
    const found = await thomas.client.get('Practitioner?family=Mercadier');
    t.equal(found.json().entry[0].resource.id, 'antoine-mercadier');
    const role = await thomas.client.get('PractitionerRole/antoine-mercadier');
    t.equal(role.json().organization.reference, 'Organization/centre-hospitalier-du-val-de-sarthe');
    const author = await thomas.find('&status=current&author.family=Mercadier');
    t.equal(author.total, 3, 'documents are found by their author');
  });
});

t.test('the dossier of Hélène, as each of its people reads it', async (t) => {
  const server = await startServer(t, { seeded: true });
  // The matrix withholds reimbursements, attestations and directives from some professions.
  const counts = [
    ['patient', 12],
    ['gp', 12],
    ['neurologist', 11],
    ['nurse', 9],
    ['pharmacist', 10],
    ['dentist', 8],
    ['insurance', 2],
    ['carer', 12],
    ['app', 12],
    ['lab', 1],
  ] as const;
  for (const [who, count] of counts) {
    await t.test(`${who} finds ${count} documents`, async (t) => {
      t.equal((await (await reader(server, who, 'patient')).find()).total, count);
    });
  }
  for (const who of ['stranger', 'blocked', 'emergency', 'regulator', 'home']) {
    await t.test(`${who} finds none`, async (t) => {
      const { client } = await reader(server, who, 'patient');
      const { ins } = await persona('patient');
      const search = `DocumentReference?patient.identifier=${ins?.system}%7C${ins?.value}`;
      t.equal((await client.get(search)).status, 403);
    });
  }
});

t.test('the other dossiers are in the state their personas say', async (t) => {
  const server = await startServer(t, { seeded: true });
  const gp = await server.as('gp');
  for (const [who, total] of [
    ['parent', 1],
    ['carer', 1],
    ['notactivated', 1],
    ['opposed', 0],
    ['closed', 1],
  ] as const) {
    const { ins } = await persona(who);
    const found = (await gp.get(`Patient?identifier=${ins?.system}%7C${ins?.value}`)).json();
    t.equal((found.entry ?? []).length, total, who);
    if (total === 1) t.equal(found.entry[0].resource.active, who !== 'closed', who);
  }
  t.equal((await (await server.as('parent')).get('Patient')).json().entry.length, 1);
});

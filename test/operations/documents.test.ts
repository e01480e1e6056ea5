/** `$docref` and `$summary` through the front door. */
import t from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { theValidator } from '../fixtures/profiles.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const { patient } = await openDossier(server, { authorised: ['gp'] });
const gp = await server.as('gp');
const own = await server.as('patient');
const made = await push(
  server,
  'gp',
  aBundle(patient, [
    { date: '2026-03-10T09:30:00+01:00' },
    { date: '2025-05-05T09:30:00+01:00', type: '34105-7' },
  ]),
);
await push(
  server,
  'patient',
  aBundle(patient, [{ labels: ['MASQUE_PS'], date: '2026-04-01T09:30:00+01:00' }]),
);

const ids = (answer: Answer): string[] =>
  (answer.json().entry ?? []).map(({ resource }: Json) => String(resource.id));

t.test('$docref gives the newest document, or those of a stretch of care', async (t) => {
  const newest = await gp.get(`DocumentReference/$docref?patient=${patient}`);
  t.equal(newest.status, 200, newest.text);
  t.same(ids(newest), [made.documents[0]]);
  const dated = await gp.get(`DocumentReference/$docref?patient=${patient}&start=2025&end=2025-12`);
  t.same(ids(dated), [made.documents[1]]);
  t.equal(dated.json().total, 1);
});

t.test('$docref asks by POST for types, and gives a patient their own, page by page', async (t) => {
  const body = (...parameter: Json[]): Json => ({ resourceType: 'Parameters', parameter });
  const typed = await gp.post(
    'DocumentReference/$docref',
    body(
      { name: 'patient', valueId: patient },
      { name: 'start', valueDate: '2020' },
      { name: 'type', valueCoding: { system: 'http://loinc.org', code: '34105-7' } },
    ),
  );
  t.same(ids(typed), [made.documents[1]], typed.text);
  const first = await own.get('DocumentReference/$docref?start=2020&_count=2');
  t.equal(first.json().total, 3, first.text);
  const { url } = first.json().link.find(({ relation }: Json) => relation === 'next');
  t.equal(ids(await own.get(url)).length, 1);
  isRefusal(t, await gp.get(url), { status: 400 });
});

t.test('$docref makes nothing on demand, and names what is wrong', async (t) => {
  const path = `DocumentReference/$docref?patient=${patient}`;
  isRefusal(t, await gp.get(`${path}&on-demand=true`), { status: 422, says: /\$summary/ });
  isRefusal(t, await gp.get(`${path}&on-demand=x`), { status: 400, says: /on-demand/ });
  isRefusal(t, await gp.get('DocumentReference/$docref?patient=a/b/c'), { status: 400 });
  isRefusal(t, await gp.get('DocumentReference/$docref'), {
    status: 400,
    says: /Name the patient/,
  });
});

t.test('$summary is a document with the sections that every summary has', async (t) => {
  const answer = await gp.get(`Patient/${patient}/$summary`);
  t.equal(answer.status, 200, answer.text);
  const { type, identifier, timestamp, entry } = answer.json();
  t.equal(type, 'document');
  const faults = theValidator().validate(answer.json());
  t.same(
    faults.filter(({ severity }) => severity === 'error'),
    [],
  );
  t.ok(identifier.value);
  t.ok(timestamp);
  const [{ resource: composition }, { resource: subject }] = entry;
  t.match(composition, { resourceType: 'Composition', status: 'final' });
  t.match(subject, { resourceType: 'Patient', id: patient });
  const codes = composition.section.map(({ code }: Json) => code.coding[0].code);
  t.same(codes, ['11450-4', '48765-2', '10160-0']);
  for (const section of composition.section) {
    t.equal(section.emptyReason.coding[0].code, 'unavailable');
    t.match(section.text.div, /aucune information/);
  }
});

t.test('a $summary refers to its entries by their addresses, for it has none itself', async (t) => {
  const { entry } = (await gp.get(`Patient/${patient}/$summary`)).json();
  const [{ fullUrl, resource: composition }] = entry;
  t.match(fullUrl, /^urn:uuid:/);
  const addresses = entry.map(({ fullUrl }: Json) => fullUrl);
  for (const { reference } of [composition.subject, ...composition.author])
    t.ok(addresses.includes(reference), reference);
});

t.test('the same dossier makes the same summary, but for ids and time; in XML, too', async (t) => {
  const plain = (answer: Answer): string =>
    answer.text.replace(/[0-9a-f-]{36}/g, 'ID').replace(/"(timestamp|date)":"[^"]*"/g, 'TIME');
  const [one, other] = [
    await own.get(`Patient/${patient}/$summary`),
    await own.get(`Patient/${patient}/$summary`),
  ];
  t.equal(plain(one), plain(other));
  const xml = await own.get(`Patient/${patient}/$summary`, { accept: 'application/fhir+xml' });
  t.match(xml.text, /<Bundle/);
});

t.test('$summary is for whoever may read the Patient', async (t) => {
  const stranger = await server.as('stranger');
  const read = await stranger.get(`Patient/${patient}`);
  isRefusal(t, await stranger.get(`Patient/${patient}/$summary`), { status: read.status });
  isRefusal(t, await gp.get('Patient/none/$summary'), { status: 404 });
});

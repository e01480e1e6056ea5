/** `$everything` through the front door: what the caller may see of a dossier, and nothing else. */
import t from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { theValidator } from '../fixtures/profiles.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const registrar = await server.as('registrar');
const gp = await server.as('gp');
const own = await server.as('patient');
const practitioner = await registrar.post('Practitioner', {
  resourceType: 'Practitioner',
  name: [{ family: 'Lefèvre' }],
});
const { patient } = await openDossier(server, { authorised: ['gp'] });
const plain = { date: '2026-03-10T09:30:00+01:00' };
const older = { date: '2025-01-05T09:30:00+01:00' };
const masked = { labels: ['MASQUE_PS'] };
const made = await push(server, 'gp', aBundle(patient, [plain, older]));
await push(server, 'patient', aBundle(patient, [masked]));

const stored = (await registrar.get(`Patient/${patient}`)).json();
const general = { reference: `Practitioner/${practitioner.json().id}` };
const updated = await registrar.put(`Patient/${patient}`, {
  ...stored,
  generalPractitioner: [general],
});
if (updated.status !== 200) throw new Error(updated.text);

const path = `Patient/${patient}/$everything`;
const entries = (answer: Answer): Json[] => answer.json().entry ?? [];
const typesOf = (answer: Answer, mode = 'match'): string[] =>
  entries(answer)
    .filter(({ search }) => search.mode === mode)
    .map(({ resource }) => String(resource.resourceType));

t.test('a patient is given all of their dossier, and what it refers to', async (t) => {
  const answer = await own.get(path);
  t.equal(answer.status, 200, answer.text);
  t.equal(answer.json().total, typesOf(answer).length);
  const faults = theValidator().validate(answer.json());
  t.same(
    faults.filter(({ severity }) => severity === 'error'),
    [],
  );
  t.equal(typesOf(answer)[0], 'Patient');
  t.equal(typesOf(answer).filter((type) => type === 'DocumentReference').length, 3);
  t.ok(typesOf(answer).includes('Consent'));
  t.notOk(typesOf(answer).some((type) => ['AuditEvent', 'Binary'].includes(type)));
  t.same(typesOf(answer, 'include'), ['Practitioner']);
  t.same(entries(await own.get('Patient/$everything')).length, entries(answer).length);
});

t.test(
  'a professional is given neither what is masked nor what they have no right to',
  async (t) => {
    const answer = await gp.get(path);
    t.equal(answer.status, 200, answer.text);
    t.equal(typesOf(answer).filter((type) => type === 'DocumentReference').length, 2);
    t.notOk(typesOf(answer).includes('Consent'));
    t.equal(answer.json().total, typesOf(answer).length, 'nor is it counted');
  },
);

t.test('pages give every match once, under one total', async (t) => {
  const given: string[] = [];
  let next: string | undefined = `${path}?_count=2`;
  let pages = 0;
  const whole = await own.get(path);
  while (next !== undefined) {
    const answer: Answer = await own.get(next);
    t.equal(answer.json().total, whole.json().total);
    const matches = entries(answer).filter(({ search }) => search.mode === 'match');
    t.ok(matches.length <= 2);
    given.push(...matches.map(({ fullUrl }) => String(fullUrl)));
    next = answer.json().link.find(({ relation }: Json) => relation === 'next')?.url;
    pages += 1;
    if (pages === 1) await push(server, 'gp', aBundle(patient, [{}]));
  }
  const all = entries(whole).filter(({ search }) => search.mode === 'match');
  t.same(
    given,
    all.map(({ fullUrl }) => fullUrl),
    'in the state of the first page',
  );
  t.ok(pages >= 3);
});

t.test('a page link is of no use to another, nor when it was touched', async (t) => {
  const answer = await own.get(`${path}?_count=1`);
  const { url } = answer.json().link.find(({ relation }: Json) => relation === 'next');
  isRefusal(t, await gp.get(url), { status: 400, says: /not made for/ });
  isRefusal(t, await own.get(`${url.slice(0, -3)}AAA`), { status: 400 });
});

t.test('_type, _since, start and end narrow it; _count=0 counts', async (t) => {
  const types = await own.get(`${path}?_type=DocumentReference,Patient`);
  t.same([...new Set(typesOf(types))].sort(), ['DocumentReference', 'Patient']);
  t.same(typesOf(types, 'include'), []);
  const dated = await gp.get(`${path}?_type=DocumentReference&start=2024&end=2025-12-31`);
  t.same(
    entries(dated).map(({ resource }) => resource.id),
    [made.documents[1]],
  );
  t.equal((await gp.get(`${path}?_since=2126-01-01T00:00:00Z`)).json().total, 0);
  const counted = await own.get(`${path}?_count=0`);
  t.ok(counted.json().total > 3);
  t.same(entries(counted), []);
  t.notOk(counted.json().link.some(({ relation }: Json) => relation === 'next'));
});

t.test('it is asked for by POST, and given as XML', async (t) => {
  const body = {
    resourceType: 'Parameters',
    parameter: [{ name: '_count', valueInteger: 1 }],
  };
  const answer = await own.post(path, body, { accept: 'application/fhir+xml' });
  t.equal(answer.status, 200, answer.text);
  t.match(answer.text, /^<\?xml|<Bundle/);
});

t.test('who has no access is refused as by a read; what is not there is unknown', async (t) => {
  const stranger = await server.as('stranger');
  const read = await stranger.get(`DocumentReference?patient=${patient}`);
  isRefusal(t, await stranger.get(path), { status: read.status });
  isRefusal(t, await gp.get('Patient/none/$everything'), { status: 404 });
  isRefusal(t, await gp.get('Patient/$everything'), { status: 400, says: /Name the patient/ });
  isRefusal(t, await gp.get(`${path}?_type=Nonsense`), { status: 400, says: /_type/ });
  isRefusal(t, await gp.get(`${path}?start=yesterday`), { status: 400, says: /start is no date/ });
  isRefusal(t, await gp.get(`${path}?_since=2026`), { status: 400, says: /_since/ });
  isRefusal(t, await gp.get(`${path}?_count=x`), { status: 400, says: /_count/ });
});

t.test('the patient reads in the trace who was given their dossier', async (t) => {
  await gp.get(path, { 'x-request-id': 'all-of-it' });
  const found = await own.get('AuditEvent?entity:identifier=all-of-it');
  t.match(entries(found)[0]?.resource, { subtype: [{ code: 'operation' }] });
  t.match(found.text, /everything/);
});

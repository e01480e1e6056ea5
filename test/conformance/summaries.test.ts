/** Parts of resources, id S-39: _summary and _elements, on searches and reads. */
import t from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { somePatient } from '../fixtures/patients.js';
import { theValidator } from '../fixtures/profiles.js';
import { startServer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const tester = await server.as('tester');
const { patient } = await openDossier(server, { authorised: ['neurologist'] });
const neurologist = await server.as('neurologist');

const SENT = somePatient({
  text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">Anne</div>' },
  birthDate: '1980-01-02',
  _birthDate: { extension: [{ url: 'https://example.org/t', valueTime: '10:00:00' }] },
  maritalStatus: { text: 'x' },
  multipleBirthInteger: 2,
  contact: [{ name: { family: 'Garnier' } }],
  communication: [{ language: { text: 'fr' }, preferred: true }],
  meta: { tag: [{ system: 'https://example.org/tags', code: 'a' }] },
});
const whole: Json = (await tester.post('Patient', SENT)).json();
const path = `Patient/${whole.id}`;

function isMarked(resource: Json): boolean {
  return resource.meta.tag.some(({ code }: Json) => code === 'SUBSETTED');
}

/** The part that a read and a search give. */
async function partBy(parameter: string): Promise<Json> {
  const read = await tester.get(`${path}?${parameter}`);
  t.equal(read.headers.get('etag'), 'W/"1"');
  const part = read.json();
  const found = (await tester.get(`Patient?_id=${whole.id}&${parameter}`)).json();
  t.same(found.entry[0].resource, part, parameter);
  t.match(found.link[0].url, parameter);
  return part;
}

t.test('S-39: _summary=true gives the elements of a summary', async (t) => {
  const part = await partBy('_summary=true');
  t.ok(isMarked(part));
  t.equal(part.meta.versionId, '1');
  t.ok(
    part.meta.tag.some(({ code }: Json) => code === 'a'),
    'its own tags stay',
  );
  t.same(part.name, whole.name);
  t.equal(part.birthDate, '1980-01-02');
  t.same(part._birthDate, whole._birthDate);
  for (const left of ['text', 'maritalStatus', 'multipleBirthInteger', 'contact']) {
    t.equal(part[left], undefined, left);
  }
});

t.test('S-39: _summary=text gives the text, _summary=data all else', async (t) => {
  const text = await partBy('_summary=text');
  t.same(Object.keys(text).sort(), ['id', 'meta', 'resourceType', 'text']);
  const data = await partBy('_summary=data');
  t.ok(isMarked(data));
  const { text: _text, meta: _meta, ...rest } = whole;
  const { meta: _marked, ...given } = data;
  t.same(given, rest);
});

t.test('S-39: _elements gives what is named', async (t) => {
  const part = await partBy('_elements=birthDate,multipleBirth,Patient.contact');
  t.ok(isMarked(part));
  t.same(Object.keys(part).sort(), [
    ...['_birthDate', 'birthDate', 'contact', 'id', 'meta', 'multipleBirthInteger'],
    'resourceType',
  ]);
});

t.test('S-39: mandatory elements stay, so that a part is valid', async (t) => {
  const { documents } = await push(server, 'nurse', aBundle(patient));
  for (const parameter of ['_elements=description', '_summary=text', '_summary=true']) {
    const answer = await neurologist.get(`DocumentReference/${documents[0]}?${parameter}`);
    const part = answer.json();
    t.equal(part.status, 'current', parameter);
    t.ok(part.content[0].attachment.url);
    // Base R4 alone: a profile may ask for more than a part has.
    const { profile: _profile, ...meta } = part.meta;
    const errors = theValidator()
      .validate({ ...part, meta })
      .filter(({ severity }) => severity === 'error');
    t.same(errors, [], parameter);
  }
});

t.test('S-39: _summary=false gives all, _summary=count none', async (t) => {
  t.same((await tester.get(`${path}?_summary=false`)).json(), whole);
  const count = (await tester.get(`Patient?_id=${whole.id}&_summary=count`)).json();
  t.equal(count.total, 1);
  t.equal(count.entry, undefined);
});

t.test('S-39: a part is not stored in place of the whole', async (t) => {
  const part = (await tester.get(`${path}?_summary=true`)).json();
  isRefusal(t, await tester.put(path, part), {
    status: 422,
    says: /SUBSETTED/,
    expression: 'Patient.meta.tag',
  });
  t.same((await tester.get(path)).json(), whole);
});

t.test('S-39: what cannot be meant is refused', async (t) => {
  for (const query of ['_elements=a%20b', '_elements=', '_elements=id&_summary=true']) {
    isRefusal(t, await tester.get(`Patient?_id=x&${query}`), { status: 400, says: /_elements/ });
    isRefusal(t, await tester.get(`${path}?${query}`), { status: 400, says: /_elements/ });
  }
  isRefusal(t, await tester.get('Patient?_summary=short'), { status: 400, says: /_summary/ });
});

/**
 * S-42, X-03: the compartments of practitioners and others, searched under the rights that any
 * search has.
 */
import t from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { minimalResource } from '../fixtures/minimal.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const registrar = await server.as('registrar');
const tester = await server.as('tester');
const nurse = await server.as('nurse');
const neurologist = await server.as('neurologist');
const own = await server.as('patient');
const { patient } = await openDossier(server, { authorised: ['nurse', 'neurologist'] });
const practitioner: string = (
  await registrar.post('Practitioner', { resourceType: 'Practitioner', name: [{ family: 'Roux' }] })
).json().id;

/** A document by that practitioner: written, or vouched for. */
function by(element: string): { change: (document: Json) => Json } {
  const reference = [{ reference: `Practitioner/${practitioner}` }];
  if (element !== 'author') {
    return { change: (document) => ({ ...document, [element]: reference[0] }) };
  }
  // Nothing refers to the contained author any more.
  const others = ({ contained }: Json) => contained.filter(({ id }: Json) => id !== 'author');
  return {
    change: (document) => ({ ...document, author: reference, contained: others(document) }),
  };
}

/** The bundle by the profiles that let metadata refer to the directory. */
function uncontained(bundle: Json): Json {
  return JSON.parse(JSON.stringify(bundle).replaceAll('IHE.MHD.Comp', 'IHE.MHD.UnContained.Comp'));
}

const documents = [by('author'), by('authenticator'), {}];
const open = await push(server, 'nurse', uncontained(aBundle(patient, documents)));
const masked = { ...by('author'), labels: ['MASQUE_PS'] };
await push(server, 'nurse', uncontained(aBundle(patient, [masked])));

function named(answer: Answer): string[] {
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
  return (answer.json().entry ?? []).map(({ resource }: Json) => resource.id).sort();
}

const INSIDE = `Practitioner/${practitioner}/DocumentReference`;

t.test('S-42 a practitioner’s compartment is what names them, in any of its places', async (t) => {
  const two = open.documents.slice(0, 2).sort();
  const asked = `${INSIDE}?patient=${patient}`;
  t.strictSame(named(await neurologist.get(asked)), two);
  t.equal(named(await nurse.get(asked)).length, 3, 'and the masked one, for its author');
  t.equal(named(await own.get(INSIDE)).length, 3, 'a patient’s token names the patient');
  t.strictSame(named(await neurologist.get(`${asked}&status=superseded`)), []);
  const all = `Practitioner/${practitioner}/*`;
  const some = `${all}?_type=DocumentReference,List&patient=${patient}`;
  t.strictSame(named(await neurologist.get(some)), two);
  t.equal(named(await own.get(all)).length, 3);
  const other = `Practitioner/other/DocumentReference?patient=${patient}`;
  t.strictSame(named(await neurologist.get(other)), []);
});

t.test('S-42 a page of a compartment leads to the next, and tells what was asked', async (t) => {
  const first = (await nurse.get(`${INSIDE}?patient=${patient}&_count=2`)).json();
  t.equal(first.total, 3);
  const links = Object.fromEntries(first.link.map(({ relation, url }: Json) => [relation, url]));
  t.equal(links.self, `${server.base}/${INSIDE}?patient=${patient}&_count=2`);
  t.equal(named(await nurse.get(links.next)).length, 1);
  isRefusal(t, await nurse.get(links.next.replace(practitioner, 'other')), { status: 400 });
});

t.test('X-03 a compartment is no way around the patient', async (t) => {
  const gp = await server.as('gp');
  isRefusal(t, await gp.get(INSIDE), { status: 400, detail: 'patient-required' });
  isRefusal(t, await gp.get(`Practitioner/${practitioner}/*`), { status: 400 });
  isRefusal(t, await gp.get(`${INSIDE}?patient=${patient}`), { status: 403 });
  isRefusal(t, await nurse.get(`Practitioner/${practitioner}/Encounter`), { status: 403 });
});

t.test('S-42 the trace of what a practitioner did is in their compartment', async (t) => {
  const events = await own.get(`Practitioner/${practitioner}/AuditEvent`);
  t.equal(events.status, 200);
  t.strictSame(named(events), [], 'agents of the trace are named by their national identifier');
});

t.test('S-42 a type that is in no such compartment, and what has none, are unknown', async (t) => {
  for (const path of [
    `Practitioner/${practitioner}/Organization`,
    `Practitioner/${practitioner}/Nonsense`,
    'Organization/a/DocumentReference',
    'Organization/a/*',
    '__proto__/a/DocumentReference',
    'constructor/a/*',
  ])
    isRefusal(t, await tester.get(path), { status: 404 });
  const organisation = `Practitioner/${practitioner}/*?_type=Organization`;
  isRefusal(t, await tester.get(organisation), { status: 400, says: /no compartment/ });
});

t.test('S-42 encounters, devices and related persons have compartments too', async (t) => {
  const of = `Patient/${(await tester.post('Patient', minimalResource('Patient'))).json().id}`;
  const subject = { reference: of };
  const made = async (type: string, more: Json): Promise<string> => {
    const answer = await tester.post(type, { ...minimalResource(type), ...more });
    t.equal(answer.status, 201, answer.text);
    return answer.json().id;
  };
  const encounter = await made('Encounter', { subject });
  const device = await made('Device', {});
  const relative = await made('RelatedPerson', { patient: subject });
  const observation = await made('Observation', {
    subject,
    encounter: { reference: `Encounter/${encounter}` },
    device: { reference: `Device/${device}` },
    performer: [{ reference: `RelatedPerson/${relative}` }],
  });
  await made('Observation', { subject });
  for (const whose of [`Encounter/${encounter}`, `Device/${device}`, `RelatedPerson/${relative}`]) {
    t.strictSame(named(await tester.get(`${whose}/Observation`)), [observation], whose);
    t.strictSame(
      named(await tester.get(`${whose}/Observation?patient=${of}`)),
      [observation],
      whose,
    );
  }
  t.strictSame(named(await tester.get(`Encounter/${encounter}/Encounter`)), [encounter]);
});

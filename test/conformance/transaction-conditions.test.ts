/**
 * T-04, T-08, T-09: what conditions of a transaction find of what the same transaction writes.
 * Conditional references are resolved last: https://hl7.org/fhir/R4/http.html#trules
 */
import { randomUUID } from 'node:crypto';
import t, { type Test } from 'tap';
import { isRefusal } from '../fixtures/outcome.js';
import { minimalResource } from '../fixtures/minimal.js';
import { freshIns, somePatient } from '../fixtures/patients.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const tester = await server.as('tester');
const STAFF = 'https://example.org/staff';
const urn = (): string => `urn:uuid:${randomUUID()}`;

function entry(method: string, url: string, resource?: Json, more: Json = {}): Json {
  const body = resource === undefined ? {} : { resource };
  return { fullUrl: urn(), ...body, request: { method, url, ...more } };
}

function posts(resource: Json, more: Json = {}): Json {
  return entry('POST', resource.resourceType, resource, more);
}

function aPractitioner(value: string, more: Json = {}): Json {
  return { resourceType: 'Practitioner', identifier: [{ system: STAFF, value }], ...more };
}

function aRole(search: string): Json {
  return { resourceType: 'PractitionerRole', practitioner: { reference: search } };
}

const by = (value: string): string => `Practitioner?identifier=${STAFF}|${value}`;

async function send(...entries: readonly Json[]): Promise<Answer> {
  return tester.post('', { resourceType: 'Bundle', type: 'transaction', entry: entries });
}

/** `Type/id` of what an entry wrote. */
function addressAt(answer: Answer, at: number): string {
  if (answer.status !== 200) throw new Error(answer.text);
  return String(answer.json().entry[at].response.location).replace(/\/_history\/.*$/, '');
}

async function written(answer: Answer, at: number): Promise<Json> {
  return (await tester.get(addressAt(answer, at))).json();
}

async function count(search: string): Promise<number> {
  return (await tester.get(`${search}&_summary=count`)).json().total;
}

/** A transaction that must be refused at an entry, and leave no practitioner of the value. */
async function refused(t: Test, at: number, value: string, entries: Json[]): Promise<void> {
  const before = await count(by(value));
  const answer = await send(...entries);
  isRefusal(t, answer, { status: [400, 412] });
  t.match(answer.json().issue[0].expression[0], `Bundle.entry[${at}]`);
  t.equal(await count(by(value)), before, 'nothing is stored');
}

t.test('T-09: a conditional reference names what the same transaction creates', async (t) => {
  const answer = await send(posts(aRole(by('a'))), posts(aPractitioner('a')));
  const role = await written(answer, 0);
  t.equal(role.practitioner.reference, addressAt(answer, 1));
  const later = await send(posts(aRole(by('a'))));
  t.equal((await written(later, 0)).practitioner.reference, addressAt(answer, 1));
});

t.test('T-09: also what is created on a condition, or under an id, or by an update', async (t) => {
  const id = `b-${randomUUID()}`;
  const ways = [
    posts(aPractitioner('b1'), { ifNoneExist: `identifier=${STAFF}|b1` }),
    entry('PUT', by('b2'), aPractitioner('b2')),
    entry('PUT', `Practitioner/${id}`, aPractitioner('b3', { id })),
  ];
  const roles = ['b1', 'b2', 'b3'].map((value) => posts(aRole(by(value))));
  const answer = await send(...roles, ...ways);
  for (const at of [0, 1, 2]) {
    t.equal((await written(answer, at)).practitioner.reference, addressAt(answer, at + 3));
  }
  const again = await send(...roles, ...ways);
  for (const at of [0, 1, 2]) {
    t.equal((await written(again, at)).practitioner.reference, addressAt(answer, at + 3));
  }
});

t.test('T-09: the home of a resource may be a Patient that the transaction creates', async (t) => {
  const ins = freshIns();
  const reference = `Patient?identifier=${ins.system}|${ins.value}`;
  const observation = { ...minimalResource('Observation'), subject: { reference } };
  const answer = await send(posts(observation), posts(somePatient({ identifier: [ins] })));
  t.equal((await written(answer, 0)).subject.reference, addressAt(answer, 1));
});

t.test(
  'T-09: what is written anew is found as it will be, what is deleted not at all',
  async (t) => {
    const made = async (value: string): Promise<string> =>
      (await tester.post('Practitioner', aPractitioner(value))).json().id;
    const id = await made('c1');
    const update = entry('PUT', `Practitioner/${id}`, aPractitioner('c2', { id }));
    await refused(t, 0, 'c2', [posts(aRole(by('c1'))), update]);
    const answer = await send(posts(aRole(by('c2'))), update);
    t.equal((await written(answer, 0)).practitioner.reference, `Practitioner/${id}`);
    const gone = await made('c3');
    const deletion = entry('DELETE', `Practitioner/${gone}`);
    await refused(t, 0, 'c3', [posts(aRole(by('c3'))), deletion]);
    const instead = await send(posts(aRole(by('c3'))), deletion, posts(aPractitioner('c3')));
    t.equal((await written(instead, 0)).practitioner.reference, addressAt(instead, 2));
  },
);

t.test('T-09: two that match, stored or created, are refused', async (t) => {
  await tester.post('Practitioner', aPractitioner('d'));
  await refused(t, 0, 'd', [posts(aRole(by('d'))), posts(aPractitioner('d'))]);
  const two = [posts(aPractitioner('d2')), posts(aPractitioner('d2')), posts(aRole(by('d2')))];
  await refused(t, 2, 'd2', two);
});

t.test('T-09: links between entries count for what is looked for', async (t) => {
  const practitioner = posts(aPractitioner('e'));
  const role = posts(aRole(practitioner.fullUrl));
  const id = `e-${randomUUID()}`;
  const byId = entry('PUT', `Practitioner/${id}`, aPractitioner('e2', { id }));
  const other = posts(aRole(`Practitioner/${id}`));
  const task = posts({
    ...minimalResource('Task'),
    owner: { reference: `PractitionerRole?practitioner=Practitioner/${id}` },
  });
  const answer = await send(task, practitioner, role, byId, other);
  t.equal((await written(answer, 0)).owner.reference, addressAt(answer, 4));
});

t.test('T-04: a conditional update of what the same transaction creates is refused', async (t) => {
  const update = entry('PUT', by('f'), aPractitioner('f', { active: true }));
  await refused(t, 0, 'f', [update, posts(aPractitioner('f'))]);
});

t.test('T-08: a conditional create does not look at what is created beside it', async (t) => {
  const ifNoneExist = `identifier=${STAFF}|g`;
  const answer = await send(posts(aPractitioner('g'), { ifNoneExist }), posts(aPractitioner('g')));
  t.same(
    answer.json().entry.map(({ response }: Json) => response.status.slice(0, 3)),
    ['201', '201'],
    'whichever comes first',
  );
  const twice = [1, 2].map(() =>
    posts(aPractitioner('g2'), { ifNoneExist: `identifier=${STAFF}|g2` }),
  );
  const same = await send(...twice);
  t.ok(same.status === 409 || same.status === 412, `${same.status}`);
  t.equal(await count(by('g2')), 0);
});

/**
 * Every resource type of R4 is stored, read and found in the test space; to all other callers, those
 * that no rule gives to anyone are refused.
 */
import t, { type Test } from 'tap';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mayEver } from '../../src/access/rights.js';
import type { CallerKind } from '../../src/access/caller.js';
import { isRefusal } from '../fixtures/outcome.js';
import { openDossier } from '../fixtures/dossier.js';
import { minimalResource } from '../fixtures/minimal.js';
import { repositoryRoot } from '../fixtures/requires.js';
import { onMongo, startServer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const tester = await server.as('tester');
const file = join(repositoryRoot(), 'profiles', 'resource-types.json');
const TYPES: Json = JSON.parse(readFileSync(file, 'utf8')).types;

/** Types with a way of their own to be written. */
const APART: readonly string[] = ['Binary', 'AuditEvent'];

const KINDS: readonly CallerKind[] = [
  ...(['patient', 'professional', 'structure', 'feeder', 'registrar', 'unknown'] as const),
];

t.test('each type is created by the tester, read, and found as it was stored', async (t) => {
  // The stores are asked alike for each: on the slower one, for some.
  const types = Object.keys(TYPES)
    .filter((type) => !APART.includes(type))
    .filter((_, i) => !onMongo() || i % 4 === 0);
  await Promise.all(types.map((type) => storedAndFound(t, type)));
});

async function storedAndFound(t: Test, type: string): Promise<void> {
  const created = await tester.post(type, minimalResource(type));
  if (created.status !== 201) return t.fail(`${type}: ${created.text}`) as unknown as void;
  const { id } = created.json();
  const found = (await tester.get(`${type}?_id=${id}`)).json();
  t.equal(found.entry?.[0]?.resource.id, id, type);
}

t.test('a resource of any type has versions, and is held to R4', async (t) => {
  const created = (await tester.post('Observation', minimalResource('Observation'))).json();
  const address = `Observation/${created.id}`;
  const updated = await tester.put(address, { ...created, status: 'final' });
  t.equal(updated.status, 200);
  t.equal((await tester.get(`${address}/_history/1`)).json().status, created.status);
  t.equal((await tester.get(`${address}/_history`)).json().total, 2);
  isRefusal(t, await tester.put(address, { ...created, status: 'nonsense' }), {
    ...{ status: 400, expression: 'Observation.status' },
  });
  isRefusal(t, await tester.post('Observation', { resourceType: 'Observation', status: 'final' }), {
    ...{ status: 400, expression: 'Observation.code' },
  });
});

t.test('what is never stored by itself, and what is no type, has no address', async (t) => {
  t.equal((await tester.post('Parameters', { resourceType: 'Parameters' })).status, 404);
  t.equal((await tester.get('Nonsense')).status, 404);
});

t.test('types without a rule are refused to whoever is no tester', async (t) => {
  const { patient } = await openDossier(server);
  const subject = { reference: `Patient/${patient}` };
  for (const key of ['patient', 'gp']) {
    const client = await server.as(key);
    const observation = { ...minimalResource('Observation'), subject };
    for (const answer of [
      await client.post('Observation', observation),
      await client.post('Observation', minimalResource('Observation')),
      await client.put('Observation/x', { ...observation, id: 'x' }),
      await client.get(`Observation?patient=${patient}`),
    ]) {
      t.equal(answer.status, 403, answer.text);
    }
    t.equal((await client.get('Observation/x')).status, 404, 'and so there is none to be read');
  }
});

t.test('the CapabilityStatement says which types the test space alone holds', async (t) => {
  const { rest } = (await server.withToken(undefined).get('metadata')).json();
  const told = rest[0].resource.filter(({ documentation }: Json) => /^No rule/.test(documentation));
  const kinds = KINDS.filter((kind) => kind !== 'unknown');
  const published = [
    ...['CodeSystem', 'ValueSet', 'ConceptMap', 'StructureDefinition', 'SearchParameter'],
  ];
  const expected = Object.keys(TYPES).filter(
    (type) => !published.includes(type) && !kinds.some((kind) => mayEver(kind, 'read', type)),
  );
  t.strictSame(told.map(({ type }: Json) => type).sort(), expected.sort());
});

t.test('the table of types names who may create each, as the rights have it', async (t) => {
  for (const [type, { writers }] of Object.entries<Json>(TYPES)) {
    const may = KINDS.filter((kind) => mayEver(kind, 'create', type));
    t.strictSame(writers, may, type);
  }
});

t.test('what is about a patient is found by the patient, whichever element says so', async (t) => {
  const patient = (await tester.post('Patient', minimalResource('Patient'))).json();
  const device = (await tester.post('Device', minimalResource('Device'))).json();
  const reference = `Patient/${patient.id}`;
  const made = async (type: string, more: Json): Promise<string> => {
    const answer = await tester.post(type, { ...minimalResource(type), ...more });
    t.equal(answer.status, 201, answer.text);
    return answer.json().id;
  };
  const found = async (search: string): Promise<string[]> => {
    const answer = (await tester.get(search)).json();
    return (answer.entry ?? []).map(({ resource }: Json) => resource.id);
  };
  const observation = await made('Observation', { subject: { reference } });
  const measured = await made('Observation', { subject: { reference: `Device/${device.id}` } });
  const coverage = await made('Coverage', { beneficiary: { reference } });
  const status = 'accepted';
  const meeting = await made('Appointment', { participant: [{ status, actor: { reference } }] });
  t.strictSame(await found(`Observation?patient=${patient.id}`), [observation]);
  t.strictSame(await found(`Observation?subject=${reference}`), [observation]);
  t.strictSame(await found(`Observation?subject=${device.id}`), [measured], 'no patient at all');
  t.strictSame(await found(`Coverage?beneficiary=${reference}`), [coverage]);
  t.strictSame(await found(`Appointment?patient=${reference}`), [meeting]);
  isRefusal(
    t,
    await tester.put(`Observation/${observation}`, {
      ...minimalResource('Observation'),
      ...{ id: observation, subject: { display: 'somebody else' } },
    }),
    { status: 422, expression: 'Observation.subject' },
  );
});

t.test(
  'places and services are of the directory: all read them, the registrar writes',
  async (t) => {
    const registrar = await server.as('registrar');
    const gp = await server.as('gp');
    for (const type of ['Location', 'HealthcareService']) {
      const resource = { ...minimalResource(type), name: 'Hôpital Saint-Éloi' };
      const created = await registrar.post(type, resource);
      t.equal(created.status, 201, created.text);
      const { id } = created.json();
      t.equal((await gp.get(`${type}/${id}`)).status, 200);
      const found = (await gp.get(`${type}?name=saint-eloi`)).json();
      t.equal(found.entry?.[0]?.resource.id, id, type);
      isRefusal(t, await gp.post(type, resource), { status: 403 });
    }
  },
);

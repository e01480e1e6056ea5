/**
 * Every cell of caller × state × purpose and opposition × visibility × authorship × matrix, through
 * the front door: the answer expected is that of the tables of `table.ts`. Each caller searches in
 * each world, which asks all documents at once, and reads some of them one by one; with
 * `EVERY_CELL=1` all of them.
 */
import t from 'tap';
import { anEmergency, delegate } from '../../fixtures/declarations.js';
import { openDossier } from '../../fixtures/dossier.js';
import { onMongo, startServer, type Json, type TestClient } from '../../fixtures/server.js';
import { filled, filledByPatient, opened, pushed, SAME, type Stored } from './dossier.js';
import { clientsOf, declarations, type Person } from './people.js';
import {
  CONSULTS,
  HIDES,
  REACHES,
  TYPES,
  WORLDS,
  WRITES,
  type Reach,
  type TypeLetter,
  type World,
} from './table.js';

/** Of the documents each caller reads one by one, where not all are asked for. */
const READ_ONE_IN = process.env['EVERY_CELL'] === '1' ? 1 : onMongo() ? 24 : 6;

const server = await startServer(t);
const clients = await clientsOf(server);
for (const persona of ['child', 'parent', 'carer']) await openDossier(server, { persona });
const patient = await opened(server);
const own = await server.as('patient');
const documents: Stored[] = [...(await filled(server, clients, patient))];

/** What leads from each world to the next one. */
const LEADS: Readonly<Record<World, () => Promise<void>>> = {
  created: () => Promise.resolve(),
  activated: async () => {
    await server.app.activate((await server.as('registrar')).token, patient);
    for (const one of declarations(patient)) await posted(one.resourceType, one);
    await delegate(server, { patient, of: 'patient', to: 'parent', kind: 'legal' });
    await delegate(server, { patient, of: 'patient', to: 'carer', kind: 'carer' });
    documents.push(...(await filledByPatient(own, patient)));
  },
  'no-btg': () => posted('Consent', anEmergency(patient, 'deny', 'BTG')),
  'no-etreat': async () => {
    await posted('Consent', anEmergency(patient, 'permit', 'BTG'));
    await posted('Consent', anEmergency(patient, 'deny', 'ETREAT'));
  },
  neither: async () => {
    await posted('Consent', anEmergency(patient, 'permit', 'MASKED'));
    await posted('Consent', anEmergency(patient, 'deny', 'BTG'));
  },
  'masked-too': async () => {
    await posted('Consent', anEmergency(patient, 'permit', 'BTG'));
    await posted('Consent', anEmergency(patient, 'permit', 'ETREAT'));
  },
  closed: () => operated('close'),
  erasure: () => operated('request-erasure'),
  reopened: async () => {
    await operated('reopen');
    await posted('Consent', anEmergency(patient, 'deny', 'MASKED'));
  },
};

async function posted(type: string, body: Json): Promise<void> {
  const answer = await own.post(type, body);
  if (answer.status !== 201) throw new Error(`${type}: ${answer.status} ${answer.text}`);
}

async function operated(name: string): Promise<void> {
  const answer = await own.post(`Patient/${patient}/$${name}`, { resourceType: 'Parameters' });
  if (answer.status !== 200) throw new Error(`${name}: ${answer.status} ${answer.text}`);
}

interface Looking {
  readonly name: string;
  readonly person: Person;
  readonly reach: Reach;
}

/** Whether the tables let this caller see this document. */
function sees({ name, person, reach }: Looking, { labels, type, by }: Stored): boolean {
  if (reach === '403' || reach === '404') return false;
  if ((SAME[name] ?? name) === by) return true;
  if (reach === 'own') return false;
  const hides = reach === 'all+' ? '' : (HIDES[name] ?? HIDES['professional'] ?? '');
  if ([...labels].some((label) => hides.includes(label))) return false;
  return person.profession === undefined || mayConsult(person.profession, type);
}

function mayConsult(profession: string, type: TypeLetter): boolean {
  return CONSULTS[profession]?.includes(type) === true;
}

/** Who comes to own deposits and has none is refused at the door. */
function doorOf(looking: Looking): 200 | 403 | 404 {
  if (looking.reach === '404') return 404;
  if (looking.reach === '403') return 403;
  const isEmpty = looking.reach === 'own' && !documents.some((one) => sees(looking, one));
  return isEmpty ? 403 : 200;
}

async function searched(client: TestClient): Promise<string> {
  const address = `DocumentReference?patient=${patient}&_count=200&_elements=id`;
  const answer = await client.get(address);
  if (answer.status !== 200) return String(answer.status);
  const { total, entry = [] } = answer.json();
  const ids = entry.map(({ resource }: Json) => resource.id as string);
  return `${total}: ${named(ids)}`;
}

/** Documents by letters, in one order. */
function named(ids: readonly string[]): string {
  const found = documents.filter(({ id }) => ids.includes(id));
  return found.map(({ by, type, labels }) => `${by}/${type}${labels}`).join(' ');
}

function expectedOfSearch(looking: Looking): string {
  const door = doorOf(looking);
  if (door === 403) return '403';
  const seen = door === 404 ? [] : documents.filter((one) => sees(looking, one));
  return `${seen.length}: ${named(seen.map(({ id }) => id))}`;
}

function expectedOfRead(looking: Looking, document: Stored): number {
  const door = doorOf(looking);
  if (door !== 200) return door;
  return sees(looking, document) ? 200 : 404;
}

/** Other documents for each caller and world, so that in the end most have been read. */
function someOf(name: string, world: World): readonly Stored[] {
  const shift = name.length + WORLDS.indexOf(world);
  return documents.filter((_, at) => (at + shift) % READ_ONE_IN === 0);
}

for (const world of WORLDS) {
  await t.test(`in the world ${world}`, async (t) => {
    await LEADS[world]();
    for (const [name, reaches] of REACHES) {
      const { client, person } = await clients(name);
      const looking = { name, person, reach: reaches[world] };
      t.equal(await searched(client), expectedOfSearch(looking), `${name} searches`);
      const some = someOf(name, world);
      const reads = some.map((one) => client.get(`DocumentReference/${one.id}`));
      const statuses = (await Promise.all(reads)).map(({ status }) => status);
      const expected = some.map((one) => expectedOfRead(looking, one));
      t.same(statuses, expected, `${name} reads ${named(some.map(({ id }) => id))}`);
    }
  });
}

t.test('each profession deposits the types that the matrix lets it write', async (t) => {
  const names = [...REACHES.keys()].filter((name) => name.startsWith('authorised-'));
  for (const name of names) {
    const { client, person } = await clients(name);
    for (const type of Object.keys(TYPES) as TypeLetter[]) {
      const may = WRITES[person.profession ?? '']?.includes(type) === true;
      const answer = await pushed(client, patient, type);
      t.equal(answer.status, may ? 200 : 403, `${name} × ${type}: ${answer.text}`);
    }
  }
});

/** Who deposits a consultation, in a dossier that is activated, by the letter of the rules. */
const DEPOSITS: Readonly<Record<string, number>> = {
  ...{ gp: 200, stranger: 200, 'stranger-btg': 200, 'regulator-etreat': 403, regulator: 200 },
  ...{ blocked: 403, 'blocked-btg': 403, 'of-blocked-structure': 403, structure: 200 },
  ...{ feeder: 403, system: 200, app: 403, registrar: 403, operator: 403, tester: 404 },
  ...{ patient: 403, representative: 403, carer: 403, 'another-patient': 403 },
};

t.test('a consultation is deposited by whom the rules let feed', async (t) => {
  for (const [name, expected] of Object.entries(DEPOSITS)) {
    const { client } = await clients(name);
    const answer = await pushed(client, patient, 'c');
    t.equal(answer.status, expected, `${name}: ${answer.text}`);
  }
});

t.test('directives are deposited by the patient, and who acts for the patient', async (t) => {
  const expected = { patient: 200, representative: 200, carer: 200, gp: 403, structure: 200 };
  for (const [name, status] of Object.entries(expected)) {
    const { client } = await clients(name);
    t.equal((await pushed(client, patient, 'd')).status, status, name);
  }
});

t.test('in a dossier that is closed nobody deposits anything', async (t) => {
  await operated('close');
  for (const [name, expected] of Object.entries(DEPOSITS)) {
    const { client } = await clients(name);
    const answer = await pushed(client, patient, 'c');
    t.equal(answer.status, expected === 404 ? 404 : 403, `${name}: ${answer.text}`);
  }
});

/**
 * The table of states, cell by cell, as it is written in `access-rules` and not as the code has it:
 * existence check, feeding, reading and searching by professionals, author, emergency and médecin
 * traitant among them, and what the patient may do.
 */
import t, { type Test } from 'tap';
import { aBundle, asPatients, openDossier, persona, push } from '../fixtures/dossier.js';
import type { Answer } from '../fixtures/server.js';
import { aWorld, filled, notified, step, took, type Filled, type World } from './a-world.js';

const STEPS = ['activate', 'oppose', 'close', 'request-erasure', 'reopen'] as const;

/**
 * Existence: entries and `active`. Then statuses: feeding by the nurse who is authorised, reading
 * what she deposited, searching for it; the patient's own read, and each step, where it is refused;
 * `yes` stands for one that leads on.
 */
const CELLS: Readonly<Record<string, string>> = {
  //                   existence feed read search own  activate oppose close erasure reopen
  unknown: '           0         404  404  empty  404  404      404    404   404     404',
  notified: '          0         404  404  empty  403  yes      yes    403   403     403',
  opposed: '           0         404  404  empty  403  yes      409    403   403     403',
  created: '           true      200  200  found  403  yes      403    403   403     403',
  activated: '         true      200  200  found  200  409      409    yes   yes     409',
  closed: '            false     403  403  403    403  403      403    403   yes     yes',
  'erasure-requested': 'false  403  403  403    403  403      403    403   403     yes',
  archived: '          0         404  404  empty  404  404      404    404   404     404',
};

interface Placed extends Filled {
  readonly key: string;
}

const NOWHERE = 'aaaaaaaaaaaaaaaaaaaa';
const NOBODY: Filled = {
  ...{ patient: NOWHERE, document: `${NOWHERE}-aaaaaaaaaaaaaaaa` },
  binary: `${NOWHERE}-bbbbbbbbbbbbbbbb`,
};

/** One dossier in each state that is reached within a day. */
async function places(world: World): Promise<Readonly<Record<string, Placed>>> {
  const { server } = world;
  const told = await notified(world, 'notactivated');
  const opposed = await notified(world, 'opposed');
  await took(world, 'opposed', opposed.patient, 'oppose');
  const created = await openDossier(server, { persona: 'child', activated: false });
  const made = await push(server, 'nurse', aBundle(created.patient));
  const activated = await filled(world, 'patient');
  const closed = await filled(world, 'closed');
  await took(world, 'closed', closed.patient, 'close');
  const requested = await filled(world, 'parent');
  await took(world, 'parent', requested.patient, 'request-erasure');
  const inside = (patient: string): Filled => ({
    ...{ patient, document: `${patient}-aaaaaaaaaaaaaaaa`, binary: `${patient}-bbbbbbbbbbbbbbbb` },
  });
  const child = { document: made.documents[0] ?? '', binary: made.binaries[0] ?? '' };
  return {
    unknown: { key: 'carer', ...NOBODY },
    notified: { key: 'notactivated', ...inside(told.patient) },
    opposed: { key: 'opposed', ...inside(opposed.patient) },
    created: { key: 'child', patient: created.patient, ...child },
    activated: { key: 'patient', ...activated },
    closed: { key: 'closed', ...closed },
    'erasure-requested': { key: 'parent', ...requested },
  };
}

t.test('each state of a dossier shows each caller what the table says', async (t) => {
  const world = await aWorld(t);
  const at = await places(world);
  for (const [state, place] of Object.entries(at)) {
    await t.test(state, async (t) => cells(t, world, place, state));
  }
  await world.pass(3_660);
  const archived = at['closed'];
  if (archived !== undefined)
    await t.test('archived', async (t) => cells(t, world, archived, 'archived'));
});

async function cells(t: Test, world: World, place: Placed, state: string): Promise<void> {
  const [existence, feed, read, search, own, ...steps] = (CELLS[state] ?? '').trim().split(/\s+/);
  await t.test(`existence: ${existence}`, async (t) => exists(t, world, place, existence ?? ''));
  await t.test(`feeding: ${feed}`, async (t) => fed(t, world, place, Number(feed)));
  await t.test(`reading: ${read}`, async (t) => readBy(t, world, place, Number(read)));
  await t.test(`searching: ${search}`, async (t) => searched(t, world, place, search ?? ''));
  await t.test(`the patient reads: ${own}`, async (t) => {
    const client = await world.as(place.key);
    t.equal((await client.get(`Patient/${place.patient}`)).status, Number(own));
    t.equal((await client.get(`DocumentReference/${place.document}`)).status, Number(own));
    const expected = own === '404' ? 200 : Number(own);
    for (const type of ['DocumentReference', 'AuditEvent', 'Patient'])
      t.equal((await client.get(type)).status, expected, type);
    const pushed = await client.post('', asPatients(aBundle(place.patient)));
    t.equal(pushed.status, Number(own), 'and adds');
  });
  for (const [index, name] of STEPS.entries()) {
    const expected = steps[index] ?? '';
    if (expected === 'yes') continue;
    await t.test(`$${name}: ${expected}`, async (t) => {
      const answer = await step(await world.as(place.key), place.patient, name);
      t.equal(answer.status, Number(expected), answer.text);
    });
  }
}

async function exists(t: Test, world: World, place: Placed, expected: string): Promise<void> {
  const { ins } = await persona(place.key);
  const asked = `Patient?identifier=${ins?.system ?? ''}%7C${ins?.value ?? ''}`;
  for (const key of ['nurse', 'stranger', 'emergency', 'lab', 'home']) {
    const answer = await (await world.as(key)).get(asked);
    t.equal(answer.status, 200, key);
    const found = answer.json();
    t.equal(found.total, expected === '0' ? 0 : 1, key);
    if (expected === '0') continue;
    const { active, extension = [] } = found.entry[0].resource;
    t.equal(String(active), expected, key);
    const closing = extension.filter(({ url }: { url: string }) => url.endsWith('dossier-closing'));
    t.equal(closing.length, expected === 'false' ? 1 : 0, `${key}: the closing`);
  }
}

async function fed(t: Test, world: World, place: Placed, expected: number): Promise<void> {
  const nurse = await world.as('nurse');
  const answer = await nurse.post('', aBundle(place.patient));
  t.equal(answer.status, expected, answer.text);
  if (expected === 404) t.equal(shape(answer), shape(await nurse.post('', aBundle(NOWHERE))));
}

async function readBy(t: Test, world: World, place: Placed, expected: number): Promise<void> {
  const nurse = await world.as('nurse');
  const addresses = (of: Filled): string[] => [
    `DocumentReference/${of.document}`,
    `DocumentReference/${of.document}/_history`,
    `DocumentReference/${of.document}/_history/1`,
    `Binary/${of.binary}`,
  ];
  for (const [index, address] of addresses(place).entries()) {
    const answer = await nurse.get(address);
    t.equal(answer.status, expected, address);
    const nobodys = addresses(NOBODY)[index] ?? '';
    if (expected === 404) t.equal(shape(answer), shape(await nurse.get(nobodys)), address);
  }
  if (expected === 200) return;
  const whole = [`Patient/${place.patient}`, `Patient/${place.patient}/$everything`];
  for (const key of ['nurse', 'emergency', 'regulator', 'gp']) {
    const client = await world.as(key);
    for (const address of whole) t.equal((await client.get(address)).status, expected, address);
  }
}

async function searched(t: Test, world: World, place: Placed, expected: string): Promise<void> {
  const { ins } = await persona(place.key);
  const nurse = await world.as('nurse');
  const named = [
    `DocumentReference?patient.identifier=${ins?.system ?? ''}%7C${ins?.value ?? ''}`,
    `DocumentReference?patient=${place.patient}`,
    `List?subject=Patient/${place.patient}`,
  ];
  for (const asked of named) {
    const answer = await nurse.get(asked);
    t.equal(answer.status, expected === '403' ? 403 : 200, asked);
    if (expected === 'empty') t.equal(answer.json().total, 0, asked);
    if (expected === 'found') t.ok(answer.json().total > 0, asked);
  }
}

/** An answer without what names the address: its status and its body. */
function shape(answer: Answer): string {
  return `${answer.status} ${answer.text}`.replace(/[a-z2-9]{20}(-[a-z2-9]{16})?/g, 'id');
}

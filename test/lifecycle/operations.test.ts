/**
 * What a patient does with the life of a dossier: the steps that lead on, the provisional code, the
 * refusals in both languages, and the trace.
 */
import t from 'tap';
import { delegate } from '../fixtures/declarations.js';
import { openDossier } from '../fixtures/dossier.js';
import type { Json } from '../fixtures/server.js';
import { aWorld, filled, notified, saidIn, step, took } from './a-world.js';

t.test('a dossier that nobody opposes is created when six weeks are over', async (t) => {
  const world = await aWorld(t);
  const { patient, opposeBefore } = await notified(world, 'notactivated');
  t.equal(opposeBefore, '2026-04-14T00:00:00.000Z', 'the notice names the day');
  await world.pass(41);
  t.equal((await (await world.as('nurse')).get(`Patient/${patient}`)).status, 404);
  await world.pass(2);
  const known = (await world.as('nurse')).get(
    'Patient?identifier=urn:oid:1.2.250.1.213.1.4.10%7C147115313099434',
  );
  t.equal((await known).json().entry[0].resource.active, true);
  const own = await step(await world.as('notactivated'), patient, 'oppose');
  t.equal(own.status, 403, 'and cannot be opposed any more');
});

t.test('a dossier that was opposed stays so, until its patient activates it', async (t) => {
  const world = await aWorld(t);
  const { patient, code } = await notified(world, 'opposed');
  await took(world, 'opposed', patient, 'oppose');
  await world.pass(100);
  t.equal((await (await world.as('nurse')).get(`Patient/${patient}`)).status, 404);
  const answer = await step(await world.as('opposed'), patient, 'activate', code);
  t.equal(answer.status, 200);
  t.match(answer.json(), {
    parameter: [{ name: 'state', valueCode: 'activated' }, { name: 'since' }],
  });
});

t.test('a dossier is closed, given up, and reopened, which cancels the erasure', async (t) => {
  const world = await aWorld(t);
  const { patient, document } = await filled(world, 'patient');
  const own = await world.as('patient');
  const nurse = await world.as('nurse');
  await took(world, 'patient', patient, 'close');
  const asked = await step(own, patient, 'request-erasure');
  t.match(asked.json().parameter, [
    { valueCode: 'erasure-requested' },
    {},
    { name: 'erased', valueInstant: '2026-04-02T00:00:00.000Z' },
  ]);
  t.equal((await nurse.get(`DocumentReference/${document}`)).status, 403);
  await world.pass(29);
  await took(world, 'patient', patient, 'reopen');
  await world.pass(40);
  t.equal((await (await world.as('nurse')).get(`DocumentReference/${document}`)).status, 200);
  const told = await (await world.as('patient')).get(`Patient/${patient}`);
  t.match(told.json(), { active: true });
  t.notOk(told.text.includes('dossier-closing'));
  const both = { resourceType: 'Parameters', parameter: [{ name: 'erasure', valueBoolean: true }] };
  const closed = await (await world.as('patient')).post(`Patient/${patient}/$close`, both);
  t.equal(closed.json().parameter[0].valueCode, 'erasure-requested', 'both in one act');
});

t.test('what the registrar writes of a closed dossier does not open it', async (t) => {
  const world = await aWorld(t);
  const { patient } = await filled(world, 'patient');
  await took(world, 'patient', patient, 'close');
  const registrar = await world.as('registrar');
  const { extension: _extension, ...kept } = (await registrar.get(`Patient/${patient}`)).json();
  const written = await registrar.put(`Patient/${patient}`, { ...kept, active: true });
  t.match(written.json(), { active: false, extension: [{ url: /dossier-closing$/ }] });
  t.equal((await (await world.as('nurse')).get(`Patient/${patient}`)).status, 403);
});

t.test(
  'the code of a notice is typed in any case, once, five times at most, six months long',
  async (t) => {
    const world = await aWorld(t);
    const told = await notified(world, 'notactivated');
    t.match(told.code, /^[A-Z2-9]{4}-[A-Z2-9]{4}$/);
    const own = await world.as('notactivated');
    const missing = await step(own, told.patient, 'activate');
    t.equal(missing.status, 400, 'it must be given');
    const guesses = await Promise.all(
      Array.from({ length: 4 }, () => step(own, told.patient, 'activate', 'AAAA-AAAA')),
    );
    t.same(new Set(guesses.map(({ status }) => status)), new Set([403]));
    const typed = told.code.toLowerCase().replace('-', ' ');
    t.equal((await step(own, told.patient, 'activate', typed)).status, 200);

    const other = await notified(world, 'opposed');
    const guesser = await world.as('opposed');
    await Promise.all(
      Array.from({ length: 5 }, () => step(guesser, other.patient, 'activate', 'AAAA-AAAA')),
    );
    const locked = await step(guesser, other.patient, 'activate', other.code);
    t.equal(locked.status, 403, 'after five guesses at once the right one is refused');
    t.match(saidIn(locked), /too often/);

    const late = await notified(world, 'child');
    await world.pass(185);
    const expired = await step(await world.as('child'), late.patient, 'activate', late.code);
    t.equal(expired.status, 403);
    t.match(saidIn(expired), /expired/);
    const trace = await (await world.as('registrar')).post(`Patient/${late.patient}/$activate`, '');
    t.not(trace.status, 200, 'an empty body is none');
    await world.server.app.activate((await world.as('registrar')).token, late.patient);
    t.equal((await (await world.as('child')).get(`Patient/${late.patient}`)).status, 200);
  },
);

t.test('a first login is enough where no code was sent', async (t) => {
  const world = await aWorld(t);
  const { patient } = await openDossier(world.server, { persona: 'child', activated: false });
  await took(world, 'child', patient, 'activate');
  t.equal((await (await world.as('child')).get(`Patient/${patient}`)).status, 200);
});

t.test('nobody else takes these steps, and all is refused in both languages', async (t) => {
  const world = await aWorld(t);
  const { patient } = await filled(world, 'patient');
  for (const key of ['nurse', 'gp', 'child', 'lab', 'operator', 'registrar', 'app']) {
    const answer = await step(await world.as(key), patient, 'close');
    t.equal(answer.status, 403, key);
  }
  t.equal((await step(await world.as('tester'), patient, 'close')).status, 404);
  t.equal((await (await world.as('patient')).get(`Patient/${patient}/$close`)).status, 405);
  const narrow = await world.server.as('patient', { scope: 'patient/*.rs' });
  t.equal((await step(narrow, patient, 'close')).status, 403, 'a token that only reads');
  await took(world, 'patient', patient, 'close');
  const own = await world.as('patient');
  t.match(saidIn(await own.get(`Patient/${patient}`)), /closed.*\$reopen/);
  const french = await own.get(`Patient/${patient}`, { 'accept-language': 'fr' });
  t.match(saidIn(french), /clos.*\$reopen/);
  const nurse = await world.as('nurse');
  t.match(saidIn(await nurse.get(`Patient/${patient}`)), /closed.*emergency/);
  await took(world, 'patient', patient, 'reopen');
  const again = await own.post(`Patient/${patient}/$reopen`, {}, { 'accept-language': 'fr' });
  t.equal(again.status, 400, 'what is no resource is no body');
  const twice = await step(own, patient, 'reopen');
  t.equal(twice.status, 409);
  t.match(saidIn(twice), /activated/);
});

t.test('each step is in the trace of its patient, a code that was typed is not', async (t) => {
  const world = await aWorld(t);
  const { patient, code } = await notified(world, 'notactivated');
  const own = await world.as('notactivated');
  await step(own, patient, 'activate', 'BBBB-BBBB');
  await step(own, patient, 'activate', code);
  await took(world, 'notactivated', patient, 'close');
  await took(world, 'notactivated', patient, 'reopen');
  const found = await own.get('AuditEvent?_count=50');
  const events: Json[] = found.json().entry.map(({ resource }: Json) => resource);
  const lines = events.flatMap(({ entity = [] }) =>
    entity.flatMap(({ query }: Json) =>
      query === undefined ? [] : [Buffer.from(query, 'base64').toString()],
    ),
  );
  for (const name of ['activate', 'close', 'reopen'])
    t.ok(
      lines.some((line) => line.includes(`/Patient/${patient}/$${name}`)),
      name,
    );
  t.ok(
    events.some(({ outcome }) => outcome !== '0'),
    'the refusal too',
  );
  t.notOk(lines.some((line) => line.includes('BBBB')));
  t.notOk(found.text.includes(code));
});

t.test('a legal representative leads the life of a dossier, a carer does not', async (t) => {
  const world = await aWorld(t);
  const { server } = world;
  const { patient } = await openDossier(server, { persona: 'child', activated: false });
  for (const key of ['parent', 'carer']) await openDossier(server, { persona: key });
  await delegate(server, { patient, of: 'child', to: 'parent', kind: 'legal' });
  const parent = await world.as('parent');
  t.equal((await step(parent, patient, 'activate')).status, 200);
  await delegate(server, { patient, of: 'child', to: 'carer', kind: 'carer' });
  for (const name of ['close', 'request-erasure'])
    t.equal((await step(await world.as('carer'), patient, name)).status, 403, name);
  t.equal((await step(parent, patient, 'close')).status, 200);
  t.match(saidIn(await parent.get(`Patient/${patient}`)), /\$reopen/);
  t.equal((await (await world.as('carer')).get(`Patient/${patient}`)).status, 403);
  t.equal((await step(parent, patient, 'reopen')).status, 200);
});

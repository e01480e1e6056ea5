/** A right that was changed holds with the very next request, on whichever process that comes to. */
import t, { type Test } from 'tap';
import { aDelegation, anAppGrant, NOTHING } from '../fixtures/declarations.js';
import { aBundle, aConsent, aPatient, madeBy, persona, VISIBILITY } from '../fixtures/dossier.js';
import { aFreshDatabase } from '../fixtures/mongo/database.js';
import { startProcesses } from '../fixtures/processes.js';
import { onMongo, startServer, type Json, type TestClient } from '../fixtures/server.js';

/** Clients of the place where a right is changed, and of the place where it is used next. */
interface Places {
  changing(persona: string): Promise<TestClient>;
  using(persona: string): Promise<TestClient>;
}

async function declared(asked: Promise<{ status: number; text: string; json(): Json }>) {
  const answer = await asked;
  if (answer.status >= 300) throw new Error(answer.text);
  return answer.json();
}

/** Each change, with the statuses of the request that comes next. */
async function holdAtOnce(t: Test, { changing, using }: Places): Promise<void> {
  const patient = await opened(changing, 'patient');
  await opened(changing, 'parent');
  const own = await changing('patient');
  const made = madeBy(await (await changing('gp')).post('', aBundle(patient)));
  const document = `DocumentReference/${made.documents[0]}`;
  const open = (await own.get(document)).json().securityLabel;
  const statusFor = async (key: string, path = document): Promise<number> =>
    (await (await using(key)).get(path)).status;
  const ended = (consent: Json): Promise<Json> =>
    declared(own.put(`Consent/${consent.id}`, { ...consent, status: 'inactive' }));

  await t.test('an authorisation, a mask, a block', async (t) => {
    t.equal(await statusFor('emergency'), 403);
    const emergency = await persona('emergency');
    const permit = await declared(own.post('Consent', aConsent(patient, emergency, 'permit')));
    t.equal(await statusFor('emergency'), 200, 'permitted');
    t.equal(await statusFor('emergency', `Binary/${made.binaries[0]}`), 200);
    const label = { coding: [{ system: VISIBILITY, code: 'MASQUE_PS' }] };
    await declared(own.patch(document, [{ op: 'add', path: '/securityLabel/0', value: label }]));
    t.equal(await statusFor('emergency'), 404, 'masked');
    t.equal(await statusFor('emergency', `Binary/${made.binaries[0]}`), 404);
    await declared(own.patch(document, [{ op: 'replace', path: '/securityLabel', value: open }]));
    t.equal(await statusFor('emergency'), 200, 'unmasked');
    await ended(permit);
    t.equal(await statusFor('emergency'), 403, 'ended');
    await declared(own.post('Consent', aConsent(patient, emergency, 'permit')));
    t.equal(await statusFor('emergency'), 200, 'permitted again');
    await declared(own.post('Consent', aConsent(patient, emergency, 'deny')));
    t.equal(await statusFor('emergency'), 403, 'blocked');
  });

  await t.test('a delegation', async (t) => {
    t.equal(await statusFor('parent'), 403);
    const invitation = await aDelegation(patient, 'parent', { kind: 'carer' });
    const { id } = await declared(own.post('Consent', invitation));
    t.equal(await statusFor('parent'), 403, 'invited');
    await declared((await changing('parent')).post(`Consent/${id}/$accept`, NOTHING));
    t.equal(await statusFor('parent'), 200, 'accepted');
    await declared(own.post(`Consent/${id}/$withdraw`, NOTHING));
    t.equal(await statusFor('parent'), 403, 'withdrawn');
  });

  await t.test('a grant to an application', async (t) => {
    const made = await declared(
      own.post('Consent', anAppGrant(patient, 'app', ['DocumentReference'])),
    );
    t.equal(await statusFor('app'), 200, 'granted');
    await ended(made);
    t.equal(await statusFor('app'), 403, 'withdrawn');
  });
}

if (onMongo()) {
  const url = await aFreshDatabase(t);
  t.test('on another process', async (t) => {
    const processes = await startProcesses(t, 2, { MONGODB_URL: url ?? '' });
    const changing = (key: string): Promise<TestClient> => processes.as(0, key);
    const using = (key: string): Promise<TestClient> => processes.as(1, key);
    await holdAtOnce(t, { changing, using });
  });
}

t.test('on the same process', async (t) => {
  const server = await startServer(t);
  const as = (key: string): Promise<TestClient> => server.as(key);
  await holdAtOnce(t, { changing: as, using: as });
});

/** The dossier of a persona: that of the demonstration where it is, else one they activate. */
async function opened(as: Places['changing'], key: string): Promise<string> {
  const own = await as(key);
  const known = (await own.get('Patient')).json().entry?.[0]?.resource.id as string | undefined;
  if (known !== undefined) return known;
  const patient = aPatient(await persona(key));
  const { id } = await declared((await as('registrar')).post('Patient', patient));
  await declared(own.post(`Patient/${id}/$activate`, NOTHING));
  return String(id);
}

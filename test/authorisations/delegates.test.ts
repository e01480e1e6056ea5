/** Those who use a dossier for its patient: invited, accepted or refused, ended, and so many. */
import t, { type Test } from 'tap';
import { aBundle, aPatient, openDossier, persona, push } from '../fixtures/dossier.js';
import { aConsent } from '../fixtures/dossier.js';
import { aDelegation, delegate, NOTHING } from '../fixtures/declarations.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const { patient } = await openDossier(server);
const { patient: child } = await openDossier(server, { persona: 'child' });
for (const key of ['carer', 'parent']) await openDossier(server, { persona: key });
const own = await server.as('patient');
const carer = await server.as('carer');
const { documents } = await push(server, 'patient', aBundle(patient));
const DOCUMENT = `DocumentReference/${documents[0]}`;

async function invited(to: string, kind: 'carer' | 'legal' = 'carer'): Promise<Json> {
  const answer = await own.post('Consent', await aDelegation(patient, to, { kind }));
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.json();
}

async function invitations(key: string, status = 'proposed'): Promise<string[]> {
  const found = await (await server.as(key)).get(`Patient/$invitations?status=${status}`);
  return (found.json().entry ?? []).map(({ resource }: Json) => resource.id);
}

function isFault(t: Test, answer: Answer, status: number, detail: string): void {
  isRefusal(t, answer, { status, detail });
}

t.test('an invitation gives nothing until whom it names accepts it', async (t) => {
  const { id } = await invited('carer');
  t.equal((await carer.get(DOCUMENT)).status, 403);
  t.strictSame(await invitations('carer'), [id], 'they find it');
  t.strictSame(await invitations('parent'), [], 'nobody else does');
  t.equal((await (await server.as('parent')).post(`Consent/${id}/$accept`, NOTHING)).status, 403);
  isFault(t, await own.post(`Consent/${id}/$accept`, NOTHING), 422, 'NOT_BY_INVITATION');
  const accepted = await carer.post(`Consent/${id}/$accept`, NOTHING);
  t.equal(accepted.status, 200, accepted.text);
  t.equal(accepted.json().status, 'active');
  t.equal((await carer.get(DOCUMENT)).status, 200);
  t.strictSame(await invitations('carer'), []);
  t.strictSame(await invitations('carer', 'active'), [id]);
  isFault(t, await carer.post(`Consent/${id}/$accept`, NOTHING), 409, 'NOT_AN_INVITATION');
  const trace = (await own.get(`AuditEvent?patient=${patient}&entity=Consent/${id}`)).text;
  t.match(trace, /named-in-delegation/, 'the trace tells who accepted');

  isRefusal(
    t,
    await carer.post('Consent', await aDelegation(patient, 'parent', { kind: 'carer' })),
    {
      ...{ status: 403, says: /may not declare this/ },
    },
  );
  t.equal(
    (await carer.post('Consent', aConsent(patient, await persona('nurse'), 'permit'))).status,
    201,
  );
  t.equal(
    (await carer.post(`Consent/${id}/$withdraw`, NOTHING)).status,
    200,
    'either side ends it',
  );
  t.equal((await carer.get(DOCUMENT)).status, 403, 'with the next request');
  t.strictSame(await invitations('carer', 'active'), []);
});

t.test('an invitation is refused, or withdrawn by the patient', async (t) => {
  const first = await invited('carer');
  t.equal((await carer.post(`Consent/${first.id}/$refuse`, NOTHING)).json().status, 'rejected');
  isRefusal(t, await carer.post(`Consent/${first.id}/$accept`, NOTHING), { status: 403 });
  const second = await invited('carer');
  t.equal((await own.post(`Consent/${second.id}/$withdraw`, NOTHING)).json().status, 'inactive');
  t.strictSame(await invitations('carer'), []);
  const third = await delegate(server, { patient, of: 'patient', to: 'carer', kind: 'carer' });
  t.equal((await own.post(`Consent/${third}/$withdraw`, NOTHING)).status, 200);
  t.equal((await carer.get(DOCUMENT)).status, 403);
});

t.test('nobody becomes a delegate without having accepted', async (t) => {
  const active = await aDelegation(patient, 'carer', { kind: 'carer', status: 'active' });
  isFault(t, await own.post('Consent', active), 422, 'NOT_BY_INVITATION');
  const made = await invited('carer');
  const put = (change: Json): Promise<Answer> =>
    own.put(`Consent/${made.id}`, { ...made, ...change });
  isFault(t, await put({ status: 'active' }), 422, 'NOT_BY_INVITATION');
  const { provision } = await aDelegation(patient, 'parent', { kind: 'carer' });
  isFault(t, await put({ provision }), 422, 'OTHER_PERSON');
  await carer.post(`Consent/${made.id}/$accept`, NOTHING);
  isFault(t, await put({ status: 'active', provision }), 422, 'OTHER_PERSON');
  const period = { start: '2026-01-01', end: '2026-02-01' };
  t.equal((await put({ status: 'active', provision: { ...made.provision, period } })).status, 200);
  t.equal((await carer.get(DOCUMENT)).status, 403, 'outside its dates it gives nothing');
  t.equal((await put({ status: 'inactive' })).status, 200);
});

t.test('each delegation stands alone, and is told why it may not', async (t) => {
  const invite = async (to: string, kind: 'carer' | 'legal'): Promise<Answer> =>
    own.post('Consent', await aDelegation(patient, to, { kind }), { 'accept-language': 'fr' });
  isFault(t, await invite('patient', 'carer'), 422, 'ONESELF');
  isFault(t, await invite('notactivated', 'carer'), 422, 'PROFILE_NOT_FOUND');
  const { id } = (await invite('carer', 'carer')).json();
  const again = await invite('carer', 'carer');
  isFault(t, again, 409, 'SAME_INVITATION_ALREADY_EXISTS');
  t.match(again.text, /déjà invitée/);
  await carer.post(`Consent/${id}/$accept`, NOTHING);
  isFault(t, await invite('carer', 'carer'), 409, 'SAME_DELEGATION_ALREADY_EXISTS');
  isFault(t, await invite('carer', 'legal'), 409, 'ANOTHER_DELEGATION_ALREADY_EXISTS');
  await own.post(`Consent/${id}/$withdraw`, NOTHING);
});

t.test('a representative invites a second one, and a carer does not', async (t) => {
  await delegate(server, { patient: child, of: 'child', to: 'parent', kind: 'legal' });
  const parent = await server.as('parent');
  t.equal((await parent.get(`Consent?patient=${child}`)).status, 200);
  const second = await parent.post('Consent', await aDelegation(child, 'carer', { kind: 'legal' }));
  t.equal(second.status, 201, second.text);
  t.equal((await carer.post(`Consent/${second.json().id}/$accept`, NOTHING)).status, 200);
  t.equal((await carer.get(`Consent?patient=${child}`)).status, 200);
});

/** Opens dossiers of as many invented people, who have no persona. */
async function people(many: number, from: number): Promise<Json[]> {
  const registrar = await server.as('registrar');
  const who = await persona('patient');
  const made: Json[] = [];
  for (let number = from; number < from + many; number++) {
    const stem = `2580472181${String(990 + number).slice(0, 3)}`;
    const value = `${stem}${String(97 - (Number(stem) % 97)).padStart(2, '0')}`;
    const ins = { ...who.ins, system: String(who.ins?.system), value };
    const opened = await registrar.post('Patient', aPatient({ ...who, ins }));
    if (opened.status !== 201) throw new Error(opened.text);
    await server.app.activate(registrar.token, opened.json().id);
    made.push({ id: opened.json().id, ins });
  }
  return made;
}

t.test(
  'a patient has three carers, and no person cares for more than five, whoever is quick',
  async (t) => {
    const others = await people(6, 1);
    const invite = async ({ ins }: Json): Promise<Answer> => {
      const delegation = await aDelegation(patient, 'carer', { kind: 'carer' });
      delegation.provision.actor[0].reference = { identifier: ins };
      return own.post('Consent', delegation);
    };
    const answers = await Promise.all(others.slice(0, 5).map(invite));
    const statuses = answers.map(({ status }) => status).sort();
    t.strictSame(statuses, [201, 201, 201, 422, 422]);
    const over = answers.find(({ status }) => status === 422);
    t.match(over?.text, /OUTGOING_CAREGIVING_DELEGATIONS_LIMIT_REACHED/);
    for (const one of answers.filter(({ status }) => status === 201))
      await own.post(`Consent/${one.json().id}/$withdraw`, NOTHING);

    // Their patients invite her: each is the parent's ward, who declares it for them.
    const parent = await server.as('parent');
    const registrar = await server.as('registrar');
    const ids: string[] = [];
    for (const { id } of others) {
      const legal = await aDelegation(id, 'parent', { kind: 'legal', status: 'active' });
      t.equal((await registrar.post('Consent', legal)).status, 201);
      const asked = await parent.post('Consent', await aDelegation(id, 'carer', { kind: 'carer' }));
      ids.push(asked.json().id);
    }
    const accepted = await Promise.all(
      ids.map((id) => carer.post(`Consent/${id}/$accept`, NOTHING)),
    );
    t.strictSame(accepted.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 422]);
    t.match(
      accepted.find(({ status }) => status === 422)?.text,
      /INCOMING_CAREGIVING_DELEGATIONS_LIMIT_REACHED/,
    );
    t.equal((await invitations('carer')).length, 1, 'the sixth waits on');
    const ended = accepted.find(({ status }) => status === 200)?.json().id;
    await carer.post(`Consent/${ended}/$withdraw`, NOTHING);
    const [waiting] = await invitations('carer');
    t.equal(
      (await carer.post(`Consent/${waiting}/$accept`, NOTHING)).status,
      200,
      'until one has ended',
    );
  },
);

t.test('whoever acts for the patient masks all that the dossier holds', async (t) => {
  await push(server, 'nurse', aBundle(patient, [{}, { labels: ['MASQUE_PS'] }]));
  const nurse = await server.as('nurse');
  t.equal((await nurse.post(`Patient/${patient}/$mask-all`, NOTHING)).status, 403);
  const done = await own.post(`Patient/${patient}/$mask-all`, NOTHING);
  t.equal(done.status, 200, done.text);
  t.ok(done.json().parameter[0].valueInteger >= 2);
  const left = `DocumentReference?patient=${patient}&security-label:not=MASQUE_PS`;
  t.equal((await own.get(left)).json().total, 0);
  t.equal(
    (await own.post(`Patient/${patient}/$mask-all`, NOTHING)).json().parameter[0].valueInteger,
    0,
  );
});

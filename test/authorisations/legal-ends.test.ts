/** A legal delegation that a court or the family has ended: the registrar ends it here. */
import t from 'tap';
import { aDelegation, delegate, NOTHING } from '../fixtures/declarations.js';
import { aBundle, aConsent, openDossier, persona, push } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type TestClient } from '../fixtures/server.js';

const server = await startServer(t);
const { patient } = await openDossier(server, { persona: 'child' });
for (const key of ['parent', 'carer', 'patient']) await openDossier(server, { persona: key });
const { documents } = await push(server, 'nurse', aBundle(patient));
const DOCUMENT = `DocumentReference/${documents[0]}`;
const registrar = await server.as('registrar');
const [parent, carer, child] = [
  await server.as('parent'),
  await server.as('carer'),
  await server.as('child'),
];

async function reads(client: TestClient): Promise<number> {
  return (await client.get(DOCUMENT)).status;
}

t.test('the registrar ends a legal delegation, whoever made it', async (t) => {
  const first = await delegate(server, { patient, of: 'child', to: 'parent', kind: 'legal' });
  const second = await parent.post(
    'Consent',
    await aDelegation(patient, 'carer', { kind: 'legal' }),
  );
  const accepted = await carer.post(`Consent/${second.json().id}/$accept`, NOTHING);
  t.equal(accepted.status, 200, accepted.text);
  t.strictSame([await reads(parent), await reads(carer)], [200, 200]);
  for (const id of [first, String(second.json().id)]) {
    const ended = await registrar.post(`Consent/${id}/$withdraw`, NOTHING);
    t.equal(ended.status, 200, ended.text);
    t.match(ended.json(), { id, status: 'inactive' });
    const trace = await child.get(`AuditEvent?patient=${patient}&entity=Consent/${id}`);
    t.match(trace.text, /keeps-legal-delegations/, 'the trace tells by what right');
  }
  t.strictSame([await reads(parent), await reads(carer)], [403, 403]);
});

t.test('the registrar gives it an end, and neither renews nor answers it', async (t) => {
  const legal = await aDelegation(patient, 'parent', { kind: 'legal', status: 'active' });
  const made = (await registrar.post('Consent', legal)).json();
  const provision = { ...made.provision, period: { start: '2026-01-01', end: '2026-01-31' } };
  const dated = await registrar.put(`Consent/${made.id}`, { ...made, provision });
  t.equal(dated.status, 200, dated.text);
  t.equal(await reads(parent), 403);
  const ended = await registrar.put(`Consent/${made.id}`, { ...made, status: 'inactive' });
  t.equal(ended.status, 200, ended.text);
  isRefusal(t, await registrar.put(`Consent/${made.id}`, made), {
    ...{ status: 422, detail: 'NOT_BY_INVITATION' },
  });
  const offered = await aDelegation(patient, 'parent', { kind: 'legal' });
  const { id } = (await child.post('Consent', offered)).json();
  t.equal((await registrar.post(`Consent/${id}/$accept`, NOTHING)).status, 404);
});

t.test('nothing else that is declared is the registrar’s to end', async (t) => {
  const care = await delegate(server, { patient, of: 'child', to: 'carer', kind: 'carer' });
  const nurse = aConsent(patient, await persona('nurse'), 'permit');
  const { id: authorisation } = (await child.post('Consent', nurse)).json();
  for (const id of [care, authorisation, `${patient}-${'z'.repeat(16)}`]) {
    isRefusal(t, await registrar.post(`Consent/${id}/$withdraw`, NOTHING), { status: 404 });
    t.equal((await registrar.get(`Consent/${id}`)).status, 404);
  }
  t.equal(await reads(carer), 200);
  const other = await server.as('system');
  isRefusal(t, await other.post(`Consent/${care}/$withdraw`, NOTHING), { status: 403 });
});

/** Minors and protected adults: what a representative sees, for how long, and what not. */
import t from 'tap';
import { aBundle, openDossier, push, VISIBILITY } from '../fixtures/dossier.js';
import { delegate } from '../fixtures/declarations.js';
import { startServer, type TestClient } from '../fixtures/server.js';

const server = await startServer(t);
const { patient } = await openDossier(server, { persona: 'child', authorised: ['neurologist'] });
await openDossier(server, { persona: 'parent' });
const consent = await delegate(server, { patient, of: 'child', to: 'parent', kind: 'legal' });
const child = await server.as('child');
const parent = await server.as('parent');
const SEARCH = `DocumentReference?patient=${patient}`;

async function found(client: TestClient): Promise<number> {
  return (await client.get(SEARCH)).json().total;
}

t.test('what a minor asked to keep from representatives is as if it were not', async (t) => {
  const label = ['INVISIBLE_REPRESENTANTS_LEGAUX'];
  const open = await push(server, 'nurse', aBundle(patient));
  const kept = await push(server, 'nurse', aBundle(patient, [{ labels: label }]));
  const [hidden, binary] = [`DocumentReference/${kept.documents[0]}`, `Binary/${kept.binaries[0]}`];
  for (const address of [hidden, binary, `${hidden}/_history`])
    t.equal((await parent.get(address)).status, 404, address);
  t.equal((await child.get(hidden)).status, 200);
  t.equal(await found(parent), 1);
  t.equal(await found(child), 2);
  await (await server.as('neurologist')).get(hidden);
  const traces = `AuditEvent?patient=${patient}&entity=${hidden}`;
  t.equal((await parent.get(traces)).json().total, 0, 'nor does the trace tell of it');
  t.ok((await child.get(traces)).json().total > 0);

  const add = [
    {
      op: 'add',
      path: '/securityLabel/0',
      value: { coding: [{ system: VISIBILITY, code: label[0] }] },
    },
  ];
  const address = `DocumentReference/${open.documents[0]}`;
  t.equal((await parent.patch(address, add)).status, 403, 'representatives do not decide on it');
  t.equal((await (await server.as('nurse')).patch(address, add)).status, 200, 'the author does');
  t.equal(await found(parent), 0);
});

t.test(
  'a representative stands in for the patient, between the dates of the delegation',
  async (t) => {
    t.equal((await parent.get(`Consent?patient=${patient}`)).status, 200);
    const declared = (await parent.get(`Consent/${consent}`)).json();
    const period = { start: '2020-01-01', end: '2021-12-31' };
    const past = { ...declared, provision: { ...declared.provision, period } };
    t.equal((await child.put(`Consent/${consent}`, past)).status, 200);
    t.equal((await parent.get(SEARCH)).status, 403, 'a guardianship that is over gives nothing');
  },
);

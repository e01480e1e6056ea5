/** What a patient declared of documents to come: those not wanted, and that all are masked. */
import t from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { aDeclaration, anObjection } from '../fixtures/declarations.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Json, type TestClient } from '../fixtures/server.js';

const server = await startServer(t);
const { patient } = await openDossier(server, { authorised: ['neurologist'] });
const own = await server.as('patient');
const nurse = await server.as('nurse');
const neurologist = await server.as('neurologist');

function labelsOf(document: Json): string[] {
  return document.securityLabel.map(({ coding }: Json) => coding[0].code);
}

async function labelsAt(client: TestClient, id: string | undefined): Promise<string[]> {
  return labelsOf((await client.get(`DocumentReference/${id}`)).json());
}

t.test('while the patient masks whatever is new, documents of others are masked', async (t) => {
  const before = await push(server, 'nurse', aBundle(patient));
  const masking = await own.post(
    'Consent',
    aDeclaration(patient, 'default-masking', { type: 'deny' }),
  );
  t.equal(masking.status, 201, masking.text);

  const { documents } = await push(server, 'nurse', aBundle(patient));
  t.strictSame(await labelsAt(nurse, documents[0]), ['MASQUE_PS', 'N'], 'its depositor sees it so');
  t.equal((await neurologist.get(`DocumentReference/${documents[0]}`)).status, 404);
  t.strictSame(await labelsAt(neurologist, before.documents[0]), ['N'], 'earlier ones are not');
  const mine = await push(server, 'patient', aBundle(patient));
  t.strictSame(await labelsAt(own, mine.documents[0]), ['N'], 'nor the patient’s own');
  const twice = await push(server, 'nurse', aBundle(patient, [{ labels: ['MASQUE_PS'] }]));
  t.strictSame(
    await labelsAt(nurse, twice.documents[0]),
    ['MASQUE_PS', 'N'],
    'no label comes twice',
  );

  const consent = masking.json();
  await own.put(`Consent/${consent.id}`, { ...consent, status: 'inactive' });
  const after = await push(server, 'nurse', aBundle(patient));
  t.strictSame(await labelsAt(neurologist, after.documents[0]), ['N'], 'and no later ones');
  t.equal(
    (await neurologist.get(`DocumentReference/${documents[0]}`)).status,
    404,
    'it stays masked',
  );
});

t.test('a document of a type that the patient objects to is refused', async (t) => {
  const objection = await own.post('Consent', anObjection(patient, '68599-0'));
  const psychiatric = aBundle(patient, [{ type: '68599-0' }]);
  psychiatric.entry[1].resource.category[0].coding[0].code = '11';
  isRefusal(t, await nurse.post('', psychiatric), { status: 403, says: /objects/ });
  await push(server, 'nurse', aBundle(patient));
  const consent = objection.json();
  await own.put(`Consent/${consent.id}`, { ...consent, status: 'inactive' });
  t.equal((await neurologist.post('', psychiatric)).status, 200);
});

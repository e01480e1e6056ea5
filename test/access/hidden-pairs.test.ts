/** A composite that names a hidden document finds nothing, as one that names an unknown document. */
import t from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { startServer } from '../fixtures/server.js';

t.test('what a document relates to is not told by a pair, where it is hidden', async (t) => {
  const server = await startServer(t);
  const { patient } = await openDossier(server, { authorised: ['nurse', 'neurologist'] });
  const hidden = await push(server, 'nurse', aBundle(patient, [{ labels: ['MASQUE_PS'] }]));
  const target = { reference: `DocumentReference/${hidden.documents[0]}` };
  const relatesTo = [{ code: 'appends', target }];
  await push(server, 'nurse', aBundle(patient, [{ change: (one) => ({ ...one, relatesTo }) }]));
  const search = `DocumentReference?patient=${patient}&relationship=`;
  for (const [key, total] of [
    ['nurse', 1],
    ['neurologist', 0],
  ] as const) {
    const client = await server.as(key);
    const found = await client.get(`${search}appends$${target.reference}`);
    t.equal(found.json().total, total, found.text);
    t.equal((await client.get(`${search}signs$${target.reference}`)).json().total, 0);
    t.equal((await client.get(`${search}appends$DocumentReference/none`)).json().total, 0);
  }
});

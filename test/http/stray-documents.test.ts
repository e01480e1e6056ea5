/** Long base64 texts that come where no document may be: refused clearly, and their bytes given up. */
import t from 'tap';
import { largeDocuments } from '../fixtures/beside.js';
import { aBundle, aPatient, openDossier, persona } from '../fixtures/dossier.js';
import { startServer, type Json } from '../fixtures/server.js';

/** Longer than the text that is cut out of a body while it arrives, and what the store keeps. */
const LONG = Buffer.alloc(300_000, 1).toString('base64');
const PHOTO = [{ contentType: 'image/png', data: LONG }];

t.test('a Patient with a photo of 300 KB is refused, and nothing is stored', async (t) => {
  const server = await startServer(t);
  const registrar = await server.as('registrar');
  const sent = { ...aPatient(await persona('patient')), photo: PHOTO };
  const answer = await registrar.post('Patient', sent);
  t.equal(answer.status, 422);
  t.match(answer.json().issue[0].diagnostics, /65536/);
  t.strictSame(await largeDocuments(server), []);
  t.equal((await registrar.get('Patient?_summary=count')).json().total, 0);
});

t.test('an update that would add such a photo is refused, and changes nothing', async (t) => {
  const server = await startServer(t);
  const { patient } = await openDossier(server);
  const registrar = await server.as('registrar');
  const before = await registrar.get(`Patient/${patient}`);
  const answer = await registrar.put(`Patient/${patient}`, { ...before.json(), photo: PHOTO });
  t.equal(answer.status, 422);
  t.equal((await registrar.get(`Patient/${patient}`)).text, before.text);
  t.strictSame(await largeDocuments(server), []);
});

t.test('a Binary from somebody who may not send one leaves no bytes behind', async (t) => {
  const server = await startServer(t);
  const sent = { resourceType: 'Binary', contentType: 'image/png', data: LONG };
  t.equal((await (await server.as('nurse')).post('Binary', sent)).status, 405);
  t.equal((await (await server.as('tester')).post('Patient', sent)).status, 400);
  t.strictSame(await largeDocuments(server), []);
});

t.test('a bundle that hides such a text inside a document is refused as a whole', async (t) => {
  const server = await startServer(t);
  const { patient } = await openDossier(server);
  const change = (document: Json): Json => {
    const [source, ...others] = document.contained;
    return { ...document, contained: [{ ...source, photo: PHOTO }, ...others] };
  };
  const nurse = await server.as('nurse');
  t.equal((await nurse.post('', aBundle(patient, [{ change }]))).status, 422);
  t.equal((await nurse.get(`DocumentReference?patient=${patient}`)).status, 403, 'nothing is hers');
  t.strictSame(await largeDocuments(server), []);
});

/** A submission that replaces a document, sent again because its answer was lost (decision 8). */
import t from 'tap';
import { aBundle, aDocumentReference, openDossier, push } from '../fixtures/dossier.js';
import { startServer, type Json } from '../fixtures/server.js';

function replacing(document: Json, target: string): Json {
  return {
    ...document,
    relatesTo: [{ code: 'replaces', target: { reference: `DocumentReference/${target}` } }],
  };
}

t.test('a replacement sent again is answered as the first time', async (t) => {
  const server = await startServer(t);
  const { patient } = await openDossier(server);
  const [first = ''] = (await push(server, 'nurse', aBundle(patient))).documents;
  const bundle = aBundle(patient, [{ change: (document) => replacing(document, first) }]);
  const nurse = await server.as('nurse');

  const once = await nurse.post('', bundle);
  const again = await nurse.post('', bundle);

  t.equal(once.status, 200);
  t.equal(again.status, 200);
  t.equal(
    again.json().entry[1].response.location.split('/_history')[0],
    once.json().entry[1].response.location.split('/_history')[0],
  );
  const total = await nurse.get(`DocumentReference?patient=${patient}&status=current`);
  t.equal(total.json().total, 1, 'and nothing is stored twice');
});

t.test('another replacement of a superseded document stays refused', async (t) => {
  const server = await startServer(t);
  const { patient } = await openDossier(server);
  const [first = ''] = (await push(server, 'nurse', aBundle(patient))).documents;
  const replacement = (): Json =>
    aBundle(patient, [{ change: (document) => replacing(document, first) }]);
  const nurse = await server.as('nurse');

  t.equal((await nurse.post('', replacement())).status, 200);
  t.equal((await nurse.post('', replacement())).status, 400);
});

t.test('a replacement published by ITI-105 and sent again is answered 200', async (t) => {
  const server = await startServer(t);
  const { patient } = await openDossier(server);
  const [first = ''] = (await push(server, 'nurse', aBundle(patient))).documents;
  const bytes = Buffer.from('Version corrigée.\n');
  const { meta: _meta, ...document } = aDocumentReference(patient, { bytes }, '');
  const attachment = { contentType: 'text/plain', data: bytes.toString('base64') };
  const resource = replacing({ ...document, content: [{ attachment }] }, first);
  const nurse = await server.as('nurse');

  const once = await nurse.post('DocumentReference', resource);
  const again = await nurse.post('DocumentReference', resource);

  t.equal(once.status, 201);
  t.equal(again.status, 200);
  t.equal(again.json().id, once.json().id);
});

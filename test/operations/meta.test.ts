/** `$meta`, `$meta-add`, `$meta-delete` through the front door. */
import t from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const registrar = await server.as('registrar');
const { patient } = await openDossier(server, { authorised: ['gp'] });
const made = await push(server, 'gp', aBundle(patient));

const RED = { system: 'http://x.example/colour', code: 'red' };
const BLUE = { system: 'http://x.example/colour', code: 'blue' };
const meta = (valueMeta: Json): Json => ({
  resourceType: 'Parameters',
  parameter: [{ name: 'meta', valueMeta }],
});
const given = (answer: Answer): Json => answer.json().parameter[0].valueMeta;

const { id } = (
  await registrar.post('Organization', { resourceType: 'Organization', name: 'Clinique' })
).json();

t.test('tags are added once each, by a new version', async (t) => {
  const added = await registrar.post(`Organization/${id}/$meta-add`, meta({ tag: [RED, BLUE] }));
  t.equal(added.status, 200, added.text);
  t.match(given(added), { versionId: '2', tag: [RED, BLUE] });
  const again = await registrar.post(
    `Organization/${id}/$meta-add`,
    meta({ tag: [{ ...RED, display: 'Rouge' }] }),
  );
  t.same(given(again).tag, [RED, BLUE]);
  const read = await registrar.get(`Organization/${id}/$meta`);
  t.same(given(read), (await registrar.get(`Organization/${id}`)).json().meta);
});

t.test('tags are taken away; version and time are the server’s', async (t) => {
  const taken = await registrar.post(
    `Organization/${id}/$meta-delete`,
    meta({ tag: [RED], versionId: '99' }),
  );
  t.equal(taken.status, 200, taken.text);
  t.match(given(taken), { versionId: '4', tag: [BLUE] });
  t.equal((await registrar.get(`Organization/${id}`)).json().name, 'Clinique');
});

t.test('the meta of a type and of all types is that of what the caller may search', async (t) => {
  await registrar.post('Organization', {
    resourceType: 'Organization',
    meta: { tag: [BLUE, RED] },
    name: 'Hôpital',
  });
  const ofType = await registrar.get('Organization/$meta');
  t.equal(ofType.status, 200, ofType.text);
  t.same(new Set(given(ofType).tag.map(({ code }: Json) => code)), new Set(['red', 'blue']));
  t.same(given(await registrar.get('Practitioner/$meta')), {});
  const own = await server.as('patient');
  t.equal(given(await own.get('DocumentReference/$meta')).profile.length, 1);
  t.equal((await own.get('$meta')).status, 200);
  isRefusal(t, await (await server.as('gp')).get('DocumentReference/$meta'), {
    status: 400,
    says: /Name the patient/,
  });
});

t.test('whoever may not update the resource may not change its meta', async (t) => {
  const gp = await server.as('gp');
  const path = `Organization/${id}/$meta-add`;
  isRefusal(t, await gp.post(path, meta({ tag: [RED] })), { status: 403 });
  isRefusal(t, await gp.get(path), { status: 405, says: /by POST/ });
  isRefusal(t, await registrar.post('Organization/none/$meta-add', meta({ tag: [RED] })), {
    status: 404,
  });
  isRefusal(t, await registrar.post(path, { resourceType: 'Parameters' }), {
    status: 400,
    says: /meta is missing/,
  });
  isRefusal(t, await registrar.post(path, meta({ tag: 'red' })), {
    status: 400,
    says: /tag that is no list/,
  });
  isRefusal(t, await registrar.post(path, meta({ tag: ['red'] })), { status: 400 });
});

t.test('the labels of a document are not changed this way', async (t) => {
  const path = `DocumentReference/${made.documents[0]}`;
  const before = await (await server.as('gp')).get(path);
  const refused = await (
    await server.as('gp')
  ).post(`${path}/$meta-add`, meta({ security: [RED] }));
  isRefusal(t, refused, { status: 405, says: /PATCH/ });
  t.equal((await (await server.as('gp')).get(path)).text, before.text);
});

t.test('the meta of what a caller may not see is that of what does not exist', async (t) => {
  const stranger = await server.as('stranger');
  const hidden = await stranger.get(`DocumentReference/${made.documents[0]}/$meta`);
  t.equal(hidden.status, (await stranger.get(`DocumentReference/${made.documents[0]}`)).status);
});

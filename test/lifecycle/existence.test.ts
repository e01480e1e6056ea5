/**
 * The existence check of practice software: state, care relationship and authorisation of whoever
 * asks, and nothing of others.
 */
import t from 'tap';
import { openDossier } from '../fixtures/dossier.js';
import type { Json, TestServer } from '../fixtures/server.js';
import { aWorld, took } from './a-world.js';

async function toldTo(server: TestServer, key: string, ins: Json): Promise<Json> {
  const client = await server.as(key);
  const answer = await client.get(`Patient?identifier=${ins.system}%7C${ins.value}`);
  const [{ search }] = answer.json().entry;
  const [{ url, extension }] = search.extension;
  t.match(url, /dossier-standing$/);
  return Object.fromEntries(
    extension.map((one: Json) => [one.url, one.valueCode ?? one.valueBoolean]),
  );
}

t.test('practice software learns how its own user stands to a dossier', async (t) => {
  const world = await aWorld(t);
  const { server } = world;
  const { patient, ins } = await openDossier(server, {
    authorised: ['neurologist'],
    blocked: ['blocked'],
    generalPractitioner: 'gp',
  });
  const none = { state: 'open', authorised: false };
  for (const [key, expected] of [
    ['gp', { state: 'open', authorised: true, ground: 'general-practitioner' }],
    ['neurologist', { state: 'open', authorised: true, ground: 'authorised' }],
    ['stranger', none],
    ['blocked', none],
    ['emergency', none],
    ['home', none],
    ['lab', none],
  ] as const)
    t.same(await toldTo(server, key, ins), expected, key);

  const gp = await server.as('gp');
  const asked = `Patient?identifier=${ins.system}%7C${ins.value}`;
  const text = (await (await server.as('stranger')).get(asked)).text;
  t.notOk(text.includes('authorised","valueBoolean":true'), 'nothing of others');
  t.notOk((await gp.get(`Patient?_id=${patient}`)).text.includes('dossier-standing'));
  const own = await (await server.as('patient')).get(asked);
  t.notOk(own.text.includes('dossier-standing'), 'a patient checks nothing');
  const xml = await gp.get(asked, { accept: 'application/fhir+xml' });
  t.match(xml.text, /<search><extension url="[^"]*dossier-standing">/);

  await took(world, 'patient', patient, 'close');
  t.same(await toldTo(server, 'gp', ins), { state: 'closed', authorised: false });
});

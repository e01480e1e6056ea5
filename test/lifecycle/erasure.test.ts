/**
 * An erased dossier: thirty days after the request nothing of it is left at any address, nor in any
 * file or row; its chain proves itself, and its person may have a new dossier.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { loadConfiguration, type Configuration } from '../../fastify.config.js';
import { copyBetween, verifyStore } from '../../src/app.js';
import { aBundle, openDossier, persona, push } from '../fixtures/dossier.js';
import { onMongo } from '../fixtures/server.js';
import { aWorld, filled, took, type World } from './a-world.js';
import { foundAnywhere } from './everywhere.js';

const SECRETS = ['SmallSecret', 'LargeSecret', 'TitleSecret', 'NameSecret'];

/** Small bytes rest in the store, large ones beside it. */
function secretBytes(): { bytes: Buffer; title: string }[] {
  const large = Buffer.alloc(300_000, 'LargeSecret ');
  return [
    { bytes: Buffer.from('SmallSecret'), title: 'TitleSecret' },
    { bytes: large, title: 'TitleSecret' },
  ];
}

async function faultsIn(configuration: Configuration): Promise<string[]> {
  const lines: string[] = [];
  await verifyStore(configuration, { fault: (line) => lines.push(line) });
  return lines;
}

async function aSecretDossier(world: World): Promise<{ patient: string; documents: string[] }> {
  const { server } = world;
  const { patient } = await filled(world, 'patient');
  const made = await push(server, 'nurse', aBundle(patient, secretBytes()));
  const registrar = await world.as('registrar');
  const known = (await registrar.get(`Patient/${patient}`)).json();
  const named = { ...known, name: [{ family: 'NameSecret', given: ['Jeanne'] }] };
  const renamed = await registrar.put(`Patient/${patient}`, named);
  t.equal(renamed.status, 200, renamed.text);
  const archive = [{ op: 'replace', path: '/status', value: 'superseded' }];
  await (await world.as('nurse')).patch(`DocumentReference/${made.documents[0]}`, archive);
  return { patient, documents: [...made.documents, ...made.binaries] };
}

t.test('thirty days after the request an erased dossier is nowhere', async (t) => {
  const ends: (() => unknown)[] = [];
  const world = await aWorld({ teardown: (end) => ends.push(end) });
  const { server } = world;
  const { patient, documents } = await aSecretDossier(world);
  const other = await filled(world, 'child');
  await took(world, 'patient', patient, 'request-erasure');
  await world.pass(30);
  t.equal((await (await world.as('nurse')).get(`Patient/${patient}`)).status, 403, 'not yet');
  await world.pass(1);

  for (const key of ['nurse', 'gp', 'emergency', 'patient', 'registrar']) {
    const client = await world.as(key);
    t.equal((await client.get(`Patient/${patient}`)).status, 404, key);
    t.equal((await client.get(`Patient/${patient}/_history/1`)).status, 404, key);
    t.equal((await client.get(`DocumentReference/${documents[0]}`)).status, 404, key);
    t.equal((await client.get(`Binary/${documents[2]}`)).status, 404, key);
  }
  const { ins } = await persona('patient');
  const asked = `Patient?identifier=${ins?.system}%7C${ins?.value}`;
  for (const key of ['nurse', 'registrar'])
    t.notOk((await (await world.as(key)).get(asked)).json().entry, key);
  const written = (await (await world.as('registrar')).get('Patient/_history')).text;
  t.notOk(written.includes('NameSecret'), 'nor in the history of the type');
  t.same(await faultsIn(server.configuration), [], 'the chains prove themselves');
  const alive = await (await world.as('nurse')).get(`DocumentReference/${other.document}`);
  t.equal(alive.status, 200, 'another dossier is as it was');

  const anew = await openDossier(server, { persona: 'patient' });
  t.not(anew.patient, patient, 'the person may have a new one');
  await took(world, 'patient', anew.patient, 'request-erasure');
  await world.pass(31);
  // The server's end comes before that of its data.
  await ends.pop()?.();
  t.same(await foundAnywhere(server.configuration, SECRETS), []);
  t.same(await foundAnywhere(server.configuration, [other.document]), [other.document]);
  for (const end of ends) await end();
});

t.test('an erased dossier is copied as it is', async (t) => {
  if (onMongo()) return;
  const ends: (() => unknown)[] = [];
  const world = await aWorld({ teardown: (end) => ends.push(end) });
  const { patient } = await aSecretDossier(world);
  await took(world, 'patient', patient, 'request-erasure');
  await world.pass(31);
  const to = await mkdtemp(join(tmpdir(), 'dossier-'));
  t.teardown(() => rm(to, { recursive: true, force: true }));
  const { configuration } = world.server;
  await ends.pop()?.();
  await copyBetween(configuration, { from: configuration.dataDir, to, telling: () => {} });
  const copy = loadConfiguration({ DATA_DIR: to, PUBLIC_URL: world.server.base.slice(0, -5) });
  t.same(await faultsIn(copy), []);
  t.same(await foundAnywhere(copy, SECRETS), []);
  for (const end of ends) await end();
});

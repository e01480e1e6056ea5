/**
 * What the signed checkpoints find that no hash can: an end that was cut off, and a chain that was
 * written anew with all its hashes right.
 */
import t from 'tap';
import type { Test } from 'tap';
import { startServer, type TestServer } from '../fixtures/server.js';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { beside } from '../fixtures/beside.js';
import { CHAIN_EDITS, withoutCheckpoints } from './chain-edits.js';
import { verified } from './verified.js';

async function aServerWithTraces(t: Test): Promise<TestServer> {
  const server = await startServer(t);
  const { patient } = await openDossier(server, { authorised: ['neurologist'] });
  const { documents } = await push(server, 'nurse', aBundle(patient, [{}]));
  const neurologist = await server.as('neurologist');
  for (let i = 0; i < 3; i++) await neurologist.get(`DocumentReference/${documents[0]}`);
  return server;
}

t.test('checkpoints are made of what was written, and of nothing else', async (t) => {
  const server = await aServerWithTraces(t);
  await server.app.checkpoint();
  const { checkpoints, checkpoint, lines } = await verified(server.configuration);
  t.ok(checkpoints > 0);
  t.same(lines, []);
  await server.app.checkpoint();
  t.equal((await verified(server.configuration)).checkpoint, checkpoint, 'nothing was written');
  await (await server.as('patient')).get('AuditEvent?_count=1');
  await server.app.checkpoint();
  const later = await verified(server.configuration, checkpoint);
  t.ok(later.checkpoints > checkpoints);
  t.same(later.lines, [], 'the one noted before is there');
});

t.test('a clean stop signs what was written, and a start goes on from there', async (t) => {
  const server = await aServerWithTraces(t);
  await server.app.close();
  const { configuration } = server;
  const { checkpoints, checkpoint } = await verified(configuration);
  t.ok(checkpoints > 0);
  const signed = await beside(server, async (store) => {
    const names: string[] = [];
    for await (const { name, n } of store.recent()) names.push(`${name}/${n}`);
    return names;
  });
  t.ok(signed.some((name) => name.startsWith('log ')));
  const again = await startServer(t, { configuration });
  await (await again.as('stranger')).get('Practitioner/nobody');
  await again.app.checkpoint();
  const later = await verified(configuration, checkpoint);
  t.ok(later.checkpoints > checkpoints);
  t.same(later.lines, []);
});

t.test('each end cut off, and each chain written anew, is found by the signature', async (t) => {
  const server = await aServerWithTraces(t);
  await server.app.close();
  for (const { name, breaks } of CHAIN_EDITS) {
    await t.test(`found: ${name}`, async (t) => {
      const { configuration, told } = await breaks(t, server.configuration);
      const { lines } = await verified(configuration);
      // The minute may have come meanwhile, and with it a checkpoint before the last.
      const numbered = lines.map((line) => line.replace(/checkpoint \d+/, 'checkpoint 1'));
      t.ok(numbered.includes(told), `${told} | ${lines.slice(0, 4).join(' | ')}`);
    });
  }
  t.same((await verified(server.configuration)).lines, []);
});

t.test('a store cut back with its checkpoints is found by one that was noted', async (t) => {
  const server = await aServerWithTraces(t);
  await server.app.close();
  const { checkpoint } = await verified(server.configuration);
  const { configuration } = await withoutCheckpoints(t, server.configuration);
  t.same((await verified(configuration)).lines, [], 'nothing in the store tells it');
  const { lines } = await verified(configuration, checkpoint);
  t.same(lines, [`checkpoint ${checkpoint}: it is missing, with all that was written since`]);
});

/** A store whose index other rules made: a copy of it is indexed anew, and proves itself. */
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import t from 'tap';
import { loadConfiguration, type Configuration } from '../../fastify.config.js';
import { copyBetween, verifyStore } from '../../src/app.js';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { aDataDir } from '../fixtures/process.js';
import { startServer } from '../fixtures/server.js';

async function faultsIn(configuration: Configuration): Promise<number> {
  return (await verifyStore(configuration, { fault: () => {} })).faults;
}

t.test('copy --reindex gives a store the index of the parameters of now', async (t) => {
  const [dir, same, anew] = [await aDataDir(t), await aDataDir(t), await aDataDir(t)];
  const ends: (() => unknown)[] = [];
  const settings = { DATA_DIR: dir, MONGODB_URL: '' };
  const server = await startServer({ teardown: (end) => ends.push(end) }, { settings });
  const { patient } = await openDossier(server, { authorised: ['nurse'] });
  await push(server, 'nurse', aBundle(patient));
  for (const end of ends) await end();

  const db = new DatabaseSync(join(dir, 'dossier.sqlite'));
  db.exec("UPDATE versions SET tokens = substr(tokens, 1, 8) WHERE type = 'DocumentReference'");
  db.exec('DELETE FROM tokens');
  db.close();
  const at = (dataDir: string): Configuration =>
    loadConfiguration({ DATA_DIR: dataDir, PUBLIC_URL: server.base.replace(/\/fhir$/, '') });
  const telling = (): void => {};
  await copyBetween(at(dir), { from: dir, to: same, telling });
  t.not(await faultsIn(at(same)), 0, 'as it was, it is not what the rules say');
  await copyBetween(at(dir), { from: dir, to: anew, telling, reindex: true });
  t.equal(await faultsIn(at(anew)), 0);
});

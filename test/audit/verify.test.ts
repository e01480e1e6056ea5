/** `verify-audit` proves a real server's store, and names the place of any one row that was edited by hand. */
import t from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { onMongo, startServer } from '../fixtures/server.js';
import { MONGODB_EDITS } from './edits-mongodb.js';
import { SQLITE_EDITS } from './edits-sqlite.js';
import { verified } from './verified.js';

t.test('a store as it was written holds, beside the serving process and after it', async (t) => {
  const server = await startServer(t);
  const { patient } = await openDossier(server, { authorised: ['neurologist'] });
  const made = await push(
    server,
    'nurse',
    // So many that an index holds some of their values by now.
    aBundle(patient, [
      {},
      { labels: ['INVISIBLE_PATIENT'] },
      ...Array.from({ length: 10 }, () => ({})),
    ]),
  );
  const neurologist = await server.as('neurologist');
  // One after the other: each read is a block of the log of its own.
  await neurologist.get(`DocumentReference/${made.documents[0]}`);
  await neurologist.get(`DocumentReference/${made.documents[1]}`);
  const patched = await (
    await server.as('nurse')
  ).patch(`DocumentReference/${made.documents[0]}`, [
    { op: 'replace', path: '/status', value: 'superseded' },
  ]);
  t.equal(patched.status, 200);
  t.same((await verified(server.configuration)).lines, []);

  for (const { name, told, edited } of onMongo() ? MONGODB_EDITS : SQLITE_EDITS) {
    await t.test(`found: ${name}`, async (t) => {
      const faults = (await verified(await edited(t, server.configuration))).lines;
      t.ok(
        faults.some((line) => told.test(line)),
        faults.slice(0, 3).join(' | ') || 'no fault was found',
      );
    });
  }
  t.same((await verified(server.configuration)).lines, []);
});

/** `verify-audit` proves a real server's store, and names the place of any one row that was edited by hand. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import t, { type Test } from 'tap';
import { loadConfiguration } from '../../fastify.config.js';
import { verifyStore } from '../../src/app.js';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { startServer } from '../fixtures/server.js';

/** One edit of one row, and what the fault must name. */
const EDITS: readonly (readonly [sql: string, told: RegExp])[] = [
  [
    "UPDATE versions SET body = replace(body, 'current', 'CURRENT') WHERE type = 'DocumentReference' AND version = 1",
    /DocumentReference\/.* version 1/,
  ],
  [
    "UPDATE versions SET facts = replace(facts, 'ps:8', 'ps:7') WHERE type = 'DocumentReference'",
    /DocumentReference\//,
  ],
  ["DELETE FROM versions WHERE type = 'Binary'", /Binary\/.* is missing/],
  ['DELETE FROM events WHERE eid = 1', /AuditEvent\//],
  [
    "UPDATE events SET body = replace(body, 'AuditEvent', 'auditEvent') WHERE eid = (SELECT max(eid) - 1 FROM events)",
    /log |AuditEvent/,
  ],
  ['DELETE FROM blocks WHERE n = 1', /log /],
  [
    "UPDATE commits SET policy = replace(policy, 'activated', 'created') WHERE n = (SELECT max(n) FROM commits)",
    /policy/,
  ],
  ["DELETE FROM heads WHERE p NOT LIKE '%/%'", /head/],
  [
    "DELETE FROM tokens WHERE rid = (SELECT max(rid) FROM versions WHERE type = 'DocumentReference')",
    /DocumentReference|index row/,
  ],
  [
    "UPDATE versions SET tokens = x'' WHERE type = 'DocumentReference' AND died IS NULL",
    /the index does not hold|index row/,
  ],
  [
    "DELETE FROM ranges WHERE rid = (SELECT max(rid) FROM versions WHERE type = 'DocumentReference')",
    /DocumentReference/,
  ],
  [
    "UPDATE events SET tokens = x'' WHERE eid = (SELECT max(eid) - 1 FROM events)",
    /AuditEvent\/.*: the index does not hold what the event says/,
  ],
  [
    'UPDATE events SET tokens = substr(tokens, 9) WHERE eid = 1',
    /AuditEvent\/.*: the index does not hold what the event says/,
  ],
  ['DELETE FROM keys', /key/],
];

async function faultsIn(dir: string): Promise<string[]> {
  const lines: string[] = [];
  const configuration = loadConfiguration({ DATA_DIR: dir, PORT: '0', LOG_LEVEL: 'silent' });
  await verifyStore(configuration, { fault: (line) => lines.push(line) });
  return lines;
}

async function edited(t: Test, dir: string, sql: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'dossier-edited-'));
  t.teardown(() => rm(copy, { recursive: true, force: true }));
  await cp(dir, copy, { recursive: true });
  const db = new DatabaseSync(join(copy, 'dossier.sqlite'));
  const { changes } = db.prepare(asText(sql)).run();
  db.close();
  t.ok(Number(changes) > 0, 'a row was edited');
  return copy;
}

/** Bodies are blobs: they are edited as texts and stored as blobs again. */
function asText(sql: string): string {
  return sql.replace(
    /SET body = replace\(body, (.*?)\) WHERE/,
    'SET body = CAST(replace(CAST(body AS TEXT), $1) AS BLOB) WHERE',
  );
}

t.test('a store as it was written holds, beside the serving process and after it', async (t) => {
  const server = await startServer(t);
  const { patient } = await openDossier(server, { authorised: ['neurologist'] });
  const made = await push(
    server,
    'nurse',
    aBundle(patient, [{}, { labels: ['INVISIBLE_PATIENT'] }]),
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
  const { dataDir } = server.configuration;
  t.same(await faultsIn(dataDir), []);

  for (const [sql, told] of EDITS) {
    await t.test(`found: ${sql.slice(0, 70)}`, async (t) => {
      const faults = await faultsIn(await edited(t, dataDir, sql));
      t.ok(
        faults.some((line) => told.test(line)),
        faults.slice(0, 3).join(' | ') || 'no fault was found',
      );
    });
  }
});

/** Edits by hand of a copy of the embedded store. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import type { Test } from 'tap';
import type { Configuration } from '../../fastify.config.js';
import type { Edit } from './edit.js';

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
    "UPDATE log.events SET body = replace(body, '2026', '2025') WHERE eid = (SELECT max(eid) - 1 FROM log.events)",
    /log /,
  ],
  ["UPDATE log.forms SET pieces = replace(pieces, 'TREAT', 'ETREAT')", /log /],
  ["UPDATE forms SET pieces = replace(pieces, 'AuditEvent', 'auditEvent')", /AuditEvent\//],
  ["UPDATE log.forms SET tokens = x''", /AuditEvent\/.*: the index does not hold/],
  ['DELETE FROM log.forms', /log /],
  ['DELETE FROM blocks WHERE n = 1', /log /],
  [
    "UPDATE commits SET policy = replace(policy, 'activated', 'created') WHERE n = (SELECT max(n) FROM commits)",
    /policy/,
  ],
  ["DELETE FROM heads WHERE p NOT LIKE '%/%'", /head/],
  ['DELETE FROM tokens WHERE rid = (SELECT max(rid) FROM tokens)', /DocumentReference|index row/],
  ['UPDATE heads SET indexed = n WHERE indexed < n', /index row or key of it is missing/],
  [
    "UPDATE versions SET tokens = x'' WHERE type = 'DocumentReference' AND died IS NULL",
    /the index does not hold|index row/,
  ],
  [
    "DELETE FROM ranges WHERE rid = (SELECT max(rid) FROM versions WHERE type = 'DocumentReference')",
    /DocumentReference/,
  ],
  [
    "UPDATE log.events SET tokens = x'' WHERE eid = (SELECT max(eid) - 1 FROM log.events)",
    /AuditEvent\/.*: the index does not hold what the event says/,
  ],
  [
    'UPDATE events SET tokens = substr(tokens, 9) WHERE eid = 1',
    /AuditEvent\/.*: the index does not hold what the event says/,
  ],
  ['DELETE FROM keys', /key/],
];

/** Every edit, each of a fresh copy. */
export const SQLITE_EDITS: readonly Edit[] = EDITS.map(([sql, told]) => ({
  name: sql.slice(0, 70),
  told,
  edited: (t, configuration) => edited(t, configuration, sql),
}));

async function edited(t: Test, configuration: Configuration, sql: string): Promise<Configuration> {
  const dataDir = await mkdtemp(join(tmpdir(), 'dossier-edited-'));
  t.teardown(() => rm(dataDir, { recursive: true, force: true }));
  await cp(configuration.dataDir, dataDir, { recursive: true });
  const db = new DatabaseSync(join(dataDir, 'dossier.sqlite'));
  db.prepare('ATTACH DATABASE ? AS log').run(join(dataDir, 'access-log.sqlite'));
  const { changes } = db.prepare(asText(sql)).run();
  db.close();
  t.ok(Number(changes) > 0, 'a row was edited');
  return { ...configuration, dataDir };
}

/** Bodies are blobs: they are edited as texts and stored as blobs again. */
function asText(sql: string): string {
  return sql.replace(
    /SET (body|pieces) = replace\((?:body|pieces), (.*?)\)/,
    'SET $1 = CAST(replace(CAST($1 AS TEXT), $2) AS BLOB)',
  );
}

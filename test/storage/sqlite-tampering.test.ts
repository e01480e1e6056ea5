/** Whoever changes the file behind the server's back is found out, row by row. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import t from 'tap';
import { openSqlite } from '../../src/storage/sqlite/store.js';
import type { Store } from '../../src/storage/store.js';
import { aBlock, act, anEvent, key, token } from '../contract/store/builders.js';
import { faultsOf } from '../contract/store/proof.js';

/** An edit of the file, and a part of the line that tells it. */
const EDITS: readonly (readonly [sql: string, told: RegExp])[] = [
  ["UPDATE versions SET body = x'00' WHERE rid = 1", /p\/1, List\/a version 1: body or facts/],
  [`UPDATE versions SET facts = '{"f":2}' WHERE rid = 1`, /p\/1, List\/a version 1: body or facts/],
  ["UPDATE versions SET salt = x'00' WHERE rid = 1", /p\/1, List\/a version 1: body or facts/],
  ["UPDATE versions SET type = 'Basic' WHERE rid = 1", /p\/1, Basic\/a version 1: is not in/],
  ["UPDATE versions SET id = 'z' WHERE rid = 1", /p\/1, List\/z version 1: is not in the header/],
  ['UPDATE versions SET version = 9 WHERE rid = 1', /p\/1, List\/a version 9: number, time/],
  ['UPDATE versions SET written = 9 WHERE rid = 1', /p\/1, List\/a version 1: number, time/],
  ['UPDATE versions SET gone = 1 WHERE rid = 1', /p\/1, List\/a version 1: number, time/],
  ['UPDATE versions SET born = 2 WHERE rid = 1', /p\/1, List\/a version 1: is missing/],
  ['UPDATE versions SET born = 77 WHERE rid = 1', /p\/77.*no commit wrote it/],
  ['UPDATE versions SET died = NULL WHERE rid = 1', /p\/1.*its end is not where the next/],
  ["UPDATE versions SET p = 'q' WHERE rid = 1", /q\/1, List\/a version 1: no commit wrote it/],
  ['DELETE FROM versions WHERE rid = 2', /p\/2, List\/a version 2: is missing/],
  [
    `INSERT INTO versions SELECT 99, p, type, 'new', 1, born, died, until, swept, written, gone, at,
     space, tokens, wide, keys, texts, wrapped, salt, facts, body FROM versions WHERE rid = 2`,
    /p\/2, List\/new version 1: is not in the header/,
  ],
  [`UPDATE commits SET policy = '{"state":"open"}' WHERE n = 1`, /p\/1: the policy does not/],
  ["UPDATE commits SET policy_salt = x'00' WHERE n = 1", /p\/1: the policy does not/],
  ["UPDATE commits SET hash = 'ff' WHERE n = 1", /p\/1: the header does not match its hash/],
  ["UPDATE commits SET header = '{}' WHERE n = 1", /p\/1: the header does not match its hash/],
  ["UPDATE commits SET header = 'x' WHERE n = 1", /p\/1: the header cannot be read/],
  ['UPDATE commits SET n = 9 WHERE n = 2', /p\/9: the n is not the header's/],
  ['DELETE FROM commits WHERE n = 1', /p\/2: the link before it is missing/],
  ['DELETE FROM commits WHERE n = 3', /p: the head is not the last commit/],
  ['DELETE FROM heads', /p: has no head/],
  ['UPDATE heads SET n = 2', /p, head: no such commit/],
  ["UPDATE heads SET hash = 'ff'", /p: the head is not the last commit/],
  ["UPDATE events SET body = x'00' WHERE eid = 1", /p\/1, AuditEvent\/e1: body or facts/],
  ["UPDATE events SET p = 'q' WHERE eid = 1", /p\/1, AuditEvent\/e1: body or facts/],
  ['UPDATE events SET recorded = 9 WHERE eid = 1', /p\/1, AuditEvent\/e1: body or facts/],
  ["UPDATE events SET id = 'z' WHERE eid = 1", /p\/1, AuditEvent\/z: is not in the header/],
  ['DELETE FROM events WHERE eid = 1', /p\/1, AuditEvent\/e1: is missing/],
  [
    "UPDATE log.events SET body = x'00' WHERE eid = 1",
    /log one\/1: AuditEvent\/.*: does not match its digest/,
  ],
  ['DELETE FROM log.events WHERE eid = 1', /log one\/1: entries are missing or were added/],
  [
    "INSERT INTO events SELECT 99, p, recorded, 'new', salt, form, tokens, body FROM events WHERE eid = 1",
    /p, AuditEvent\/new: no commit or block wrote it/,
  ],
  ['UPDATE blocks SET at = 9 WHERE n = 1', /log one\/1: the at is not the header's/],
  ["UPDATE blocks SET chain = 'two' WHERE n = 1", /log two\/1: the chain is not the header's/],
  ["UPDATE blocks SET hash = 'ff' WHERE n = 1", /log one\/2: the link before it is missing/],
  ['DELETE FROM blocks WHERE n = 1', /log one\/2: the link before it is missing/],
  ['DELETE FROM blocks WHERE n = 2', /AuditEvent\/e3: no commit or block wrote it/],
  ['DELETE FROM tokens WHERE rid = 3', /r\/1, .*index row or key of it is missing/],
  ["UPDATE heads SET indexed = n WHERE p = 'p'", /p\/2, .*index row or key of it is missing/],
  ["INSERT INTO tokens VALUES ('p', x'0011223344556677', 2)", /token of row 2: no version/],
  ["INSERT INTO ranges VALUES (99, 'date', 0, 1, 2)", /date of row 99: no version/],
  ['DELETE FROM wide', /p\/2, .*index row or key of it is missing/],
  ["INSERT INTO wide VALUES ('main', 'List', x'0011223344556677', 2)", /main, wide token of row 2/],
  ['DELETE FROM keys', /p\/2, .*index row or key of it is missing/],
  ["INSERT INTO keys VALUES ('k', 'p', 'List', 'a')", /key of p, List\/a: its holder does not/],
];

t.test('every edit, addition and removal of a row is told', async (t) => {
  const dir = t.testdir({ whole: {} });
  const store = await openSqlite({ dir: join(dir, 'whole') });
  await fill(store);
  t.same(await faultsOf(store), []);
  await store.close();
  for (const [i, [sql, told]] of EDITS.entries()) {
    const edited = join(dir, `edit${i}`);
    mkdirSync(edited);
    for (const file of ['dossier.sqlite', 'access-log.sqlite']) {
      copyFileSync(join(dir, 'whole', file), join(edited, file));
    }
    edit(edited, sql);
    const reader = await openSqlite({ dir: edited, readOnly: true });
    t.match((await faultsOf(reader)).join('\n'), told, sql);
    await reader.close();
  }
});

/**
 * Two versions and a commit without any, events of a commit and of two blocks; and in another
 * stream so many versions that their tokens have come to the table.
 */
async function fill(store: Store): Promise<void> {
  const index = { tokens: [token('t')], wide: [token('w')], ranges: { date: [{ lo: 1, hi: 2 }] } };
  const a = { type: 'List', id: 'a', facts: { f: 1 }, keys: [key('a')], index };
  await act(store, 'p', { versions: [a], events: [anEvent('p', 'e1', 5, 't')] });
  await act(store, 'p', { versions: [a], policy: { state: 'active' } });
  await act(store, 'p', {});
  const first = aBlock('one', undefined, [anEvent('p', 'e2', 6, 't')]);
  await store.append(first);
  await store.append(aBlock('one', first, [anEvent('p', 'e3', 7)]));
  const many = Array.from({ length: 30 }, (_, i) => ({
    id: `b${i}`,
    index: { tokens: [token('t')] },
  }));
  await act(store, 'r', { versions: many });
}

function edit(dir: string, sql: string): void {
  const db = new DatabaseSync(join(dir, 'dossier.sqlite'));
  db.prepare('ATTACH DATABASE ? AS log').run(join(dir, 'access-log.sqlite'));
  // Texts may stand where the layout wants bytes, and the other way round: an intruder has no rules.
  db.exec(sql.includes('header') ? sql.replace(/'(\{\}|x)'/, "CAST('$1' AS BLOB)") : sql);
  db.close();
}

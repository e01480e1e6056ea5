/** What is the embedded store's own: its file, its second readers, its limits. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import t from 'tap';
import type { Test } from 'tap';
import { WAITING_MAX } from '../../src/storage/sqlite/queue.js';
import { migrateSqlite } from '../../src/storage/sqlite/migrate.js';
import { openSqlite } from '../../src/storage/sqlite/store.js';
import type { SqliteSettings } from '../../src/storage/sqlite/store.js';
import type { Store } from '../../src/storage/store.js';
import { aBlock, all, anEvent, aPart, aStream, find, idsOf } from '../contract/store/builders.js';
import { act, put, together, token } from '../contract/store/builders.js';
import { faultsOf } from '../contract/store/proof.js';

const PATIENCE_MS = 10_000;

t.test('a database that a newer program wrote is refused', async (t) => {
  const { dir, store } = await opened(t);
  await store.close();
  const db = new DatabaseSync(join(dir, 'dossier.sqlite'));
  db.exec("UPDATE meta SET value = value + 1 WHERE name = 'schema'");
  db.close();
  await t.rejects(openSqlite({ dir }), { message: /newer version/ });
  await t.rejects(openSqlite({ dir, readOnly: true }), { message: /newer version/ });
});

t.test('a store whose access log was taken away is not opened', async (t) => {
  const { dir, store } = await opened(t);
  await store.close();
  rmSync(join(dir, 'access-log.sqlite'));
  for (const _ of [1, 2]) await t.rejects(openSqlite({ dir }), { message: /access-log.*missing/ });
  await t.rejects(openSqlite({ dir, readOnly: true }));
});

t.test('a store whose log stood among the dossiers is brought to two files, whole', async (t) => {
  const { dir, store } = await opened(t);
  await act(store, 'p', { events: [anEvent('p', 'a', 5, 'commit')] });
  const first = aBlock('one', undefined, [anEvent('p', 'b', 6, 'log'), anEvent('p', 'c', 7)]);
  await store.append(first);
  await store.append(aBlock('one', first, [anEvent('p', 'd', 8)]));
  await store.close();
  toOneFile(dir);
  const again = await migrated(t, dir, ['layout 4 to 5', 'layout 5 to 6']);
  t.same(await faultsOf(again), []);
  const blocks = await all(again.blocks());
  t.same(
    blocks.map(({ entries }) => entries.map(({ id }) => id)),
    [['b', 'c'], ['d']],
  );
  await again.append(aBlock('two', undefined, [anEvent('p', 'e', 9)]));
  await act(again, 'p', { events: [anEvent('p', 'f', 9)] });
  t.same(await faultsOf(again), []);
});

t.test('a store whose tokens all stood in their table is brought to this layout', async (t) => {
  const { dir, store } = await opened(t);
  const index = { tokens: [token('x')] };
  await put(store, 'p', ...Array.from({ length: 30 }, (_, i) => ({ id: `d${i}`, index })));
  await store.append(aBlock('one', undefined, [anEvent('p', 'a', 6)]));
  await store.close();
  toLayoutOfFive(dir);
  const again = await migrated(t, dir, ['layout 5 to 6']);
  await put(again, 'p', { id: 'new', index });
  t.same(await faultsOf(again), []);
  const where = { kind: 'token', token: token('x') } as const;
  t.equal((await find(again, 'p', { where, limit: 3 })).total, 31);
});

t.test('a second opening reads what a serving one has written, and writes nothing', async (t) => {
  const { dir, store } = await opened(t);
  await put(store, 'p', { id: 'a' });
  const second = await openSqlite({ dir, readOnly: true });
  t.teardown(() => second.close());
  t.equal((await second.head('p'))?.n, 1);
  await put(store, 'p', { id: 'b' });
  // Reads of one turn of the event loop see one state.
  await new Promise((resolve) => setImmediate(resolve));
  t.same(idsOf(await find(second, 'p')), ['a', 'b']);
  t.equal((await all(second.journal())).length, 2);
  await t.rejects(put(second, 'p', { id: 'c' }), { code: 'unavailable' });
  await t.rejects(second.append(aBlock('a', undefined, [])), { code: 'unavailable' });
});

t.test(
  'a commit is known as soon as it is on the disk, however long a turn serves others',
  async (t) => {
    const { store } = await opened(t);
    let isWritten = false;
    const written = put(store, 'p', { id: 'a' }).then(() => (isWritten = true));
    const until = performance.now() + PATIENCE_MS;
    // Nothing here lets the event loop turn.
    while (!isWritten && performance.now() < until) await store.head('q');
    t.ok(isWritten);
    t.equal((await store.head('p'))?.n, 1);
    await written;
  },
);

t.test('the store has no notes, until its database cannot be read', async (t) => {
  const { dir, store } = await opened(t);
  t.strictSame(await store.condition(), { usable: true, notes: [] });
  const db = new DatabaseSync(join(dir, 'dossier.sqlite'));
  db.exec('ALTER TABLE heads RENAME TO lost');
  const { usable, notes } = await store.condition();
  t.equal(usable, false);
  t.match(notes, [/cannot be read/]);
  db.exec('ALTER TABLE lost RENAME TO heads');
  db.close();
  t.strictSame(await store.condition(), { usable: true, notes: [] });
});

t.test('a stopped database is read without a server', async (t) => {
  const { dir, store } = await opened(t);
  await put(store, 'p', { id: 'a' });
  await store.close();
  const reader = await openSqlite({ dir, readOnly: true });
  t.teardown(() => reader.close());
  t.equal((await reader.head('p'))?.n, 1);
});

t.test('a folder without a database is not opened for reading', async (t) => {
  await t.rejects(openSqlite({ dir: t.testdir(), readOnly: true }));
});

t.test('strings rest sealed, and are found all the same', async (t) => {
  const flip = (stream: string, bytes: Uint8Array) =>
    bytes.map((byte, i) => byte ^ (0x55 + stream.length + (i % 7)));
  const { dir, store } = await opened(t, { texts: { seal: flip, open: flip } });
  await put(store, 'p', { id: 'a', index: { texts: { name: ['Éléonore-Bérangère'] } } });
  const where = { kind: 'text', param: 'name', match: 'starts', value: 'beran' } as const;
  t.same(idsOf(await find(store, 'p', { where })), ['a']);
  const byName = { by: { text: 'name' }, descending: false } as const;
  t.same((await find(store, 'p', { order: byName })).hits[0]?.place.value, 'eleonore berangere');
  await store.close();
  const file = readFileSync(join(dir, 'dossier.sqlite'));
  t.notOk(file.includes('rangère'));
  t.notOk(file.includes('berang'));
});

t.test(
  'at its size limit writes are refused, reads go on, and nothing answered is lost',
  async (t) => {
    const { store } = await opened(t, { bytesMax: 1_000_000 });
    let kept = 0;
    const fill = async (): Promise<void> => {
      for (;;) {
        await put(store, 'p', { id: `d${kept}`, body: 'x'.repeat(50_000) });
        kept++;
      }
    };
    await t.rejects(fill(), { code: 'unavailable' });
    t.ok(kept > 5 && kept < 20);
    t.equal((await find(store, 'p')).total, kept);
    t.match(await put(store, 'p', { id: 'small', body: '' }), { kind: 'committed' });
  },
);

t.test('more than may wait is refused as overloaded, and what waits is written', async (t) => {
  const { store } = await opened(t);
  // The first is in the writer's thread at once; the rest waits behind it.
  const blocks = Array.from({ length: WAITING_MAX + 2 }, (_, i) => aBlock(`c${i}`, undefined, []));
  const answers = await Promise.allSettled(blocks.map((block) => store.append(block)));
  const refused = answers.filter(({ status }) => status === 'rejected');
  t.match(refused, [{ reason: { code: 'overloaded', status: 503 } }]);
  t.equal(refused.length, 1);
  t.equal((await all(store.blocks())).length, WAITING_MAX + 1);
});

t.test(
  'a request that fails undoes itself alone, not those that share its transaction',
  async (t) => {
    const { store } = await opened(t);
    const streams = Array.from({ length: 5 }, () => aStream());
    const parts = await Promise.all(
      streams.map((p) => aPart(store, p, { versions: [{ id: 'a' }] })),
    );
    // A version number out of turn, and an event id used twice: faults of a caller.
    const bad = await aPart(store, 'bad', { versions: [{ id: 'a', version: 3 }], outbox: ['x'] });
    const twice = [anEvent('bad', 'e'), anEvent('bad', 'e')];
    const worse = await aPart(store, 'bad', { versions: [{ id: 'b' }], events: twice });
    const [first, ...others] = parts.map((part) => store.commit(together(part)));
    const wrong = [bad, worse].map((part) => store.commit(together(part)));
    for (const commit of wrong) await t.rejects(commit, { code: 'internal' });
    for (const commit of [first, ...others]) t.match(await commit, { kind: 'committed' });
    t.equal(await store.head('bad'), undefined);
    t.same(await store.outbox(9), []);
    t.same(await all(store.strays()), []);
  },
);

t.test('closing waits for what was begun', async (t) => {
  const { dir, store } = await opened(t);
  const parts = await Promise.all(
    Array.from({ length: 50 }, () => aPart(store, aStream(), { versions: [{ id: 'a' }] })),
  );
  const commits = parts.map((part) => store.commit(together(part)));
  await store.close();
  for (const commit of commits) t.match(await commit, { kind: 'committed' });
  const again = await openSqlite({ dir, readOnly: true });
  t.equal((await all(again.heads())).length, 50);
  await again.close();
});

/** Opens a store of an older layout once it was refused and migrated, by these steps. */
async function migrated(t: Test, dir: string, steps: readonly string[]): Promise<Store> {
  await t.rejects(openSqlite({ dir }), { message: /dossier migrate/ });
  const lines: string[] = [];
  await migrateSqlite(dir, (line) => lines.push(line));
  t.same(lines, steps);
  const store = await openSqlite({ dir });
  t.teardown(() => store.close());
  return store;
}

/** Puts a store back to the layout in which all tokens stood in their table. */
function toLayoutOfFive(dir: string): void {
  for (const name of ['dossier', 'access-log']) {
    const db = new DatabaseSync(join(dir, `${name}.sqlite`));
    if (name === 'dossier') db.exec('ALTER TABLE heads DROP COLUMN indexed');
    db.exec("UPDATE meta SET value = 5 WHERE name = 'schema'");
    db.close();
  }
}

/** Puts a store back to the layout in which the access log stood among the dossiers. */
function toOneFile(dir: string): void {
  const db = new DatabaseSync(join(dir, 'dossier.sqlite'));
  const log = join(dir, 'access-log.sqlite');
  db.prepare('ATTACH DATABASE ? AS log').run(log);
  db.exec(`
    CREATE TABLE main.blocks (
      chain TEXT NOT NULL, n INTEGER NOT NULL, at INTEGER NOT NULL, hash TEXT NOT NULL,
      header BLOB NOT NULL, first_event INTEGER NOT NULL, event_count INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX main.blocks_place ON blocks (chain, n);
    CREATE INDEX main.blocks_events ON blocks (first_event) WHERE event_count > 0;
    INSERT INTO main.blocks SELECT chain, n, at, hash, header, first_event + 100, event_count
      FROM log.blocks;
    INSERT INTO main.events SELECT eid + 100, p, recorded, id, salt, form, tokens, body
      FROM log.events;
    DROP INDEX main.events_time;
    ALTER TABLE main.events DROP COLUMN form;
    CREATE INDEX main.events_time ON events (p, recorded DESC, id, tokens);
    DROP TABLE main.forms;
    ALTER TABLE main.heads DROP COLUMN indexed;
    UPDATE main.meta SET value = 4 WHERE name = 'schema';`);
  db.close();
  for (const file of [log, `${log}-wal`, `${log}-shm`]) rmSync(file, { force: true });
}

async function opened(t: Test, more: Partial<SqliteSettings> = {}) {
  const dir = t.testdir();
  const store = await openSqlite({ dir, ...more });
  t.teardown(() => store.close());
  return { dir, store };
}

/** The floor on SQLite: prepared statements, and a thread that commits what waits at once. */
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DOSSIER, grouped, TYPE, type Found, type FloorBytes, type FloorStore } from './store.js';
import type { FloorWrite } from './writer.js';

/** Opens the database with the settings of the product's. */
export function openDatabase(dir: string, readOnly: boolean): DatabaseSyncInstance {
  const db = new DatabaseSync(join(dir, 'floor.sqlite'), { readOnly, timeout: 5_000 });
  if (!readOnly) db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  db.exec('PRAGMA cache_size = -65536;');
  return db;
}

/** The floor in a folder. */
export async function sqliteFloor(dir: string): Promise<FloorStore> {
  await mkdir(join(dir, 'documents'), { recursive: true });
  const writer = openDatabase(dir, false);
  writer.exec(LAYOUT);
  const db = openDatabase(dir, true);
  const worker = new Worker(new URL('./writer.js', import.meta.url), { workerData: dir });
  const write = grouped<FloorWrite>(async (batch) => {
    worker.postMessage(batch);
    await once(worker, 'message');
  });
  const kept = (name: string): Uint8Array =>
    db.prepare('SELECT body FROM kept WHERE name = ?').get(name).body;
  return {
    fill: (bytes) => fill(dir, writer, bytes),
    provided: async () => kept('provided'),
    ...readsOf(db, dir),
    provide: async (rows, files) => {
      for (const bytes of files) await keep(join(dir, 'documents', randomUUID()), bytes);
      await write({ rows });
    },
    trace: () => write({ rows: [], trace: true }),
    close: async () => void (await worker.terminate()),
  };
}

const LAYOUT = `
  CREATE TABLE IF NOT EXISTS resources
    (p TEXT, type TEXT, id TEXT, at REAL, code TEXT, status TEXT, body BLOB);
  CREATE UNIQUE INDEX IF NOT EXISTS resources_id ON resources (p, type, id);
  CREATE INDEX IF NOT EXISTS resources_page ON resources (p, type, at DESC, id, code, status);
  CREATE TABLE IF NOT EXISTS events (p TEXT, recorded INTEGER, id TEXT, body BLOB);
  CREATE INDEX IF NOT EXISTS events_time ON events (p, recorded DESC, id);
  CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, body BLOB);
  CREATE TABLE IF NOT EXISTS log (at REAL, body BLOB);`;

async function fill(dir: string, db: DatabaseSyncInstance, bytes: FloorBytes): Promise<void> {
  db.exec('BEGIN');
  const resource = db.prepare('INSERT INTO resources VALUES (?, ?, ?, ?, ?, ?, ?)');
  for (const { id, at, type, status, body } of bytes.documents) {
    resource.run(DOSSIER, TYPE, id, at, type, status, body);
  }
  const event = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?)');
  for (const { id, at, body } of bytes.events) event.run(DOSSIER, at, id, body);
  const kept = db.prepare('INSERT INTO kept VALUES (?, ?)');
  kept.run('provided', bytes.provided);
  kept.run('trace', bytes.trace);
  db.exec('COMMIT');
  await keep(join(dir, 'documents', bytes.file.name), bytes.file.bytes);
}

function readsOf(
  db: DatabaseSyncInstance,
  dir: string,
): Pick<FloorStore, 'read' | 'file' | 'search' | 'newest' | 'events'> {
  const columns =
    'SELECT id, body FROM resources INDEXED BY resources_page WHERE p = ? AND type = ?';
  const order = 'ORDER BY at DESC, id LIMIT ?';
  const asked = 'AND code = ? AND status = ? AND at >= ?';
  const count = 'SELECT count(*) AS n FROM resources WHERE p = ? AND type = ?';
  const read = db.prepare('SELECT body FROM resources WHERE p = ? AND type = ? AND id = ?');
  const search = db.prepare(`${columns} ${asked} ${order}`);
  const counted = db.prepare(`${count} ${asked}`);
  const newest = db.prepare(`${columns} ${order}`);
  const all = db.prepare(`${count} AND at > 0`);
  const events = db.prepare(
    'SELECT id, body FROM events WHERE p = ? ORDER BY recorded DESC, id LIMIT ?',
  );
  const place = [DOSSIER, TYPE];
  return {
    read: async (id) => read.get(...place, id).body,
    file: async (name) => (await open(join(dir, 'documents', name), 'r')).createReadStream(),
    search: async ({ code, status, from }, limit) => {
      const criteria = [...place, code, status, from];
      const rows: Found[] = search.all(...criteria, limit);
      return { rows, total: counted.get(...criteria).n };
    },
    newest: async (limit) => {
      return { rows: newest.all(...place, limit), total: all.get(...place).n };
    },
    events: async (limit) => events.all(DOSSIER, limit),
  };
}

async function keep(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  await file.writeFile(bytes);
  await file.sync();
  await file.close();
}

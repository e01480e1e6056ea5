/** The rows of a store as somebody edits them who has its files, on either store. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { MongoClient, type Db, type Document } from 'mongodb';
import type { Test } from 'tap';
import type { Configuration } from '../../fastify.config.js';
import { commitName } from '../../src/storage/mongodb/layout.js';
import type { Broken } from './faults.js';

/** A commit or a block. */
export interface Link {
  /** The stream, or the chain of the log. */
  readonly chain: string;
  readonly n: number;
  readonly at: number;
  readonly header: Uint8Array;
  readonly hash: string;
}

/** What is done to rows; what goes with a link goes and comes with it. */
export interface Raw {
  commits(): Promise<Link[]>;
  blocks(): Promise<Link[]>;
  putCommit(link: Link): Promise<void>;
  putBlock(link: Link): Promise<void>;
  putHead(head: Pick<Link, 'chain' | 'n' | 'hash'>): Promise<void>;
  dropCommit(stream: string, n: number): Promise<void>;
  dropBlock(chain: string, n: number): Promise<void>;
  dropStream(stream: string): Promise<void>;
  /** Edits the body of the first checkpoint. */
  putCheckpoint(change: (body: string) => string): Promise<void>;
}

/** Edits a copy of a folder; or a database, which is put back at the end. */
export async function onCopy(
  t: Pick<Test, 'teardown'>,
  configuration: Configuration,
  act: (raw: Raw) => Promise<string>,
): Promise<Broken> {
  return configuration.mongodbUrl === undefined
    ? onFolder(t, configuration, act)
    : onDatabase(t, configuration, act);
}

async function onFolder(
  t: Pick<Test, 'teardown'>,
  configuration: Configuration,
  act: (raw: Raw) => Promise<string>,
): Promise<Broken> {
  const dataDir = await mkdtemp(join(tmpdir(), 'dossier-edited-'));
  t.teardown(() => rm(dataDir, { recursive: true, force: true }));
  await cp(configuration.dataDir, dataDir, { recursive: true });
  const db = new DatabaseSync(join(dataDir, 'dossier.sqlite'));
  db.prepare('ATTACH DATABASE ? AS log').run(join(dataDir, 'access-log.sqlite'));
  const told = await act(rawSqlite(db));
  db.close();
  return { configuration: { ...configuration, dataDir }, told };
}

function rawSqlite(db: InstanceType<typeof DatabaseSync>): Raw {
  const run = async (sql: string, ...values: (string | number | Uint8Array)[]): Promise<void> =>
    void db.prepare(sql).run(...values);
  const events = (at: string, of: string): string =>
    `DELETE FROM ${at}.events WHERE eid IN (SELECT e.eid FROM ${at}.events e JOIN ${of} h
      ON e.eid >= h.first_event AND e.eid < h.first_event + h.event_count`;
  return {
    commits: async () =>
      db.prepare('SELECT p AS chain, n, 0 AS at, header, hash FROM commits ORDER BY p, n').all(),
    blocks: async () =>
      db.prepare('SELECT chain, n, at, header, hash FROM log.blocks ORDER BY chain, n').all(),
    putCommit: ({ chain, n, header, hash }) =>
      run('UPDATE commits SET header = ?, hash = ? WHERE p = ? AND n = ?', header, hash, chain, n),
    putBlock: ({ chain, n, at, header, hash }) =>
      run(
        'UPDATE log.blocks SET at = ?, header = ?, hash = ? WHERE chain = ? AND n = ?',
        ...[at, header, hash, chain, n],
      ),
    putHead: ({ chain, n, hash }) =>
      run('UPDATE heads SET n = ?, hash = ? WHERE p = ?', n, hash, chain),
    dropCommit: async (p, n) => {
      await run(`${events('main', 'commits')} WHERE h.p = ? AND h.n = ?)`, p, n);
      await run('DELETE FROM commits WHERE p = ? AND n = ?', p, n);
    },
    dropBlock: async (chain, n) => {
      await run(`${events('log', 'log.blocks')} WHERE h.chain = ? AND h.n = ?)`, chain, n);
      await run('DELETE FROM log.blocks WHERE chain = ? AND n = ?', chain, n);
    },
    dropStream: async (p) => {
      for (const table of ['commits', 'versions', 'heads'])
        await run(`DELETE FROM ${table} WHERE p = ?`, p);
    },
    putCheckpoint: async (change) => {
      const where = "WHERE p = 'checkpoints' AND version = 1";
      const { body } = db.prepare(`SELECT body FROM versions ${where}`).get();
      const changed = Buffer.from(change(Buffer.from(body).toString()));
      await run(`UPDATE versions SET body = ? ${where}`, changed);
    },
  };
}

async function onDatabase(
  t: Pick<Test, 'teardown'>,
  configuration: Configuration,
  act: (raw: Raw) => Promise<string>,
): Promise<Broken> {
  const options = { promoteBuffers: true, promoteLongs: false };
  const client = await new MongoClient(configuration.mongodbUrl ?? '', options).connect();
  const db = client.db();
  const names = ['commits', 'access', 'heads', 'events', 'versions', 'current'];
  const before = await Promise.all(names.map((name) => db.collection(name).find({}).toArray()));
  t.teardown(async () => {
    for (const [i, name] of names.entries()) {
      await db.collection(name).deleteMany({});
      await db.collection(name).insertMany(before[i] ?? []);
    }
    await client.close();
  });
  return { configuration, told: await act(rawMongo(db)) };
}

function rawMongo(db: Db): Raw {
  const named = (chain: string, n: number): Document => ({ _id: commitName(chain, n) });
  const sorted = (on: string): Promise<Document[]> =>
    db.collection(on).find({}).sort({ _id: 1 }).toArray();
  const set = async (on: string, filter: Document, $set: Document): Promise<void> =>
    void (await db.collection(on).updateOne(filter, { $set }));
  const drop = async (on: string, filter: Document): Promise<void> =>
    void (await db.collection(on).deleteMany(filter));
  return {
    commits: async () =>
      (await sorted('commits')).map(({ p, n, at, whole }) => {
        const { header, hash } = whole;
        return { chain: String(p), n: Number(n), at: Number(at), header, hash };
      }),
    blocks: async () =>
      (await sorted('access')).map(({ chain, n, at, header, hash }) => {
        return { chain: String(chain), n: Number(n), at: Number(at), header, hash };
      }),
    putCommit: ({ chain, n, header, hash }) =>
      set('commits', named(chain, n), { 'whole.header': Buffer.from(header), 'whole.hash': hash }),
    putBlock: ({ chain, n, at, header, hash }) =>
      set('access', named(chain, n), { at, header: Buffer.from(header), hash }),
    putHead: ({ chain, n, hash }) => set('heads', { _id: chain }, { n, hash }),
    dropCommit: async (p, n) => {
      await drop('events', { c: commitName(p, n) });
      await drop('commits', named(p, n));
    },
    dropBlock: async (chain, n) => {
      await drop('events', { b: commitName(chain, n) });
      await drop('access', named(chain, n));
    },
    dropStream: async (p) => {
      for (const on of ['commits', 'versions', 'current']) await drop(on, { p });
      await drop('heads', { _id: p });
    },
    putCheckpoint: async (change) => {
      const filter = { p: 'checkpoints', version: 1 };
      const found = await db.collection('versions').findOne(filter);
      const changed = Buffer.from(change(Buffer.from(found?.['body']).toString()));
      await set('versions', filter, { body: changed });
    },
  };
}

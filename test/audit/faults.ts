/**
 * The smallest faults that a trace can have, on either store: one bit, one event taken away, a pair
 * in another order; in the access log and in commits. Each says the place that must be told.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { MongoClient, type Db, type Document } from 'mongodb';
import type { Test } from 'tap';
import type { Configuration } from '../../fastify.config.js';
import {
  contentOf,
  entriesIn,
  packContent,
  packEntries,
} from '../../src/storage/mongodb/commit/content.js';
import type { NewEvent } from '../../src/storage/kept.js';

/** A store with a fault, and what `verify-audit` must say of it. */
export interface Broken {
  readonly configuration: Configuration;
  /** A line that must be told. */
  readonly told: string;
}

/** A fault: made by hand, undone at the end of its test. */
export interface Fault {
  readonly name: string;
  breaks(t: Pick<Test, 'teardown'>, configuration: Configuration): Promise<Broken>;
}

/** What is done to the list of events of a block or a commit. */
type Change = (events: NewEvent[], at: number) => NewEvent[];

const flipped: Change = (events, at) =>
  events.map((event, i) => (i === at ? { ...event, body: withOneBit(event.body) } : event));
const removed: Change = (events, at) => events.filter((_, i) => i !== at);
const swapped: Change = (events, at) =>
  events.with(at, at1(events, at)).with(at + 1, at0(events, at));

/** Every fault. */
export const FAULTS: readonly Fault[] = [
  fault('one bit of an entry of the log', 'block', flipped, ({ place, id, at }) => {
    return `${place}, entry ${at + 1}, AuditEvent/${id}: it is not what was signed`;
  }),
  fault('one entry taken from the log', 'block', removed, ({ place }) => {
    return `${place}: entries are missing or were added`;
  }),
  fault('two entries of the log in another order', 'block', swapped, ({ place }) => {
    return `${place}: the entries are not in the order of the header`;
  }),
  fault('one bit of an event of a commit', 'commit', flipped, ({ place, id }) => {
    return `${place}, AuditEvent/${id}: body or facts do not match the digest`;
  }),
  fault('one event taken from a commit', 'commit', removed, ({ place, id }) => {
    return `${place}, AuditEvent/${id}: is missing`;
  }),
  {
    name: 'two blocks in another order',
    breaks: (t, configuration) =>
      isMongo(configuration)
        ? inMongo(t, configuration, (db) => swapNames(db, 'access', 'chain', 'log '))
        : inSqlite(t, configuration, (db) => swapRows(db, 'log.blocks', 'chain', 'log ')),
  },
  {
    name: 'two commits in another order',
    breaks: (t, configuration) =>
      isMongo(configuration)
        ? inMongo(t, configuration, (db) => swapNames(db, 'commits', 'p', ''))
        : inSqlite(t, configuration, (db) => swapRows(db, 'commits', 'p', '')),
  },
];

interface Place {
  /** `log CHAIN/N` or `STREAM/N`. */
  readonly place: string;
  readonly id: string;
  readonly at: number;
}

function fault(
  name: string,
  of: 'block' | 'commit',
  change: Change,
  told: (place: Place) => string,
): Fault {
  return {
    name,
    breaks: (t, configuration) =>
      isMongo(configuration)
        ? inMongo(t, configuration, (db) => changeDocument(db, of, change, told))
        : inSqlite(t, configuration, (db) => changeRows(db, of, change, told)),
  };
}

function isMongo({ mongodbUrl }: Configuration): boolean {
  return mongodbUrl !== undefined;
}

type Sqlite = InstanceType<typeof DatabaseSync>;

async function inSqlite(
  t: Pick<Test, 'teardown'>,
  configuration: Configuration,
  act: (db: Sqlite) => string,
): Promise<Broken> {
  const dataDir = await mkdtemp(join(tmpdir(), 'dossier-fault-'));
  t.teardown(() => rm(dataDir, { recursive: true, force: true }));
  await cp(configuration.dataDir, dataDir, { recursive: true });
  const db = new DatabaseSync(join(dataDir, 'dossier.sqlite'));
  db.prepare('ATTACH DATABASE ? AS log').run(join(dataDir, 'access-log.sqlite'));
  const told = act(db);
  db.close();
  return { configuration: { ...configuration, dataDir }, told };
}

/** The rows of the events in the middle one of the blocks, or commits, that hold enough. */
function changeRows(
  db: Sqlite,
  of: 'block' | 'commit',
  change: Change,
  told: (place: Place) => string,
): string {
  const [holders, events, chain] =
    of === 'block' ? ['log.blocks', 'log.events', 'chain'] : ['commits', 'main.events', 'p'];
  const least = of === 'block' ? 2 : 1;
  const all = db
    .prepare(
      `SELECT ${chain} AS chain, n, first_event, event_count FROM ${holders}
      WHERE event_count >= ? ORDER BY first_event`,
    )
    .all(least);
  const { chain: name, n, first_event, event_count } = middle(all);
  const rows = db
    .prepare(`SELECT * FROM ${events} WHERE eid >= ? AND eid < ? ORDER BY eid`)
    .all(first_event, first_event + event_count);
  const at = Math.floor((rows.length - 1) / 2);
  const { id } = rows[at];
  db.prepare(`DELETE FROM ${events} WHERE eid >= ? AND eid < ?`).run(
    first_event,
    first_event + event_count,
  );
  const put = db.prepare(
    `INSERT INTO ${events} (eid, p, recorded, id, salt, form, tokens, body)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const [i, row] of change(rows, at).entries()) {
    const { p, recorded, salt, form, tokens, body } = row as never as typeof row & Document;
    put.run(first_event + i, p, recorded, row.id, salt, form, tokens, body);
  }
  return told({ place: `${of === 'block' ? 'log ' : ''}${name}/${n}`, id, at });
}

function swapRows(db: Sqlite, table: string, chain: string, led: string): string {
  const pairs = db
    .prepare(
      `SELECT a.${chain} AS chain, a.n FROM ${table} a
      JOIN ${table} b ON b.${chain} = a.${chain} AND b.n = a.n + 1 WHERE a.n > 1`,
    )
    .all();
  const { chain: name, n } = middle(pairs);
  const move = db.prepare(`UPDATE ${table} SET n = ? WHERE ${chain} = ? AND n = ?`);
  for (const [to, from] of [
    [-1, n],
    [n, n + 1],
    [n + 1, -1],
  ])
    move.run(to, name, from);
  return `${led}${name}/${n}: the n is not the header's`;
}

async function inMongo(
  t: Pick<Test, 'teardown'>,
  configuration: Configuration,
  act: (db: Db) => Promise<{ readonly told: string; readonly undo: () => Promise<unknown> }>,
): Promise<Broken> {
  const options = { promoteBuffers: true, promoteLongs: false };
  const client = await new MongoClient(configuration.mongodbUrl ?? '', options).connect();
  const { told, undo } = await act(client.db());
  t.teardown(async () => {
    await undo();
    await client.close();
  });
  return { configuration, told };
}

const IN_CLEAR = {
  seal: (_: string, bytes: Uint8Array) => bytes,
  open: (_: string, bytes: Uint8Array) => bytes,
};

/** The list of events that a document packs. */
interface Packed {
  readonly on: 'access' | 'commits';
  read(document: Document): NewEvent[];
  /** The members that hold other events. */
  write(document: Document, events: NewEvent[]): Document;
}

const PACKED: Readonly<Record<'block' | 'commit', Packed>> = {
  block: {
    on: 'access',
    read: ({ entries }) => entriesIn(entries),
    write: (_, events) => ({ entries: Buffer.from(packEntries(events)) }),
  },
  commit: {
    on: 'commits',
    read: ({ p, whole }) => [...contentOf(IN_CLEAR, p, whole.content).events],
    write: ({ p, whole }, events) => {
      const content = { ...contentOf(IN_CLEAR, p, whole.content), events };
      return { whole: { ...whole, content: Buffer.from(packContent(IN_CLEAR, p, content)) } };
    },
  },
};

async function changeDocument(
  db: Db,
  of: 'block' | 'commit',
  change: Change,
  told: (place: Place) => string,
): Promise<{ told: string; undo: () => Promise<unknown> }> {
  const { on, read, write } = PACKED[of];
  const least = of === 'block' ? 2 : 1;
  const all = await db.collection(on).find({}).sort({ _id: 1 }).toArray();
  const found = middle(
    all
      .filter((one) => of === 'block' || one['whole'] !== undefined)
      .filter((one) => read(one).length >= least),
  );
  const events = read(found);
  const at = Math.floor((events.length - 1) / 2);
  const filter = { _id: found._id };
  await db.collection(on).replaceOne(filter, { ...found, ...write(found, change(events, at)) });
  const { chain, p, n } = found;
  const place = of === 'block' ? `log ${chain}/${n}` : `${p}/${n}`;
  return {
    told: told({ place, id: at0(events, at).id, at }),
    undo: () => db.collection(on).replaceOne(filter, found),
  };
}

async function swapNames(
  db: Db,
  on: 'access' | 'commits',
  chain: 'chain' | 'p',
  led: string,
): Promise<{ told: string; undo: () => Promise<unknown> }> {
  const all = await db.collection(on).find({}).sort({ _id: 1 }).toArray();
  const pairs = all.filter((one, i) => Number(one['n']) > 1 && all[i + 1]?.[chain] === one[chain]);
  const first = middle(pairs);
  const second = all[all.indexOf(first) + 1];
  if (second === undefined) throw new Error('no pair');
  const put = (a: Document, b: Document): Promise<unknown> =>
    Promise.all([a, b].map((one) => db.collection(on).replaceOne({ _id: one['_id'] }, one)));
  await put(
    { ...second, _id: first._id, n: first['n'] },
    { ...first, _id: second._id, n: second['n'] },
  );
  return {
    told: `${led}${first[chain]}/${first['n']}: the n is not the header's`,
    undo: () => put(first, second),
  };
}

function middle<T>(all: readonly T[]): T {
  return at0(all, Math.floor(all.length / 2));
}

function at0<T>(all: readonly T[], at: number): T {
  const found = all[at];
  if (found === undefined) throw new Error('nothing to break was found');
  return found;
}

function at1<T>(all: readonly T[], at: number): T {
  return at0(all, at + 1);
}

function withOneBit(body: Uint8Array): Uint8Array {
  const bytes = Buffer.from(body);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}

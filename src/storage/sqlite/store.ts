/**
 * The store in one SQLite file: the embedded default. Reads run here, on a connection that only
 * reads; every write goes through one thread (`queue.ts`), which answers when it is on the disk.
 * Keeps `storage/store.ts`; the contract suite holds it to that.
 */
import { mkdir } from 'node:fs/promises';
import { Problem, problem } from '../../fhir/problem.js';
import type { DocumentRecords } from '../documents.js';
import type { Intake } from '../intake.js';
import type { Commit, Outcome, Store, StoreCondition } from '../store.js';
import type { Applied } from './commit.js';
import { attachLog, openReading } from './connection.js';
import type { Connection } from './connection.js';
import { searchWritten } from './search/written.js';
import { searchEvents, wholeEvents } from './search/event-search.js';
import { headOf } from './heads.js';
import { blocks, heads, journal, journalOf, recent, records, waiting } from './journal.js';
import * as reads from './reads.js';
import { blockRequest, commitRequest, indexRequest, intakeRequest } from './requests.js';
import { recordRequest } from './requests.js';
import type { Making, Request, SealTexts } from './requests.js';
import { checkSchema, isCopying } from './schema.js';
import { whole } from './search/hits.js';
import { search } from './search/search.js';
import { strays } from './strays.js';
import { SWEPT_ROWS_MAX } from './sweep.js';
import { defineTexts } from './search/texts.js';
import type { OpenTexts } from './rows.js';
import { know, NO_WRITERS, startWriters } from './writers.js';
import type { Writers } from './writers.js';

/** How the store is opened. */
export interface SqliteSettings {
  /** The folder of the database; made if there is none. */
  readonly dir: string;
  /** Seals the strings of rows before they rest; absent, they rest in clear. Must not wait. */
  readonly texts?: { readonly seal: SealTexts; readonly open: OpenTexts };
  /** Opens beside a serving process: every write rejects with `unavailable`. */
  readonly readOnly?: boolean;
  /** Opens for a copy into the database, which nobody else opens until it is finished. */
  readonly copying?: boolean;
  /** Size in bytes beyond which writes reject with `unavailable`, as on a full disk. */
  readonly bytesMax?: number;
}

/** What a store stands on. */
interface Parts extends Writers {
  readonly reader: Connection;
  readonly seal: SealTexts;
  readonly open: OpenTexts;
  /** Told at the first `close`: what is asked later is refused. */
  isClosed: boolean;
}

/**
 * Opens the store, making the database if there is none. Rejects with a plain Error when it cannot
 * be opened or was written by a newer program. One process at a time may open it for writing.
 */
export async function openSqlite(settings: SqliteSettings): Promise<Store> {
  const { dir, readOnly = false, copying = false, bytesMax, texts } = settings;
  if (!readOnly) await mkdir(dir, { recursive: true });
  const writers = readOnly ? NO_WRITERS : await startWriters(dir, bytesMax);
  const { queue, log } = writers;
  const { seal, open } = texts ?? IN_CLEAR;
  const reader = readerOf(dir, open);
  if (!copying && isCopying(reader.db)) {
    await Promise.all([queue.close(), log.close()]);
    reader.db.close();
    throw new Error('a copy into the database is not finished: run dossier copy again.');
  }
  return storeOf({ reader, queue, log, seal, open, isClosed: false });
}

function readerOf(dir: string, open: OpenTexts): Connection {
  const reader = openReading(dir);
  try {
    checkSchema(reader.db);
    attachLog(reader.db, dir);
  } catch (error) {
    reader.db.close();
    throw error;
  }
  defineTexts(reader, open);
  return reader;
}

function asItIs(_: string, bytes: Uint8Array): Uint8Array {
  return bytes;
}

const IN_CLEAR = { seal: asItIs, open: asItIs };

function storeOf(parts: Parts): Store {
  const { reader } = parts;
  return {
    head: (stream) => reading(parts, () => headOf(reader, stream)),
    versions: (head, names) => reading(parts, () => reads.readVersions(reader, head, names)),
    typesIn: (head) => reading(parts, () => reads.readTypes(reader, head)),
    vread: (head, name, version) =>
      reading(parts, () => reads.readVersion(reader, head, name, version)),
    history: (head, name, slice) =>
      reading(parts, () => reads.readHistory(reader, head, name, slice)),
    claimed: (key) => reading(parts, () => reads.readClaimed(reader, key)),
    holder: (key) => reading(parts, () => reads.readHolder(reader, key)),
    search: (query) => reading(parts, () => search(reader, query)),
    written: (query) => reading(parts, () => searchWritten(reader, query)),
    whole: (hits) => reading(parts, () => whole(reader, hits)),
    settleEvents: () => reading(parts, () => undefined),
    searchEvents: (query) => reading(parts, () => searchEvents(reader, query)),
    wholeEvents: (events) => reading(parts, () => wholeEvents(reader, events)),
    ...writesOf(parts),
    documents: documentsOf(parts),
    intake: intakeOf(parts),
    outbox: (limit) => reading(parts, () => reads.readOutbox(reader, limit)),
    journal: (after) => walking(parts, () => journal(reader, parts.open, after)),
    journalOf: (stream) => walking(parts, () => journalOf(reader, parts.open, stream)),
    blocks: (after) => walking(parts, () => blocks(reader, after)),
    recent: (mark) => walking(parts, () => recent(reader, mark)),
    waiting: () => walking(parts, () => waiting(reader)),
    heads: () => walking(parts, () => heads(reader)),
    strays: () => walking(parts, () => strays(reader)),
    condition: () => condition(parts),
    close: () => close(parts),
  };
}

function writesOf(
  parts: Parts,
): Pick<Store, 'commit' | 'append' | 'record' | 'erase' | 'outboxDone' | 'sweep'> {
  const { queue, log } = parts;
  return {
    commit: async (commit) => {
      // Cast: the thread answers a commit with its outcome.
      const applied = (await writing(parts, () => commitRequest(commit, making(parts)))) as Applied;
      if (applied.kind !== 'committed') return applied;
      for (const { events } of commit.parts) know(queue, events);
      return committed(commit, applied.swept);
    },
    append: async (block) => {
      await writing(parts, () => blockRequest(block, log), log);
      know(log, block.entries);
    },
    record: async (open) => {
      // Cast: the thread answers an open block with its hash.
      const hash = (await writing(parts, () => recordRequest(open, log), log)) as string;
      know(log, open.entries);
      return hash;
    },
    erase: async (stream) => {
      await writing(parts, () => ({ kind: 'erase', stream }));
      parts.reader.versions.clear();
    },
    outboxDone: async (ref) =>
      void (await writing(parts, () => ({ kind: 'outboxDone', ref: Number(ref) }))),
    sweep: (before) => sweep(parts, before),
  };
}

function making({ seal, queue: { known } }: Parts): Making {
  return { seal, known };
}

/** The heads that a commit made: `swept` of each was read with the write. */
function committed({ parts }: Commit, swept: readonly number[]): Outcome {
  const heads = parts.map(({ stream, decidedOn, hash, policy }, i) => {
    return { stream, n: decidedOn + 1, hash, policy, swept: swept[i] ?? 0 };
  });
  return { kind: 'committed', heads };
}

function documentsOf(parts: Parts): DocumentRecords {
  const { reader } = parts;
  return {
    announce: async (name, at) =>
      void (await writing(parts, () => ({ kind: 'announce', name, at }))),
    find: (name) => reading(parts, () => reads.readDocument(reader, name)),
    bytes: (name) => reading(parts, () => reads.readBytes(reader, name)),
    all: (after) => walking(parts, () => records(reader, after)),
    unbound: (before, limit) => reading(parts, () => reads.readUnbound(reader, before, limit)),
    doom: async (name) => (await writing(parts, () => ({ kind: 'doom', name }))) === 1,
    forget: async (name) => void (await writing(parts, () => ({ kind: 'forget', name }))),
    erase: async (name) => void (await writing(parts, () => ({ kind: 'erase document', name }))),
  };
}

function intakeOf(parts: Parts): Intake {
  const take = async (request: () => Request): Promise<void> => {
    await writing(parts, request);
  };
  return {
    progress: () => reading(parts, () => reads.readProgress(parts.reader)),
    note: (progress) => take(() => ({ kind: 'take note', progress })),
    commit: (commit, at) => take(() => intakeRequest(commit, at, making(parts))),
    document: ({ name, at, state }, bytes = undefined) =>
      take(() => ({ kind: 'take document', name, at, state, bytes: bytes ?? null })),
    outbox: (place, entry) => take(() => ({ kind: 'take outbox', place, entry })),
    expire: (stream, n) => take(() => ({ kind: 'take expiry', stream, n })),
    index: async (stream, _, versions) => {
      await take(() => indexRequest(stream, versions, parts));
      // Other tokens under the same head.
      parts.reader.counted.delete(stream);
    },
    finish: () => take(() => ({ kind: 'take keys' })),
  };
}

/** Part by part, so that commits find their way between. */
async function sweep(parts: Parts, before: number): Promise<void> {
  let swept: unknown;
  do swept = await writing(parts, () => ({ kind: 'sweep', before }));
  while (swept === SWEPT_ROWS_MAX);
}

/** Every request reads heads, and writes: its trace. */
async function condition(parts: Parts): Promise<StoreCondition> {
  assertOpen(parts);
  const notes: string[] = [];
  parts.reader.refresh();
  if (!parts.queue.isAlive() || !parts.log.isAlive()) notes.push(WRITER_ENDED);
  await reading(parts, () => headOf(parts.reader, 'any')).catch(() => notes.push(UNREADABLE));
  return { usable: notes.length === 0, notes };
}

const WRITER_ENDED = 'The thread that writes has ended: restart the server.';
const UNREADABLE = 'The database file cannot be read: see to the disk, or restore a backup.';

async function reading<T>(parts: Parts, read: () => T): Promise<T> {
  try {
    assertOpen(parts);
    parts.queue.hear();
    parts.reader.look();
    return read();
  } catch (error) {
    throw asProblem(parts, error);
  }
}

async function writing(
  parts: Parts,
  request: () => Request,
  { write } = parts.queue,
): Promise<unknown> {
  try {
    assertOpen(parts);
    const answer = await write(request());
    // What was answered is seen by every later read.
    parts.reader.refresh();
    return answer;
  } catch (error) {
    throw asProblem(parts, error);
  }
}

async function* walking<T>(parts: Parts, walk: () => AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    assertOpen(parts);
    for await (const row of walk()) {
      yield row;
      assertOpen(parts);
    }
  } catch (error) {
    throw asProblem(parts, error);
  }
}

async function close(parts: Parts): Promise<void> {
  if (parts.isClosed) return;
  parts.isClosed = true;
  await Promise.all([parts.queue.close(), parts.log.close()]);
  parts.reader.db.close();
}

function assertOpen({ isClosed }: Parts): void {
  if (isClosed) throw problem('unavailable', { cause: 'the store is closed' });
}

/** What SQLite itself reports is the store's state; anything else is a fault of the program. */
function asProblem({ isClosed }: Parts, error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isClosed) return problem('unavailable', { cause: error });
  const isOfSqlite = error instanceof Error && 'errcode' in error;
  return problem(isOfSqlite ? 'unavailable' : 'internal', { cause: error });
}

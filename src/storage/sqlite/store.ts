/**
 * The store in one SQLite file: the embedded default. Reads run here, on a connection that only
 * reads; every write goes through one thread (`queue.ts`), which answers when it is on the disk.
 * Keeps `storage/store.ts`; the contract suite holds it to that.
 */
import { mkdir } from 'node:fs/promises';
import { Problem, problem } from '../../fhir/problem.js';
import type { DocumentRecords } from '../documents.js';
import type { Outcome, Store } from '../store.js';
import { openReading } from './connection.js';
import type { Connection } from './connection.js';
import { eventById, searchEvents } from './search/event-search.js';
import { headOf } from './heads.js';
import { blocks, heads, journal } from './journal.js';
import { startWriter } from './queue.js';
import type { WriteQueue } from './queue.js';
import * as reads from './reads.js';
import { blockRequest, commitRequest } from './requests.js';
import type { Request, SealTexts } from './requests.js';
import { checkSchema } from './schema.js';
import { search } from './search/search.js';
import { strays } from './strays.js';
import { SWEPT_ROWS_MAX } from './sweep.js';
import { defineTexts } from './search/texts.js';
import type { OpenTexts } from './search/texts.js';

/** How the store is opened. */
export interface SqliteSettings {
  /** The folder of the database; made if there is none. */
  readonly dir: string;
  /** Seals the strings of rows before they rest; absent, they rest in clear. Must not wait. */
  readonly texts?: { readonly seal: SealTexts; readonly open: OpenTexts };
  /** Opens beside a serving process: every write rejects with `unavailable`. */
  readonly readOnly?: boolean;
  /** Size in bytes beyond which writes reject with `unavailable`, as on a full disk. */
  readonly bytesMax?: number;
}

/** What a store stands on. */
interface Parts {
  readonly reader: Connection;
  readonly queue: WriteQueue;
  readonly seal: SealTexts;
  /** Told at the first `close`: what is asked later is refused. */
  isClosed: boolean;
}

/**
 * Opens the store, making the database if there is none. Rejects with a plain Error when it cannot
 * be opened or was written by a newer program. One process at a time may open it for writing.
 */
export async function openSqlite(settings: SqliteSettings): Promise<Store> {
  const { dir, readOnly = false, bytesMax, texts } = settings;
  if (!readOnly) await mkdir(dir, { recursive: true });
  const queue = readOnly ? NO_QUEUE : await startWriter({ dir, bytesMax });
  const reader = readerOf(dir, texts?.open ?? asItIs);
  return storeOf({ reader, queue, seal: texts?.seal ?? asItIs, isClosed: false });
}

function readerOf(dir: string, open: OpenTexts): Connection {
  const reader = openReading(dir);
  try {
    checkSchema(reader.db);
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

const NO_QUEUE: WriteQueue = {
  write: async () => {
    throw problem('unavailable', { cause: 'the store was opened for reading only' });
  },
  close: async () => undefined,
};

function storeOf(parts: Parts): Store {
  const { reader } = parts;
  return {
    head: (stream) => reading(parts, () => headOf(reader, stream)),
    read: (stream, type, id) => reading(parts, () => reads.readNewest(reader, stream, type, id)),
    vread: (stream, type, id, version) =>
      reading(parts, () => reads.readVersion(reader, stream, { type, id, version })),
    history: (stream, type, id, slice) =>
      reading(parts, () => reads.readHistory(reader, stream, { type, id }, slice)),
    holder: (key) => reading(parts, () => reads.readHolder(reader, key)),
    search: (query) => reading(parts, () => search(reader, query)),
    searchEvents: (query) => reading(parts, () => searchEvents(reader, query)),
    event: (p, id) => reading(parts, () => eventById(reader, p, id)),
    ...writesOf(parts),
    documents: documentsOf(parts),
    outbox: (limit) => reading(parts, () => reads.readOutbox(reader, limit)),
    journal: () => walking(parts, () => journal(reader)),
    blocks: () => walking(parts, () => blocks(reader)),
    heads: () => walking(parts, () => heads(reader)),
    strays: () => walking(parts, () => strays(reader)),
    close: () => close(parts),
  };
}

function writesOf(parts: Parts): Pick<Store, 'commit' | 'append' | 'outboxDone' | 'sweep'> {
  const { seal } = parts;
  return {
    // Cast: the thread answers a commit with its outcome.
    commit: async (commit) => (await writing(parts, () => commitRequest(commit, seal))) as Outcome,
    append: async (block) => void (await writing(parts, () => blockRequest(block))),
    outboxDone: async (ref) =>
      void (await writing(parts, () => ({ kind: 'outboxDone', ref: Number(ref) }))),
    sweep: (before) => sweep(parts, before),
  };
}

function documentsOf(parts: Parts): DocumentRecords {
  const { reader } = parts;
  return {
    announce: async (name, at, bytes = undefined) =>
      void (await writing(parts, () => ({ kind: 'announce', name, at, bytes: bytes ?? null }))),
    find: (name) => reading(parts, () => reads.readDocument(reader, name)),
    unbound: (before, limit) => reading(parts, () => reads.readUnbound(reader, before, limit)),
    doom: async (name) => (await writing(parts, () => ({ kind: 'doom', name }))) === 1,
    forget: async (name) => void (await writing(parts, () => ({ kind: 'forget', name }))),
  };
}

/** Part by part, so that commits find their way between. */
async function sweep(parts: Parts, before: number): Promise<void> {
  let swept: unknown;
  do swept = await writing(parts, () => ({ kind: 'sweep', before }));
  while (swept === SWEPT_ROWS_MAX);
}

async function reading<T>(parts: Parts, read: () => T): Promise<T> {
  try {
    assertOpen(parts);
    return read();
  } catch (error) {
    throw asProblem(parts, error);
  }
}

async function writing(parts: Parts, request: () => Request): Promise<unknown> {
  try {
    assertOpen(parts);
    return await parts.queue.write(request());
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
  await parts.queue.close();
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

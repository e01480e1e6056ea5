/**
 * The connection to the database: bounded in connections and in time. Commands are sent as they are
 * written here, with the concerns that each needs, and never repeated by the driver: what an answer
 * that was lost means is for `writing.ts` and `reading.ts` to say.
 */
import { MongoClient, MongoError, MongoNetworkError } from 'mongodb';
import type { Db } from 'mongodb';
import type { Doc } from '../bson.js';

/** The database of a URL that names none. */
const DATABASE = 'dossier';

const CONNECTIONS_MAX = 64;
/** To find a server that takes writes, and to connect to it. */
const SELECTION_MS = 2_000;
const CONNECT_MS = 2_000;
/** For a connection of the pool to become free. */
const QUEUE_MS = 5_000;
/** Without a byte from the server; beyond the 10 s that a write may take there. */
const SOCKET_MS = 15_000;

/** What Node says of a socket that can be written no more. */
const SOCKET_CODES: ReadonlySet<string> = new Set([
  'EPIPE',
  'ECONNRESET',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Bytes as Buffers: bodies are answered as they came. */
const VALUES = { promoteBuffers: true, ignoreUndefined: true } as const;

/** A database, spoken to by commands. */
export interface Connection {
  /** Sends a command to the primary. Rejects as the driver does, also for `ok: 0`. */
  run(command: Doc): Promise<Doc>;
  /** Sends a command that answers with a cursor, and walks it to its end. */
  walk(command: Doc): AsyncIterable<Doc>;
  /** The same for a command of the server, not of this database. */
  admin(command: Doc): Promise<Doc>;
  /** For GridFS, which the driver itself speaks. */
  readonly db: Db;
  close(): Promise<void>;
}

/**
 * Connects. Rejects with the driver's error when there is no server. A patient connection waits for
 * an answer however long it takes.
 */
export async function connect(
  url: string,
  { patient = false }: { readonly patient?: boolean } = {},
): Promise<Connection> {
  const client = new MongoClient(url, {
    ...VALUES,
    appName: 'dossier',
    maxPoolSize: CONNECTIONS_MAX,
    maxConnecting: 8,
    waitQueueTimeoutMS: QUEUE_MS,
    serverSelectionTimeoutMS: SELECTION_MS,
    connectTimeoutMS: CONNECT_MS,
    socketTimeoutMS: patient ? 0 : SOCKET_MS,
    retryReads: false,
    retryWrites: false,
    readPreference: 'primary',
  });
  await client.connect();
  return connectionOf(client, databaseIn(url));
}

function connectionOf(client: MongoClient, database: string): Connection {
  const db = client.db(database);
  const server = client.db('admin');
  return {
    run: (command) => db.command(command, VALUES).catch(ofDriver),
    walk: (command) => walked(db.runCursorCommand(command, VALUES)),
    admin: (command) => server.command(command, VALUES).catch(ofDriver),
    db,
    close: () => client.close(),
  };
}

async function* walked(cursor: AsyncIterable<Doc>): AsyncGenerator<Doc> {
  try {
    yield* cursor;
  } catch (failure) {
    ofDriver(failure);
  }
}

/**
 * Throws a failure as one of the driver. Where a server closes a connection on which a command is
 * just being written, the driver hands on what Node says of the socket, as it is (EPIPE).
 */
export function ofDriver(failure: unknown): never {
  const isOfSocket = failure instanceof Error && !(failure instanceof MongoError);
  if (isOfSocket && 'code' in failure && SOCKET_CODES.has(String(failure.code)))
    throw new MongoNetworkError(failure.message, { cause: failure });
  throw failure;
}

/** The driver would take `test` where a URL names no database. */
function databaseIn(url: string): string {
  const [, name = ''] = /^[^/]+\/\/[^/?]*\/([^?]*)/.exec(url) ?? [];
  return name === '' ? DATABASE : decodeURIComponent(name);
}

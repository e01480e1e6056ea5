/** A writer's thread: the one connection that writes a file. `queue.ts` starts it. */
import { workerData, type MessagePort } from 'node:worker_threads';
import { applyBatch } from './apply.js';
import type { Connection } from './connection.js';
import { openWriting } from './connection.js';
import type { Report, Request } from './requests.js';
import { prepareSchema, type DatabaseName } from './schema.js';

/** What the thread is started with. */
export interface WriterSettings {
  readonly dir: string;
  /** The database that it writes. */
  readonly name: DatabaseName;
  /** The database may not grow beyond this; absent, until the disk is full. */
  readonly bytesMax: number | undefined;
}

/** What `queue.ts` hands over to the thread. */
export interface WriterStart {
  readonly settings: WriterSettings;
  /** The way for requests and answers: unlike a worker's own, it can be looked into at any time. */
  readonly port: MessagePort;
}

// Cast: only `queue.ts` starts this thread.
const { settings: wanted, port } = workerData as WriterStart;
start(wanted);

function start(settings: WriterSettings): void {
  try {
    serve(opened(settings));
  } catch (error) {
    report({ kind: 'failed', why: String(error) });
  }
}

function opened({ dir, name, bytesMax }: WriterSettings): Connection {
  const connection = openWriting(dir, name);
  prepareSchema(connection.db, name);
  if (bytesMax !== undefined) limitSize(connection, bytesMax);
  return connection;
}

function limitSize({ db }: Connection, bytesMax: number): void {
  const { page_size: pageBytes } = db.prepare('PRAGMA page_size').get();
  db.exec(`PRAGMA max_page_count = ${Math.floor(bytesMax / pageBytes)}`);
}

function serve(connection: Connection): void {
  port.on('message', (requests: readonly Request[] | 'close') => {
    if (requests === 'close') return end(connection);
    const { answers, usable } = applyBatch(connection, requests);
    report({ kind: 'answers', answers });
    // After a failed fsync nothing more is asked of the file: the next start reads its journal.
    if (!usable) port.close();
  });
  report({ kind: 'opened' });
}

function end({ db }: Connection): void {
  // SQLite would do so by itself if the driver let go of its statements at `close`; it does later.
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  port.close();
}

function report(message: Report): void {
  port.postMessage(message);
}

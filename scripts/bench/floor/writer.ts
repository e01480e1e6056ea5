/** The floor's writing thread: a batch of rows in one transaction, one fsync. */
import { parentPort, workerData } from 'node:worker_threads';
import { DOSSIER, openFloor } from './layout.js';

/** A resource to be written. */
export interface FloorRow {
  readonly type: string;
  readonly id: string;
  readonly body: string;
}

// Cast: only `writing.ts` starts this thread, with the folder.
const db = openFloor(workerData as string, false);
const insert = db.prepare('INSERT INTO resources VALUES (?, ?, ?, ?, ?, ?, ?)');

parentPort?.on('message', (rows: readonly FloorRow[]) => {
  db.exec('BEGIN IMMEDIATE');
  for (const { type, id, body } of rows) {
    insert.run(DOSSIER, type, id, 0, '', '', Buffer.from(body));
  }
  db.exec('COMMIT');
  parentPort?.postMessage('written');
});

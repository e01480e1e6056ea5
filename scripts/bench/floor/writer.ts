/** The SQLite floor's writing thread: a batch in one transaction, one fsync. */
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from './sqlite.js';
import { DOSSIER, type FloorRow } from './store.js';

/** Something to be written. */
export interface FloorWrite {
  readonly rows: readonly FloorRow[];
  /** Whether an access leaves its trace. */
  readonly trace?: boolean;
}

if (parentPort !== null) {
  // Cast: only `sqlite.ts` starts this thread, with the folder.
  const db = openDatabase(workerData as string, false);
  const insert = db.prepare('INSERT INTO resources VALUES (?, ?, ?, ?, ?, ?, ?)');
  const log = db.prepare('INSERT INTO log VALUES (?, ?)');
  const kept = db.prepare("SELECT body FROM kept WHERE name = 'trace'");
  parentPort.on('message', (batch: readonly FloorWrite[]) => {
    db.exec('BEGIN IMMEDIATE');
    for (const { rows, trace } of batch) {
      for (const { type, id, body } of rows) {
        insert.run(DOSSIER, type, id, 0, '', '', Buffer.from(body));
      }
      if (trace === true) log.run(performance.now(), kept.get().body);
    }
    db.exec('COMMIT');
    parentPort?.postMessage('written');
  });
}

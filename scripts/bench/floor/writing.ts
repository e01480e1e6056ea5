/** Group commit at its least: what waits while a batch is written goes into the next one. */
import { Worker } from 'node:worker_threads';
import type { FloorRow } from './writer.js';

/** Writes rows; resolves when they are on the disk. */
export type Write = (rows: readonly FloorRow[]) => Promise<void>;

interface Waiting {
  readonly rows: readonly FloorRow[];
  readonly done: () => void;
}

/** Starts the writing thread. */
export function startWriting(dir: string): Write {
  const worker = new Worker(new URL('./writer.js', import.meta.url), { workerData: dir });
  let waiting: Waiting[] = [];
  let inThread: Waiting[] = [];
  const send = () => {
    if (inThread.length > 0 || waiting.length === 0) return;
    [inThread, waiting] = [waiting, []];
    worker.postMessage(inThread.flatMap(({ rows }) => rows));
  };
  worker.on('message', () => {
    const written = inThread;
    inThread = [];
    send();
    written.forEach(({ done }) => done());
  });
  return (rows) =>
    new Promise((done) => {
      waiting.push({ rows, done });
      send();
    });
}

/**
 * What waits for the writer's thread. While one batch is in the thread, the next one gathers; so
 * the more is written at once, the more share one fsync, and nobody waits for a timer.
 */
import { extname } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { problem } from '../../fhir/problem.js';
import type { Problem } from '../../fhir/problem.js';
import { pack } from './requests.js';
import type { Answer, Report, Request } from './requests.js';
import type { WriterSettings, WriterStart } from './writer.js';

/** Requests that may wait; one more is refused as `overloaded`. */
export const WAITING_MAX = 4_096;
/** Bytes that may wait: the memory a burst of large commits can take. */
export const WAITING_BYTES_MAX = 268_435_456;
const BATCH_MAX = 256;
const BATCH_BYTES_MAX = 33_554_432;
const OVERLOADED_SECONDS = 1;

/** The way to a writer's thread. */
export interface WriteQueue {
  /** Names of forms of events that are on its disk: they need not be sent again. */
  readonly known: Set<string>;
  /**
   * What became of the request, durable by then. Rejects with `overloaded` when too much waits,
   * `unavailable` when it was not written, `outcome-unknown` when the thread died over it.
   */
  write(request: Request): Promise<unknown>;
  /**
   * Takes the answer that the thread may have given by now, and sends what waits. In one turn the
   * event loop may serve many requests, and would tell of it after the last.
   */
  hear(): void;
  /** Whether the thread can still write. */
  isAlive(): boolean;
  /** Ends the thread after everything that waits was written. */
  close(): Promise<void>;
}

interface Waiting {
  readonly request: Request;
  readonly buffer: ArrayBuffer;
  readonly size: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (why: Problem) => void;
}

/** Starts the writer's thread; rejects with a plain Error when the database cannot be opened. */
export async function startWriter(settings: WriterSettings): Promise<WriteQueue> {
  // The same extension as this file: `.js` when built, `.ts` where a loader runs the sources.
  const entry = new URL(`./writer${extname(import.meta.url)}`, import.meta.url);
  const { port1: port, port2 } = new MessageChannel();
  const workerData: WriterStart = { settings, port: port2 };
  const worker = new Worker(entry, { workerData, transferList: [port2] });
  await opened(worker, port);
  return queueOf(worker, port);
}

function opened(worker: Worker, port: MessagePort): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    port.once('message', (report: Report) => {
      worker.off('error', reject);
      if (report.kind === 'opened') return resolve();
      reject(new Error(report.kind === 'failed' ? report.why : 'The writer did not open.'));
    });
  });
}

function queueOf(worker: Worker, port: MessagePort): WriteQueue {
  const line = new Line(port);
  port.on('message', (report: Report) => line.told(report));
  const ended = new Promise<void>((resolve) => {
    // An error is followed by the exit, which tells those who wait.
    worker.on('error', (error) => line.broke(error));
    worker.on('exit', () => {
      line.hear();
      resolve(line.ended());
    });
  });
  return {
    known: new Set(),
    write: (request) => line.write(request),
    hear: () => line.hear(),
    isAlive: () => line.isOpen(),
    close: () => (line.close(), ended),
  };
}

/** The requests on their way: those that wait, and those in the thread. */
class Line {
  private readonly port: MessagePort;
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  private inThread: readonly Waiting[] = [];
  private closing = false;
  private fault: unknown = 'the store is closed';

  constructor(port: MessagePort) {
    this.port = port;
  }

  isOpen(): boolean {
    return !this.closing;
  }

  async write(request: Request): Promise<unknown> {
    if (this.closing) throw problem('unavailable', { cause: this.fault });
    if (this.waiting.length >= WAITING_MAX || this.waitingBytes >= WAITING_BYTES_MAX) {
      throw problem('overloaded', { seconds: OVERLOADED_SECONDS });
    }
    return new Promise((resolve, reject) => {
      const packed = pack(request);
      this.waiting.push({ ...packed, resolve, reject });
      this.waitingBytes += packed.size;
      this.send();
    });
  }

  hear(): void {
    if (this.inThread.length === 0) return;
    const heard: { message: Report } | undefined = receiveMessageOnPort(this.port);
    if (heard !== undefined) this.told(heard.message);
  }

  told(report: Report): void {
    if (report.kind === 'answers') this.answered(report.answers);
  }

  private answered(answers: readonly Answer[]): void {
    const batch = this.inThread;
    this.inThread = [];
    this.send();
    batch.forEach((waiting, i) => settle(waiting, answers[i]));
  }

  broke(error: unknown): void {
    this.fault = error;
  }

  /** The thread is gone: what it held may be written or not, what waited is not. */
  ended(): void {
    this.closing = true;
    for (const { reject } of this.inThread) {
      reject(problem('outcome-unknown', { cause: this.fault }));
    }
    for (const { reject } of this.waiting) reject(problem('unavailable', { cause: this.fault }));
    this.inThread = [];
    this.waiting = [];
  }

  close(): void {
    this.closing = true;
    this.send();
  }

  private send(): void {
    if (this.inThread.length > 0) return;
    this.inThread = this.nextBatch();
    if (this.inThread.length > 0) this.post(this.inThread);
    else if (this.closing) this.port.postMessage('close');
  }

  private post(batch: readonly Waiting[]): void {
    const requests = batch.map(({ request }) => request);
    const buffers = batch.map(({ buffer }) => buffer);
    this.port.postMessage(requests, buffers);
  }

  private nextBatch(): readonly Waiting[] {
    let bytes = 0;
    const over = this.waiting.findIndex((waiting, i) => {
      bytes += waiting.size;
      return i === BATCH_MAX || (i > 0 && bytes > BATCH_BYTES_MAX);
    });
    const batch = this.waiting.splice(0, over === -1 ? this.waiting.length : over);
    for (const { size } of batch) this.waitingBytes -= size;
    return batch;
  }
}

function settle({ resolve, reject }: Waiting, answer: Answer | undefined): void {
  if (answer === undefined) return reject(problem('outcome-unknown'));
  if ('value' in answer) return resolve(answer.value);
  reject(problem(answer.problem, { cause: answer.why }));
}

/** A server under test: started as a process of its own, watched from outside, ended. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

/** A running server. */
export interface Serving {
  readonly name: string;
  /** `http://127.0.0.1:8080` */
  readonly origin: string;
  readonly pid: number;
  /** Milliseconds from the start of the process to the first request that finds it ready. */
  readonly startMs: number;
  end(): Promise<void>;
}

/** What is started. */
export interface Start {
  readonly name: string;
  readonly port: number;
  /** The compiled file, relative to this one, and its arguments. */
  readonly file: string;
  readonly args?: readonly string[];
  /** Options of node, before the file. */
  readonly node?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Answers 200 when the server is ready. */
  readonly readyPath: string;
}

const READY_WITHIN_MS = 30_000;
const POLL_MS = 5;

/** Starts a server, and waits until it is ready. */
export async function start(wanted: Start): Promise<Serving> {
  const { name, port, args = [], node = [] } = wanted;
  const file = fileURLToPath(new URL(wanted.file, import.meta.url));
  const origin = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const child = spawn(process.execPath, [...node, file, ...args], {
    env: { ...process.env, MANAGEMENT_PORT: '0', ...wanted.env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await ready(child, `${origin}${wanted.readyPath}`);
  const startMs = performance.now() - began;
  return { name, origin, pid: child.pid ?? 0, startMs, end: () => ended(child) };
}

/** A port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** CPU milliseconds that the process and its main thread have used, where the system tells. */
export function cpuOf({ pid }: Serving): { all: number; main: number } | undefined {
  const all = ticksOf(`/proc/${pid}/stat`);
  const main = ticksOf(`/proc/${pid}/task/${pid}/stat`);
  if (all === undefined || main === undefined) return undefined;
  return { all: all * TICK_MS, main: main * TICK_MS };
}

/** Resident memory in bytes, where the system tells. */
export function memoryOf({ pid }: Serving): number | undefined {
  const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(textOf(`/proc/${pid}/status`) ?? '')?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

// Linux counts in hundredths of a second on every platform that Node runs on.
const TICK_MS = 10;

/** utime and stime: fields 14 and 15, counted after the name, which may hold spaces. */
function ticksOf(path: string): number | undefined {
  const fields = textOf(path)?.split(') ').at(-1)?.split(' ');
  return fields === undefined ? undefined : Number(fields[11]) + Number(fields[12]);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

async function ready(child: ChildProcess, url: string): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS;
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`${url}: the server ended with ${child.exitCode}`);
    const answer = await fetch(url).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  child.kill();
  throw new Error(`${url}: not ready within ${READY_WITHIN_MS} ms`);
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

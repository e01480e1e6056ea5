/** Load on one server for some seconds: what it answered, how fast, and the CPU it took. */
import autocannon, { type Sent } from 'autocannon';
import { cpuOf, type Serving } from './serving.js';

/** What a server did under load. Times are milliseconds. */
export interface Figures {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU of all the server's threads for one request; absent where the system does not tell. */
  readonly cpuMs?: number;
  /** The same of the thread that serves. */
  readonly mainCpuMs?: number;
}

/** How a server is loaded. */
export interface Load {
  readonly connections: number;
  readonly seconds: number;
  readonly request: Sent;
}

/** Loads a server. Rejects when any answer is not a success: such figures would mean nothing. */
export async function load(serving: Serving, wanted: Load): Promise<Figures> {
  const { connections, seconds, request } = wanted;
  const before = cpuOf(serving);
  const result = await autocannon({
    ...{ url: serving.origin, connections },
    ...{ duration: seconds, requests: [request] },
  });
  const after = cpuOf(serving);
  const failed = result.non2xx + result.errors;
  if (failed > 0) throw new Error(`${serving.name} failed ${failed} times at ${request.path}`);
  const count = result['2xx'];
  return {
    requests: count,
    perSecond: count / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    ...(before === undefined || after === undefined
      ? {}
      : {
          cpuMs: (after.all - before.all) / count,
          mainCpuMs: (after.main - before.main) / count,
        }),
  };
}

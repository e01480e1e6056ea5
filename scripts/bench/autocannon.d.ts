/** The part of autocannon that the benchmarks use; the package brings no types. */
declare module 'autocannon' {
  /** A request, before it is sent. */
  export interface Sent {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string | Buffer;
    /** Makes each request anew. */
    readonly setupRequest?: (request: Sent) => Sent;
  }

  /** What was measured. Latencies are in milliseconds. */
  export interface Result {
    readonly requests: { readonly total: number };
    readonly latency: { readonly p50: number; readonly p99: number };
    readonly duration: number;
    readonly '2xx': number;
    readonly non2xx: number;
    readonly errors: number;
  }

  export default function autocannon(options: {
    readonly url: string;
    readonly connections: number;
    readonly duration: number;
    readonly requests: readonly Sent[];
  }): Promise<Result>;
}

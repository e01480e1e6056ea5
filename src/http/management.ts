/**
 * The management listener: measurements for Prometheus, on a port of its own that only this machine
 * reaches. No label holds what a caller sent: an address is told as the pattern of its route, so no
 * id and no value of a search is there to be read. https://prometheus.io/docs/instrumenting/exposition_formats/
 */
import fastify, { type FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Measured } from './needs.js';

/** The only address it listens on. */
export const MANAGEMENT_HOST = '127.0.0.1';

/** The store as the gauges show it. */
export interface StoreGauges {
  readonly usable: boolean;
  readonly notes: readonly string[];
}

/** What is measured, and where it is read. */
export interface Management {
  /** Counts an answered request. */
  readonly measured: Measured;
  /** Serves `GET /metrics`; it does not listen yet. */
  readonly server: FastifyInstance;
}

/** From below a look-up to beyond what a client waits for. */
const BUCKETS_SECONDS = [
  ...[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25],
  ...[0.5, 1, 2.5, 5, 10, 30],
];

/** Builds it; `store` is asked at each reading. */
export function buildManagement(store: () => Promise<StoreGauges>): Management {
  const registry = new Registry();
  const measured = requestsIn(registry);
  const gauges = storeIn(registry);
  const all = Registry.merge([registry, ofProcess()]);
  const server = fastify({ logger: false });
  server.get('/metrics', async (_request, reply) => {
    gauges(await store());
    return reply.type(all.contentType).send(await all.metrics());
  });
  return { measured, server };
}

/** The counter and the times of requests. One pair for each kind is made once and kept. */
function requestsIn(registry: Registry): Measured {
  const about = { labelNames: ['route', 'method', 'status_class'], registers: [registry] };
  const counter = new Counter({
    ...about,
    name: 'dossier_http_requests_total',
    help: 'Requests answered, by route pattern, method and class of status.',
  });
  const durations = new Histogram({
    ...about,
    name: 'dossier_http_request_duration_seconds',
    help: 'From the head of the request to the end of the answer.',
    buckets: BUCKETS_SECONDS,
  });
  const kinds = new Map<string, { count: Counter.Internal; time: Histogram.Internal<string> }>();
  return (method, route, status, durationMs) => {
    const statusClass = Math.trunc(status / 100);
    const key = `${statusClass} ${method} ${route}`;
    let kind = kinds.get(key);
    if (kind === undefined) {
      const labels = { route, method, status_class: `${statusClass}xx` };
      kind = { count: counter.labels(labels), time: durations.labels(labels) };
      kinds.set(key, kind);
    }
    kind.count.inc();
    kind.time.observe(durationMs / 1_000);
  };
}

function storeIn(registry: Registry): (store: StoreGauges) => void {
  const registers = [registry];
  const usable = new Gauge({
    registers,
    name: 'dossier_store_usable',
    help: '1 while the store can serve, else 0; /health/ready says why.',
  });
  const notes = new Gauge({
    registers,
    name: 'dossier_store_notes',
    help: 'What an operator should know of the store: the number of notes in /health/ready.',
  });
  return (store) => {
    usable.set(store.usable ? 1 : 0);
    notes.set(store.notes.length);
  };
}

const processRegistry = new Registry();

/** Of the process, however many servers it runs: begun once, because its observers never end. */
function ofProcess(): Registry {
  if (processRegistry.getMetricsAsArray().length === 0) {
    collectDefaultMetrics({ register: processRegistry });
  }
  return processRegistry;
}

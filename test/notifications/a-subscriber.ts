/** A subscriber's endpoint on this machine, and Subscriptions that lead to it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Test } from 'tap';
import type { Clock } from '../../src/clock.js';
import type { Json, TestClient } from '../fixtures/server.js';

/** A request that came. */
export interface Came {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Json;
}

/** What it answers next, and what came so far. */
export interface Endpoint {
  readonly url: string;
  readonly came: Came[];
  /** Statuses of the next answers, with Retry-After where there is one; then 200. */
  readonly answers: (readonly [status: number, retryAfter?: string])[];
}

/** Listens until the test ends. */
export async function anEndpoint(t: Pick<Test, 'teardown'>): Promise<Endpoint> {
  const came: Came[] = [];
  const answers: (readonly [number, string?])[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const { method = '', url = '', headers } = request;
      came.push({ method, path: url, headers, body: text === '' ? undefined : JSON.parse(text) });
      const [status, retryAfter] = answers.shift() ?? [200];
      response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
      response.end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, came, answers };
}

/** R4's own Subscription. */
export function aSubscription(criteria: string, endpoint: string, channel: Json = {}): Json {
  return {
    resourceType: 'Subscription',
    status: 'requested',
    reason: 'To be told.',
    criteria,
    channel: { type: 'rest-hook', endpoint, payload: 'application/fhir+json', ...channel },
  };
}

const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/';
const TOPICS = 'https://dossier.example/fhir/SubscriptionTopic/';

/** The Subscription to a topic of this server's, by the R5 backport. */
export function onTopic(topic: string, endpoint: string, filter: string): Json {
  const extension = [{ url: `${BACKPORT}backport-filter-criteria`, valueString: filter }];
  const content = [{ url: `${BACKPORT}backport-payload-content`, valueCode: 'full-resource' }];
  return {
    ...aSubscription(TOPICS + topic, endpoint, { _payload: { extension: content } }),
    _criteria: { extension },
  };
}

/** Creates it and gives its id. */
export async function subscribe(client: TestClient, subscription: Json): Promise<string> {
  const answer = await client.post('Subscription', subscription);
  if (answer.status !== 201) throw new Error(`not subscribed: ${answer.text}`);
  return String(answer.json().id);
}

/** A clock that goes on with the machine's, and leaps when it is told. */
export function leapingClock(): Clock & { leap(ms: number): void } {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    leap: (ms) => {
      ahead += ms;
    },
  };
}

/** Reading the trace that one request left, as a reader of the dossier sees it. */
import { randomUUID } from 'node:crypto';
import { headOf } from '../contract/store/builders.js';
import { beside } from '../fixtures/beside.js';
import type { Answer, Json, TestClient, TestServer } from '../fixtures/server.js';

/** The header that names a request. */
export type RequestName = Readonly<Record<string, string>>;

/** A request answered, and the events about it that the reader sees right after. */
export interface Traced {
  readonly answer: Answer;
  readonly events: readonly Json[];
  readonly requestId: string;
}

/** Sends a request under a name of its own, then reads its trace. */
export async function traced(
  reader: TestClient,
  send: (named: RequestName) => Promise<Answer>,
): Promise<Traced> {
  const requestId = randomUUID();
  const answer = await send({ 'x-request-id': requestId });
  return { answer, events: await eventsOf(reader, requestId), requestId };
}

/** The events of a request that a reader sees. */
export async function eventsOf(
  reader: TestClient,
  requestId: string,
  more = '',
): Promise<readonly Json[]> {
  const found = await reader.get(`AuditEvent?entity:identifier=${requestId}&_count=100${more}`);
  if (found.status !== 200) throw new Error(`no trace: ${found.status} ${found.text}`);
  const events: Json[] = (found.json().entry ?? [])
    .map(({ resource }: Json) => resource)
    .filter(({ resourceType }: Json) => resourceType === 'AuditEvent');
  if (found.json().total !== events.length) throw new Error('the total is another');
  return events;
}

/** `system|code`, or the code alone, of each coding. */
export function codesOf(codings: readonly Json[] = []): string[] {
  return codings.map(({ code }) => String(code));
}

/** The entities of an event whose role has this code; entities without a role have none. */
export function entitiesWith(event: Json, role: string): Json[] {
  return event.entity.filter((entity: Json) => entity.role?.code === role);
}

/** The agents of an event whose type has this code. */
export function agentsWith(event: Json, type: string): Json[] {
  return event.agent.filter((agent: Json) => codesOf(agent.type?.coding).includes(type));
}

/** The request that an event quotes. */
export function quotedIn(event: Json): string {
  const [query] = entitiesWith(event, '24');
  return Buffer.from(String(query?.query ?? ''), 'base64').toString('utf8');
}

/** The events of a stream as they rest: `-` holds those of no dossier. */
export async function storedEvents(server: TestServer, stream: string): Promise<readonly Json[]> {
  const where = { kind: 'all', of: [] } as const;
  const query = { where, descending: true, limit: 1_000, counted: false };
  return beside(server, async (store) => {
    const within = stream === '-' ? stream : await headOf(store, stream);
    await store.settleEvents(stream);
    const { events } = await store.searchEvents({ within, ...query });
    return (await store.wholeEvents(events)).map(({ body }) =>
      JSON.parse(Buffer.from(body).toString('utf8')),
    );
  });
}

/** The product's own answers, taken to the floor, so that both serve the same bytes. */
import { DOCUMENTS, EVENTS, freshBundles, type Dossiers } from './dossiers.js';
import type { FloorStore } from './floor/store.js';
import type { Serving } from './serving.js';

interface Answered {
  readonly id: string;
  readonly type?: { readonly coding: readonly { readonly code: string }[] };
  readonly status?: string;
  readonly date?: string;
  readonly recorded?: string;
}

/** Fills the floor's store with what the product answers. */
export async function captureFloor(
  floor: FloorStore,
  product: Serving,
  made: Dossiers,
): Promise<void> {
  const fetched = (path: string, token: string) => fetchBytes(`${product.origin}${path}`, token);
  const { reader, patient } = made.tokens;
  const all = `/fhir/DocumentReference?patient=Patient/${made.patient}&_count=${DOCUMENTS}`;
  const trace = `/fhir/AuditEvent?patient=Patient/${made.audited}&_count=${EVENTS}`;
  const events = (await pageOf(await fetched(trace, patient))).map(eventRow);
  await floor.fill({
    documents: (await pageOf(await fetched(all, reader))).map(documentRow),
    events,
    provided: await provide(product, made),
    trace: events[0]?.body ?? Buffer.alloc(0),
    file: { name: made.binary, bytes: await fetched(`/fhir/Binary/${made.binary}`, reader) },
  });
}

/** Resources of a page, each with its own bytes. */
async function pageOf(page: Buffer): Promise<{ resource: Answered; body: Buffer }[]> {
  // Cast: the shape of a searchset.
  const { entry } = JSON.parse(page.toString()) as { entry: { resource: Answered }[] };
  return entry.map(({ resource }) => ({ resource, body: Buffer.from(JSON.stringify(resource)) }));
}

function documentRow({ resource, body }: { resource: Answered; body: Buffer }) {
  const { id, type, status = '', date = '' } = resource;
  return { id, type: type?.coding[0]?.code ?? '', status, at: Date.parse(date), body };
}

function eventRow({ resource, body }: { resource: Answered; body: Buffer }) {
  return { id: resource.id, at: Date.parse(resource.recorded ?? ''), body };
}

async function fetchBytes(url: string, token: string): Promise<Buffer> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return Buffer.from(await answer.arrayBuffer());
}

async function provide(product: Serving, dossiers: Dossiers): Promise<Buffer> {
  const answer = await fetch(`${product.origin}/fhir`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${dossiers.tokens.author}`,
      'content-type': 'application/fhir+json',
    },
    body: freshBundles(dossiers, 1)(),
  });
  if (answer.status !== 200) throw new Error(`not stored: ${await answer.text()}`);
  return Buffer.from(await answer.arrayBuffer());
}

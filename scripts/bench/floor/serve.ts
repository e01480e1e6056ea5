/**
 * The floor: what is left of each operation without rights, validation, search language and the
 * building of an audit. Bare Fastify, the least of queries on the same kind of store, the same bytes
 * in and out, and as durable: a document, then rows by group commit; and the trace of a read, of the
 * same size, on the disk before the answer, for the product may not answer before that either.
 */
import fastify, { type FastifyReply } from 'fastify';
import { randomUUID } from 'node:crypto';
import { mongoFloor } from './mongodb.js';
import { sqliteFloor } from './sqlite.js';
import type { Found } from './store.js';

const [place = ''] = process.argv.slice(2);
const PAGE = 20;
// As long as the product's own.
const ORIGIN = 'http://127.0.0.1:8080/fhir';
const LINKS = [
  { relation: 'self', url: `${ORIGIN}/DocumentReference?${'x'.repeat(150)}` },
  { relation: 'next', url: `${ORIGIN}/DocumentReference?_page=${'x'.repeat(400)}` },
];
const AFTER = Buffer.from(',"search":{"mode":"match"}}');
const ASKED = { code: '11488-4', status: 'current', from: Date.UTC(2023, 0, 1) };
const store = await (place.startsWith('mongodb://') ? mongoFloor(place) : sqliteFloor(place));
const answer = asBuffer(await store.provided());
const app = fastify({ bodyLimit: 67_108_864 });
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.get('/ready', async () => 'ready');
app.get<{ Params: { id: string } }>('/read/:id', async (request, reply) => {
  const body = await store.read(request.params.id);
  await store.trace();
  return json(reply, asBuffer(body));
});
app.get<{ Params: { id: string } }>('/document/:id', async (request, reply) => {
  await store.trace();
  return reply.header('content-type', 'application/pdf').send(await store.file(request.params.id));
});
app.get('/search', async (_request, reply) => {
  const { rows, total } = await store.search(ASKED, PAGE + 1);
  await store.trace();
  return json(reply, bundle(rows, total));
});
app.get('/newest', async (_request, reply) => {
  const { rows, total } = await store.newest(PAGE + 1);
  await store.trace();
  return json(reply, bundle(rows, total));
});
app.get('/events', async (_request, reply) => {
  const rows = await store.events(PAGE + 1);
  await store.trace();
  return json(reply, bundle(rows, undefined));
});
app.post<{ Body: Buffer }>('/provide', async (request, reply) => {
  // Cast: the benchmark sends no other.
  const { entry } = JSON.parse(request.body.toString()) as {
    entry: { resource: { resourceType: string; data?: string } }[];
  };
  const rows = entry.map(({ resource: { data: _, ...rest } }) => {
    return { type: rest.resourceType, id: randomUUID(), body: JSON.stringify(rest) };
  });
  const files = entry.flatMap(({ resource: { data } }) =>
    data === undefined ? [] : Buffer.from(data, 'base64'),
  );
  await store.provide(rows, files);
  return json(reply, answer);
});
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
process.on('SIGTERM', () => process.exit(0));

function bundle(rows: readonly Found[], total: number | undefined): Buffer {
  const head = { resourceType: 'Bundle', id: randomUUID(), type: 'searchset', total, link: LINKS };
  const parts: Uint8Array[] = [Buffer.from(`${JSON.stringify(head).slice(0, -1)},"entry":[`)];
  rows.slice(0, PAGE).forEach(({ id, body }, i) => {
    const before = `${i === 0 ? '' : ','}{"fullUrl":"${ORIGIN}/DocumentReference/${id}","resource":`;
    parts.push(Buffer.from(before), body, AFTER);
  });
  return Buffer.concat([...parts, Buffer.from(']}')]);
}

function json(reply: FastifyReply, body: Buffer): FastifyReply {
  return reply.header('content-type', 'application/fhir+json;charset=utf-8').send(body);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

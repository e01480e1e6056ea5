/**
 * The floor: what is left of each operation without rights, validation, search language and audit.
 * Bare Fastify, prepared statements on the same kind of database, the same bytes in and out, and
 * writes as durable as the product's: a file with its own fsync, then rows by group commit.
 */
import fastify, { type FastifyReply } from 'fastify';
import { randomUUID } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { DOSSIER, openFloor } from './layout.js';
import { startWriting, type Write } from './writing.js';

const [dir = ''] = process.argv.slice(2);
const PAGE = 20;
// As long as the product's own.
const ORIGIN = 'http://127.0.0.1:8080/fhir';
const LINKS = [
  { relation: 'self', url: `${ORIGIN}/DocumentReference?${'x'.repeat(150)}` },
  { relation: 'next', url: `${ORIGIN}/DocumentReference?_page=${'x'.repeat(400)}` },
];
const AFTER = Buffer.from(',"search":{"mode":"match"}}');
const db = openFloor(dir, true);
const app = fastify({ bodyLimit: 67_108_864 });
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.get('/ready', async () => 'ready');
readRoutes();
searchRoutes();
provideRoute(startWriting(dir));
await mkdir(join(dir, 'documents'), { recursive: true });
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
process.on('SIGTERM', () => process.exit(0));

function readRoutes(): void {
  const read = db.prepare('SELECT body FROM resources WHERE p = ? AND type = ? AND id = ?');
  app.get<{ Params: { id: string } }>('/read/:id', async (request, reply) =>
    json(reply, asBuffer(read.get(DOSSIER, 'DocumentReference', request.params.id).body)),
  );
  app.get<{ Params: { id: string } }>('/document/:id', async (request, reply) => {
    const file = await open(join(dir, 'documents', request.params.id), 'r');
    return reply.header('content-type', 'application/pdf').send(file.createReadStream());
  });
}

function searchRoutes(): void {
  const columns =
    'SELECT id, body FROM resources INDEXED BY resources_page WHERE p = ? AND type = ?';
  const order = 'ORDER BY at DESC, id LIMIT ?';
  const asked = 'AND code = ? AND status = ? AND at >= ?';
  const search = db.prepare(`${columns} ${asked} ${order}`);
  const counted = db.prepare(
    `SELECT count(*) AS n FROM resources WHERE p = ? AND type = ? ${asked}`,
  );
  const newest = db.prepare(`${columns} ${order}`);
  const all = db.prepare('SELECT count(*) AS n FROM resources WHERE p = ? AND type = ? AND at > 0');
  const events = db.prepare(
    'SELECT id, body FROM events WHERE p = ? ORDER BY recorded DESC, id LIMIT ?',
  );
  const criteria = [DOSSIER, 'DocumentReference', '11488-4', 'current', Date.UTC(2023, 0, 1)];
  app.get('/search', async (_request, reply) =>
    json(reply, bundle(search.all(...criteria, PAGE + 1), counted.get(...criteria).n)),
  );
  app.get('/newest', async (_request, reply) => {
    const type = [DOSSIER, 'DocumentReference'];
    return json(reply, bundle(newest.all(...type, PAGE + 1), all.get(...type).n));
  });
  app.get('/events', async (_request, reply) =>
    json(reply, bundle(events.all(DOSSIER, PAGE + 1), undefined)),
  );
}

interface Found {
  readonly id: string;
  readonly body: Uint8Array;
}

function bundle(rows: readonly Found[], total: number | undefined): Buffer {
  const head = { resourceType: 'Bundle', id: randomUUID(), type: 'searchset', total, link: LINKS };
  const parts: Uint8Array[] = [Buffer.from(`${JSON.stringify(head).slice(0, -1)},"entry":[`)];
  rows.slice(0, PAGE).forEach(({ id, body }, i) => {
    const before = `${i === 0 ? '' : ','}{"fullUrl":"${ORIGIN}/DocumentReference/${id}","resource":`;
    parts.push(Buffer.from(before), body, AFTER);
  });
  return Buffer.concat([...parts, Buffer.from(']}')]);
}

function provideRoute(write: Write): void {
  const { body: answer } = db.prepare('SELECT body FROM provided').get();
  app.post<{ Body: Buffer }>('/provide', async (request, reply) => {
    // Cast: the benchmark sends no other.
    const { entry } = JSON.parse(request.body.toString()) as {
      entry: { resource: { resourceType: string; data?: string } }[];
    };
    const rows = entry.map(({ resource: { data: _, ...rest } }) => {
      return { type: rest.resourceType, id: randomUUID(), body: JSON.stringify(rest) };
    });
    for (const { resource } of entry) {
      if (resource.data !== undefined) await keep(Buffer.from(resource.data, 'base64'));
    }
    await write(rows);
    return json(reply, asBuffer(answer));
  });
}

async function keep(bytes: Buffer): Promise<void> {
  const file = await open(join(dir, 'documents', randomUUID()), 'wx');
  await file.writeFile(bytes);
  await file.sync();
  await file.close();
}

function json(reply: FastifyReply, body: Buffer): FastifyReply {
  return reply.header('content-type', 'application/fhir+json;charset=utf-8').send(body);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The floor on MongoDB: the driver's own finds and inserts, as durable as the product's. */
import { GridFSBucket, MongoClient, type Collection, type ObjectId } from 'mongodb';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DOSSIER, grouped, TYPE, type FloorBytes, type FloorStore } from './store.js';

interface Resource {
  readonly _id: string;
  readonly p: string;
  readonly type: string;
  readonly id: string;
  readonly at: number;
  readonly code: string;
  readonly status: string;
  readonly body: Uint8Array;
}

interface Event {
  readonly _id: string;
  readonly p: string;
  readonly recorded: number;
  readonly id: string;
  readonly body: Uint8Array;
}

interface Kept {
  readonly _id: string;
  readonly body: Uint8Array;
}

const DURABLE = { writeConcern: { w: 'majority', j: true } } as const;
const BUCKET_DURABLE = { writeConcern: { w: 'majority', journal: true } } as const;

/** The floor in a database. */
export async function mongoFloor(url: string): Promise<FloorStore> {
  const client = new MongoClient(url, { promoteBuffers: true, maxPoolSize: 64 });
  const db = (await client.connect()).db();
  const resources = db.collection<Resource>('resources');
  const events = db.collection<Event>('events');
  const kept = db.collection<Kept>('kept');
  const log = db.collection('log');
  const bucket = new GridFSBucket(db, { chunkSizeBytes: 1_048_576, ...BUCKET_DURABLE });
  await resources.createIndex({ p: 1, type: 1, at: -1, id: 1 });
  await events.createIndex({ p: 1, recorded: -1, id: 1 });
  const keep = (name: string, bytes: Uint8Array) =>
    // Cast: GridFS takes any id.
    pipeline(
      Readable.from([bytes]),
      bucket.openUploadStreamWithId(name as unknown as ObjectId, name),
    );
  const bodyOf = async (name: string) =>
    (await kept.findOne({ _id: name }))?.body ?? Buffer.alloc(0);
  const page = { p: DOSSIER, type: TYPE };
  const rowsOf = async (filter: object, limit: number) =>
    resources
      .find({ ...page, ...filter }, { projection: { id: 1, body: 1 } })
      .sort({ at: -1, id: 1 })
      .limit(limit)
      .toArray();
  let trace: Uint8Array | undefined;
  const write = grouped<Uint8Array>(
    async (batch) => void (await log.insertOne({ batch: [...batch] }, DURABLE)),
  );
  return {
    fill: (bytes) => fill({ resources, events, kept, keep }, bytes),
    provided: () => bodyOf('provided'),
    read: async (id) =>
      (await resources.findOne({ _id: `${TYPE}/${id}` }, { projection: { body: 1 } }))?.body ??
      Buffer.alloc(0),
    file: async (name) => bucket.openDownloadStreamByName(name),
    search: async ({ code, status, from }, limit) => {
      const filter = { code, status, at: { $gte: from } };
      const [rows, total] = await Promise.all([
        rowsOf(filter, limit),
        resources.countDocuments({ ...page, ...filter }),
      ]);
      return { rows, total };
    },
    newest: async (limit) => {
      const [rows, total] = await Promise.all([
        rowsOf({}, limit),
        resources.countDocuments({ ...page, at: { $gt: 0 } }),
      ]);
      return { rows, total };
    },
    events: async (limit) =>
      events.find({ p: DOSSIER }).sort({ recorded: -1, id: 1 }).limit(limit).toArray(),
    provide: async (rows, files) => {
      for (const bytes of files) await keep(randomUUID(), bytes);
      await resources.insertMany(
        rows.map(({ type, id, body }) => ({
          _id: `${type}/${id}`,
          p: DOSSIER,
          type,
          id,
          at: 0,
          code: '',
          status: '',
          body: Buffer.from(body),
        })),
        DURABLE,
      );
    },
    trace: async () => {
      trace ??= await bodyOf('trace');
      await write(trace);
    },
    close: () => client.close(),
  };
}

async function fill(
  to: {
    readonly resources: Collection<Resource>;
    readonly events: Collection<Event>;
    readonly kept: Collection<Kept>;
    readonly keep: (name: string, bytes: Uint8Array) => Promise<void>;
  },
  { documents, events, provided, trace, file }: FloorBytes,
): Promise<void> {
  await to.resources.insertMany(
    documents.map(({ id, type: code, status, at, body }) => {
      return { _id: `${TYPE}/${id}`, p: DOSSIER, type: TYPE, id, at, code, status, body };
    }),
  );
  await to.events.insertMany(
    events.map(({ id, at, body }) => ({ _id: id, p: DOSSIER, recorded: at, id, body })),
  );
  await to.kept.insertMany([
    { _id: 'provided', body: provided },
    { _id: 'trace', body: trace },
  ]);
  await to.keep(file.name, file.bytes);
}

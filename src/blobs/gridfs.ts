/**
 * Documents in GridFS, for the store on MongoDB: pieces of 1 MiB, then the file's document, which
 * makes them a document. Both carry the name, so that what an upload left behind is found by it.
 * https://www.mongodb.com/docs/manual/core/gridfs/
 */
import { GridFSBucket, MongoError } from 'mongodb';
import type { Collection, Db, ObjectId } from 'mongodb';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { problem } from '../fhir/problem.js';
import type { Blobs, ByteRange } from './blobs.js';
import { assertDocumentName, assertWritable, isDocumentName } from './name.js';

/** How the place is opened. */
export interface GridFsSettings {
  readonly db: Db;
  /** What both collections' names begin with; their indexes are the store's to make. */
  readonly bucketName: string;
  /** Reads of the server, repeated while it is away. */
  readonly reading: <T>(read: () => Promise<T>) => Promise<T>;
  /** Opens beside serving processes: nothing can be changed. */
  readonly readOnly?: boolean;
}

const PIECE_BYTES = 1_048_576;
const DUPLICATE = 11_000;

interface Place extends Pick<GridFsSettings, 'reading'> {
  readonly bucket: GridFSBucket;
  readonly files: Collection<FileDocument>;
  readonly pieces: Collection<PieceDocument>;
}

interface FileDocument {
  readonly _id: string;
  readonly length: number;
  readonly chunkSize: number;
}

interface PieceDocument {
  readonly files_id: string;
  readonly n: number;
  readonly data: Uint8Array;
}

/**
 * Opens the place. Names are those of `name.ts`; any other is unknown, and a fault of the program
 * in
 * `put`. Fails with `unavailable` when the server does.
 */
export function openGridFs(settings: GridFsSettings): Blobs {
  const { db, bucketName, reading, readOnly = false } = settings;
  const writeConcern = { w: 'majority', journal: true } as const;
  const concerns = { writeConcern, readConcern: { level: 'majority' } } as const;
  const place: Place = {
    reading,
    bucket: new GridFSBucket(db, { bucketName, chunkSizeBytes: PIECE_BYTES, writeConcern }),
    files: db.collection<FileDocument>(`${bucketName}.files`, concerns),
    pieces: db.collection<PieceDocument>(`${bucketName}.chunks`, concerns),
  };
  return {
    put: async (name, bytes) => {
      assertWritable(readOnly);
      assertDocumentName(name);
      await put(place, name, bytes);
    },
    get: async (name, range) => (isDocumentName(name) ? get(place, name, range) : undefined),
    remove: async (name) => {
      assertWritable(readOnly);
      if (isDocumentName(name)) await onServer(() => remove(place, name));
    },
  };
}

async function put(place: Place, name: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  // Cast: GridFS takes any id; the driver's types know only its own.
  const id = name as unknown as ObjectId;
  const upload = place.bucket.openUploadStreamWithId(id, name);
  const source = { failure: undefined as unknown };
  try {
    await pipeline(Readable.from(heard(bytes, source), { objectMode: false }), upload);
  } catch (failure) {
    if (isDuplicate(failure)) throw new Error('a document was to be stored under a name in use');
    // Should even this fail, the sweep of documents finds the pieces by the name.
    await remove(place, name).catch(() => undefined);
    // The source's failure is the source's to tell.
    throw failure === source.failure ? failure : asProblem(failure);
  }
}

/** The same bytes; a failure of theirs is kept, to be told from the server's. */
async function* heard(
  bytes: AsyncIterable<Uint8Array>,
  source: { failure: unknown },
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (failure) {
    source.failure = failure;
    throw failure;
  }
}

/** Pieces one by one, the next on its way while one is sent: never more than two in memory. */
async function get(
  place: Place,
  name: string,
  range: ByteRange | undefined,
): Promise<Readable | undefined> {
  const file = await place.reading(() => place.files.findOne({ _id: name }));
  if (file === null) return undefined;
  const first = range?.first ?? 0;
  const end = Math.min(file.length, (range?.last ?? file.length) + 1);
  return Readable.from(first < end ? slices(place, file, { first, end }) : []);
}

async function* slices(
  { pieces, reading }: Place,
  { _id, chunkSize }: FileDocument,
  { first, end }: { readonly first: number; readonly end: number },
): AsyncGenerator<Uint8Array> {
  const last = Math.ceil(end / chunkSize) - 1;
  const piece = (n: number) => reading(() => pieces.findOne({ files_id: _id, n }, IN_BYTES));
  let next: ReturnType<typeof piece> | undefined = piece(Math.floor(first / chunkSize));
  for (let n = Math.floor(first / chunkSize); next !== undefined; n++) {
    const found: PieceDocument | null = await next;
    if (found === null) throw problem('internal', { cause: 'a piece of a document is missing' });
    next = n < last ? piece(n + 1) : undefined;
    // Nobody waits for it when the reader leaves: then its failure is nobody's.
    next?.catch(() => undefined);
    yield found.data.subarray(Math.max(0, first - n * chunkSize), end - n * chunkSize);
  }
}

const IN_BYTES = { promoteBuffers: true } as const;

/** The document first: from then on the pieces are nobody's. */
async function remove({ files, pieces }: Place, name: string): Promise<void> {
  await files.deleteOne({ _id: name });
  await pieces.deleteMany({ files_id: name });
}

async function onServer<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (failure) {
    throw asProblem(failure);
  }
}

function isDuplicate(failure: unknown): boolean {
  return failure instanceof MongoError && failure.code === DUPLICATE;
}

/** The driver hands on as it is what Node says of a socket that closes while it is written. */
function asProblem(failure: unknown): unknown {
  const isOfServer =
    failure instanceof MongoError || (failure instanceof Error && 'syscall' in failure);
  return isOfServer || isClosed(failure) ? problem('unavailable', { cause: failure }) : failure;
}

/** A write after the other end has closed: Node names no system call for it. */
function isClosed(failure: unknown): boolean {
  return failure instanceof Error && 'code' in failure && failure.code === 'EPIPE';
}

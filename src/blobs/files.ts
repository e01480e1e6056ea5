/**
 * Documents as files, one each, under `documents` of the data directory. A file appears under its
 * name only when all its bytes are on the disk, and so is the name: it is written elsewhere,
 * synced, renamed, and its folder synced.
 */
import { constants } from 'node:fs';
import { type FileHandle, access, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { problem } from '../fhir/problem.js';
import type { Blobs, ByteRange } from './blobs.js';
import { assertDocumentName, assertWritable, isDocumentName } from './name.js';
import { syncFolder } from './sync-folder.js';

/** Where the documents are, and whether this process may change them. */
export interface FilesPlace {
  /** The data directory. */
  readonly dir: string;
  /** Leaves everything as it is, beside a serving process: what is being written there stays. */
  readonly readOnly?: boolean;
}

/**
 * Documents on the disk. Only one process at a time may open a place to change it, since what is
 * found half written there is removed. Names have 8 to 80 lower-case letters, digits and hyphens
 * and vary from the first letter on; any other name is unknown, and a fault of the program in
 * `put`. Fails with `unavailable` when the disk does.
 */
export async function openFiles(place: FilesPlace): Promise<Blobs> {
  const root = join(place.dir, 'documents');
  const incoming = join(root, 'incoming');
  const folders = new Set<string>();
  if (place.readOnly !== true) await onDisk(() => prepare(place.dir, root, incoming));
  const writable = (): void => assertWritable(place.readOnly === true);
  return {
    put: async (name, bytes) => {
      writable();
      assertDocumentName(name);
      await put({ from: join(incoming, name), to: fileOf(root, name), folders }, bytes);
    },
    get: async (name, range) => (isDocumentName(name) ? get(fileOf(root, name), range) : undefined),
    remove: async (name) => {
      writable();
      if (isDocumentName(name)) await onDisk(() => remove(fileOf(root, name)));
    },
  };
}

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;

interface Move {
  readonly from: string;
  readonly to: string;
  /** Folders that are known to be on the disk. */
  readonly folders: Set<string>;
}

/** Two levels of one letter each: some 1,000 folders at most, which soon are all there. */
function fileOf(root: string, name: string): string {
  return join(root, name.slice(0, 1), name.slice(1, 2), name);
}

async function prepare(dir: string, root: string, incoming: string): Promise<void> {
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { recursive: true, mode: PRIVATE_FOLDER });
  await syncFolder(root);
  await syncFolder(dir);
}

async function put(move: Move, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  if (await exists(move.to)) throw new Error('a document was to be stored under a name in use');
  // `wx`: of two under one name at once, the second fails before it touches anything.
  const file = await onDisk(() => open(move.from, 'wx', PRIVATE_FILE));
  try {
    await write(file, bytes);
    await onDisk(() => publish(move));
  } catch (error) {
    await discard(move);
    throw error;
  }
}

async function write(file: FileHandle, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const piece of bytes) await onDisk(() => file.writeFile(piece));
    await onDisk(() => file.sync());
  } finally {
    await file.close();
  }
}

async function publish({ from, to, folders }: Move): Promise<void> {
  const folder = dirname(to);
  if (!folders.has(folder)) await makeFolder(folder);
  // Only now: another document may rely on it without waiting for the disk.
  folders.add(folder);
  await rename(from, to);
  await syncFolder(folder);
}

/**
 * Makes both levels and waits for the disk, even for a folder that exists: it may just have been
 * made.
 */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
  await syncFolder(dirname(folder));
  await syncFolder(dirname(dirname(folder)));
}

async function discard({ from, to }: Move): Promise<void> {
  // Should even this fail, the next start removes what came in; the first failure is the one to
  // tell.
  await Promise.allSettled([rm(from, { force: true }), rm(to, { force: true })]);
}

async function get(path: string, range: ByteRange | undefined): Promise<Readable | undefined> {
  const file = await onDisk(() => openExisting(path));
  return file?.createReadStream(range === undefined ? {} : { start: range.first, end: range.last });
}

async function openExisting(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function remove(path: string): Promise<void> {
  if (!(await exists(path))) return;
  await rm(path, { force: true });
  // A removed name that came back after a crash would have no record to be swept by.
  await syncFolder(dirname(path));
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}

async function onDisk<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    throw problem('unavailable', { cause });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/**
 * The files of a FHIR package, read from the bytes of its tar archive. Whoever made it is not
 * trusted: nothing is written to a disk, and what is not a plain file below the archive's own
 * folder is a fault. https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html
 */
import { Parser, type Header, type ReadEntry } from 'tar';

/** The files by path, such as `package/package.json`; or what is wrong with the archive. */
export type Archive =
  | { readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly faults: readonly [string, ...string[]] };

/** Files of an archive, at most. */
export const ARCHIVE_FILES_MAX = 20_000;

const PATH_LENGTH_MAX = 1_000;

/** Reads an archive. Of a bad one only the first fault is told: what follows it means nothing. */
export function readArchive(bytes: Uint8Array): Archive {
  const reading: Reading = { files: new Map(), faults: [], isEnded: false };
  const fault = parsed(bytes, reading) ?? (reading.isEnded ? undefined : brokenOff(bytes));
  const first = reading.faults[0] ?? fault;
  return first === undefined ? { files: reading.files } : { faults: [first] };
}

/** What was read so far. */
interface Reading {
  readonly files: Map<string, Uint8Array>;
  readonly faults: string[];
  /** Whether the two empty blocks were met that end an archive. */
  isEnded: boolean;
}

function brokenOff({ byteLength }: Uint8Array): string {
  return `the archive breaks off at byte ${byteLength}, without an end: send it whole.`;
}

const COMPRESSED = 'another compressed file is inside the gzip, where an archive must be.';
const NO_HEADER = 'the archive is damaged: no header of a tar archive stands where one must.';

/** Reads into `reading`; the fault that ended it, if one did. All has happened when it answers. */
function parsed(bytes: Uint8Array, reading: Reading): string | undefined {
  // The library would unpack it, without our limit.
  if (PACKED.some((magic) => magic.every((byte, i) => bytes[i] === byte))) return COMPRESSED;
  const parser = new Parser({ strict: true, brotli: false });
  parser.on('error', (failure: unknown) => reading.faults.push(faultIn(failure, bytes)));
  parser.on('ignoredEntry', (entry: ReadEntry) => void reading.faults.push(ignored(entry)));
  parser.on('eof', () => (reading.isEnded = true));
  parser.on('entry', (entry: ReadEntry) => take(entry, reading));
  try {
    parser.end(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return undefined;
  } catch {
    return NO_HEADER; // a header whose values are none
  }
}

/** What gzip and zstd begin with. */
const PACKED = [
  [0x1f, 0x8b],
  [0x28, 0xb5, 0x2f, 0xfd],
];

/** What the library says, in strict mode, of an archive. */
interface Failure {
  readonly tarCode?: string;
  readonly entry?: Pick<ReadEntry, 'path'>;
  readonly header?: Partial<Pick<Header, 'path' | 'type'>>;
}

function faultIn(failure: unknown, bytes: Uint8Array): string {
  const { tarCode, entry, header } = failure as Failure;
  if (header?.type?.endsWith('Link') === true) return `${named(header.path ?? '')}: ${LINK}`;
  if (tarCode !== 'TAR_BAD_ARCHIVE') return NO_HEADER;
  if (entry === undefined) return brokenOff(bytes);
  return `${named(entry.path)}: the archive breaks off within it: send it whole.`;
}

/** Of what the library knows it passes over long names alone, and what is no kind of entry. */
function ignored({ path, meta }: ReadEntry): string {
  if (meta) return 'a name in the archive is too long.';
  return `${named(path)}: is no file. A package holds files alone.`;
}

function take(entry: ReadEntry, { files, faults }: Reading): void {
  const path = entry.path.replace(/^(\.\/)+/, '');
  const fault = faultOf(path, entry.type, files);
  if (fault !== undefined) faults.push(fault);
  // After the first fault nothing is kept.
  if (faults.length > 0 || !FILES.includes(entry.type)) return void entry.resume();
  const chunks: Uint8Array[] = [];
  files.set(path, EMPTY);
  entry.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  entry.on('end', () => {
    files.set(path, chunks.length === 1 ? (chunks[0] ?? EMPTY) : Buffer.concat(chunks));
  });
}

const LINK = 'is a link or a device. A package holds files alone.';
const EMPTY = new Uint8Array(0);
const FILES: readonly string[] = ['File', 'OldFile', 'ContiguousFile'];
const FOLDERS: readonly string[] = ['Directory', 'GNUDumpDir'];

function faultOf(
  path: string,
  type: string,
  files: ReadonlyMap<string, Uint8Array>,
): string | undefined {
  if (!FILES.includes(type) && !FOLDERS.includes(type)) return `${named(path)}: ${LINK}`;
  if (path.length > PATH_LENGTH_MAX) return `${named(path)}: the path is too long.`;
  if (FOLDERS.includes(type) && path === '') return undefined;
  if (!isInside(path)) return `${named(path)}: leads out of the package. Its paths are relative.`;
  if (files.has(path)) return `${named(path)}: stands twice in the archive.`;
  if (files.size >= ARCHIVE_FILES_MAX)
    return `the archive has more than ${ARCHIVE_FILES_MAX} files, and more is not taken.`;
  return undefined;
}

/** Whether a path stays below where it begins, on any system. */
function isInside(path: string): boolean {
  if (path === '' || path.startsWith('/') || /[\\\0]|^[A-Za-z]:/.test(path)) return false;
  return !path.split('/').includes('..');
}

function named(path: string): string {
  return path.replace(/[^\x20-\x7e]/g, '?').slice(0, 200);
}

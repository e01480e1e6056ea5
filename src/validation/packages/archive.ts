/**
 * The files of a FHIR package, read from the bytes of its tar archive. Whoever made it is not
 * trusted: nothing is written to a disk, and what is not a plain file below the archive's own
 * folder is a fault. https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html
 */

/** The files by path, such as `package/package.json`; or what is wrong with the archive. */
export type Archive =
  | { readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly faults: readonly [string, ...string[]] };

/** Files of an archive, at most. */
export const ARCHIVE_FILES_MAX = 20_000;

const BLOCK = 512;
const PATH_LENGTH_MAX = 1_000;

/** One entry as its header says it, and where its content begins. */
interface Entry {
  readonly path: string;
  readonly type: string;
  readonly size: number;
  readonly start: number;
}

/** Names that come before the entry which they are for, in an entry of their own. */
interface Ahead {
  readonly path?: string;
  readonly size?: number;
}

/** Reads an archive. Of a bad one only the first fault is told: what follows it means nothing. */
export function readArchive(bytes: Uint8Array): Archive {
  const files = new Map<string, Uint8Array>();
  let ahead: Ahead = {};
  let at = 0;
  while (!isEnd(bytes, at)) {
    const entry = entryAt(bytes, at, ahead);
    if (typeof entry === 'string') return faulty(entry);
    const { path, type, size, start } = entry;
    const content = bytes.subarray(start, start + size);
    at = start + Math.ceil(size / BLOCK) * BLOCK;
    const kind = KINDS[type] ?? 'other';
    if (kind === 'ahead') {
      ahead = { ...ahead, ...aheadOf(type, content) };
      continue;
    }
    ahead = {};
    if (kind === 'passed over') continue;
    const fault = faultOf(path, kind, files);
    if (fault !== undefined) return faulty(fault);
    if (kind === 'file') files.set(path, content);
  }
  return { files };
}

function faulty(fault: string): Archive {
  return { faults: [fault] };
}

type Kind = 'file' | 'folder' | 'ahead' | 'passed over' | 'other';

/** What stands in the type flag of a header. */
const KINDS: Readonly<Record<string, Kind>> = {
  ...{ '0': 'file', '\0': 'file', '5': 'folder' },
  // A name of GNU or of pax for the next entry; pax for all that follow says nothing that is used.
  ...{ L: 'ahead', x: 'ahead', g: 'passed over' },
};

function faultOf(
  path: string,
  kind: Kind,
  files: ReadonlyMap<string, Uint8Array>,
): string | undefined {
  if (kind === 'other')
    return `${named(path)}: is a link or a device. A package holds files alone.`;
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

/** Two empty blocks end an archive; one is enough for us. */
function isEnd(bytes: Uint8Array, at: number): boolean {
  if (at + BLOCK > bytes.byteLength) return false;
  return bytes.subarray(at, at + BLOCK).every((byte) => byte === 0);
}

/** The entry whose header begins at a place, or the fault of it. */
function entryAt(bytes: Uint8Array, at: number, ahead: Ahead): Entry | string {
  const place = `byte ${at} of the archive`;
  if (at + BLOCK > bytes.byteLength)
    return `the archive breaks off at byte ${bytes.byteLength}, without an end: send it whole.`;
  const header = bytes.subarray(at, at + BLOCK);
  if (!hasChecksum(header)) return `${place}: no header of a tar archive stands there.`;
  const path = ahead.path ?? pathIn(header);
  const size = ahead.size ?? numberIn(header.subarray(124, 136));
  const start = at + BLOCK;
  if (size === undefined || !Number.isSafeInteger(size) || size < 0)
    return `${named(path)}: its size cannot be read.`;
  if (path.length > PATH_LENGTH_MAX) return `${named(path)}: the path is too long.`;
  if (start + size > bytes.byteLength)
    return `${named(path)}: the archive breaks off within it: send it whole.`;
  return { path, type: String.fromCharCode(header[156] ?? 0), size, start };
}

function pathIn(header: Uint8Array): string {
  const name = textIn(header.subarray(0, 100));
  const isUstar = textIn(header.subarray(257, 263)).startsWith('ustar');
  const prefix = isUstar ? textIn(header.subarray(345, 500)) : '';
  return (prefix === '' ? name : `${prefix}/${name}`).replace(/^(\.\/)+/, '');
}

function textIn(field: Uint8Array): string {
  const end = field.indexOf(0);
  return UTF8.decode(end < 0 ? field : field.subarray(0, end));
}

const UTF8 = new TextDecoder();

/** Octal digits; undefined for anything else. No package has a file so large that it needs more. */
function numberIn(field: Uint8Array): number | undefined {
  const digits = textIn(field).trim();
  return /^[0-7]{1,12}$/.test(digits) ? parseInt(digits, 8) : undefined;
}

/** The sum over the header's bytes, its own field taken as spaces. */
function hasChecksum(header: Uint8Array): boolean {
  const sum = header.reduce(
    (total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte),
    0,
  );
  return numberIn(header.subarray(148, 156)) === sum;
}

/** What a name before an entry says: GNU gives the path alone, pax lines of `length key=value`. */
function aheadOf(type: string, content: Uint8Array): Ahead {
  if (type === 'L') return { path: textIn(content) };
  const lines = UTF8.decode(content).split('\n');
  const pairs = lines.flatMap((line) => {
    const [, key, value] = /^\d+ ([^=]+)=(.*)$/s.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[key, value] as const];
  });
  const { path, size } = Object.fromEntries(pairs) as { path?: string; size?: string }; // of texts
  return {
    ...(path === undefined ? {} : { path }),
    ...(size === undefined || !/^\d{1,15}$/.test(size) ? {} : { size: Number(size) }),
  };
}

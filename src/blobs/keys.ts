/**
 * The server's own keys: 32 random bytes each, one file each under `keys` of the data directory,
 * readable by nobody else. Made once, on first start, and never written again.
 */
import { generateKeySync } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from './sync-folder.js';

/** A key for each purpose, so that none tells anything of another. */
export interface Keys {
  /**
   * For tokens of the index and uniqueness keys. Without it nothing that is stored is found again.
   */
  readonly tokens: Uint8Array;
  /** For cursors in page links. */
  readonly cursors: Uint8Array;
  /** For what proves the audit. */
  readonly audit: Uint8Array;
}

/**
 * The keys of a data directory; a missing one is made and on the disk before this answers, unless
 * something `isStored` already, which nobody would find again. Several processes at once get the
 * same keys. Fails with an Error that names the file when one is missing or is not a key.
 */
export async function loadKeys(dataDir: string, isStored = false): Promise<Keys> {
  const folder = join(dataDir, 'keys');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const load = isStored ? keyOf : loadKey;
  return {
    tokens: await load(folder, 'tokens'),
    cursors: await load(folder, 'cursors'),
    audit: await load(folder, 'audit'),
  };
}

/**
 * Copies the keys of a data directory to another. Fails with an Error that names the file where
 * there is another key already; the same one is no failure.
 */
export async function copyKeys(fromDir: string, toDir: string): Promise<void> {
  const [from, to] = [join(fromDir, 'keys'), join(toDir, 'keys')];
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const name of NAMES) {
    const key = await keyOf(from, name);
    const path = pathOf(to, name);
    const there = (await readKey(path)) ?? (await putKey(to, path, Buffer.from(key)));
    if (!there.equals(key)) throw new Error(`The key file ${path} is another key. ${CURE}`);
  }
}

const KEY_BYTES = 32;
/** The members of `Keys`. */
const NAMES = ['tokens', 'cursors', 'audit'] as const;

const CURE =
  'Restore it from a backup: a new key cannot find or open what was stored with the old one.';

async function loadKey(folder: string, name: string): Promise<Uint8Array> {
  const path = pathOf(folder, name);
  return checked(path, (await readKey(path)) ?? (await makeKey(folder, path)));
}

async function keyOf(folder: string, name: string): Promise<Uint8Array> {
  const path = pathOf(folder, name);
  const key = await readKey(path);
  if (key === undefined) throw new Error(`The key file ${path} is missing. ${CURE}`);
  return checked(path, key);
}

function pathOf(folder: string, name: string): string {
  return join(folder, `${name}.key`);
}

function checked(path: string, key: Buffer): Uint8Array {
  if (key.length === KEY_BYTES) return key;
  throw new Error(`The key file ${path} has ${key.length} bytes instead of ${KEY_BYTES}. ${CURE}`);
}

async function readKey(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function makeKey(folder: string, path: string): Promise<Buffer> {
  return putKey(folder, path, generateKeySync('hmac', { length: KEY_BYTES * 8 }).export());
}

/**
 * Writes a key beside its place and links it there: whole or not at all, and only if there is none
 * yet.
 */
async function putKey(folder: string, path: string, key: Buffer): Promise<Buffer> {
  // A name nobody else has; it tells nothing of the key, whose first use would be to hash it.
  const draft = `${path}.${generateKeySync('hmac', { length: 64 }).export().toString('hex')}`;
  try {
    await writeThrough(draft, key);
    await link(draft, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(folder);
  // Another process may have been first: what is there now is the key.
  return readFile(path);
}

async function writeThrough(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** A whole store copied to another place, for `dossier copy`: its data, its documents, its keys. */
import { resolve } from 'node:path';
import type { Configuration } from '../../fastify.config.js';
import { makeEnvelope } from '../blobs/envelope.js';
import { openFiles } from '../blobs/files.js';
import { copyKeys, loadKeys } from '../blobs/keys.js';
import { keptPackages } from '../records/packages.js';
import { reindexed } from '../records/reindex.js';
import { copyStore, type Copied, type Place, type Telling } from '../records/copy.js';
import { hasDatabase } from '../storage/sqlite/connection.js';
import { lockFolder, type FolderLock } from '../storage/sqlite/lock.js';
import { openSqlite } from '../storage/sqlite/store.js';
import type { NewVersion } from '../storage/kept.js';
import type { Store } from '../storage/store.js';
import { databaseFault } from './faults.js';
import type { MongoStores } from './mongo.js';
import { baseUrl } from './place.js';
import { readProfileFiles } from './profile-files.js';
import { makeRules } from './rules.js';

export type { Copied };

/** From where to where: each a data directory, or the URL of a MongoDB database. */
export interface CopyWish {
  readonly from: string;
  readonly to: string;
  readonly telling: Telling;
  /** Whether what is copied is found by what the rules of now make of it, not as it was. */
  readonly reindex?: boolean;
}

/**
 * Copies a store; nobody may serve either place meanwhile. The keys of a database rest in the
 * configuration's data directory, those of a folder in that folder. Rejects with an Error of one
 * line; run again, it goes on where it was.
 */
export async function copyBetween(
  configuration: Configuration,
  { from, to, telling, reindex = false }: CopyWish,
): Promise<Copied> {
  const [source, target] = [from, to].map((text) => spotOf(text, configuration.dataDir));
  if (source === undefined || target === undefined || source.name === target.name) {
    throw new Error('--from and --to: the same place. Name two.');
  }
  return withOpen(opensSource(source), async (one) => {
    if (source.keysDir !== target.keysDir) await copyKeys(source.keysDir, target.keysDir);
    const made = reindex ? await reindexing(configuration, source.keysDir, one.store) : undefined;
    return withOpen(opensTarget(target), (other) => copyStore(one, other, telling, made));
  });
}

async function reindexing(
  configuration: Configuration,
  keysDir: string,
  store: Store,
): Promise<(version: NewVersion) => NewVersion> {
  const envelope = makeEnvelope(await loadKeys(keysDir, true));
  const load = await keptPackages(store);
  const files = readProfileFiles();
  const { rules } = makeRules(files, envelope, await baseUrl(configuration), load);
  return (version) => reindexed(rules, version);
}

/** A place as it was named. */
interface Spot {
  /** Without the password of a URL. */
  readonly name: string;
  readonly url?: string;
  readonly dir: string;
  readonly keysDir: string;
}

function spotOf(text: string, dataDir: string): Spot {
  const keysDir = resolve(dataDir);
  if (!/^mongodb(\+srv)?:\/\//.test(text)) {
    const dir = resolve(text);
    return { name: dir, dir, keysDir: dir };
  }
  return { name: text.replace(/\/\/[^@/]*@/, '//'), url: text, dir: keysDir, keysDir };
}

interface Open extends Place {
  close(): Promise<void>;
}

async function withOpen<T>(opening: Promise<Open>, act: (open: Open) => Promise<T>): Promise<T> {
  const open = await opening;
  try {
    return await act(open);
  } finally {
    await open.close();
  }
}

async function opensSource({ name, url, dir }: Spot): Promise<Open> {
  if (url !== undefined) return databaseAt(name, url, { readOnly: true });
  if (!hasDatabase(dir)) throw new Error(`--from ${dir}: nothing is stored there.`);
  return folderAt(dir, { readOnly: true });
}

async function opensTarget({ name, url, dir, keysDir }: Spot): Promise<Open> {
  if (url === undefined) return folderAt(dir, { copying: true });
  const open = await databaseAt(name, url, { copying: true });
  const check = makeEnvelope(await loadKeys(keysDir, true)).uniqueKey('which keys');
  if (await open.keys.isOf(check)) return open;
  await open.close();
  throw new Error(`--to ${name}: other keys wrote it. The target must be empty.`);
}

async function databaseAt(
  name: string,
  url: string,
  how: { readonly readOnly?: boolean; readonly copying?: boolean },
): Promise<Open & { readonly keys: MongoStores['store']['keys'] }> {
  const { openMongoStores } = await import('./mongo.js');
  const { store, blobs } = await openMongoStores(url, how).catch((failure: unknown) => {
    throw databaseFault(failure, name);
  });
  return { name, store, blobs, keys: store.keys, close: () => store.close() };
}

async function folderAt(
  dir: string,
  how: { readonly readOnly?: boolean; readonly copying?: boolean },
): Promise<Open> {
  const lock = await lockFolder(dir);
  if (lock === undefined) throw new Error(`${dir}: in use by a server. Stop it first.`);
  try {
    return await lockedFolder(dir, lock, how);
  } catch (failure) {
    lock.release();
    throw failure;
  }
}

async function lockedFolder(
  dir: string,
  lock: FolderLock,
  how: { readonly readOnly?: boolean; readonly copying?: boolean },
): Promise<Open> {
  const store = await openSqlite({ dir, ...how });
  const blobs = await openFiles({ dir, readOnly: how.readOnly === true });
  const close = async (): Promise<void> => {
    await store.close();
    lock.release();
  };
  return { name: dir, store, blobs, close };
}

/**
 * One serving process for one folder. The lock is SQLite's own on a file beside the database: the
 * operating system gives it up when the process ends, however it ends, so none is ever left behind.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';

/** A held lock. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes the lock, or undefined when another process holds it. Rejects when the folder cannot be
 * written.
 */
export async function lockFolder(dir: string): Promise<FolderLock | undefined> {
  await mkdir(dir, { recursive: true });
  const db = new DatabaseSync(join(dir, 'serving.lock'));
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE;');
    return { release: () => db.close() };
  } catch (failure) {
    db.close();
    if (/locked|busy/i.test(String(failure))) return undefined;
    throw failure;
  }
}

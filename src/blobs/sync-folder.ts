/**
 * A file's name is on the disk only when its folder is: fsync(2) of a file says nothing of its
 * entry.
 */
import { open } from 'node:fs/promises';

/** Waits until the names in a folder are on the disk. Rejects as the file system does. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

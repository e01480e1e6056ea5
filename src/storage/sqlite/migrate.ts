/** Brings a folder's database to the layout of this program. */
import { mkdir } from 'node:fs/promises';
import { openWriting } from './connection.js';
import { migrateSchema } from './schema.js';

/** Migrates; nobody may serve the folder meanwhile. Rejects with a plain Error where it cannot. */
export async function migrateSqlite(dir: string, telling: (line: string) => void): Promise<void> {
  await mkdir(dir, { recursive: true });
  const { db } = openWriting(dir);
  try {
    migrateSchema(db, telling);
  } finally {
    db.close();
  }
}

/** Verification of a store beside the server that serves it, for `dossier verify-audit`. */
import type { Configuration } from '../../fastify.config.js';
import { makeEnvelope } from '../blobs/envelope.js';
import { loadKeys } from '../blobs/keys.js';
import { baseUrl, servingBase } from './place.js';
import { readProfileFiles } from './profile-files.js';
import { verifyAudit, type Verified, type Verifying } from '../records/verify.js';
import { makeRules } from './rules.js';
import { hasDatabase } from '../storage/sqlite/connection.js';
import { openSqlite } from '../storage/sqlite/store.js';

export type { Verified };

/**
 * Walks the store of a configuration, read only; see `records/verify.ts`. Rejects with an Error of
 * one line when there is none, or a key is missing.
 */
export async function verifyStore(
  configuration: Configuration,
  telling: Verifying,
): Promise<Verified> {
  const { dataDir } = configuration;
  if (!hasDatabase(dataDir)) throw new Error(`DATA_DIR ${dataDir}: nothing is stored there yet.`);
  const base = (await servingBase(dataDir)) ?? (await baseUrl(configuration));
  const envelope = makeEnvelope(await loadKeys(dataDir, true));
  const { rules } = makeRules(await readProfileFiles(), envelope.token, base);
  const store = await openSqlite({ dir: dataDir, readOnly: true });
  try {
    return await verifyAudit({ store, rules }, telling);
  } finally {
    await store.close();
  }
}

/** Verification of a store beside the server that serves it, for `dossier verify-audit`. */
import type { Configuration } from '../../fastify.config.js';
import { openBeside } from './beside.js';
import { baseUrl, servingBase } from './place.js';
import { readProfileFiles } from './profile-files.js';
import { verifyAudit, type Verified, type Verifying } from '../records/verify.js';
import { makeRules } from './rules.js';

export type { Verified };

/**
 * Walks the store of a configuration, read only; see `records/verify.ts`. Rejects with an Error of
 * one line when there is none, or a key is missing.
 */
export async function verifyStore(
  configuration: Configuration,
  telling: Verifying,
): Promise<Verified> {
  const base = (await servingBase(configuration.dataDir)) ?? (await baseUrl(configuration));
  const { store, envelope } = await openBeside(configuration);
  try {
    const { rules } = makeRules(await readProfileFiles(), envelope, base);
    return await verifyAudit({ store, rules }, telling);
  } finally {
    await store.close();
  }
}

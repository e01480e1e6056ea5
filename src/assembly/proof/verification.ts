/** Verification of a store beside the server that serves it, for `dossier verify-audit`. */
import type { Configuration } from '../../../fastify.config.js';
import { openBeside } from '../beside.js';
import { baseUrl, servingBase } from '../place.js';
import { readProfileFiles } from '../profile-files.js';
import { keptPackages } from '../../records/packages.js';
import { verifyAudit, type VerifiedWhole, type Verifying } from '../../records/verify.js';
import { staleOf } from '../packages/searching.js';
import { makeRules } from '../rules.js';

export type { VerifiedWhole };

/**
 * Walks the store of a configuration, read only; see `records/verify.ts`; `noted` is the hash of a
 * checkpoint that must be there. Rejects with an Error of one line when there is none, or a key is
 * missing.
 */
export async function verifyStore(
  configuration: Configuration,
  telling: Verifying,
  noted?: string,
): Promise<VerifiedWhole> {
  const base = (await servingBase(configuration.dataDir)) ?? (await baseUrl(configuration));
  const { store, envelope } = await openBeside(configuration);
  try {
    const load = await keptPackages(store);
    const files = readProfileFiles();
    const { rules } = makeRules(files, envelope, base, load);
    const needs = { store, rules, stale: staleOf(load, files), key: envelope.signing, noted };
    return await verifyAudit(needs, telling);
  } finally {
    await store.close();
  }
}

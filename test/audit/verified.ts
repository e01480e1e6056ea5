/** `verify-audit` on a store, told as a value; the rules of a server are made once. */
import type { Configuration } from '../../fastify.config.js';
import { openBeside } from '../../src/assembly/beside.js';
import { baseUrl, servingBase } from '../../src/assembly/place.js';
import { readProfileFiles } from '../../src/assembly/profile-files.js';
import { makeRules } from '../../src/assembly/rules.js';
import { verifyAudit, type VerifiedWhole } from '../../src/records/verify.js';

/** A verification, with the lines of its faults and the CPU that the walk took. */
export interface Told extends VerifiedWhole {
  readonly lines: readonly string[];
  readonly seconds: number;
}

const RULES = new Map<string, ReturnType<typeof makeRules>['rules']>();

/** Verifies; the keys of one base URL stay the same, for a copy of a store has those of the store. */
export async function verified(configuration: Configuration, noted?: string): Promise<Told> {
  const base = (await servingBase(configuration.dataDir)) ?? (await baseUrl(configuration));
  const { store, envelope } = await openBeside(configuration);
  const known = RULES.get(base) ?? makeRules(readProfileFiles(), envelope, base).rules;
  RULES.set(base, known);
  const lines: string[] = [];
  const began = process.cpuUsage();
  try {
    const needs = { store, rules: known, key: envelope.signing, noted };
    const found = await verifyAudit(needs, { fault: (line) => lines.push(line) });
    const { user, system } = process.cpuUsage(began);
    return { ...found, lines, seconds: (user + system) / 1_000_000 };
  } finally {
    await store.close();
  }
}

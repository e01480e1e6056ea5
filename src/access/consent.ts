/**
 * What the patient's Consents say of a professional (`interface`, Consents; decisions 16 and 17).
 */
import type { ActorKey, Caller } from './caller.js';
import type { ConsentRule, DossierPolicy } from './policy.js';

/** A professional's standing: blocked wins over permitted, by name or through the structure. */
export type Standing = 'permitted' | 'blocked' | 'none';

/**
 * The standing at a moment (milliseconds since 1970). The médecin traitant is permitted by
 * designation and cannot be blocked.
 */
export function standing(policy: DossierPolicy, caller: Caller, now: number): Standing {
  if (isGeneralPractitioner(policy, caller)) return 'permitted';
  const verdicts = [caller.actor, caller.structure]
    .filter((key) => key !== undefined)
    .map((key) => latest(policy.consents, key, now));
  if (verdicts.some((rule) => rule?.permit === false)) return 'blocked';
  return verdicts.some((rule) => rule?.permit === true) ? 'permitted' : 'none';
}

/** Whether the patient designated this caller as médecin traitant. */
export function isGeneralPractitioner(policy: DossierPolicy, caller: Caller): boolean {
  return caller.kind === 'professional' && policy.generalPractitioners.includes(caller.actor);
}

function latest(
  rules: readonly ConsentRule[],
  key: ActorKey,
  now: number,
): ConsentRule | undefined {
  return rules
    .filter((rule) => rule.category === 'consultation' && rule.actors.includes(key))
    .filter((rule) => (rule.from ?? -Infinity) <= now && now < (rule.until ?? Infinity))
    .reduce<ConsentRule | undefined>(newer, undefined);
}

function newer(best: ConsentRule | undefined, rule: ConsentRule): ConsentRule {
  // At the same instant the block wins: a tie must not open what the patient closed.
  if (best === undefined || rule.declared > best.declared) return rule;
  return rule.declared === best.declared && !rule.permit ? rule : best;
}

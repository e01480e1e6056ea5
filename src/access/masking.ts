/**
 * Whether a document is masked as it comes in, because the patient masks whatever is new
 * (`access-rules`, step 7; `interface`, Consents: `default-masking`).
 */
import { isInForce } from './consent.js';
import { isForPatient, type Entry } from './entry.js';
import type { Policy } from './policy.js';

/** Whether what somebody deposits who came in so is masked. `now`: milliseconds since 1970. */
export function isMaskedByDefault(policy: Policy, entry: Entry, now: number): boolean {
  if (policy.kind === 'outside' || isForPatient(entry)) return false;
  return policy.consents.some(
    (rule) => rule.category === 'default-masking' && !rule.permit && isInForce(rule, now),
  );
}

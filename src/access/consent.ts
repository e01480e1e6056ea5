/**
 * What the patient's Consents and care team say of a caller (`interface`, Consents; decisions 16
 * and 17): who is authorised and by what, who is blocked, what holds in an emergency, what an
 * application was granted, which documents are objected to.
 */
import type { ActorKey, Caller } from './caller.js';
import type { ConsentRule, DossierPolicy } from './policy.js';

/** By what a professional is let in. */
export type Ground = 'general-practitioner' | 'administrator' | 'authorised' | 'care-team';

/** A professional's standing: blocked wins over permitted, by name or through the structure. */
export type Standing =
  | { readonly kind: 'permitted'; readonly by: Ground }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'none' };

/** Occupational medicine, of the specialties (TRE_R38). */
const OCCUPATIONAL = 'SM25';
/** Fire brigades (SDIS), of the sectors (TRE_R02), and doctors, of the professions (TRE_G15). */
const [FIRE_BRIGADE, DOCTOR] = ['SA68', '10'];

/**
 * Whether, outside emergencies, nothing but the patient's own express consent lets this caller in,
 * and no care team: doctors of occupational medicine, and of fire brigades. Code de la santé
 * publique, article L. 1111-17, IV and V
 */
export function needsExpressConsent(caller: Caller): boolean {
  const { profession, sector } = caller;
  return isOccupational(caller) || (profession === DOCTOR && sector === FIRE_BRIGADE);
}

/** Whether the caller is a doctor of occupational medicine, whom no emergency lets in (IV). */
export function isOccupational({ specialty }: Caller): boolean {
  return specialty === OCCUPATIONAL;
}

/**
 * The standing at a moment (milliseconds since 1970). The médecin traitant is permitted by
 * designation and cannot be blocked.
 */
export function standing(policy: DossierPolicy, caller: Caller, now: number): Standing {
  if (isGeneralPractitioner(policy, caller)) return by('general-practitioner');
  const keys = [caller.actor, caller.structure].filter((key) => key !== undefined);
  const express = needsExpressConsent(caller);
  const verdicts = keys.map((key) => latest(policy, { category: 'consultation', key }, now));
  if (verdicts.some((rule) => rule?.permit === false)) return { kind: 'blocked' };
  if (isAdministrator(policy, caller, now)) return by('administrator');
  const lets = (rule?: ConsentRule): boolean =>
    rule?.permit === true && (!express || rule.express === true);
  if (verdicts.some(lets)) return by('authorised');
  return isOfCareTeam(policy, caller, now) ? by('care-team') : { kind: 'none' };
}

/** Whether the patient designated this caller as médecin traitant. */
export function isGeneralPractitioner(policy: DossierPolicy, caller: Caller): boolean {
  return caller.kind === 'professional' && policy.generalPractitioners.includes(caller.actor);
}

/** What an emergency opens: on a call to the SAMU, elsewhere, and masked documents in either. */
export type EmergencyPurpose = 'ETREAT' | 'BTG' | 'MASKED';

/**
 * Whether the patient lets an emergency open it. With no Consent calls and breaking the glass are
 * permitted, masked documents are not; where both emergencies are denied, nothing is left to be
 * masked or not.
 */
export function emergencyAllows(
  policy: DossierPolicy,
  purpose: EmergencyPurpose,
  now: number,
): boolean {
  const rule = latest(policy, { category: 'emergency', purpose }, now);
  if (purpose !== 'MASKED') return rule?.permit ?? true;
  const isAnyOpen = emergencyAllows(policy, 'ETREAT', now) || emergencyAllows(policy, 'BTG', now);
  return isAnyOpen && rule?.permit === true;
}

/** The types of resource that the patient lets an application use; none without a grant. */
export function grantedTo(policy: DossierPolicy, app: ActorKey, now: number): readonly string[] {
  const rule = latest(policy, { category: 'app-grant', key: app }, now);
  return rule?.permit === true ? (rule.types ?? []) : [];
}

/** Whether the patient objects, for a legitimate reason, to documents of a type being deposited. */
export function isObjectedTo(policy: DossierPolicy, typeCode: string, now: number): boolean {
  return policy.consents.some(
    (rule) =>
      rule.category === 'feeding-objection' &&
      !rule.permit &&
      isInForce(rule, now) &&
      rule.types?.includes(typeCode) === true,
  );
}

/** Whether a bounded right holds at a moment. */
export function isInForce(
  { from = -Infinity, until = Infinity }: Pick<ConsentRule, 'from' | 'until'>,
  now: number,
): boolean {
  return from <= now && now < until;
}

function isAdministrator(policy: DossierPolicy, caller: Caller, now: number): boolean {
  if (caller.kind !== 'professional') return false;
  return latest(policy, { category: 'administration', key: caller.actor }, now)?.permit === true;
}

/** A member is of the team of a structure: they come in when they work for it. */
function isOfCareTeam({ careTeam = [] }: DossierPolicy, caller: Caller, now: number): boolean {
  if (needsExpressConsent(caller)) return false;
  return careTeam.some(
    (member) =>
      member.actor === caller.actor &&
      (member.structure === undefined || member.structure === caller.structure) &&
      isInForce(member, now),
  );
}

function by(ground: Ground): Standing {
  return { kind: 'permitted', by: ground };
}

/** What a rule is looked for by. */
interface Wanted {
  readonly category: string;
  readonly key?: ActorKey;
  readonly purpose?: string;
}

/** The newest rule in force: it takes the place of the older ones. */
function latest(
  { consents }: DossierPolicy,
  { category, key, purpose }: Wanted,
  now: number,
): ConsentRule | undefined {
  return consents
    .filter((rule) => rule.category === category && isInForce(rule, now))
    .filter((rule) => key === undefined || rule.actors.includes(key))
    .filter((rule) => purpose === undefined || rule.purposes.includes(purpose))
    .reduce<ConsentRule | undefined>(newer, undefined);
}

function newer(best: ConsentRule | undefined, rule: ConsentRule): ConsentRule {
  // At the same instant the block wins: a tie must not open what the patient closed.
  if (best === undefined || rule.declared > best.declared) return rule;
  return rule.declared === best.declared && !rule.permit ? rule : best;
}

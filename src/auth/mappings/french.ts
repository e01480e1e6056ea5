/**
 * The French vocabulary of professionals and structures, which the demonstration and Pro Santé
 * Connect share: national ids, professions and specialties with their OIDs, modes of access.
 */
import type { Caller, Purpose } from '../../access/caller.js';
import { nationalId, text, texts, type Claims } from '../claims.js';

/** TRE_G15, the professions; TRE_R38, the specialties; TRE_R02, the sectors of structures. */
export const PROFESSION_OID = '1.2.250.1.213.1.1.5.5';
const SPECIALTY_OID = '1.2.250.1.213.2.28';
const SECTOR_OID = '1.2.250.1.71.4.2.4';

/** Profession, specialty, and sector and name of the structure, as far as they are told. */
export type Work = Pick<Caller, 'profession' | 'specialty' | 'sector' | 'structureName'>;

/**
 * Profession and specialty from SubjectRole: `10^1.2.250.1.213.1.1.5.5`, `SM54^1.2.250.1.213.2.28`;
 * the sector from Secteur_Activite: `SA07^1.2.250.1.71.4.2.4`.
 */
export function work(claims: Claims): Work {
  return {
    ...given('profession', coded(claims, 'SubjectRole', PROFESSION_OID)),
    ...given('specialty', coded(claims, 'SubjectRole', SPECIALTY_OID)),
    ...given('sector', coded(claims, 'Secteur_Activite', SECTOR_OID)),
    ...given('structureName', text(claims, 'SubjectOrganization')),
  };
}

/** The code of the first text of a claim that names the list: `code^oid`. */
function coded(claims: Claims, claim: string, oid: string): string | undefined {
  const said = texts(claims, claim).find((one) => one.endsWith(`^${oid}`)) ?? '';
  return codeOf(said.slice(0, Math.max(0, said.indexOf('^'))));
}

/** A text that can be a code. */
export function codeOf(code: string | undefined): string | undefined {
  return code !== undefined && /^[A-Za-z0-9]{1,20}$/.test(code) ? code : undefined;
}

/** The structure of SubjectOrganizationID. */
export function structureMember(claims: Claims): { structure?: string } {
  const id = nationalId(text(claims, 'SubjectOrganizationID'));
  return id === undefined ? {} : { structure: `st:${id}` };
}

/** What a professional's token says of the act: why, and whether under secret connection. */
export type Manner = Pick<Caller, 'purpose' | 'reason' | 'regulates' | 'secret'>;

/** The code by which a token says that its acts are secret from representatives. */
const SECRET = 'INVISIBLE_REPRESENTANTS_LEGAUX';

/**
 * The manner of a professional's act, in the codes of v3-ActReason or of the VIHF. Regulation is
 * believed of a regulator only; of others it is TREAT.
 */
export function manner(claims: Claims): Manner {
  const regulates = claims['Acces_Regulation_Medicale'] === 'VRAI';
  const reason = text(claims, 'purpose_of_use_reason') ?? text(claims, 'Mode_Acces_Raison');
  return {
    purpose: purposeCode(purposeIn(claims), regulates),
    ...given('reason', reason),
    ...(regulates ? { regulates } : {}),
    ...secrecy(text(claims, 'confidentiality_code')),
  };
}

/** Whether a confidentiality code asks for secret connection. */
export function secrecy(code: string | undefined): { secret?: true } {
  return code === SECRET ? { secret: true } : {};
}

/** Only breaking the glass has a reason of its mode of access: it alone says which mode it is. */
function purposeIn(claims: Claims): string | undefined {
  const isReasoned = text(claims, 'Mode_Acces_Raison') !== undefined;
  return text(claims, 'purpose_of_use') ?? (isReasoned ? 'BTG' : undefined);
}

/** The purpose that a code of v3-ActReason, or of the VIHF, says. */
export function purposeCode(code: string | undefined, regulates: boolean): Purpose {
  if (code === 'BTG' || code === 'bris_de_glace') return 'BTG';
  const isRegulation = code === 'ETREAT' || code === 'centre_15';
  return isRegulation && regulates ? 'ETREAT' : 'TREAT';
}

/** A member, unless it has no value. */
export function given<Name extends string>(
  name: Name,
  value: string | undefined,
): Partial<Record<Name, string>> {
  // One computed name: the compiler widens it to any text.
  return (value === undefined ? {} : { [name]: value }) as Partial<Record<Name, string>>;
}

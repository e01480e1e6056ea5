/**
 * Tokens of IHE IUA, whose claims stand in `extensions.ihe_iua`: subject_name, subject_role,
 * subject_organization, subject_organization_id, national_provider_identifier, purpose_of_use, and
 * person_id, the patient the token is for; `extensions.ihe_bppc.patient_id` says the same. Policies
 * of a consent elsewhere (`acp`) are not read: rights are those that the patient declared here.
 * https://profiles.ihe.net/ITI/IUA/
 */
import type { Caller } from '../../access/caller.js';
import { nameOf, nationalId, record, text, type Claims } from '../claims.js';
import type { Ins, Mapping, Who } from '../who.js';
import { codeOf, given, PROFESSION_OID, purposeCode, secrecy, type Manner } from './french.js';

/** Reads them. */
export const iua: Mapping = (claims, token) => {
  const extensions = record(claims['extensions']);
  const said = record(extensions['ihe_iua']);
  const consent = record(extensions['ihe_bppc']);
  const person = text(said, 'person_id') ?? text(consent, 'patient_id');
  const patient = person === undefined ? undefined : identityIn(person);
  const name = text(said, 'subject_name') ?? nameOf(claims, token.subject);
  return {
    who: { ...partyOf(said, token), ...given('structureName', organization(said)), name },
    ...(patient === undefined ? {} : { patient }),
  };
};

function organization(said: Claims): string | undefined {
  return text(said, 'subject_organization');
}

/** A professional; else a structure; else the system that asks, as no more than that. */
function partyOf(said: Claims, { client, subject }: Caller['token']): Omit<Who, 'name'> {
  const id = nationalId(text(said, 'national_provider_identifier'));
  const place = lastPart(text(said, 'subject_organization_id'));
  const structure = place === undefined ? {} : { structure: `st:${place}` };
  if (id !== undefined)
    return { kind: 'professional', actor: `ps:${id}`, ...structure, ...workOf(said) };
  const purpose = 'TREAT';
  if (place !== undefined)
    return { kind: 'structure', actor: `st:${place}`, ...structure, purpose };
  return { kind: 'system', actor: `system:${client === '' ? subject : client}`, purpose };
}

/** `urn:oid:1.2.250.1.71.4.2.2.1750712184` or the id alone. */
function lastPart(id: string | undefined): string | undefined {
  return nationalId(
    id
      ?.replace(/^urn:oid:/, '')
      .split(/[.|]/)
      .at(-1),
  );
}

function workOf(said: Claims): Manner & Pick<Caller, 'profession'> {
  const reason = text(said, 'purpose_of_use_reason');
  const regulates = said['Acces_Regulation_Medicale'] === 'VRAI';
  return {
    ...given('profession', codeIn(said['subject_role'], PROFESSION_OID)),
    purpose: purposeCode(codeIn(said['purpose_of_use'], ''), regulates),
    ...given('reason', reason),
    ...(regulates ? { regulates } : {}),
    ...secrecy(text(said, 'confidentiality_code')),
  };
}

/** The code of the first coding whose system names an OID: a coding, or a list of them. */
function codeIn(value: unknown, oid: string): string | undefined {
  const codings = (Array.isArray(value) ? value : [value]).map(record);
  const coding = codings.find((one) => (text(one, 'system') ?? '').includes(oid));
  return coding === undefined ? undefined : codeOf(text(coding, 'code'));
}

/** An identifier in the form CX of HL7 v2: `258…^^^&1.2.250.1.213.1.4.8&ISO`. */
function identityIn(person: string): Ins {
  const [, value, oid] = /^([^^|&]+)\^\^\^[^&^]*&([0-9.]+)&ISO/.exec(person) ?? [];
  // What cannot be read is nobody's: a token for one patient must not become one for all.
  return { system: `urn:oid:${oid ?? '0'}`, value: value ?? person };
}

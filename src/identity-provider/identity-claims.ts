/**
 * Who a persona is, as claims of its tokens: those that the mapping `demonstration` of `auth/`
 * reads.
 */
import type { Persona } from './persona.js';

/** OIDs of TRE_G15 and TRE_R38, as SubjectRole writes them. */
const PROFESSION_OID = '1.2.250.1.213.1.1.5.5';
const SPECIALTY_OID = '1.2.250.1.213.2.28';

/**
 * The claims. JSON leaves out what is undefined: a token has only what the persona has.
 */
export function identityClaims(persona: Persona): Record<string, unknown> {
  const name = persona.civil?.usualName ?? persona.civil?.birthName ?? persona.professionalName;
  return {
    dossier_kind: persona.kind,
    name: persona.name,
    family_name: name?.family,
    given_name: name?.given[0],
    ins: persona.ins,
    SubjectNameID: persona.idNatPs,
    SubjectRole: rolesOf(persona),
    SubjectOrganization: persona.structure?.name,
    SubjectOrganizationID: persona.structure?.idNatSt,
    Acces_Regulation_Medicale: persona.regulator === true ? 'VRAI' : undefined,
    dossier_feeds: persona.feeds,
  };
}

function rolesOf({ profession, specialty }: Persona): string[] | undefined {
  const roles = [];
  if (profession !== undefined) roles.push(`${profession}^${PROFESSION_OID}`);
  if (specialty !== undefined) roles.push(`${specialty}^${SPECIALTY_OID}`);
  return roles.length === 0 ? undefined : roles;
}

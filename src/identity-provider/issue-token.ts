/**
 * Access tokens of the demonstration provider: ES256, `at+jwt` (RFC 9068), for one persona and this
 * server alone. The claims are those that the mapping `demonstration` of `auth/claims.ts` reads.
 */
import type { Clock } from '../clock.js';
import { problem } from '../fhir/problem.js';
import type { Ids } from '../ids.js';
import type { SigningKey } from '../auth/keys.js';
import { issuerUrl } from './discovery.js';
import type { Persona } from './persona.js';

/** What tokens are made with. */
export interface Provider {
  /** The FHIR base URL: the audience. */
  readonly base: string;
  readonly key: SigningKey;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** What may be asked of a token. */
export interface TokenOptions {
  readonly purpose?: string;
  /** Why the dossier is opened: required with BTG. */
  readonly reason?: string;
  /** In place of the persona's scopes. */
  readonly scope?: string;
  /** How long it is valid, at most a day; a negative number makes one that has ended. */
  readonly expiresSeconds?: number;
  /** Under secret connection: representatives do not read the trace of the act. */
  readonly secret?: boolean;
}

const EXPIRES_SECONDS = 3_600;
const EXPIRES_SECONDS_MAX = 86_400;
/** Programs that are clients themselves: whoever they act for is another matter. */
const CLIENTS: readonly string[] = ['app', 'system'];
const PURPOSES = ['TREAT', 'ETREAT', 'BTG'];
/** OIDs of TRE_G15 and TRE_R38, as SubjectRole writes them. */
const PROFESSION_OID = '1.2.250.1.213.1.1.5.5';
const SPECIALTY_OID = '1.2.250.1.213.2.28';

/**
 * A signed token for a persona. Rejects with `invalid-request` when the options do not make sense.
 */
export async function issueToken(
  provider: Provider,
  persona: Persona,
  options: TokenOptions = {},
): Promise<string> {
  const issuedSeconds = Math.floor(provider.clock.now() / 1000);
  return provider.key.sign({
    iss: issuerUrl(provider.base),
    aud: provider.base,
    sub: persona.key,
    client_id: CLIENTS.includes(persona.kind) ? persona.key : 'demonstration',
    jti: provider.ids.uuid(),
    iat: issuedSeconds,
    exp: issuedSeconds + lifeSeconds(options),
    scope: options.scope ?? persona.scope,
    ...identityClaims(persona),
    ...purposeClaims(options),
  });
}

function lifeSeconds({ expiresSeconds = EXPIRES_SECONDS }: TokenOptions): number {
  if (Number.isInteger(expiresSeconds) && Math.abs(expiresSeconds) <= EXPIRES_SECONDS_MAX) {
    return expiresSeconds;
  }
  const why = `A token lives a whole number of seconds, at most ${EXPIRES_SECONDS_MAX}.`;
  throw problem('invalid-request', { why });
}

function purposeClaims({ purpose, reason, secret }: TokenOptions): Record<string, unknown> {
  if (purpose !== undefined && !PURPOSES.includes(purpose)) {
    throw problem('invalid-request', { why: `A purpose is one of ${PURPOSES.join(', ')}.` });
  }
  if (purpose === 'BTG' && (reason === undefined || reason.trim() === '')) {
    throw problem('invalid-request', { why: 'The purpose BTG needs a reason.' });
  }
  return {
    purpose_of_use: purpose ?? 'TREAT',
    purpose_of_use_reason: reason,
    confidentiality_code: secret === true ? 'INVISIBLE_REPRESENTANTS_LEGAUX' : undefined,
  };
}

// JSON leaves out what is undefined, so a persona's token has only what the persona has.
function identityClaims(persona: Persona): Record<string, unknown> {
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

/**
 * Access tokens of the demonstration provider: ES256, `at+jwt` (RFC 9068), for one persona and this
 * server alone. The claims are those that the mapping `demonstration` of `auth/` reads.
 */
import type { Clock } from '../clock.js';
import { problem } from '../fhir/problem.js';
import type { Ids } from '../ids.js';
import type { SigningKey } from '../auth/keys.js';
import { issuerUrl } from './discovery.js';
import { identityClaims } from './identity-claims.js';
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
  throw problem('invalid-request', {
    why: `A token lives a whole number of seconds, at most ${EXPIRES_SECONDS_MAX}.`,
    french: `Un jeton vit un nombre entier de secondes, ${EXPIRES_SECONDS_MAX} au plus.`,
  });
}

function purposeClaims({ purpose, reason, secret }: TokenOptions): Record<string, unknown> {
  if (purpose !== undefined && !PURPOSES.includes(purpose)) {
    throw problem('invalid-request', {
      why: `A purpose is one of ${PURPOSES.join(', ')}.`,
      french: `Une finalité est l'une de celles-ci : ${PURPOSES.join(', ')}.`,
    });
  }
  if (purpose === 'BTG' && (reason === undefined || reason.trim() === '')) {
    throw problem('invalid-request', {
      why: 'The purpose BTG needs a reason.',
      french: 'La finalité BTG demande un motif.',
    });
  }
  return {
    purpose_of_use: purpose ?? 'TREAT',
    purpose_of_use_reason: reason,
    confidentiality_code: secret === true ? 'INVISIBLE_REPRESENTANTS_LEGAUX' : undefined,
  };
}

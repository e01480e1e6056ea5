/**
 * From a request's Authorization header to its caller. Bearer tokens only (RFC 6750). A verified
 * token is remembered by its hash, for verifying costs more than the read it is for; its time is
 * judged with every request.
 */
import { hash } from 'node:crypto';
import type { Caller } from '../access/caller.js';
import type { Clock } from '../clock.js';
import { identityOf, type Identity } from './claims.js';
import { refusal } from './refusal.js';
import { makeRemembered } from './remembered.js';
import { checkTime, makeVerifier, type Issuer, type Verified } from './token.js';

/** Where a request came from, and its name in logs and audit. */
export interface Connection {
  /** The client's IP address. */
  readonly address: string;
  readonly requestId: string;
}

/**
 * The caller that an Authorization header proves. Rejects with `unauthenticated` (401), whose one
 * issue says why and which `challenge` turns into WWW-Authenticate.
 */
export type Authenticate = (
  authorization: string | undefined,
  connection: Connection,
) => Promise<Caller>;

/** What authentication is built on. */
export interface AuthenticationNeeds {
  readonly issuers: readonly Issuer[];
  /** The FHIR base URL, which a token must name in `aud`. */
  readonly audience: string;
  readonly clock: Clock;
  /** How many verified tokens are remembered. */
  readonly tokensMax?: number;
}

const TOKENS_MAX = 10_000;
const TOKEN_CHARACTERS_MAX = 8_192;
/** What stands for a token without `jti` (BALP OAUTHaccessTokenUse.Opaque): never more of it. */
const TOKEN_TAIL_CHARACTERS = 32;

/** Makes the door that every request but the public ones passes. */
export function makeAuthentication(needs: AuthenticationNeeds): Authenticate {
  const verify = makeVerifier(needs.issuers, needs.audience);
  const proved = async (authorization: string | undefined): Promise<Proven> => {
    const token = bearerToken(authorization);
    return prove(token, await verify(token));
  };
  const remembered = makeRemembered<Proven>(needs.tokensMax ?? TOKENS_MAX);
  return async (authorization, connection) => {
    const digest = hash('sha256', authorization ?? '', 'base64');
    const known = remembered.get(digest);
    const proven = known ?? (await proved(authorization));
    checkTime(proven.verified, needs.clock.now());
    if (known === undefined) remembered.set(digest, proven);
    return { ...proven.identity, address: connection.address, requestId: connection.requestId };
  };
}

interface Proven {
  readonly verified: Verified;
  readonly identity: Identity;
}

function prove(token: string, verified: Verified): Proven {
  return { verified, identity: identityOf(verified, token.slice(-TOKEN_TAIL_CHARACTERS)) };
}

// https://www.rfc-editor.org/rfc/rfc6750#section-2.1; schemes know no case (RFC 9110).
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i;

function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined || !/^bearer(?: |$)/i.test(authorization)) {
    throw refusal('missing-token', 'Send a bearer token of this server in Authorization.');
  }
  const token =
    authorization.length > TOKEN_CHARACTERS_MAX ? undefined : BEARER.exec(authorization)?.[1];
  if (token === undefined)
    throw refusal('invalid-token', 'The bearer token is garbled or too long.');
  return token;
}

/**
 * From a request's Authorization header to its caller. Bearer tokens only (RFC 6750). A verified
 * token is remembered by its hash, for verifying costs more than the read it is for; its time is
 * judged with every request, and it is verified anew when its issuer changed its keys.
 */
import { hash } from 'node:crypto';
import { both } from '../fhir/language.js';
import type { Caller } from '../access/caller.js';
import type { Clock } from '../clock.js';
import { bindingOf, bound, certificateReader, type Bindable } from './certificate.js';
import { identityOf, type People } from './identity.js';
import { refusal } from './refusal.js';
import { makeRemembered } from './remembered.js';
import { checkTime, makeVerifier, type Issuer, type Verified } from './token.js';

/** Where a request came from, and its name in logs and audit. */
export interface Connection {
  /** The client's IP address. */
  readonly address: string;
  readonly requestId: string;
  /** The client certificate that a trusted proxy verified: its header `Client-Cert`. */
  readonly certificate?: string;
}

/**
 * The caller that an Authorization header proves. Rejects with `unauthenticated` (401), whose one
 * issue says why and which `challenge` turns into WWW-Authenticate; with `not-allowed` (403) when
 * an identity leads to no dossier; with `unavailable` (503) when an issuer cannot be asked.
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
  /** Asked where claims do not tell who somebody is; absent: nobody is found. */
  readonly people?: People;
  /** How many verified tokens are remembered. */
  readonly tokensMax?: number;
}

const TOKENS_MAX = 10_000;
const TOKEN_CHARACTERS_MAX = 8_192;
/** What stands for a token without `jti` (BALP OAUTHaccessTokenUse.Opaque): never more of it. */
const TOKEN_TAIL_CHARACTERS = 32;
/** For how long people who were looked up are not looked up again. */
const LOOKED_UP_MS = 300_000;

/** Makes the door that every request but the public ones passes. */
export function makeAuthentication(needs: AuthenticationNeeds): Authenticate {
  const { clock, people } = needs;
  const verify = makeVerifier(needs);
  const remembered = makeRemembered<Proven>(needs.tokensMax ?? TOKENS_MAX);
  const certificateIn = certificateReader();
  const prove = async (token: string): Promise<Proven> => {
    const verified = await verify(token);
    const tail = token.slice(-TOKEN_TAIL_CHARACTERS);
    const { identity, looked } = await identityOf(verified, tail, people);
    const lookedUp = looked ? clock.now() + LOOKED_UP_MS : Number.POSITIVE_INFINITY;
    const until = Math.min(verified.until ?? lookedUp, lookedUp);
    return { verified, identity, until, ...bindingOf(verified.claims) };
  };
  return async (authorization, { address, requestId, certificate: header }) => {
    const digest = hash('sha256', authorization ?? '', 'base64');
    const now = clock.now();
    const before = remembered.get(digest);
    const standing = before !== undefined && stands(before, now);
    // Nothing is waited for where nobody need be asked.
    const known = (typeof standing === 'boolean' ? standing : await standing) ? before : undefined;
    const proven = known ?? (await prove(bearerToken(authorization)));
    checkTime(proven.verified, now);
    if (known === undefined) remembered.set(digest, proven);
    const certificate = header === undefined ? undefined : certificateIn(header);
    return { ...bound(proven, certificate, now), address, requestId };
  };
}

interface Proven extends Bindable {
  readonly verified: Verified;
  /** Milliseconds since 1970; then it is proven anew. */
  readonly until: number;
}

/** Whether what was proven may still be believed: not past its time, nor by other keys. */
function stands({ until, verified }: Proven, now: number): boolean | Promise<boolean> {
  const { generation, issuer } = verified;
  if (until <= now) return false;
  if (generation === undefined) return true;
  const current = issuer.keys.generation();
  if (typeof current === 'number') return current === generation;
  return current.then((number) => number === generation);
}

// https://www.rfc-editor.org/rfc/rfc6750#section-2.1; schemes know no case (RFC 9110).
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i;

function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined || !/^bearer(?: |$)/i.test(authorization)) {
    throw refusal(
      'missing-token',
      both(
        'Send a bearer token of this server in Authorization.',
        'Envoyer dans Authorization un jeton (bearer) de ce serveur.',
      ),
    );
  }
  const token =
    authorization.length > TOKEN_CHARACTERS_MAX ? undefined : BEARER.exec(authorization)?.[1];
  if (token === undefined)
    throw refusal(
      'invalid-token',
      both(
        'The bearer token is garbled or too long.',
        'Le jeton (bearer) est altéré ou trop long.',
      ),
    );
  return token;
}

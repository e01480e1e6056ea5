/**
 * Verifies an access token: signed by a trusted issuer, made for this server, with a subject and an
 * end. JWT (RFC 7519) and its profile for access tokens (RFC 9068); asymmetric signatures only.
 * Time is judged apart (`checkTime`): a remembered token is judged again with each request.
 */
import { createLocalJWKSet, decodeJwt, errors, jwtVerify } from 'jose';
import type { JSONWebKeySet, JWTPayload } from 'jose';
import { refusal } from './refusal.js';

/** An authority whose tokens are believed. */
export interface Issuer {
  /** As it stands in `iss`, compared letter by letter. */
  readonly issuer: string;
  /** Its public keys. */
  readonly keys: JSONWebKeySet;
  /** How its claims are read (`claims.ts`). */
  readonly mapping: 'demonstration';
}

/** The claims of a token whose signature, issuer, audience and subject are right. */
export interface Verified {
  readonly issuer: Issuer;
  readonly claims: JWTPayload & { readonly sub: string; readonly exp: number };
}

/** How far the issuer's clock and ours may differ. */
const CLOCK_SKEW_SECONDS = 30;
const ALGORITHMS = ['ES256', 'ES384', 'RS256', 'RS384', 'PS256', 'PS384', 'EdDSA'];
// An ID token or a logout token of the same issuer is no access token.
const TOKEN_TYPES = [undefined, 'jwt', 'at+jwt', 'application/at+jwt'];

/**
 * Makes a verifier that believes these issuers, for tokens whose audience is this server; rejects
 * with a 401.
 */
export function makeVerifier(
  issuers: readonly Issuer[],
  audience: string,
): (token: string) => Promise<Verified> {
  const trusted = new Map(
    issuers.map((issuer) => [issuer.issuer, { issuer, keys: createLocalJWKSet(issuer.keys) }]),
  );
  return async (token) => {
    const { issuer, keys } = trusted.get(issuerOf(token)) ?? distrusted();
    const verified = await jwtVerify(token, keys, {
      audience,
      issuer: issuer.issuer,
      algorithms: ALGORITHMS,
      requiredClaims: ['sub', 'exp'],
      // The library would read the machine's clock: it is left out, `checkTime` judges.
      clockTolerance: Number.MAX_SAFE_INTEGER,
    }).catch(refuse);
    return { issuer, claims: completed(verified.payload, verified.protectedHeader.typ) };
  };
}

/** Rejects claims that are no longer, or not yet, valid at a moment: milliseconds since 1970. */
export function checkTime({ claims }: Verified, now: number): void {
  const seconds = now / 1000;
  if (claims.exp + CLOCK_SKEW_SECONDS <= seconds) {
    throw refusal('expired-token', 'The token has expired. Get a new one.');
  }
  const start = Math.max(claims.nbf ?? 0, claims.iat ?? 0);
  if (start - CLOCK_SKEW_SECONDS > seconds) {
    throw refusal('invalid-token', 'The token is not valid yet.');
  }
}

function issuerOf(token: string): string {
  try {
    return decodeJwt(token).iss ?? '';
  } catch (cause) {
    throw refusal('invalid-token', 'The token is not a JSON Web Token.', cause);
  }
}

function distrusted(): never {
  throw refusal('invalid-token', 'The token was issued by an authority that is not trusted here.');
}

function completed(payload: JWTPayload, type: string | undefined): Verified['claims'] {
  const { sub, exp } = payload;
  if (!TOKEN_TYPES.includes(type?.toLowerCase())) {
    throw refusal('invalid-token', 'The token is not an access token.');
  }
  if (typeof sub !== 'string' || sub === '') {
    throw refusal('invalid-token', 'The token names no subject.');
  }
  if (typeof exp !== 'number') throw refusal('invalid-token', 'The token has no end.');
  return { ...payload, sub, exp };
}

function refuse(cause: unknown): never {
  if (!(cause instanceof errors.JOSEError)) throw cause;
  throw refusal('invalid-token', sentence(cause), cause);
}

function sentence(failure: errors.JOSEError): string {
  if (failure instanceof errors.JWTClaimValidationFailed) {
    return CLAIM_SENTENCES.get(failure.claim) ?? 'A claim of the token is not as it must be.';
  }
  return SENTENCES.get(failure.code) ?? 'The token cannot be verified.';
}

const CLAIM_SENTENCES: ReadonlyMap<string, string> = new Map([
  ['aud', 'The token is for another server.'],
  ['sub', 'The token names no subject.'],
  ['exp', 'The token has no end.'],
]);
const SENTENCES: ReadonlyMap<string, string> = new Map([
  [errors.JOSEAlgNotAllowed.code, 'The signature algorithm of the token is not accepted.'],
  [errors.JWKSNoMatchingKey.code, 'The token is signed with a key that its issuer does not have.'],
  [errors.JWSSignatureVerificationFailed.code, 'The signature of the token is not right.'],
]);

/**
 * Verifies an access token: signed by a trusted issuer, made for this server, with a subject and an
 * end. JWT (RFC 7519) and its profile for access tokens (RFC 9068); asymmetric signatures only. A
 * token that is no JWT is asked about where an issuer offers that (RFC 7662).
 * Time is judged apart (`checkTime`): a remembered token is judged again with each request.
 */
import { decodeJwt, errors, jwtVerify } from 'jose';
import type { Clock } from '../clock.js';
import { text, texts, type Claims } from './claims.js';
import { introspect, type Introspection } from './introspection.js';
import type { IssuerKeys } from './issuer-keys.js';
import { refusal } from './refusal.js';
import { userClaims } from './userinfo.js';
import type { MappingName } from './who.js';

/** An authority whose tokens are believed. */
export interface Issuer {
  /** As it stands in `iss`, compared letter by letter. */
  readonly issuer: string;
  readonly keys: IssuerKeys;
  /** How its claims are read (`identity.ts`). */
  readonly mapping: MappingName;
  /** What its tokens for this server name in `aud`; absent: the FHIR base URL. */
  readonly audience?: string;
  /** Where it tells what its opaque tokens say. */
  readonly introspection?: Introspection;
  /** Where it tells who the user of a token is, beside what the token says. */
  readonly userinfoUri?: string;
}

/** The claims of a token whose signature, issuer, audience and subject are right. */
export interface Verified {
  readonly issuer: Issuer;
  readonly claims: Claims & { readonly sub: string; readonly exp: number };
  /** Of which keys its signature is; absent: its issuer was asked. */
  readonly generation?: number;
  /** Until when this may be believed without asking again: milliseconds since 1970. */
  readonly until?: number;
}

/** What a verifier is built on. */
export interface VerifierNeeds {
  readonly issuers: readonly Issuer[];
  /** The FHIR base URL. */
  readonly audience: string;
  readonly clock: Clock;
}

/** For how long an issuer that was asked is not asked again. */
const ASKED_MS = 60_000;
/** How far the issuer's clock and ours may differ. */
const CLOCK_SKEW_SECONDS = 30;
const ALGORITHMS = ['ES256', 'ES384', 'RS256', 'RS384', 'PS256', 'PS384', 'EdDSA'];
// An ID token or a logout token of the same issuer is no access token.
const TOKEN_TYPES = [undefined, 'jwt', 'at+jwt', 'application/at+jwt'];

/**
 * Makes a verifier that believes these issuers, for tokens whose audience is this server; rejects
 * with a 401, or with a 503 when an issuer cannot be asked.
 */
export function makeVerifier(needs: VerifierNeeds): (token: string) => Promise<Verified> {
  const trusted = new Map(needs.issuers.map((issuer) => [issuer.issuer, issuer]));
  const askable = needs.issuers.filter(({ introspection }) => introspection !== undefined);
  return async (token) => {
    const name = issuerOf(token);
    if (name === undefined && askable.length === 0)
      throw refusal('invalid-token', 'The token is not a JSON Web Token.');
    const verified =
      name === undefined
        ? await introspected(needs, askable, token)
        : await signed(needs, trusted.get(name) ?? distrusted(), token);
    // A token that is out of its time is no reason to ask anybody.
    checkTime(verified, needs.clock.now());
    return withUser(needs, verified, token);
  };
}

/** What the issuer tells of the user counts where the token itself says nothing. */
async function withUser({ clock }: VerifierNeeds, verified: Verified, token: string) {
  const { issuer, claims } = verified;
  if (issuer.userinfoUri === undefined) return verified;
  const user = await userClaims(issuer.userinfoUri, token, claims.sub);
  const until = Math.min(verified.until ?? Number.POSITIVE_INFINITY, clock.now() + ASKED_MS);
  return { ...verified, claims: { ...user, ...claims }, until };
}

async function signed(
  { audience }: VerifierNeeds,
  issuer: Issuer,
  token: string,
): Promise<Verified> {
  // Before the key is looked for: keys that change meanwhile make the token be verified anew.
  const generation = await issuer.keys.generation();
  const { payload, protectedHeader } = await jwtVerify(token, issuer.keys.find, {
    audience: issuer.audience ?? audience,
    issuer: issuer.issuer,
    algorithms: ALGORITHMS,
    requiredClaims: ['sub', 'exp'],
    // The library would read the machine's clock: it is left out, `checkTime` judges.
    clockTolerance: Number.MAX_SAFE_INTEGER,
  }).catch(refuse);
  if (!TOKEN_TYPES.includes(protectedHeader.typ?.toLowerCase())) {
    throw refusal('invalid-token', 'The token is not an access token.');
  }
  return { issuer, claims: completed(payload), generation };
}

/** An opaque token does not say whose it is: each issuer that can be asked is, in their order. */
async function introspected(
  { audience, clock }: VerifierNeeds,
  issuers: readonly Issuer[],
  token: string,
): Promise<Verified> {
  for (const issuer of issuers) {
    const { introspection } = issuer;
    const claims = introspection === undefined ? undefined : await introspect(introspection, token);
    if (claims === undefined) continue;
    if (!texts(claims, 'aud').includes(issuer.audience ?? audience)) throw ofAnotherServer();
    return { issuer, claims: completed(claims), until: clock.now() + ASKED_MS };
  }
  throw refusal('invalid-token', 'No issuer that is trusted here says that the token is active.');
}

/** Rejects claims that are no longer, or not yet, valid at a moment: milliseconds since 1970. */
export function checkTime({ claims }: Verified, now: number): void {
  const seconds = now / 1000;
  if (claims.exp + CLOCK_SKEW_SECONDS <= seconds) {
    throw refusal('expired-token', 'The token has expired. Get a new one.');
  }
  const starts = [claims['nbf'], claims['iat']].filter((start) => typeof start === 'number');
  if (Math.max(0, ...starts) - CLOCK_SKEW_SECONDS > seconds) {
    throw refusal('invalid-token', 'The token is not valid yet.');
  }
}

/** The `iss` of a JWT; undefined when it is none. */
function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss ?? '';
  } catch {
    return undefined;
  }
}

function distrusted(): never {
  throw refusal('invalid-token', 'The token was issued by an authority that is not trusted here.');
}

function completed(claims: Claims): Verified['claims'] {
  const sub = text(claims, 'sub');
  const exp = claims['exp'];
  if (sub === undefined) throw refusal('invalid-token', 'The token names no subject.');
  if (typeof exp !== 'number') throw refusal('invalid-token', 'The token has no end.');
  return { ...claims, sub, exp };
}

function ofAnotherServer(): Error {
  return refusal('invalid-token', 'The token is for another server.');
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

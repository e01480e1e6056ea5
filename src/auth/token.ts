/**
 * Verifies an access token: signed by a trusted issuer, made for this server, with a subject and an
 * end. JWT (RFC 7519) and its profile for access tokens (RFC 9068); asymmetric signatures only. A
 * token that is no JWT is asked about where an issuer offers that (RFC 7662).
 * Time is judged apart (`checkTime`): a remembered token is judged again with each request.
 */
import { decodeJwt, errors, jwtVerify } from 'jose';
import { both, type Sentence } from '../fhir/language.js';
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
      throw refusal(
        'invalid-token',
        both('The token is not a JSON Web Token.', "Le jeton n'est pas un JSON Web Token."),
      );
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
    throw refusal(
      'invalid-token',
      both('The token is not an access token.', "Le jeton n'est pas un jeton d'accès."),
    );
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
  throw refusal(
    'invalid-token',
    both(
      'No issuer that is trusted here says that the token is active.',
      'Aucun émetteur reconnu ici ne dit que le jeton est actif.',
    ),
  );
}

/** Rejects claims that are no longer, or not yet, valid at a moment: milliseconds since 1970. */
export function checkTime({ claims }: Verified, now: number): void {
  const seconds = now / 1000;
  if (claims.exp + CLOCK_SKEW_SECONDS <= seconds) {
    throw refusal(
      'expired-token',
      both('The token has expired. Get a new one.', 'Le jeton a expiré. En obtenir un nouveau.'),
    );
  }
  const starts = [claims['nbf'], claims['iat']].filter((start) => typeof start === 'number');
  if (Math.max(0, ...starts) - CLOCK_SKEW_SECONDS > seconds) {
    throw refusal(
      'invalid-token',
      both('The token is not valid yet.', "Le jeton n'est pas encore valide."),
    );
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
  throw refusal(
    'invalid-token',
    both(
      'The token was issued by an authority that is not trusted here.',
      "Le jeton a été émis par une autorité qui n'est pas reconnue ici.",
    ),
  );
}

function completed(claims: Claims): Verified['claims'] {
  const sub = text(claims, 'sub');
  const exp = claims['exp'];
  if (sub === undefined) throw refusal('invalid-token', NO_SUBJECT);
  if (typeof exp !== 'number') throw refusal('invalid-token', NO_END);
  return { ...claims, sub, exp };
}

function ofAnotherServer(): Error {
  return refusal('invalid-token', OTHER_SERVER);
}

function refuse(cause: unknown): never {
  if (!(cause instanceof errors.JOSEError)) throw cause;
  throw refusal('invalid-token', sentence(cause), cause);
}

function sentence(failure: errors.JOSEError): Sentence {
  if (failure instanceof errors.JWTClaimValidationFailed) {
    return (
      CLAIM_SENTENCES.get(failure.claim) ??
      both(
        'A claim of the token is not as it must be.',
        "Une donnée (claim) du jeton n'est pas comme il faut.",
      )
    );
  }
  return (
    SENTENCES.get(failure.code) ??
    both('The token cannot be verified.', 'Le jeton ne peut pas être vérifié.')
  );
}

const OTHER_SERVER = both(
  'The token is for another server.',
  'Le jeton est pour un autre serveur.',
);
const NO_SUBJECT = both('The token names no subject.', 'Le jeton ne nomme pas de sujet.');
const NO_END = both('The token has no end.', "Le jeton n'a pas de fin.");

const CLAIM_SENTENCES: ReadonlyMap<string, Sentence> = new Map([
  ['aud', OTHER_SERVER],
  ['sub', NO_SUBJECT],
  ['exp', NO_END],
]);
const SENTENCES: ReadonlyMap<string, Sentence> = new Map([
  [
    errors.JOSEAlgNotAllowed.code,
    both(
      'The signature algorithm of the token is not accepted.',
      "L'algorithme de signature du jeton n'est pas accepté.",
    ),
  ],
  [
    errors.JWKSNoMatchingKey.code,
    both(
      'The token is signed with a key that its issuer does not have.',
      "Le jeton est signé par une clé que son émetteur n'a pas.",
    ),
  ],
  [
    errors.JWSSignatureVerificationFailed.code,
    both('The signature of the token is not right.', "La signature du jeton n'est pas juste."),
  ],
]);

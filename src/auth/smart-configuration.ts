/**
 * How an app gets a token for this server where others issue them: the endpoints of the first
 * trusted issuer, as its discovery document tells them.
 * https://hl7.org/fhir/smart-app-launch/conformance.html
 */
import type { Clock } from '../clock.js';
import { problem } from '../fhir/problem.js';
import type { Claims } from './claims.js';
import { discoveryOf } from './issuer-keys.js';
import type { Issuer } from './token.js';

/** The issuer is asked again after this long. */
const FRESH_MS = 3_600_000;
/** What is told as the issuer tells it. */
const MEMBERS = [
  ...['issuer', 'jwks_uri', 'authorization_endpoint', 'token_endpoint', 'introspection_endpoint'],
  ...['revocation_endpoint', 'registration_endpoint', 'management_endpoint', 'scopes_supported'],
  ...['grant_types_supported', 'response_types_supported', 'token_endpoint_auth_methods_supported'],
  'token_endpoint_auth_signing_alg_values_supported',
];

/** Tells it; undefined without an issuer. Rejects with `unavailable` while it cannot be asked. */
export function smartOf(
  issuer: Issuer | undefined,
  clock: Clock,
): () => Promise<object | undefined> {
  let known: { readonly told: object; readonly until: number } | undefined;
  return async () => {
    if (issuer === undefined) return undefined;
    if (known !== undefined && known.until > clock.now()) return known.told;
    const document = await discoveryOf(issuer.issuer).catch((cause: unknown) => {
      throw problem('unavailable', { cause });
    });
    known = { told: toldOf(document), until: clock.now() + FRESH_MS };
    return known.told;
  };
}

/** PKCE without S256 is none: `plain` is not passed on. */
function toldOf(document: Claims): object {
  const told = MEMBERS.filter((member) => document[member] !== undefined);
  return {
    grant_types_supported: ['authorization_code'],
    ...Object.fromEntries(told.map((member) => [member, document[member]])),
    code_challenge_methods_supported: ['S256'],
    capabilities: [
      ...['sso-openid-connect', 'permission-patient', 'permission-user'],
      ...['permission-v1', 'permission-v2'],
    ],
  };
}

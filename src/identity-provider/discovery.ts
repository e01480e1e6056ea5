/** Where the demonstration's provider is, and what it offers. */
import { OTHER_SCOPES } from './scopes.js';

/** The provider's `iss` and address, for the FHIR base URL it belongs to: its sibling `/auth`. */
export function issuerUrl(base: string): string {
  return `${base.replace(/\/fhir$/, '')}/auth`;
}

/** Its endpoints, below the issuer. */
export const PATHS = {
  authorization: '/authorize',
  token: '/token',
  jwks: '/jwks',
  introspection: '/introspect',
  revocation: '/revoke',
} as const;

/** The page of a sign-in, likewise: its id follows. */
export const SIGN_IN = '/sign-in/';

/** How health systems sign their assertions: what SMART asks for. */
export const ASSERTION_ALGORITHMS = ['RS384', 'ES384'] as const;

/** The same endpoints under the names that a CapabilityStatement gives them. */
export function oauthUris(base: string): Readonly<Record<string, string>> {
  const issuer = issuerUrl(base);
  return {
    authorize: `${issuer}${PATHS.authorization}`,
    token: `${issuer}${PATHS.token}`,
    introspect: `${issuer}${PATHS.introspection}`,
    revoke: `${issuer}${PATHS.revocation}`,
  };
}

/**
 * What `.well-known/smart-configuration` tells of the provider that belongs to a FHIR base URL.
 * https://hl7.org/fhir/smart-app-launch/conformance.html
 */
export function smartConfiguration(base: string): Readonly<Record<string, unknown>> {
  const issuer = issuerUrl(base);
  return {
    issuer,
    jwks_uri: `${issuer}${PATHS.jwks}`,
    authorization_endpoint: `${issuer}${PATHS.authorization}`,
    token_endpoint: `${issuer}${PATHS.token}`,
    introspection_endpoint: `${issuer}${PATHS.introspection}`,
    revocation_endpoint: `${issuer}${PATHS.revocation}`,
    token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: [
      ...OTHER_SCOPES,
      ...['patient/*.cruds', 'user/*.cruds', 'system/*.cruds', 'patient/*.*', 'user/*.*'],
    ],
    capabilities: [
      ...[
        'launch-standalone',
        'authorize-post',
        'sso-openid-connect',
        'context-standalone-patient',
      ],
      ...['client-public', 'client-confidential-symmetric', 'client-confidential-asymmetric'],
      ...['permission-offline', 'permission-patient', 'permission-user'],
      ...['permission-v1', 'permission-v2'],
    ],
  };
}

/**
 * How the demonstration provider presents itself at `/auth/.well-known/openid-configuration`. It
 * names what there is and nothing more: keys, and tokens that are issued on the command line; there
 * is no authorization endpoint. https://openid.net/specs/openid-connect-discovery-1_0.html
 */

/** The provider's `iss` and address, for the FHIR base URL it belongs to: its sibling `/auth`. */
export function issuerUrl(base: string): string {
  return `${base.replace(/\/fhir$/, '')}/auth`;
}

/** The discovery document of the provider that belongs to a FHIR base URL. */
export function discoveryDocument(base: string): Readonly<Record<string, unknown>> {
  const issuer = issuerUrl(base);
  return {
    issuer,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: [],
    grant_types_supported: [],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    scopes_supported: ['patient/*.cruds', 'user/*.cruds', 'system/*.cruds'],
    claims_supported: [
      'iss',
      'sub',
      'aud',
      'exp',
      'iat',
      'jti',
      'name',
      'family_name',
      'given_name',
      'scope',
      'ins',
      'SubjectNameID',
      'SubjectRole',
      'SubjectOrganization',
      'SubjectOrganizationID',
      'Acces_Regulation_Medicale',
      'purpose_of_use',
      'purpose_of_use_reason',
      'dossier_kind',
      'dossier_feeds',
    ],
  };
}

/**
 * The programs that the demonstration's provider knows: an app, a portal and backends. They are
 * described in `docs/guides/connect-an-app.md`; their secrets are no secrets.
 */
import type { JSONWebKeySet } from 'jose';
import type { ClientMetadata } from 'oidc-provider';

/** Where an app of a developer usually waits for its code. Compared letter by letter. */
const REDIRECTS = [
  'http://127.0.0.1:3000/callback',
  'http://localhost:3000/callback',
  'http://localhost:4567/custom/smart/redirect',
];

const SIGNS_PEOPLE_IN = {
  redirect_uris: REDIRECTS,
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code' as const],
} satisfies Partial<ClientMetadata>;

/** Which persona a backend is, by its client id: backends have no user who signs in. */
export const BACKENDS: ReadonlyMap<string, string> = new Map([
  ['demo-backend', 'system'],
  ['demo-laboratory', 'lab'],
  ['demo-registrar', 'registrar'],
  ['demo-tester', 'tester'],
]);

/** The clients, whose backends sign with one of these keys. */
export function demonstrationClients(backendKeys: JSONWebKeySet): ClientMetadata[] {
  return [
    {
      ...SIGNS_PEOPLE_IN,
      ...{ client_id: 'demo-app', client_name: 'Demonstration app' },
      token_endpoint_auth_method: 'none',
    },
    {
      ...SIGNS_PEOPLE_IN,
      ...{ client_id: 'demo-portal', client_name: 'Demonstration portal' },
      client_secret: 'demonstration-secret',
      token_endpoint_auth_method: 'client_secret_basic',
    },
    ...[...BACKENDS.keys()].map((id) => backend(id, backendKeys)),
  ];
}

function backend(id: string, { keys }: JSONWebKeySet): ClientMetadata {
  return {
    ...{ client_id: id, redirect_uris: [], response_types: [] },
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'private_key_jwt',
    // A key set of its own: what another client may do with its copy is not this one's concern.
    jwks: { keys: keys.map((key) => ({ ...key })) },
  };
}

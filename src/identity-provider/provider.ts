/**
 * The demonstration's OpenID provider: authorization code with PKCE for people, client credentials
 * with a signed assertion for backends (SMART Backend Services), refresh tokens, introspection and
 * revocation of these. Its access tokens are those of `dossier token`: RFC 9068, for this server
 * alone, with the claims that the mapping `demonstration` reads.
 * https://hl7.org/fhir/smart-app-launch/
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JSONWebKeySet } from 'jose';
import { errors, interactionPolicy, Provider } from 'oidc-provider';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import type { PrivateKey } from '../auth/keys.js';
import type { Clock } from '../clock.js';
import type { Ids } from '../ids.js';
import { BACKENDS, demonstrationClients } from './clients.js';
import { ASSERTION_ALGORITHMS, issuerUrl, PATHS, SIGN_IN } from './discovery.js';
import { identityClaims } from './identity-claims.js';
import { makeMemory } from './kept.js';
import type { Persona } from './persona.js';
import { isForBackends, isForPeople, OTHER_SCOPES } from './scopes.js';
import { signIn, type Context, type SigningIn } from './signing-in.js';

/** What the provider is built on. */
export interface ProviderParts {
  /** The FHIR base URL. */
  readonly base: string;
  /** It signs access tokens and ID tokens. */
  readonly key: PrivateKey;
  /** The public keys of the backends. */
  readonly backendKeys: JSONWebKeySet;
  readonly personas: ReadonlyMap<string, Persona>;
  readonly people: PeopleHere;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Where personas are found among the records. */
export interface PeopleHere {
  /** The id of the Patient of an identity. */
  patientOf(ins: NonNullable<Persona['ins']>): Promise<string | undefined>;
  /** The id of the Practitioner of a national id. */
  practitionerOf(id: string): Promise<string | undefined>;
}

/** Answers a request whose address is below the issuer. */
export type ProviderHandler = (request: IncomingMessage, response: ServerResponse) => void;

const TOKEN_SECONDS = 3_600;
/** https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html */
const ASSERTION_SECONDS_MAX = 300;
const LAUNCHES_MAX = 10_000;

/** Builds it. */
export function makeProvider(parts: ProviderParts): ProviderHandler {
  const issuer = new URL(issuerUrl(parts.base));
  const launches = new Map<string, string>();
  const provider = new Provider(issuer.href, configurationOf(parts, launches));
  // Its addresses are those of the issuer, whatever a request says that it came to.
  provider.proxy = true;
  const signingIn: SigningIn = {
    ...{ provider, base: parts.base, personas: parts.personas },
    patientOf: parts.people.patientOf,
    launched: (grantId, patientId) => {
      if (launches.size >= LAUNCHES_MAX) launches.clear();
      launches.set(grantId, patientId);
    },
  };
  provider.use(async (ctx, next) => {
    ctx.mountPath = issuer.pathname;
    if (ctx.path.startsWith(SIGN_IN)) return signIn(signingIn, ctx);
    if (ctx.path === PATHS.authorization) askForConsent(ctx);
    await next();
    if (ctx.path === PATHS.token) completeAnswer(ctx, launches);
    return undefined;
  });
  const answer = provider.callback();
  return (request, response) => {
    request.headers.host = issuer.host;
    request.headers['x-forwarded-proto'] = issuer.protocol.slice(0, -1);
    delete request.headers['x-forwarded-host'];
    void answer(request, response); // it answers its own failures
  };
}

/** Refresh tokens need a consent that was asked for (OpenID Connect, 11): the page is one. */
function askForConsent(ctx: Context): void {
  const scopes = String(ctx.query['scope'] ?? '').split(' ');
  if (scopes.includes('offline_access') && ctx.query['prompt'] === undefined)
    ctx.query = { ...ctx.query, prompt: 'consent' };
}

/** What SMART and OAuth add to the answer with a token: the patient, and that none keeps it. */
function completeAnswer(ctx: Context, launches: ReadonlyMap<string, string>): void {
  ctx.set('pragma', 'no-cache');
  // What the library found; absent when the request failed before.
  const found = ctx['oidc'] as KoaContextWithOIDC['oidc'] | undefined;
  const patient = launches.get(found?.entities.AccessToken?.grantId ?? '');
  if (typeof ctx.body !== 'object' || ctx.status !== 200 || patient === undefined) return;
  ctx.body = { ...ctx.body, patient, need_patient_banner: true };
}

function configurationOf(
  parts: ProviderParts,
  launches: ReadonlyMap<string, string>,
): Configuration {
  const { personas, ids, base } = parts;
  return {
    ...CONSTANTS,
    adapter: makeMemory(parts.clock),
    clients: demonstrationClients(parts.backendKeys),
    jwks: { keys: [parts.key] },
    cookies: { keys: [ids.bytes(32).toString('base64url')] },
    features: {
      ...FEATURES,
      resourceIndicators: {
        enabled: true,
        defaultResource: () => base,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource) => resourceOf(ctx, resource, base),
      },
    },
    interactions: {
      url: (_ctx, { uid }) => `${new URL(issuerUrl(base)).pathname}${SIGN_IN}${uid}`,
      policy: choosingEachTime(),
    },
    findAccount: async (_ctx, id) => {
      const who = personas.get(id);
      return who && { accountId: id, claims: () => userClaims(parts, who) };
    },
    extraTokenClaims: async (_ctx, token) => {
      const key = 'accountId' in token ? token.accountId : BACKENDS.get(token.clientId ?? '');
      const who = personas.get(key ?? '');
      const patient = 'grantId' in token ? launches.get(token.grantId) : undefined;
      return (
        who && { ...defined(identityClaims(who)), purpose_of_use: 'TREAT', ...defined({ patient }) }
      );
    },
    extraParams: {
      aud: (_ctx, value) => {
        if (value !== undefined && value !== base)
          throw new errors.InvalidRequest(`aud must be ${base}`);
      },
      launch: null,
    },
    assertJwtClientAuthClaimsAndHeader: (_ctx, { exp }) => {
      if (Number(exp) * 1000 > parts.clock.now() + ASSERTION_SECONDS_MAX * 1000)
        throw new errors.InvalidClientAuth('the assertion must end within 5 minutes');
    },
  };
}

/** Whoever signs in chooses: a persona of before is not taken for granted. */
function choosingEachTime(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  const { Check } = interactionPolicy;
  policy.get('login')?.checks.add(
    new Check('choosing', 'A persona must be chosen.', (ctx) => {
      const chosen = ctx.oidc.result?.login !== undefined;
      return chosen ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
    }),
  );
  return policy;
}

/** The FHIR service as a resource, with the scopes that this request may be given of it. */
function resourceOf(ctx: KoaContextWithOIDC, resource: string, base: string) {
  if (resource !== base) throw new errors.InvalidTarget();
  const may = BACKENDS.has(ctx.oidc.client?.clientId ?? '') ? isForBackends : isForPeople;
  const { AuthorizationCode: code, RefreshToken: refresh } = ctx.oidc.entities;
  const asked = [ctx.oidc.params?.['scope'], code?.scope, refresh?.scope].join(' ').split(' ');
  return {
    scope: [...new Set(asked.filter(may))].join(' '),
    audience: base,
    accessTokenTTL: TOKEN_SECONDS,
    accessTokenFormat: 'jwt' as const,
    jwt: { sign: { alg: 'ES256' as const } },
  };
}

async function userClaims({ base, people }: ProviderParts, who: Persona) {
  const patient = who.ins === undefined ? undefined : await people.patientOf(who.ins);
  const doctor = who.idNatPs === undefined ? undefined : await people.practitionerOf(who.idNatPs);
  const { name, family_name, given_name } = identityClaims(who);
  const fhirUser =
    patient === undefined
      ? doctor && `${base}/Practitioner/${doctor}`
      : `${base}/Patient/${patient}`;
  return { sub: who.key, ...defined({ name, family_name, given_name, fhirUser }) };
}

function defined(claims: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

const FEATURES: NonNullable<Configuration['features']> = {
  devInteractions: { enabled: false },
  userinfo: { enabled: false },
  rpInitiatedLogout: { enabled: false },
  clientCredentials: { enabled: true },
  introspection: { enabled: true, allowedPolicy: ofItsClient },
  revocation: { enabled: true, allowedPolicy: ofItsClient },
};

/** A token is its client's business alone. */
async function ofItsClient(
  _ctx: KoaContextWithOIDC,
  client: { clientId: string },
  token: { clientId?: string | undefined },
): Promise<boolean> {
  return token.clientId === client.clientId;
}

const CONSTANTS: Configuration = {
  routes: PATHS,
  scopes: [...OTHER_SCOPES],
  claims: {
    openid: ['sub'],
    fhirUser: ['fhirUser'],
    profile: ['name', 'family_name', 'given_name'],
  },
  conformIdTokenClaims: false,
  responseTypes: ['code'],
  pkce: { required: () => true },
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  allowOmittingSingleRegisteredRedirectUri: false,
  // Whom CORS_ORIGINS allows has been told so before a request comes here.
  clientBasedCORS: () => false,
  enabledJWA: {
    clientAuthSigningAlgValues: [...ASSERTION_ALGORITHMS],
    idTokenSigningAlgValues: ['ES256'],
  },
  renderError: (ctx, { error, error_description }) => {
    ctx.type = 'json';
    ctx.body = { error, error_description };
  },
  ttl: {
    ...{ AuthorizationCode: 60, Interaction: 600, Session: 600, IdToken: TOKEN_SECONDS },
    ...{ AccessToken: TOKEN_SECONDS, ClientCredentials: TOKEN_SECONDS },
    ...{ Grant: 86_400, RefreshToken: 86_400 },
  },
};

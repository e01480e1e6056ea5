/** An app of somebody else's making (openid-client), and a browser in which its user signs in. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JWK } from 'jose';
import * as oidc from 'openid-client';
import type { TestServer } from '../fixtures/server.js';

/** Where the app waits for its code. */
export const CALLBACK = 'http://127.0.0.1:3000/callback';

/** The issuer of a server's demonstration. */
export function issuerOf({ base }: Pick<TestServer, 'base'>): string {
  return base.replace(/\/fhir$/, '/auth');
}

/** A private key of the demonstration's backends. */
export function backendKey(
  { configuration }: Pick<TestServer, 'configuration'>,
  algorithm: string,
): JWK & { kid: string } {
  const file = `demo-backend-${algorithm.toLowerCase()}.jwk`;
  return JSON.parse(readFileSync(join(configuration.dataDir, 'keys', file), 'utf8'));
}

/** The public app, as the library configures itself by discovery. */
export async function anApp(
  server: TestServer,
  id = 'demo-app',
  secret?: string,
): Promise<oidc.Configuration> {
  const authentication = secret === undefined ? oidc.None() : oidc.ClientSecretBasic(secret);
  const execute = [oidc.allowInsecureRequests];
  return oidc.discovery(new URL(issuerOf(server)), id, secret, authentication, { execute });
}

/** What an app asks for, and who signs in. */
export interface SignIn {
  readonly scope: string;
  readonly persona: string;
  /** Whose dossier the person chooses. */
  readonly patient?: string;
  /** Parameters in place of those of a well-behaved app. */
  readonly changes?: Readonly<Record<string, string>>;
}

/** A browser: it follows redirects until they leave the server, and keeps cookies. */
export function aBrowser(server: TestServer) {
  const cookies = new Map<string, string>();
  const go = async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    const next = location === null ? undefined : new URL(location, url);
    if (next === undefined || !next.href.startsWith(issuerOf(server))) return response;
    return next.pathname.includes('/sign-in/') ? response : go(next);
  };
  return { go };
}

/** A sign-in that came back to the app. */
export interface SignedIn {
  /** The address that the browser was sent to, with the code. */
  readonly callback: URL;
  readonly verifier: string;
  readonly state: string;
}

/** Sends a person through the sign-in. */
export async function signIn(
  server: TestServer,
  app: oidc.Configuration,
  { scope, persona, patient = '', changes = {} }: SignIn,
): Promise<SignedIn> {
  const verifier = oidc.randomPKCECodeVerifier();
  const state = oidc.randomState();
  const address = oidc.buildAuthorizationUrl(app, {
    ...{ redirect_uri: CALLBACK, scope, state, aud: server.base },
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...changes,
  });
  const { go } = aBrowser(server);
  const page = new URL((await go(address)).headers.get('location') ?? '', issuerOf(server));
  const body = new URLSearchParams({ persona, patient });
  const back = (await go(page, { method: 'POST', body })).headers.get('location') ?? '';
  return { callback: new URL(back), verifier, state };
}

/** The tokens that a sign-in gives. */
export async function tokensOf(server: TestServer, wish: SignIn) {
  const app = await anApp(server);
  const { callback, verifier, state } = await signIn(server, app, wish);
  const checks = { pkceCodeVerifier: verifier, expectedState: state };
  return oidc.authorizationCodeGrant(app, callback, checks);
}

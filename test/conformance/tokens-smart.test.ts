/** How apps and health systems get a token, ids. */
import { randomUUID } from 'node:crypto';
import { decodeJwt, importJWK, SignJWT } from 'jose';
import * as oidc from 'openid-client';
import t, { type Test } from 'tap';
import { anIssuer } from '../auth/an-issuer.js';
import {
  aBrowser,
  anApp,
  backendKey,
  CALLBACK,
  issuerOf,
  signIn,
  tokensOf,
} from '../auth/an-app.js';
import { openDossier } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const { patient } = await openDossier(server);
const issuer = issuerOf(server);
const nobody = server.withToken(undefined);
const SCOPE = 'openid fhirUser launch/patient offline_access patient/*.rs';

t.test('X-01: smart-configuration tells how to sign in', async (t) => {
  const origin = 'https://app.example';
  const answer = await nobody.get('.well-known/smart-configuration', { origin });
  t.equal(answer.status, 200);
  t.match(answer.headers.get('content-type'), /^application\/json/);
  t.equal(answer.headers.get('access-control-allow-origin'), '*');
  const told = answer.json();
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'])
    t.match(told[name], /^http:\/\/127\.0\.0\.1:\d+\/auth\/\w+$/, name);
  t.ok(told.grant_types_supported.includes('authorization_code'));
  t.strictSame(told.code_challenge_methods_supported, ['S256']);
  t.equal(told.issuer !== undefined, told.capabilities.includes('sso-openid-connect'));
  const discovered = (await nobody.get(`${issuer}/.well-known/openid-configuration`)).json();
  for (const [name, value] of Object.entries(told))
    if (/_(endpoint|uri)$|^issuer$/.test(name)) t.equal(discovered[name], value, name);
});

t.test('X-01: the CapabilityStatement names the same endpoints', async (t) => {
  const { security } = (await nobody.get('metadata')).json().rest[0];
  const services = security.service.map(({ coding }: Json) => coding[0].code);
  t.strictSame(services, ['OAuth', 'SMART-on-FHIR']);
  t.strictSame(security.extension[0].extension, [
    { url: 'authorize', valueUri: `${issuer}/authorize` },
    { url: 'token', valueUri: `${issuer}/token` },
    { url: 'introspect', valueUri: `${issuer}/introspect` },
    { url: 'revoke', valueUri: `${issuer}/revoke` },
  ]);
});

t.test('X-01: without the demonstration, the issuer of others tells, or nobody', async (t) => {
  const path = '.well-known/smart-configuration';
  const alone = await startServer(t, { settings: { DEMO: 'off' } });
  isRefusal(t, await alone.withToken(undefined).get(path), { status: 404 });
  t.equal((await alone.withToken(undefined).get(`${issuerOf(alone)}/jwks`)).status, 404);
  const its = await anIssuer(t, {
    '/.well-known/openid-configuration': () => ({
      ...{ issuer: its.issuer, token_endpoint: `${its.issuer}/t`, jwks_uri: `${its.issuer}/jwks` },
      code_challenge_methods_supported: ['plain', 'S256'],
    }),
  });
  const AUTH_ISSUERS = JSON.stringify([{ issuer: its.issuer, mapping: 'smart' }]);
  const trusting = await startServer(t, { settings: { DEMO: 'off', AUTH_ISSUERS } });
  its.up(false);
  isRefusal(t, await trusting.withToken(undefined).get(path), { status: 503 });
  its.up(true);
  const told = (await trusting.withToken(undefined).get(path)).json();
  t.match(told, { issuer: its.issuer, token_endpoint: `${its.issuer}/t` });
  t.strictSame(told.code_challenge_methods_supported, ['S256']);
});

/** A token request as text, for what no library would send. */
async function asks(form: Readonly<Record<string, string>>, headers = {}) {
  const body = new URLSearchParams(form);
  const response = await fetch(`${issuer}/token`, { method: 'POST', body, headers });
  const json: Json = await response.json();
  return { status: response.status, headers: response.headers, json };
}

function isUnkept(t: Test, headers: Headers): void {
  t.equal(headers.get('cache-control'), 'no-store');
  t.equal(headers.get('pragma'), 'no-cache');
}

/** The form by which the public app gives its code for a token. */
function exchange(callback: URL, verifier: string): Record<string, string> {
  return {
    ...{ grant_type: 'authorization_code', client_id: 'demo-app', redirect_uri: CALLBACK },
    ...{ code: callback.searchParams.get('code') ?? '', code_verifier: verifier },
  };
}

t.test('X-05: the answer with a token is complete, and is never kept', async (t) => {
  const app = await anApp(server);
  const { callback, verifier } = await signIn(server, app, { scope: SCOPE, persona: 'patient' });
  const first = await asks(exchange(callback, verifier), { origin: 'https://app.example' });
  t.equal(first.status, 200);
  t.equal(first.headers.get('access-control-allow-origin'), '*');
  isUnkept(t, first.headers);
  const expected = { token_type: 'Bearer', expires_in: 3_600, scope: SCOPE, patient };
  t.match(first.json, expected);
  const client = server.withToken(first.json.access_token);
  t.equal((await client.get(`Patient/${patient}`)).status, 200);
  t.match(decodeJwt(first.json.id_token), {
    ...{ iss: issuer, aud: 'demo-app', sub: 'patient' },
    fhirUser: `${server.base}/Patient/${patient}`,
  });
  const refreshing = { grant_type: 'refresh_token', client_id: 'demo-app' };
  const again = await asks({ ...refreshing, refresh_token: first.json.refresh_token });
  t.equal(again.status, 200);
  isUnkept(t, again.headers);
  t.match(again.json, expected);
  const renewed = server.withToken(again.json.access_token);
  t.equal((await renewed.get(`Patient/${patient}`)).status, 200);
  const stolen = await asks({ ...refreshing, refresh_token: first.json.refresh_token });
  t.match(
    stolen,
    { status: 400, json: { error: 'invalid_grant' } },
    'a refresh token is used once',
  );
  isUnkept(t, stolen.headers);
});

t.test('X-05: a refresh token can be looked into and taken back, by its app alone', async (t) => {
  const app = await anApp(server, 'demo-portal', 'demonstration-secret');
  const wish = { scope: 'launch offline_access user/*.rs', persona: 'nurse' };
  const { callback, verifier, state } = await signIn(server, app, wish);
  const checks = { pkceCodeVerifier: verifier, expectedState: state };
  const { refresh_token: token = '' } = await oidc.authorizationCodeGrant(app, callback, checks);
  t.match(await oidc.tokenIntrospection(app, token), { active: true, client_id: 'demo-portal' });
  const other = await anApp(server);
  t.match(await oidc.tokenIntrospection(other, token), { active: false });
  await oidc.tokenRevocation(app, token);
  t.match(await oidc.tokenIntrospection(app, token), { active: false });
  await t.rejects(oidc.refreshTokenGrant(app, token));
});

t.test('X-05: without offline_access nothing can be refreshed', async (t) => {
  const tokens = await tokensOf(server, { scope: 'user/*.rs', persona: 'nurse' });
  t.equal(tokens.refresh_token, undefined);
  t.equal(tokens.scope, 'user/*.rs');
});

t.test('X-04: what grants nothing here is not said to be granted', async (t) => {
  const narrow = 'patient/Observation.rs?category=laboratory';
  const scope = `${narrow} system/*.rs patient/*.read patient/Patient.r`;
  const tokens = await tokensOf(server, { scope, persona: 'patient' });
  t.equal(tokens.scope, 'patient/*.read patient/Patient.r');
});

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The form of SMART Backend Services; `changes` spoils it, `claims` the assertion. */
async function backendForm(changes: Record<string, string> = {}, claims: object = {}) {
  const jwk = backendKey(server, 'ES384');
  const now = Math.floor(Date.now() / 1000);
  const assertion = new SignJWT({
    ...{ iss: 'demo-backend', sub: 'demo-backend', aud: `${issuer}/token`, jti: randomUUID() },
    exp: now + 60,
    ...claims,
  }).setProtectedHeader({ alg: 'ES384', kid: jwk.kid, typ: 'JWT' });
  return {
    ...{ grant_type: 'client_credentials', scope: 'system/*.rs' },
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: await assertion.sign(await importJWK(jwk, 'ES384')),
    ...changes,
  };
}

t.test('X-06: a health system signs in by an assertion, with either algorithm', async (t) => {
  for (const algorithm of ['ES384', 'RS384']) {
    const jwk = backendKey(server, algorithm);
    const key = await importJWK(jwk, algorithm);
    if (key instanceof Uint8Array) throw new Error('a secret is no private key');
    const authentication = oidc.PrivateKeyJwt({ key, kid: jwk.kid });
    const execute = [oidc.allowInsecureRequests];
    const app = await oidc.discovery(new URL(issuer), 'demo-tester', {}, authentication, {
      execute,
    });
    const tokens = await oidc.clientCredentialsGrant(app, { scope: 'system/*.cruds openid' });
    t.match(tokens, { token_type: 'bearer', scope: 'system/*.cruds', expires_in: 3_600 });
    t.equal((await server.withToken(tokens.access_token).get('Observation')).status, 200);
  }
});

t.test('X-06: an assertion is used once', async (t) => {
  const form = await backendForm();
  const answers = await Promise.all([asks(form), asks(form), asks(form)]);
  t.strictSame(answers.map(({ status }) => status).sort(), [200, 401, 401]);
  t.match(await asks(form), { status: 401, json: { error: 'invalid_client' } });
});

t.test('X-06: what is wrong with an assertion or its request is told', async (t) => {
  const now = Math.floor(Date.now() / 1000);
  const wrong: [string, Record<string, string>, object?][] = [
    ['another grant', { grant_type: 'password' }],
    ['no grant', { grant_type: '' }],
    ['another type of assertion', { client_assertion_type: 'urn:example' }],
    ['no JWT', { client_assertion: 'gibberish' }],
    ['another client', { client_id: 'demo-app' }],
    ['ends too late', {}, { exp: now + 400 }],
    ['has ended', {}, { exp: now - 60 }],
    ['no end', {}, { exp: undefined }],
    ['no id', {}, { jti: undefined }],
    ['for another server', {}, { aud: 'https://other.example/token' }],
    ['of nobody', {}, { iss: 'nobody', sub: 'nobody' }],
    ['of two', {}, { sub: 'demo-laboratory' }],
  ];
  for (const [what, changes, claims] of wrong) {
    const { status, json } = await asks(await backendForm(changes, claims));
    t.ok(status === 400 || status === 401, `${what}: ${status}`);
    t.match(json.error, /^(invalid_client|invalid_request|unsupported_grant_type)$/, what);
    t.equal(json.access_token, undefined);
  }
  t.equal((await asks(await backendForm({}, { exp: now + 290 }))).status, 200, 'the limit');
});

t.test('X-07: a code is used once', async (t) => {
  const app = await anApp(server);
  const { callback, verifier } = await signIn(server, app, { scope: SCOPE, persona: 'patient' });
  const form = exchange(callback, verifier);
  const statuses = await Promise.all([asks(form), asks(form)]);
  t.strictSame(statuses.map(({ status }) => status).sort(), [200, 400]);
  t.match(await asks(form), { status: 400, json: { error: 'invalid_grant' } });
});

t.test('X-07: a code is worth nothing without its verifier, or at another address', async (t) => {
  const app = await anApp(server);
  for (const changes of [
    { code_verifier: '' },
    { code_verifier: 'x'.repeat(43) },
    { redirect_uri: 'http://localhost:3000/callback' },
    { redirect_uri: '' },
    { client_id: 'demo-portal' },
  ]) {
    const { callback, verifier } = await signIn(server, app, { scope: SCOPE, persona: 'patient' });
    const { status, json } = await asks({ ...exchange(callback, verifier), ...changes });
    t.ok(status === 400 || status === 401, JSON.stringify(changes));
    t.equal(json.access_token, undefined);
  }
});

t.test('X-07: an app cannot do without a challenge, and not with a plain one', async (t) => {
  const app = await anApp(server);
  const asked = { redirect_uri: CALLBACK, scope: SCOPE, state: 's', response_type: 'code' };
  for (const challenge of [
    {},
    { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' },
  ]) {
    const address = oidc.buildAuthorizationUrl(app, { ...asked, ...challenge });
    const answer = await aBrowser(server).go(address);
    const back = new URL(answer.headers.get('location') ?? '');
    t.equal(back.searchParams.get('error'), 'invalid_request');
    t.equal(back.searchParams.get('code'), null);
  }
});

t.test('X-07: nobody is sent to an address that the app did not register', async (t) => {
  const app = await anApp(server);
  for (const redirect_uri of [
    `${CALLBACK}/`,
    `${CALLBACK}?a=b`,
    'http://127.0.0.1:3001/callback',
  ]) {
    const answer = await aBrowser(server).go(oidc.buildAuthorizationUrl(app, { redirect_uri }));
    t.equal(answer.status, 400);
    t.equal(answer.headers.get('location'), null);
  }
});

t.test('a token is for this server alone, and whoever refuses sends the app away', async (t) => {
  const app = await anApp(server);
  const challenge = { code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' };
  const asked = { redirect_uri: CALLBACK, scope: SCOPE, ...challenge };
  const elsewhere = { ...asked, aud: 'https://other.example/fhir' };
  const answer = await aBrowser(server).go(oidc.buildAuthorizationUrl(app, elsewhere));
  t.match(answer.headers.get('location'), /error=invalid_request/);
  const { go } = aBrowser(server);
  const sent = await go(oidc.buildAuthorizationUrl(app, asked));
  const page = new URL(sent.headers.get('location') ?? '', issuer);
  const body = new URLSearchParams({ refuse: '1' });
  const back = (await go(page, { method: 'POST', body })).headers.get('location') ?? '';
  t.match(back, /^http:\/\/127\.0\.0\.1:3000\/callback\?error=access_denied/);
});

t.test('the page of personas stands alone, in the language of who reads it', async (t) => {
  const app = await anApp(server);
  const challenge = { code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' };
  const asked = { redirect_uri: CALLBACK, scope: `${SCOPE} patient/<b>`, ...challenge };
  const { go } = aBrowser(server);
  const sent = await go(oidc.buildAuthorizationUrl(app, asked));
  const page = new URL(sent.headers.get('location') ?? '', issuer);
  const shown = await go(page);
  const html = await shown.text();
  t.match(shown.headers.get('content-security-policy'), /default-src 'none'/);
  t.match(html, '<html lang="en">');
  t.match(html, '<label for="persona-gp">');
  t.match(html, '<select name="patient" id="patient">');
  t.notMatch(html, /<script|src=|href=|<b>/);
  const unknown = await go(page, { method: 'POST', body: new URLSearchParams({ persona: 'lab' }) });
  t.equal(unknown.status, 200, 'who is nobody is asked again');
  const stranger = await fetch(page, { headers: { 'accept-language': 'fr' } });
  t.equal(stranger.status, 400, 'another browser has no part in it');
});

t.test(
  'the addresses are those of the issuer, whatever a request says that it came to',
  async (t) => {
    const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
    const path = `${issuer}/.well-known/openid-configuration`;
    const told = (await nobody.get(path, headers)).json();
    t.equal(told.token_endpoint, `${issuer}/token`);
  },
);

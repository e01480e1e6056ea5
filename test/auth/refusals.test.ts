import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import t from 'tap';
import { makeAuthentication } from '../../src/auth/authentication.js';
import { fixedKeys } from '../../src/auth/issuer-keys.js';
import { challenge } from '../../src/auth/refusal.js';
import { Problem, problem } from '../../src/fhir/problem.js';
import {
  aProvider,
  BASE,
  CONNECTION,
  NOW_SECONDS,
  plainClaims,
  type TestProvider,
} from './a-provider.js';

async function refused(provider: TestProvider, header: string | undefined): Promise<Problem> {
  try {
    await provider.authenticate(header, CONNECTION);
  } catch (failure) {
    if (failure instanceof Problem) return failure;
    throw failure;
  }
  throw new Error('was not refused');
}

const WRONG_CLAIMS: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
  ['that has ended', { exp: NOW_SECONDS - 30 }, 'The token has expired. Get a new one.'],
  ['without an end', { exp: undefined }, 'The token has no end.'],
  ['that begins later', { nbf: NOW_SECONDS + 31 }, 'The token is not valid yet.'],
  ['issued later', { iat: NOW_SECONDS + 31 }, 'The token is not valid yet.'],
  [
    'for another server',
    { aud: 'https://other.example.org/fhir' },
    'The token is for another server.',
  ],
  ['for a sibling address', { aud: `${BASE}/` }, 'The token is for another server.'],
  ['for nobody', { aud: undefined }, 'The token is for another server.'],
  ['without a subject', { sub: undefined }, 'The token names no subject.'],
  ['with an empty subject', { sub: '' }, 'The token names no subject.'],
  [
    'of another issuer',
    { iss: 'https://other.example.org' },
    'The token was issued by an authority that is not trusted here.',
  ],
];

t.test('a token is refused with 401 and the reason', async (t) => {
  const provider = await aProvider(t);
  for (const [what, changes, sentence] of WRONG_CLAIMS) {
    const failure = await refused(provider, await provider.bearerOf(changes));
    t.equal(failure.status, 401, what);
    t.equal(failure.issues[0]?.diagnostics, sentence, what);
  }
});

t.test('clocks may differ by 30 seconds and no more', async (t) => {
  const provider = await aProvider(t);
  for (const changes of [
    { exp: NOW_SECONDS - 29 },
    { nbf: NOW_SECONDS + 30 },
    { iat: NOW_SECONDS + 30 },
  ]) {
    const header = await provider.bearerOf(changes);
    t.equal((await provider.authenticate(header, CONNECTION)).actor, 'ps:899700000012');
  }
});

t.test('a token without signature is refused, whatever it claims', async (t) => {
  const provider = await aProvider(t);
  const none = new UnsecuredJWT(plainClaims()).encode();
  t.equal((await refused(provider, `Bearer ${none}`)).status, 401);
  const [, payload] = none.split('.');
  const header = Buffer.from('{"alg":"None","typ":"at+jwt"}').toString('base64url');
  t.equal((await refused(provider, `Bearer ${header}.${payload}.`)).status, 401);
});

t.test(
  'a token signed by another key is refused, under its own name or the right one',
  async (t) => {
    const provider = await aProvider(t);
    const { privateKey } = await generateKeyPair('ES256');
    const kid = provider.key.publicKeys.keys[0]?.kid ?? '';
    const forged = async (name: string): Promise<string> => {
      const header = { alg: 'ES256', kid: name, typ: 'at+jwt' };
      const token = await new SignJWT(plainClaims()).setProtectedHeader(header).sign(privateKey);
      return (await refused(provider, `Bearer ${token}`)).issues[0]?.diagnostics ?? '';
    };
    t.equal(
      await forged('another'),
      'The token is signed with a key that its issuer does not have.',
    );
    t.equal(await forged(kid), 'The signature of the token is not right.');
  },
);

t.test('a token signed with the public key as a shared secret is refused', async (t) => {
  const provider = await aProvider(t);
  const [publicKey] = provider.key.publicKeys.keys;
  const secret = new TextEncoder().encode(JSON.stringify(publicKey));
  const header = { alg: 'HS256', kid: publicKey?.kid ?? '', typ: 'at+jwt' };
  const token = await new SignJWT(plainClaims()).setProtectedHeader(header).sign(secret);
  const failure = await refused(provider, `Bearer ${token}`);
  t.equal(failure.issues[0]?.diagnostics, 'The signature algorithm of the token is not accepted.');
});

t.test('a token whose payload was changed is refused', async (t) => {
  const provider = await aProvider(t);
  const [head, , signature] = (await provider.bearerOf({})).split('.');
  const payload = Buffer.from(JSON.stringify({ ...plainClaims(), dossier_kind: 'registrar' }));
  const failure = await refused(provider, `${head}.${payload.toString('base64url')}.${signature}`);
  t.equal(failure.issues[0]?.diagnostics, 'The signature of the token is not right.');
});

t.test('what is no token is refused', async (t) => {
  const provider = await aProvider(t);
  const garbled = [
    'Bearer',
    'Bearer x',
    'Bearer a.b.c',
    'Bearer é.é.é',
    'Bearer a b',
    `Bearer ${'a'.repeat(9_000)}`,
  ];
  for (const header of garbled) {
    const failure = await refused(provider, header);
    t.equal(failure.status, 401, header.slice(0, 20));
    t.equal(failure.issues[0]?.detail, 'invalid-token', header.slice(0, 20));
  }
});

t.test('a token of the right issuer that is meant for logout is no access token', async (t) => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const issuer = 'https://issuer.example.org';
  const keys = { keys: [await exportJWK(publicKey)] };
  const issuers = [{ issuer, keys: fixedKeys(keys), mapping: 'demonstration' }] as const;
  const clock = { now: () => NOW_SECONDS * 1000 };
  const authenticate = makeAuthentication({ issuers, audience: BASE, clock });
  const signed = (typ: string): Promise<string> =>
    new SignJWT({ ...plainClaims(), iss: issuer })
      .setProtectedHeader({ alg: 'ES256', typ })
      .sign(privateKey);
  t.match(await authenticate(`bearer ${await signed('JWT')}`, CONNECTION), {
    kind: 'professional',
  });
  await t.rejects(authenticate(`Bearer ${await signed('logout+jwt')}`, CONNECTION), {
    code: 'unauthenticated',
  });
});

t.test('a refusal carries the challenge of RFC 6750', async (t) => {
  const provider = await aProvider(t);
  const told = async (header: string | undefined): Promise<string | undefined> =>
    challenge(await refused(provider, header), 'dossier');
  t.equal(await told(undefined), 'Bearer realm="dossier"');
  t.equal(await told('Basic dXNlcjpwYXNz'), 'Bearer realm="dossier"');
  t.equal(
    await told(await provider.bearerOf({ exp: 1 })),
    'Bearer realm="dossier", error="invalid_token", ' +
      'error_description="The token has expired. Get a new one."',
  );
  t.match(
    challenge(problem('insufficient-scope'), 'dossier'),
    /^Bearer realm="dossier", error="insufficient_scope", error_description="[^"]+"$/,
  );
  t.equal(challenge(problem('unknown-resource'), 'dossier'), undefined);
});

t.test('a refusal tells nothing of the token', async (t) => {
  const provider = await aProvider(t);
  const header = await provider.bearerOf({ aud: 'https://secret.example.org' });
  const { issues } = await refused(provider, header);
  t.notMatch(JSON.stringify(issues), /secret/);
  t.notOk(JSON.stringify(issues).includes(header.slice(-20)));
});

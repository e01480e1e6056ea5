import { statSync, writeFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import t from 'tap';
import { demonstrationKey } from '../../src/auth/keys.js';
import { issuerUrl } from '../../src/identity-provider/discovery.js';
import { aProvider, BASE, CONNECTION, NOW_SECONDS } from './a-provider.js';

const KEY_FILE = 'demo-signing.jwk';

t.test('a token is an access token for this server, for an hour', async (t) => {
  const provider = await aProvider(t);
  const token = (await provider.bearer('gp')).slice('Bearer '.length);
  t.match(decodeProtectedHeader(token), { alg: 'ES256', typ: 'at+jwt' });
  t.match(decodeJwt(token), {
    iss: 'http://127.0.0.1:8080/auth',
    aud: BASE,
    sub: 'gp',
    iat: NOW_SECONDS,
    exp: NOW_SECONDS + 3_600,
    jti: /^[0-9a-f-]{36}$/,
  });
});

t.test('two tokens never share an id', async (t) => {
  const provider = await aProvider(t);
  const [one, other] = [await provider.bearer('gp'), await provider.bearer('gp')];
  t.not(decodeJwt(one.slice(7)).jti, decodeJwt(other.slice(7)).jti);
});

t.test('a token may be given other scopes and another life', async (t) => {
  const provider = await aProvider(t);
  const narrow = await provider.bearer('gp', { scope: 'user/Patient.r' });
  t.match((await provider.authenticate(narrow, CONNECTION)).scopes, [
    { type: 'Patient', may: 'r' },
  ]);
  const ended = await provider.bearer('gp', { expiresSeconds: -60 });
  await t.rejects(provider.authenticate(ended, CONNECTION), { code: 'unauthenticated' });
});

t.test('a token that makes no sense is not issued', async (t) => {
  const provider = await aProvider(t);
  const wrong = [
    { purpose: 'BTG' },
    { purpose: 'BTG', reason: ' ' },
    { purpose: 'MARKETING' },
    { expiresSeconds: 86_401 },
    { expiresSeconds: 1.5 },
    { expiresSeconds: Number.NaN },
  ];
  for (const options of wrong) {
    await t.rejects(provider.bearer('gp', options), { code: 'invalid-request' });
  }
  await t.resolves(provider.bearer('gp', { expiresSeconds: 86_400 }));
});

t.test('a token without an id of its own is known by its last 32 characters', async (t) => {
  const provider = await aProvider(t);
  for (const jti of [undefined, 'with space']) {
    const header = await provider.bearerOf({ jti });
    t.equal((await provider.authenticate(header, CONNECTION)).token.id, header.slice(-32));
  }
});

t.test('claims that are not of their type give no rights', async (t) => {
  const provider = await aProvider(t);
  const kinds = [
    { dossier_kind: 'constructor' },
    { dossier_kind: ['registrar'] },
    { dossier_kind: undefined },
    { SubjectNameID: 8 },
    { SubjectNameID: '8997:x' },
    { SubjectNameID: undefined },
    { dossier_kind: 'structure', SubjectOrganizationID: {} },
    { dossier_kind: 'patient', ins: '258047218199010' },
    { dossier_kind: 'patient', ins: { system: 'urn:oid:1', value: 2 } },
    { dossier_kind: 'app', ins: undefined },
    { dossier_kind: 'State' },
  ];
  for (const changes of kinds) {
    const caller = await provider.authenticate(await provider.bearerOf(changes), CONNECTION);
    t.equal(caller.kind, 'unknown', JSON.stringify(changes));
    t.equal(caller.space, 'main');
  }
});

t.test(
  'the key is made once, for its owner alone, and only its public half is shown',
  async (t) => {
    const dir = t.testdir();
    const made = await demonstrationKey(dir);
    const again = await demonstrationKey(dir);
    t.strictSame(made.publicKeys, again.publicKeys);
    t.equal(statSync(join(dir, 'keys', KEY_FILE)).mode & 0o777, 0o600);
    t.strictSame(Object.keys(made.publicKeys.keys[0] ?? {}).sort(), [
      'alg',
      'crv',
      'kid',
      'kty',
      'use',
      'x',
      'y',
    ]);
  },
);

t.test('starts at once end with one key, and leave nothing aside', async (t) => {
  const dir = t.testdir();
  const keys = await Promise.all(Array.from({ length: 12 }, () => demonstrationKey(dir)));
  const ids = new Set(keys.map((key) => key.publicKeys.keys[0]?.kid));
  t.equal(ids.size, 1);
  t.strictSame(readdirSync(join(dir, 'keys')), [KEY_FILE]);
});

t.test('a broken key file stops the start, with its name', async (t) => {
  for (const text of ['', '{}', '{"crv":"P-256","kid":"a","x":"b","y":"b","d":"b"}', '{']) {
    const dir = t.testdir();
    mkdirSync(join(dir, 'keys'), { recursive: true });
    writeFileSync(join(dir, 'keys', KEY_FILE), text);
    await t.rejects(demonstrationKey(dir), { message: /demo-signing\.jwk is not an ES256 key/ });
  }
});

t.test('the provider is the sibling of the FHIR service', async (t) => {
  t.equal(
    issuerUrl('https://sante.example.org/dossier/fhir'),
    'https://sante.example.org/dossier/auth',
  );
});

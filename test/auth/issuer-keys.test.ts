/** Keys of an issuer: fetched when they are needed, kept, renewed, and missed when they cannot be had. */
import t, { type Test } from 'tap';
import { makeAuthentication } from '../../src/auth/authentication.js';
import { readIssuers } from '../../src/auth/issuers.js';
import { Problem } from '../../src/fhir/problem.js';
import { BASE, CONNECTION, NOW_SECONDS } from './a-provider.js';
import { anIssuer, type AnIssuer } from './an-issuer.js';

const CLAIMS = { aud: BASE, sub: 'dr-a', exp: NOW_SECONDS + 86_400, SubjectNameID: '899700000012' };

/** A server that trusts the issuer, with a clock to move. */
async function trusting(t: Test, wish: object = {}, issuer?: AnIssuer) {
  const its = issuer ?? (await anIssuer(t));
  let seconds = NOW_SECONDS;
  const clock = { now: () => seconds * 1000 };
  const described = [{ issuer: its.issuer, mapping: 'pro-sante-connect', ...wish }];
  const { issuers, faults } = readIssuers(JSON.stringify(described), clock);
  t.strictSame(faults, []);
  const authenticate = makeAuthentication({ issuers, audience: BASE, clock });
  return {
    its,
    later: (more: number) => {
      seconds += more;
    },
    /** The kind of caller that a token makes, or the status of its refusal. */
    asks: async (token: string): Promise<string | number> => {
      try {
        return (await authenticate(`Bearer ${token}`, CONNECTION)).kind;
      } catch (failure) {
        if (failure instanceof Problem) return failure.status;
        throw failure;
      }
    },
  };
}

t.test('keys are asked for with the first token, and kept', async (t) => {
  const { its, asks } = await trusting(t);
  t.equal(its.asked.size, 0);
  const tokens = await Promise.all(['a', 'b', 'c'].map((jti) => its.sign({ ...CLAIMS, jti })));
  t.strictSame(await Promise.all(tokens.map(asks)), Array(3).fill('professional'));
  t.equal(its.asked.get('/jwks'), 1);
  t.equal(its.asked.get('/.well-known/openid-configuration'), 1);
});

t.test('a new key is found by one asking more, with a pause between askings', async (t) => {
  const { its, asks, later } = await trusting(t);
  await asks(await its.sign(CLAIMS));
  await its.rotate({ keep: true });
  const renewed = await its.sign({ ...CLAIMS, jti: 'renewed' });
  t.equal(await asks(renewed), 401, 'too soon after the last asking');
  t.equal(its.asked.get('/jwks'), 1);
  later(31);
  t.equal(await asks(renewed), 'professional');
  t.equal(its.asked.get('/jwks'), 2);
});

t.test('a flood of unknown keys is no flood on the issuer', async (t) => {
  const { its, asks, later } = await trusting(t);
  const stranger = await anIssuer(t);
  await asks(await its.sign(CLAIMS));
  later(31);
  for (let at = 0; at < 20; at += 1) {
    const forged = await stranger.sign({ ...CLAIMS, iss: its.issuer, jti: String(at) });
    t.equal(await asks(forged), 401);
  }
  t.equal(its.asked.get('/jwks'), 2);
});

t.test('a token whose key was taken back is refused, remembered or not', async (t) => {
  const { its, asks, later } = await trusting(t);
  const token = await its.sign(CLAIMS);
  t.equal(await asks(token), 'professional');
  await its.rotate();
  t.equal(await asks(token), 'professional', 'keys are five minutes old at most');
  later(301);
  t.equal(await asks(token), 401);
});

t.test('while the issuer is away its last keys hold for an hour, and then it is 503', async (t) => {
  const { its, asks, later } = await trusting(t);
  const token = await its.sign(CLAIMS);
  await asks(token);
  its.up(false);
  later(3_000);
  t.equal(await asks(token), 'professional');
  t.equal(await asks(await its.sign({ ...CLAIMS, jti: 'another' })), 'professional');
  later(700);
  t.equal(await asks(token), 503);
  its.up(true);
  later(31);
  t.equal(await asks(token), 'professional');
});

t.test('an issuer that was never reached is 503, and asked with a pause', async (t) => {
  const { its, asks } = await trusting(t);
  its.up(false);
  const token = await its.sign(CLAIMS);
  t.equal(await asks(token), 503);
  its.up(true);
  t.equal(await asks(token), 503);
  t.equal(its.asked.get('/.well-known/openid-configuration'), 1);
});

t.test('an answer that is too long, or of another issuer, gives no keys', async (t) => {
  const long = await anIssuer(t, { '/long': () => ({ keys: ['x'.repeat(300_000)] }) });
  const { asks } = await trusting(t, { jwksUri: `${long.issuer}/long` }, long);
  t.equal(await asks(await long.sign(CLAIMS)), 503);
  const path = '/.well-known/openid-configuration';
  const liar = await anIssuer(t, { [path]: () => ({ issuer: 'https://other.example' }) });
  const other = await trusting(t, {}, liar);
  t.equal(await other.asks(await liar.sign(CLAIMS)), 503);
});

t.test(
  'an opaque token is asked about, believed for a minute, and refused when taken back',
  async (t) => {
    let active = true;
    const sent: string[] = [];
    const its = await anIssuer(t, {
      '/introspect': (request, body) => {
        sent.push(`${request.headers.authorization ?? ''} ${body}`);
        return active && body.includes('token=opaque') ? { active, ...CLAIMS } : { active: false };
      },
    });
    const introspection = {
      uri: `${its.issuer}/introspect`,
      clientId: 'dossier:1',
      clientSecret: 's',
    };
    const { asks, later } = await trusting(t, { introspection }, its);
    t.equal(await asks('opaque'), 'professional');
    t.equal(await asks('opaque'), 'professional');
    t.equal(sent.length, 1);
    t.match(sent[0], `Basic ${Buffer.from('dossier%3A1:s').toString('base64')} token=opaque`);
    t.equal(await asks('other'), 401);
    active = false;
    later(61);
    t.equal(await asks('opaque'), 401);
    its.up(false);
    t.equal(await asks('opaque'), 503);
  },
);

t.test('an opaque token for another server is refused', async (t) => {
  const aud = 'https://other.example';
  const its = await anIssuer(t, { '/introspect': () => ({ active: true, ...CLAIMS, aud }) });
  const introspection = { uri: `${its.issuer}/introspect`, clientId: 'a', clientSecret: 's' };
  const { asks } = await trusting(t, { introspection }, its);
  t.equal(await asks('opaque'), 401);
  const named = await trusting(t, { introspection, audience: aud }, its);
  t.equal(await named.asks('opaque'), 'professional');
});

t.test('an issuer tells who the user is, where its tokens do not', async (t) => {
  const { SubjectNameID, ...bare } = CLAIMS;
  let sub = CLAIMS.sub;
  const its = await anIssuer(t, { '/userinfo': () => ({ sub, SubjectNameID }) });
  const { asks, later } = await trusting(t, { userinfoUri: `${its.issuer}/userinfo` }, its);
  const token = await its.sign(bare);
  t.equal(await asks(token), 'professional');
  t.equal(await asks(token), 'professional');
  t.equal(its.asked.get('/userinfo'), 1);
  sub = 'dr-b';
  later(61);
  t.equal(await asks(token), 401, 'another user');
});

t.test('issuers that are badly described are refused, with all their faults at once', async (t) => {
  const clock = { now: () => 0 };
  const faultsOf = (list: unknown): readonly string[] =>
    readIssuers(typeof list === 'string' ? list : JSON.stringify(list), clock).faults;
  t.strictSame(faultsOf('{'), ['it is no JSON list of issuers']);
  const good = { issuer: 'https://a.example', mapping: 'iua' };
  t.strictSame(faultsOf([good]), []);
  t.strictSame(faultsOf([good, good]), ['two issuers have one name']);
  const bad = { issuer: 'http://a.example', mapping: 'demonstration', jwks: 'x', audience: 1 };
  t.match(faultsOf([bad, { ...good, jwksUri: 'ftp://a', introspection: { uri: 'https://a' } }]), [
    /^http:\/\/a\.example: jwks is not known; there are issuer, mapping, jwksUri/,
    /issuer is no https URL/,
    /mapping must be one of pro-sante-connect, france-connect, smart, iua/,
    /audience is no text/,
    /^https:\/\/a\.example: jwksUri is no https URL/,
    /introspection needs uri/,
  ]);
});

/** Requests to endpoints: what counts as an answer, where none may go, and how long to wait. */
import fc from '../fixtures/property.js';
import nock from 'nock';
import t from 'tap';
import { endpointFault } from '../../src/notifications/endpoint.js';
import { pauseMs } from '../../src/notifications/backoff.js';
import { sendOver, type Outgoing } from '../../src/notifications/send.js';

const PUBLIC = { loopbackHttp: false, privateAddresses: false, mail: false };
const send = sendOver(PUBLIC);
const hook: Outgoing = {
  ...{ method: 'POST', url: 'https://hook.example/in', headers: [], timeoutMs: 5_000 },
};
t.teardown(() => nock.restore());

t.test('an answer is its status, and what Retry-After asks', async (t) => {
  nock('https://hook.example').post('/in').reply(429, 'x', { 'Retry-After': '7' });
  t.same(await send(hook), { status: 429, retryAfter: '7' });
  nock('https://hook.example').post('/in').reply(302, '', { Location: 'https://other.example/' });
  t.same(await send(hook), { status: 302 }, 'a redirect is not followed');
});

t.test('headers of the channel are sent, but none that carries the message', async (t) => {
  const sent: Record<string, unknown>[] = [];
  nock('https://hook.example')
    .put('/in/Device/1', { resourceType: 'Device' })
    .reply(function () {
      sent.push({ ...this.req.headers });
      return [200];
    });
  const answer = await send({
    ...{ ...hook, method: 'PUT', url: `${hook.url}/Device/1` },
    headers: ['X-Key: a: b', 'Content-Type: text/plain', 'Host: inside'],
    body: { type: 'application/fhir+json', bytes: Buffer.from('{"resourceType":"Device"}') },
  });
  t.same(answer, { status: 200 });
  t.match(sent[0], {
    ...{ 'x-key': 'a: b', 'content-type': 'application/fhir+json', host: 'hook.example' },
  });
});

t.test('no answer is told in a word', async (t) => {
  nock('https://hook.example').post('/in').delay(2_000).reply(200);
  t.same(await send({ ...hook, timeoutMs: 50 }), { why: 'timeout' });
  nock('https://hook.example')
    .post('/in')
    .replyWithError(Object.assign(new Error('secret'), { code: 'ECONNRESET' }));
  t.same(await send(hook), { why: 'ECONNRESET' });
  nock.cleanAll();
});

t.test('nothing goes to a private address, written or looked up', async (t) => {
  nock.restore();
  for (const host of ['127.0.0.1', '[::1]', '[::ffff:10.0.0.1]', '169.254.169.254', 'localhost'])
    t.same(await send({ ...hook, url: `https://${host}:9/` }), { why: 'private-address' }, host);
});

t.test('an endpoint is https and outside, unless settings say otherwise', async (t) => {
  const inside = { loopbackHttp: true, privateAddresses: true, mail: false };
  const cases: readonly (readonly [string, boolean, boolean])[] = [
    ['https://hook.example/x', true, true],
    ['https://8.8.8.8/', true, true],
    ['http://hook.example/x', false, false],
    ['http://127.0.0.1:81/', false, true],
    ['https://127.0.0.1/', false, true],
    ['https://10.1.2.3/', false, true],
    ['https://0x7f.1/', false, true],
    ['https://[fd00::1]/', false, true],
    ['https://[::ffff:10.0.0.1]/', false, true],
    ['https://[::ffff:8.8.8.8]/', true, true],
    ['https://[2001:4860:4860::8888]/', true, true],
    ['https://localhost/', false, true],
    ['https://me:secret@hook.example/', false, false],
    ['mailto:a@b.example', false, false],
    ['hook', false, false],
  ];
  for (const [url, isPublic, isInside] of cases) {
    t.equal(endpointFault(url, PUBLIC) === undefined, isPublic, url);
    t.equal(endpointFault(url, inside) === undefined, isInside, url);
  }
});

t.test('pauses grow to an hour, vary by half, and last as long as is asked', async (t) => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  const attempts = fc.integer({ min: 1, max: 14 });
  const randoms = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
  fc.assert(
    fc.property(attempts, randoms, (attempt, random) => {
      const longest = Math.min(1_000 * 2 ** (attempt - 1), 3_600_000);
      const pause = pauseMs(attempt, { random, now });
      return pause >= longest / 2 && pause <= longest;
    }),
  );
  const asked = (retryAfter: string): number => pauseMs(1, { random: 0, now, retryAfter });
  t.equal(asked('120'), 120_000);
  t.equal(asked('Thu, 01 Jan 2026 00:10:00 GMT'), 600_000);
  t.equal(asked('999999999'), 86_400_000, 'a day at most');
  t.equal(asked('soon'), 500, 'what is no time asks nothing');
});

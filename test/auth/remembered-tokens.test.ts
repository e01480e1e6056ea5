import t from 'tap';
import { makeRemembered } from '../../src/auth/remembered.js';
import { aProvider, CONNECTION, NOW_SECONDS } from './a-provider.js';

t.test('a remembered token ends when it ends', async (t) => {
  const provider = await aProvider(t);
  const header = await provider.bearerOf({ exp: NOW_SECONDS + 60 });
  t.equal((await provider.authenticate(header, CONNECTION)).kind, 'professional');
  provider.at(NOW_SECONDS + 60 + 29);
  t.equal((await provider.authenticate(header, CONNECTION)).kind, 'professional');
  provider.at(NOW_SECONDS + 60 + 30);
  await t.rejects(provider.authenticate(header, CONNECTION), { code: 'unauthenticated' });
  await t.rejects(provider.authenticate(header, CONNECTION), { code: 'unauthenticated' });
});

t.test('a token too early is not spoiled for later', async (t) => {
  const provider = await aProvider(t);
  const header = await provider.bearerOf({ nbf: NOW_SECONDS + 100, exp: NOW_SECONDS + 200 });
  await t.rejects(provider.authenticate(header, CONNECTION), { code: 'unauthenticated' });
  provider.at(NOW_SECONDS + 100);
  t.equal((await provider.authenticate(header, CONNECTION)).kind, 'professional');
});

t.test('a remembered token keeps each request its own connection', async (t) => {
  const provider = await aProvider(t);
  const header = await provider.bearerOf({});
  const first = await provider.authenticate(header, { address: '192.0.2.1', requestId: 'a' });
  const second = await provider.authenticate(header, { address: '192.0.2.2', requestId: 'b' });
  t.match(first, { address: '192.0.2.1', requestId: 'a' });
  t.match(second, { address: '192.0.2.2', requestId: 'b', actor: first.actor });
});

t.test('tokens that share all but their signature are not taken for each other', async (t) => {
  const provider = await aProvider(t);
  const header = await provider.bearerOf({});
  await provider.authenticate(header, CONNECTION);
  const other = `${header.slice(0, -8)}${header.endsWith('AAAAAAAA') ? 'BBBBBBBB' : 'AAAAAAAA'}`;
  await t.rejects(provider.authenticate(other, CONNECTION), { code: 'unauthenticated' });
});

t.test('more tokens than the memory holds are all accepted', async (t) => {
  const provider = await aProvider(t, 2);
  const headers = await Promise.all(['a', 'b', 'c'].map((jti) => provider.bearerOf({ jti })));
  for (const header of [...headers, ...headers]) {
    t.equal((await provider.authenticate(header, CONNECTION)).kind, 'professional');
  }
});

t.test('the memory holds its limit, and forgets what was unused for longest', async (t) => {
  const memory = makeRemembered<number>(2);
  memory.set('a', 1);
  memory.set('b', 2);
  t.equal(memory.get('a'), 1);
  memory.set('c', 3);
  t.equal(memory.get('b'), undefined);
  t.equal(memory.get('a'), 1);
  t.equal(memory.get('c'), 3);
});

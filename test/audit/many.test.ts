/**
 * Each of the smallest faults is found among many events, and told with its place; `npm run soak --
 * audit` does the same with 100,000.
 */
import t from 'tap';
import { startServer } from '../fixtures/server.js';
import { FAULTS } from './faults.js';
import { leaveEvents } from './many.js';
import { verified } from './verified.js';

t.test('one bit, one event, one pair: each is found and located', async (t) => {
  const server = await startServer(t);
  await leaveEvents(server, 300);
  const whole = await verified(server.configuration);
  t.same(whole.lines, []);
  t.ok(whole.events > 300);
  t.ok(whole.checkpoints > 0);
  for (const { name, breaks } of FAULTS) {
    await t.test(`found: ${name}`, async (t) => {
      const { configuration, told } = await breaks(t, server.configuration);
      const { lines } = await verified(configuration);
      t.ok(lines.includes(told), `${told} | ${lines.slice(0, 3).join(' | ')}`);
    });
  }
  t.same((await verified(server.configuration)).lines, []);
});

/**
 * A second opinion on searches: random ones, answered by the server and by an evaluator that looks
 * at every resource. `npm run soak -- search` asks thousands.
 */
import t from 'tap';
import { startServer } from '../fixtures/server.js';
import { compareAnswers } from './opinion/compare.js';

t.test('a search finds what looking at every resource finds, in the same order', async (t) => {
  const seed = Number(process.env['SEARCH_SEED'] ?? Date.now() % 1_000_000_007);
  t.comment(`seed ${seed}: SEARCH_SEED=${seed} asks the same again`);
  await compareAnswers(await startServer(t), { seed, searches: 15 });
});

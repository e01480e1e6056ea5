/** Random searches, each answered by the server and by an evaluator that looks at every resource. */
import { startServer } from '../../test/fixtures/server.js';
import { compareAnswers } from '../../test/search/opinion/compare.js';

const COUNT = 5_000;
/** So many of the same resources; then others are made. */
const TURN = 250;

/** `search [COUNT] [SEED]`: whether both answers were the same, always. */
export async function search([
  given = String(COUNT),
  seed = String(Date.now() % 1_000_000_007),
]: readonly string[]): Promise<boolean> {
  const count = Number(given);
  if (!Number.isInteger(count) || count < 1) throw new Error('COUNT is a number');
  process.stdout.write(`seed ${seed}\n`);
  for (let asked = 0; asked < count; asked += TURN) {
    const ends: (() => unknown)[] = [];
    try {
      const server = await startServer({ teardown: (end) => ends.push(end) });
      const searches = Math.min(TURN, count - asked);
      await compareAnswers(server, { seed: Number(seed) + asked, searches });
    } finally {
      for (const end of ends.reverse()) await end();
    }
    process.stderr.write(`\r${asked + TURN} of ${count} searches`);
  }
  process.stdout.write(`${count} searches, each answered twice the same\n`);
  return true;
}

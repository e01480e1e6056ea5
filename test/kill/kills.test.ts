/** A few of the rounds of `rounds.ts`; `npm run soak -- kills` runs a hundred. */
import t from 'tap';
import { killRounds } from './rounds.js';

t.test(
  'killed while clients push, the server keeps every acknowledged document whole and no half one',
  async (t) => {
    const seen = await killRounds(6);
    t.same(seen.faults, []);
    t.ok(
      seen.acknowledged > 0,
      `${seen.acknowledged} acknowledged, ${seen.unanswered} stored and not answered`,
    );
  },
);

/** A few of the rounds of `rounds.ts`; `npm run soak -- kills` runs a hundred. */
import t from 'tap';
import { findMongo } from '../fixtures/mongo/server.js';
import { skipUnless } from '../fixtures/requires.js';
import { mongoGround } from './mongo-ground.js';
import { killRounds } from './rounds.js';

t.test(
  'killed while clients push, the server keeps every acknowledged document whole and no half one',
  async (t) => {
    const seen = await killRounds(6);
    t.same(seen.faults, []);
    t.ok(seen.pairs > 0, `${seen.pairs} transactions over two streams`);
    t.ok(
      seen.acknowledged > 0,
      `${seen.acknowledged} acknowledged, ${seen.unanswered} stored and not answered`,
    );
  },
);

t.test(
  'killed by turns, server and database keep every acknowledged document whole and no half one',
  async (t) => {
    if (
      !skipUnless(
        t,
        findMongo({ own: true }).kind === 'command',
        'a database can only be killed with TEST_MONGO_SERVER',
      )
    )
      return;
    const seen = await killRounds(3, { ground: await mongoGround() });
    t.same(seen.faults, []);
    t.ok(seen.pairs > 0, `${seen.pairs} transactions over two streams`);
    t.ok(
      seen.acknowledged > 0,
      `${seen.acknowledged} acknowledged, ${seen.unanswered} stored and not answered`,
    );
  },
);

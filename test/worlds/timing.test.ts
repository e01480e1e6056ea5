/** The time of an answer does not tell a hidden document from an unknown one (decision 30). */
import t from 'tap';
import { tellsNothing, timings, type Timing } from './timing.js';

const PAIRS = 150;
/** Tests share the machine: the share is small where `npm run soak -- timing` measures alone. */
const SHARE = 0.2;
const TRIES = 3;

t.test('hidden and unknown take the same time, at each entry point', async (t) => {
  let telling: readonly Timing[] = [];
  for (let attempt = 0; attempt < TRIES; attempt++) {
    telling = (await timings(t, PAIRS)).filter((one) => !tellsNothing(one, SHARE));
    if (telling.length === 0) break;
  }
  t.strictSame(telling, []);
});

/** `npm run soak -- NAME`: the long runs at full counts. Each prints its figures; status 0 only when it holds. */
import { killRounds } from '../test/kill/rounds.js';

const RUNS: Readonly<Record<string, () => Promise<boolean>>> = {
  /** A hundred kills at random moments of a loop of pushes. */
  kills: async () => {
    const { acknowledged, unanswered, faults } = await killRounds(100, (round) =>
      process.stderr.write(`\r${round} of 100 kills`),
    );
    process.stderr.write('\n');
    faults.forEach((fault) => process.stdout.write(`FAULT ${fault}\n`));
    process.stdout.write(
      `100 kills: ${acknowledged} pushes acknowledged, all whole; ${unanswered} stored though their answer was lost; ${faults.length} faults\n`,
    );
    return faults.length === 0 && acknowledged > 0;
  },
};

const [name = ''] = process.argv.slice(2);
const run = RUNS[name];
if (run === undefined) {
  process.stderr.write(`name one of: ${Object.keys(RUNS).join(', ')}\n`);
  process.exitCode = 2;
} else {
  process.exitCode = (await run()) ? 0 : 1;
}

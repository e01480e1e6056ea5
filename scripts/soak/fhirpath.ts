/** Compiled invariants beside the FHIRPath library, on many values drawn for each expression. */
import { agreementOf } from '../../test/validation/fhirpath/agreement.js';
import { expressions } from '../../test/validation/fhirpath/expressions.js';

const EACH = 400;
const TURN = 20;
const SHOWN = 10;

/** `fhirpath [VALUES] [SEED]`: whether every verdict was the library's. */
export function fhirpath([
  given = String(EACH),
  seed = String(Date.now() % 1_000_000_007),
]: readonly string[]): Promise<boolean> {
  process.stdout.write(`seed ${seed}\n`);
  const all = expressions();
  const differences: string[] = [];
  const totals = { cases: 0, asked: 0 };
  for (let done = 0; done < Number(given); done += TURN) {
    const seen = agreementOf(all, { seed: Number(seed) + done, each: TURN });
    differences.push(...seen.differences);
    totals.cases += seen.cases;
    totals.asked += seen.asked;
    process.stderr.write(`\r${totals.cases} values`);
  }
  for (const difference of differences.slice(0, SHOWN)) process.stdout.write(`${difference}\n`);
  process.stdout.write(
    `${all.length} expressions, ${totals.cases} values, ${differences.length} other verdicts; the library was asked ${totals.asked} times\n`,
  );
  return Promise.resolve(differences.length === 0);
}

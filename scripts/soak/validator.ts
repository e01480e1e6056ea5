/** Our validator beside the reference validator, on examples and seeded changes of them. */
import { agree, type Difference } from '../../test/validation/opinion/agree.js';

const CHANGES = 5_000;
const VERDICTS_MIN = 0.995;
const ELEMENTS_MIN = 0.95;

/** `validator [CHANGES] [SEED]`: whether verdicts and elements agree as often as they must. */
export async function validator([
  given = String(CHANGES),
  seed = '1',
]: readonly string[]): Promise<boolean> {
  const command = process.env['TEST_FHIR_VALIDATOR'];
  if (!command) throw new Error('set TEST_FHIR_VALIDATOR to the command of the validator');
  const { cases, faulty, differences, slowestMs } = await agree(command, {
    seed: Number(seed),
    changed: Number(given),
  });
  const ofElement = differences.filter(({ kind }) => kind === 'other element').length;
  const ofVerdict = differences.length - ofElement;
  const listed = differences.filter((one) => one.listed !== undefined).length;
  const verdicts = 1 - ofVerdict / cases;
  const others = 1 - (ofVerdict - listed) / cases;
  const elements = 1 - ofElement / Math.max(1, faulty);
  for (const [line, count] of classesOf(differences)) process.stdout.write(`${count}  ${line}\n`);
  process.stdout.write(
    `${cases} resources, seed ${seed}: the same verdict in ${percent(verdicts)}, in ${percent(others)} but for the ${listed} of listed classes, the same element in ${percent(elements)} of ${faulty} faulty ones; slowest ${slowestMs.toFixed(1)} ms\n`,
  );
  return verdicts >= VERDICTS_MIN && elements >= ELEMENTS_MIN;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

/**
 * Differences of a class, or that read the same but for what is quoted; the most frequent first. The
 * classes in which R4 is on our side are those of `docs/reference/validation.md`.
 */
function classesOf(differences: readonly Difference[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { kind, said, listed } of differences) {
    const words = listed === undefined ? said : `[listed] ${listed}`;
    const line = `${kind}: ${words.replace(/"[^"]*"|'[^']*'/g, '…').slice(0, 120)}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}

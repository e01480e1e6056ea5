/** What is to be checked, one exploration each, and the run through a list of them. */
import { MUTATIONS } from './mutations.js';
import { DEEP } from './scenarios/deep.js';
import { SCENARIOS } from './scenarios/scenarios.js';
import { mutationVerdict, scenarioVerdict, type Verdict } from './verdict.js';

/** One exploration. */
export interface Check {
  readonly kind: 'scenario' | 'mutation' | 'deep scenario';
  readonly name: string;
  readonly run: () => Verdict;
}

/** All that there is to be checked. */
export const CHECKS: readonly Check[] = [
  ...Object.entries(SCENARIOS).map(([name, scenario]): Check => {
    return { kind: 'scenario', name, run: () => scenarioVerdict(name, scenario) };
  }),
  ...Object.entries(MUTATIONS).map(([name, mutation]): Check => {
    return { kind: 'mutation', name, run: () => mutationVerdict(name, mutation) };
  }),
  ...Object.entries(DEEP).map(([name, scenario]): Check => {
    return { kind: 'deep scenario', name, run: () => scenarioVerdict(name, scenario) };
  }),
];

/**
 * Runs checks and says a line for each, the way to what broke unexpectedly or, if wanted, to all
 * that broke, and the total. True when all came out as they should.
 */
export function runChecks(
  checks: readonly Check[],
  say: (line: string) => void,
  withTraces = false,
): boolean {
  const began = process.cpuUsage();
  const verdicts = checks.map(({ run }) => {
    const verdict = run();
    say(verdict.line);
    if (withTraces || !verdict.isAsExpected) traceOf(verdict).forEach(say);
    return verdict;
  });
  const amiss = verdicts.filter(({ isAsExpected }) => !isAsExpected).length;
  const states = verdicts.reduce((sum, verdict) => sum + verdict.states, 0);
  const seconds = Math.round(process.cpuUsage(began).user / 1_000_000);
  const outcome = amiss === 0 ? 'all as expected' : `${amiss} NOT AS EXPECTED`;
  say(`${outcome}: ${checks.length} checks, ${states.toLocaleString('en')} states, ${seconds} s`);
  return amiss === 0;
}

/** The way to the broken promise, a numbered line for each move. */
function traceOf({ broken }: Verdict): string[] {
  return (broken?.trace ?? []).map((line, i) => `${String(i + 1).padStart(6)}  ${line}`);
}

/** Whether a scenario holds, and whether a mutation is caught, as figures and as lines to print. */
import type { PromiseName } from './breach.js';
import { explore, type Finding } from './explore.js';
import type { Scenario } from './model.js';
import type { Mutation } from './mutations.js';
import { PROTOCOL } from './rules.js';
import { SCENARIOS } from './scenarios/scenarios.js';

/** What came of one exploration. */
export interface Verdict {
  /** Whether it is what it should be. */
  readonly isAsExpected: boolean;
  readonly states: number;
  /** One line of figures. */
  readonly line: string;
  /** The promise that was broken, and the shortest way to it, a line for each move. */
  readonly broken?: { readonly promise: PromiseName; readonly trace: readonly string[] };
}

/** Explores a scenario under the protocol: it must hold. */
export function scenarioVerdict(name: string, scenario: Scenario): Verdict {
  const finding = explore(scenario, PROTOCOL);
  const { states, broken } = finding;
  const says = broken === undefined ? 'holds ' : 'BROKEN';
  return verdictOf(finding, broken === undefined, `${says} ${figures(name, states)}`);
}

/** Explores a mutation: it must break the promise that it names. */
export function mutationVerdict(name: string, mutation: Mutation): Verdict {
  const finding = explore(scenarioOf(mutation), { ...PROTOCOL, ...mutation.rules });
  const { states, broken } = finding;
  const isCaught = broken?.promise === mutation.breaks;
  const says = isCaught ? 'caught' : broken === undefined ? 'MISSED' : 'OTHER ';
  const by =
    broken === undefined ? '' : ` by “${broken.promise}” after ${broken.trace.length} moves`;
  return verdictOf(finding, isCaught, `${says} ${figures(name, states)}${by}`);
}

function scenarioOf({ scenario, but }: Mutation): Scenario {
  const found = SCENARIOS[scenario];
  if (found === undefined) throw new Error(`there is no scenario “${scenario}”`);
  return { ...found, ...but };
}

function figures(name: string, states: number): string {
  return `${name.padEnd(34)} ${states.toLocaleString('en').padStart(9)} states`;
}

function verdictOf({ states, broken }: Finding, isAsExpected: boolean, line: string): Verdict {
  if (broken === undefined) return { isAsExpected, states, line };
  const { promise, message, trace } = broken;
  return { isAsExpected, states, line, broken: { promise, trace: [...trace, `⇒ ${message}`] } };
}

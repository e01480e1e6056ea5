/**
 * Counts what tap reports. A test is a named test without tests of its own: a sentence. A file that
 * fails although its tests pass (it crashed, or ran out of time) counts as one failed test.
 */
import type { Parser, Result } from 'tap-parser';

/** What became of the tests so far. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  todo: number;
}

/** Told of each test as it ends, what became of it, and the assertions in it that failed. */
export type Listener = (outcome: keyof Tally, test: Result, faults: readonly Result[]) => void;

/** Follows a parser of TAP and all tests within, and keeps count. */
export function tally(parser: Parser, listener: Listener): Tally {
  const counts: Tally = { passed: 0, failed: 0, skipped: 0, todo: 0 };
  follow(parser, (outcome, ...test) => {
    counts[outcome] += 1;
    listener(outcome, ...test);
  });
  return counts;
}

/** What was told of the tests within a test, and its own assertions that failed. */
interface Inside {
  told: number;
  failed: number;
  readonly faults: Result[];
}

function follow(parser: Parser, tell: Listener): Inside {
  const inside: Inside = { told: 0, failed: 0, faults: [] };
  const tellAndCount: Listener = (outcome, ...test) => {
    inside.told += 1;
    inside.failed += outcome === 'failed' ? 1 : 0;
    tell(outcome, ...test);
  };
  let latest: Inside | undefined;
  parser.on('child', (child: Parser) => {
    latest = follow(child, tellAndCount);
  });
  parser.on('assert', (result: Result) => {
    end(result, result.closingTestPoint ? latest : undefined, { inside, tell: tellAndCount });
  });
  return inside;
}

interface Place {
  readonly inside: Inside;
  readonly tell: Listener;
}

/** One line `ok` or `not ok` has come: of an assertion, or closing the test that was `within`. */
function end(result: Result, within: Inside | undefined, { inside, tell }: Place): void {
  if (result.skip) return tell('skipped', result, []);
  if (result.todo) return tell('todo', result, []);
  if (within === undefined) {
    if (!result.ok) inside.faults.push(result);
    return;
  }
  if (!result.ok && within.failed === 0) return tell('failed', result, within.faults);
  // Tests within have told what became of them; only a test without any tells of itself.
  if (within.told === 0) tell('passed', result, []);
}

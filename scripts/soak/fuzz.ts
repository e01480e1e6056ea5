/** Hostile bodies for the validator, for minutes: each is judged, and none takes long. */
import {
  drawnTrials,
  hostileTrials,
  timeOf,
  warmValidator,
  type Trial,
} from '../../test/validation/fuzz/run.js';

const SECONDS = 300;
const MILLISECONDS_MAX = 50;
const SLOWEST_SHOWN = 5;

/** `fuzz [SECONDS] [SEED]`: whether no body took more than 50 ms. Whatever is thrown ends it. */
export function fuzz([
  given = String(SECONDS),
  seed = String(Date.now() % 1_000_000_007),
]: readonly string[]): Promise<boolean> {
  process.stdout.write(`seed ${seed}\n`);
  const validator = warmValidator();
  const end = performance.now() + 1000 * Number(given);
  let count = 0;
  let slowest: { trial: Trial; took: number }[] = [];
  const judge = (trial: Trial) => {
    count += 1;
    const took = timeOf(validator, trial, MILLISECONDS_MAX / 2);
    slowest = [...slowest, { trial, took }].sort((a, b) => b.took - a.took).slice(0, SLOWEST_SHOWN);
  };
  hostileTrials().forEach(judge);
  for (const trial of drawnTrials(Number(seed))) {
    if (performance.now() > end) break;
    judge(trial);
  }
  for (const { trial, took } of slowest) {
    const body = JSON.stringify(trial.body) ?? '';
    const of = `${trial.name}, ${body.length} bytes, ${trial.profile ?? 'base R4'}`;
    process.stdout.write(`${took.toFixed(1)} ms  ${of}: ${body.slice(0, 120)}\n`);
  }
  process.stdout.write(`${count} bodies judged, nothing thrown\n`);
  return Promise.resolve((slowest[0]?.took ?? 0) <= MILLISECONDS_MAX);
}

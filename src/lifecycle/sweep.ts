/**
 * The steps that time brings: six weeks pass, ten years pass, an erasure comes due. Each is decided
 * again where it is taken, so that several processes may look for them at once.
 */
import { dayOf } from '../access/life.js';
import { Problem } from '../fhir/problem.js';
import type { DueDossier } from '../records/life/due.js';
import type { OpenNeeds } from './open.js';
import { serverCaller } from './server-caller.js';
import { takeStep } from './step.js';

/** A server that stood still for longer may leave dossiers behind. */
const LOOKS_BACK_DAYS = 800;
const AT_ONCE = 32;

/** Takes the steps that are due by now; gives how many. */
export type LifeSweep = () => Promise<number>;

/** Makes the sweep of a process. It remembers the day up to which all is done. */
export function makeLifeSweep(needs: OpenNeeds): LifeSweep {
  let from: number | undefined;
  return async () => {
    const today = dayOf(needs.clock.now());
    let count = 0;
    for await (const some of groups(needs.records.due(from ?? today - LOOKS_BACK_DAYS, today))) {
      count += (await Promise.all(some.map((due) => taken(needs, due)))).filter(Boolean).length;
    }
    from = today;
    return count;
  };
}

/** Whether it was taken: somebody else may have been first, or the patient have changed it all. */
async function taken(needs: OpenNeeds, { patient, stream, step }: DueDossier): Promise<boolean> {
  try {
    if (step !== 'destroy')
      await takeStep(needs.records, serverCaller(needs.ids), { patient, act: step });
    if (step === 'erase' || step === 'destroy') await needs.records.destroy(stream);
    return true;
  } catch (failure) {
    if (failure instanceof Problem && failure.status < 500) return false;
    throw failure;
  }
}

async function* groups(all: AsyncIterable<DueDossier>): AsyncGenerator<readonly DueDossier[]> {
  let group: DueDossier[] = [];
  for await (const one of all) {
    group.push(one);
    if (group.length < AT_ONCE) continue;
    yield group;
    group = [];
  }
  yield group;
}

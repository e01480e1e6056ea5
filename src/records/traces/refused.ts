/**
 * The trace of requests that failed before they came to a resource: bad bodies, bad tokens, bad
 * searches.
 */
import type { Caller } from '../../access/caller.js';
import type { Act, ActOutcome } from '../../audit/act.js';
import type { Problem } from '../../fhir/problem.js';
import type { Needs } from '../needs.js';
import { record } from './trace.js';

/** What was tried, as far as the request told. */
export interface RefusedAct {
  readonly interaction: Act['interaction'];
  readonly transaction?: Act['transaction'];
  /** Where an unknown caller came from. */
  readonly address: string;
  readonly requestId: string;
}

// A failure that the door has recorded is not recorded again at the edge.
const RECORDED = new WeakSet<object>();

/** Marks a failure as recorded, and gives it back. */
export function markRecorded<T extends object>(failure: T): T {
  RECORDED.add(failure);
  return failure;
}

/** A failure told in other words: recorded, if the first one was. */
export function inOtherWords<T extends object>(failure: object, other: T): T {
  return RECORDED.has(failure) ? markRecorded(other) : other;
}

/** How the trace tells a failure: refused where rights or existence are denied, else failed. */
export function outcomeOf({ status }: Problem): ActOutcome {
  return [401, 403, 404].includes(status) ? 'refused' : 'failed';
}

/** Records a failed request that names no dossier; does nothing for one recorded already. */
export async function refused(
  needs: Needs,
  caller: Caller | undefined,
  act: RefusedAct,
  failure: Problem,
): Promise<void> {
  if (RECORDED.has(failure) || failure.status >= 500) return;
  const { address, requestId, ...named } = act;
  await record(needs, {
    ...named,
    caller: caller ?? { address, requestId },
    outcome: outcomeOf(failure),
    because: failure.code,
    entities: [],
    about: [],
  });
}

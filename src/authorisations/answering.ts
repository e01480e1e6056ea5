/** Answering a delegation: by whom it names, or, to end it, by the patient's side. */
import type { Caller } from '../access/caller.js';
import { problem } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import type { Records } from '../records/records.js';
import type { Written } from '../records/changes/plan.js';

/** The status that each answer gives the Consent. */
export const ANSWERS = { accept: 'active', refuse: 'rejected', withdraw: 'inactive' } as const;

/** An answer, by the name of its operation. */
export type Answer = keyof typeof ANSWERS;

/**
 * Gives the Consent the status of the answer. Fails as its update does, and where the step is not
 * the caller's to take (`access/delegating.ts`).
 */
export async function answer(
  records: Records,
  caller: Caller,
  id: string,
  given: Answer,
): Promise<Written> {
  const address = { type: 'Consent', id };
  const stream = await records.streamOf(caller, address);
  if (stream === undefined) await records.read(caller, address);
  const [written] = await records.commit(caller, {
    act: { interaction: 'update' },
    changes: [
      {
        ...{ ...address, stream: stream ?? '', expects: 'present', asNamed: true },
        acts: () => ['update'],
        next: (current) => answered(current, given),
      },
    ],
  });
  if (written === undefined) throw new Error('a change is answered');
  return written;
}

function answered(current: Resource | undefined, given: Answer): Resource {
  if (current === undefined) throw problem('unknown-resource');
  return { ...current, status: ANSWERS[given] };
}

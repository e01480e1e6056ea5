/** One step of a dossier's life, taken as one commit of its Patient. */
import type { Caller } from '../access/caller.js';
import type { LifeAct } from '../access/life.js';
import type { ActQuery } from '../audit/act.js';
import { problem } from '../fhir/problem.js';
import type { Records } from '../records/records.js';
import { codeKey } from './code.js';

/** A step that is wanted. */
export interface WantedStep {
  /** Id of the Patient. */
  readonly patient: string;
  readonly act: LifeAct;
  /** The provisional code as it was typed. */
  readonly code?: string;
  /** The request of the operation that asks for it. */
  readonly asked?: ActQuery;
}

/**
 * Takes the step. Fails with `unknown-resource` where the caller is told of no such dossier,
 * `not-allowed` where they may not take it in this state, `conflict` where it does not lead on.
 */
export async function takeStep(
  records: Records,
  caller: Caller,
  { patient, act, code, asked }: WantedStep,
): Promise<void> {
  const stream = await streamOf(records, caller, { patient, asked });
  if (code !== undefined && caller.kind === 'patient') await records.countAttempt(caller, stream);
  const given = code === undefined ? {} : { given: codeKey(records, stream, code) };
  await records.commit(caller, {
    act:
      asked === undefined ? { interaction: 'update' } : { interaction: 'operation', query: asked },
    changes: [
      {
        ...{ type: 'Patient', id: patient, stream, expects: 'present', validated: true },
        life: { act, ...given },
        acts: () => [act],
        next: (current) => current ?? { resourceType: 'Patient' },
      },
    ],
  });
}

/**
 * What is in no stream is looked for as a read does, so that the refusal is the same and traced.
 */
async function streamOf(
  records: Records,
  caller: Caller,
  { patient: id, asked }: { readonly patient: string; readonly asked: ActQuery | undefined },
): Promise<string> {
  const stream = await records.streamOf(caller, { type: 'Patient', id });
  if (stream !== undefined) return stream;
  const as = {
    interaction: 'operation',
    ...(asked === undefined ? {} : { query: asked }),
  } as const;
  await records.read(caller, { type: 'Patient', id }, as);
  throw problem('unknown-resource');
}

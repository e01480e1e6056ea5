/** Checkpoints of the audit, made one after the other and noted in the log; and their checker. */
import { readFile } from 'node:fs/promises';
import { makeCheckpoints, type CheckpointNeeds } from '../../records/traces/checkpoints.js';

/** Signs what was written since the last checkpoint; two calls take turns. */
export function checkpointing(
  needs: CheckpointNeeds,
  log: { readonly info: (note: object) => void },
): () => Promise<void> {
  let turn: Promise<unknown> = Promise.resolve();
  return async () => {
    const made = turn.then(() => makeCheckpoints(needs));
    turn = made.catch(() => undefined);
    const checkpoint = await made;
    // Noted outside the store, it proves that no later end of the store was cut off.
    if (checkpoint !== undefined) log.info({ event: 'audit.checkpoint', checkpoint });
  };
}

/** From `dist/src/assembly/` to the program that anybody checks a proof with. */
const CHECKER = new URL('../../../../scripts/check-proof.mjs', import.meta.url);

/** The program that checks a proof, as it is published. */
export function readChecker(): Promise<Buffer> {
  return readFile(CHECKER);
}

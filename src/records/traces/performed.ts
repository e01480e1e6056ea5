/** The trace of operations that looked at nothing stored, such as a validation of what was sent. */
import type { Caller } from '../../access/caller.js';
import type { ActQuery } from '../../audit/act.js';
import type { Needs } from '../needs.js';
import { record } from './trace.js';

/** Records that a caller performed an operation; resolves when that is durable. */
export async function performed(needs: Needs, caller: Caller, asked: ActQuery): Promise<void> {
  await record(needs, {
    caller,
    interaction: 'operation',
    outcome: 'success',
    because: 'operation',
    entities: [],
    about: [],
    query: asked,
  });
}

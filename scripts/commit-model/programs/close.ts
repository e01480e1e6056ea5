/** How a commit is closed: nothing is left to be done but what is done long after. */
import type { Fate } from '../journal.js';
import type { Update } from '../state.js';
import type { Commit } from '../store.js';

/** The update that closes a commit; one that superseded rows has them emptied later. */
export function closing(id: string, commit: Commit, fate: Fate): Update<'commits'> {
  const replaces = Object.values(commit.versions).some(({ version }) => version > 1);
  const step = fate === 'landed' && replaces ? 'strip' : 'done';
  return { collection: 'commits', id, where: { step: 'project' }, set: { step } };
}

/** What a part of a commit tells those who follow its resources, or the accesses of its dossier. */
import type { NewEvent, NewVersion, VersionFacts } from '../../storage/kept.js';
import { factsOf, type Visit } from '../judge.js';
import type { Needs } from '../needs.js';
import { noticesOfAccess } from '../notices/accesses.js';
import type { Draft } from './draft.js';

/** The entries of its outbox; versions stand in the order of their drafts. */
export function outboxOf(
  { interest }: Needs,
  { caller, policy, head: { stream } }: Visit,
  made: {
    readonly drafts: readonly Draft[];
    readonly versions: readonly NewVersion[];
    readonly events: readonly NewEvent[];
  },
): readonly Uint8Array[] {
  const { versions, drafts, events } = made;
  const revealed = revealedAmong(drafts, versions);
  const changed = interest.entries({ space: caller.space, stream, versions, revealed });
  if (policy.kind !== 'dossier') return changed;
  // Whoever broke the glass may feed the dossier, too.
  const tale = { caller, interaction: 'update', outcome: 'success', dossier: policy } as const;
  return [...changed, ...noticesOfAccess(interest, [tale], events.slice(0, 1))];
}

/** Those that were invisible to their patient, and are so no more. */
function revealedAmong(
  drafts: readonly Draft[],
  versions: readonly NewVersion[],
): ReadonlySet<NewVersion> {
  const isHidden = (version: VersionFacts): boolean =>
    factsOf(version).labels.includes('INVISIBLE_PATIENT');
  return new Set(
    versions.filter((version, index) => {
      const before = drafts[index]?.before;
      return before !== undefined && isHidden(before) && !isHidden(version);
    }),
  );
}

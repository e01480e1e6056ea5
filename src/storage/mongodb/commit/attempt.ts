/** One attempt at a commit: what everything written for it names, and what it was decided on. */
import type { UniqueKey } from '../../kept.js';
import type { Commit, Holder, Part } from '../../store.js';
import { randomHex } from '../base.js';
import type { Base } from '../base.js';
import { commitName, rowName } from '../layout.js';
import type { Reference } from '../layout.js';
import { NONCE_BYTES } from './fate.js';
import { keysHeld } from './rows.js';

/** An attempt. */
export interface Attempt {
  readonly reference: Reference;
  /** The parts in the order of their streams; the first one leads. */
  readonly parts: readonly [Part, ...Part[]];
  readonly commit: Commit;
}

/** A key that a version takes, and the resource that will hold it. */
export interface Wanted {
  readonly key: UniqueKey;
  readonly holder: Holder;
  /** Name of the part's commit. */
  readonly at: string;
}

/** A new attempt at a commit, with a nonce of its own. */
export function attemptAt(base: Base, commit: Commit): Attempt {
  const [first, ...others] = [...commit.parts].sort((a, b) => (a.stream < b.stream ? -1 : 1));
  if (first === undefined) throw new Error('a commit has a part');
  const lead = commitName(first.stream, first.decidedOn + 1);
  const reference = { lead, nonce: randomHex(base, NONCE_BYTES) };
  return { reference, parts: [first, ...others], commit };
}

/** Every key that the versions of a commit hold, in the order of keys: the same for all writers. */
export function keysWanted({ parts }: Attempt): readonly Wanted[] {
  const wanted = parts.flatMap((part) => {
    const at = commitName(part.stream, part.decidedOn + 1);
    return part.versions.flatMap((version) => {
      const holder = { stream: part.stream, type: version.type, id: version.id };
      return keysHeld(version).map((key) => ({ key, holder, at }));
    });
  });
  return wanted.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The rows that the versions of a commit supersede, by name. */
export function priorRows({ parts }: Attempt): readonly { p: string; name: string }[] {
  return parts.flatMap(({ stream, versions }) =>
    versions
      .filter(({ version }) => version > 1)
      .map(({ type, id, version }) => ({
        p: stream,
        name: rowName(stream, type, id, version - 1),
      })),
  );
}

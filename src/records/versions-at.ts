/** What stands at the head of a visit: looked up together, or known already. */
import type { Head, Version } from '../storage/kept.js';
import type { ResourceName } from '../storage/store.js';
import type { Needs } from './needs.js';

/** A head, and what is known to stand there without looking. */
export interface Snapshot {
  readonly head: Head;
  /** By `Type/id`; undefined for a resource that is known not to be there. */
  readonly known?: ReadonlyMap<string, Version | undefined>;
}

/**
 * The versions that stand at the head, by `Type/id`; what is not there is left out. Those not known
 * take one look-up, however many they are.
 */
export async function versionsAt(
  needs: Needs,
  { head, known }: Snapshot,
  references: readonly string[],
): Promise<ReadonlyMap<string, Version>> {
  const asked = references.filter((reference) => known?.has(reference) !== true);
  const found =
    asked.length === 0
      ? new Map<string, Version>()
      : await needs.store.versions(head, asked.map(partsOf));
  const versions = references.map(
    (reference) => [reference, known?.get(reference) ?? found.get(reference)] as const,
  );
  return new Map(versions.filter(isThere));
}

/** `Type/id` of a resource, whichever version of it is meant. */
export function nameOf({ type, id }: ResourceName): string {
  return `${type}/${id}`;
}

/** A `Type/id` in its two parts. */
function partsOf(reference: string): ResourceName {
  const [type = '', id = ''] = reference.split('/');
  return { type, id };
}

function isThere(pair: readonly [string, Version | undefined]): pair is readonly [string, Version] {
  return pair[1] !== undefined;
}

/**
 * Deletions: a version without a body, which holds no key and is found by nothing. What was before
 * it stays (`docs/concepts/versions-and-commits.md`).
 */
import { problem } from '../../fhir/problem.js';
import type { NewVersion, Version } from '../../storage/kept.js';
import { factsOf, type Visit } from '../judge.js';
import { keysOf } from './keys.js';
import type { Needs } from '../needs.js';
import type { Change } from './plan.js';

const SALT_BYTES = 16;
/** What a dossier holds beside its Patient; a Binary comes with what names it. */
const CONTENT = ['DocumentReference', 'List', 'Consent', 'CareTeam', 'RelatedPerson'] as const;

/** The version that deletes what stands. It keeps the facts by which a 410 is told or not. */
export function tombstone(needs: Needs, at: Visit, before: Version, written: number): NewVersion {
  const named = { resourceType: before.type, id: before.id };
  const { conditions: _conditions, ...facts } = factsOf(before);
  return {
    ...{ type: before.type, id: before.id, version: before.version + 1, written, gone: true },
    facts,
    body: new Uint8Array(0),
    salt: needs.ids.bytes(SALT_BYTES),
    index: { at: written, tokens: [], wide: [], ranges: {}, texts: {} },
    // By the id that a client chose, the deletion is found.
    keys: keysOf(at.caller.space, named).map(needs.envelope.uniqueKey),
  };
}

/** Fails with `conflict` where what hangs on the resource would be left behind (H-27). */
export async function checkRemoval(needs: Needs, at: Visit, { type }: Change): Promise<void> {
  if (type !== 'Patient' || at.caller.kind === 'tester') return;
  const held = await Promise.all(CONTENT.map((one) => holds(needs, at, one)));
  if (!held.includes(true)) return;
  throw problem('conflict', {
    why: 'The dossier of this Patient is not empty, so the Patient is not deleted. Nothing was changed.',
    french:
      "Le dossier de ce Patient n'est pas vide, le Patient n'est donc pas supprimé. Rien n'a été modifié.",
  });
}

async function holds(needs: Needs, { head }: Visit, type: string): Promise<boolean> {
  const page = await needs.store.search({
    ...{ within: { head }, type, where: { kind: 'all', of: [] } },
    ...{ order: { by: 'id', descending: false }, limit: 1, counted: false },
  });
  return page.hits.length > 0;
}

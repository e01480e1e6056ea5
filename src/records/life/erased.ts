/**
 * Erasing a dossier: its documents, then all that its versions hold. Its state was written before,
 * so that nobody enters it any more; broken off, it is done again, until its Patient is not found
 * by what is due.
 */
import { factsOf, policyOf } from '../judge.js';
import type { Needs } from '../needs.js';
import type { JournalCommit } from '../../storage/journal.js';
import type { Head } from '../../storage/kept.js';
import type { Store } from '../../storage/store.js';

/** Destroys what a dossier holds that was erased; its chain and its events stay. */
export async function destroy(needs: Needs, stream: string): Promise<void> {
  const head = await needs.store.head(stream);
  if (!isErasedHead(head)) return;
  for await (const commit of needs.store.journalOf(stream)) {
    for (const name of documentsIn(commit)) {
      await needs.blobs.remove(name);
      await needs.store.documents.erase(name);
    }
  }
  await needs.store.erase(stream);
}

/** The streams of erased dossiers. */
export async function erasedIn(store: Pick<Store, 'heads'>): Promise<ReadonlySet<string>> {
  const streams = new Set<string>();
  for await (const head of store.heads()) if (isErasedHead(head)) streams.add(head.stream);
  return streams;
}

/** Whether a stream is that of a dossier which is erased. */
export function isErasedHead(head: Head | undefined): boolean {
  const policy = head === undefined ? undefined : policyOf(head);
  return policy?.kind === 'dossier' && policy.state === 'erased';
}

function documentsIn({ versions }: JournalCommit): string[] {
  return versions.flatMap((version) => factsOf(version).document?.name ?? []);
}

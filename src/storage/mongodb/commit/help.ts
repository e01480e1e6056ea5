/** Finishing somebody's commit: a writer that met it, the sweep, whoever wants its key. */
import type { Base } from '../base.js';
import { commitPlace } from '../layout.js';
import type { CommitDocument } from '../layout.js';
import { contentOf } from './content.js';
import { commitDocument, decidedFate, headDocument, WRITER_WAITS_MS } from './fate.js';
import { close, copy, moveHead } from './project.js';
import { rowsOf } from './rows.js';

/**
 * Finishes a commit, if there is one of that name: its rows and its head, or the head alone where
 * it is dead. An open one is ended after a little patience. At most one commit of a stream is
 * beyond its head, so all before it are complete.
 */
export async function help(
  base: Base,
  name: string,
  patienceMs: number = WRITER_WAITS_MS,
): Promise<void> {
  const document = await commitDocument(base, name);
  if (document === undefined) return;
  const fate = await fateOfCommit(base, document, patienceMs);
  const head = await headDocument(base, document.p);
  if ((head?.n ?? 0) < document.n) await finish(base, document, fate, head?.hash);
  await close(base, [document], fate);
}

/** What became of a commit that is there. */
export async function fateOfCommit(
  base: Base,
  document: CommitDocument,
  patienceMs: number,
): Promise<'landed' | 'dead'> {
  if (document.whole === undefined) return 'dead';
  if (document.lead === document._id) return 'landed';
  return document.fate ?? decidedFate(base, document, patienceMs);
}

async function finish(
  base: Base,
  document: CommitDocument,
  fate: 'landed' | 'dead',
  prev: string | undefined,
): Promise<void> {
  const { p: stream, n, at, whole } = document;
  if (fate === 'dead' || whole === undefined) {
    const { hash } = base.deadLink({ stream, n, prev, at });
    return moveHead(base, { stream, n, hash });
  }
  const content = contentOf(base.texts, stream, whole.content);
  await copy(base, [rowsOf(base.texts, document, content)]);
  await moveHead(base, { stream, n, hash: whole.hash, policy: content.policy });
}

/** Finishes a stream up to a commit, so that readers see it. */
export async function helpUpTo(base: Base, name: string): Promise<number> {
  const { stream, n } = commitPlace(name);
  const head = (await headDocument(base, stream))?.n ?? 0;
  if (head < n) await help(base, name);
  return Math.max(head, n);
}

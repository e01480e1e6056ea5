/**
 * Erasing a stream: each commit is left with the numbers of what it wrote, then its rows. The last
 * row goes last, so that whoever looks for what is still to be erased finds it until all is done.
 */
import type { NewVersion } from '../kept.js';
import type { Base } from './base.js';
import { contentOf, packContent } from './commit/content.js';
import type { Content } from './commit/content.js';
import { headDocument } from './commit/fate.js';
import { help } from './commit/help.js';
import { rowsOf } from './commit/rows.js';
import type { CommitDocument } from './layout.js';
import { beginOf, commitsOf } from './proof/journal.js';
import { update } from './server/writing.js';

const NOTHING = new Uint8Array(0);

/** Erases; done again, it changes nothing. */
export async function erase(base: Base, stream: string): Promise<void> {
  const head = await headDocument(base, stream);
  for await (const document of commitsOf(base, beginOf(stream))) {
    if (document.p !== stream || document.n > (head?.n ?? 0)) return;
    await eraseCommit(base, document, document.n === head?.n);
  }
}

async function eraseCommit(base: Base, document: CommitDocument, isLast: boolean): Promise<void> {
  const { _id, p, whole, step } = document;
  if (whole === undefined) return;
  // Rows that are still to be copied would come back.
  if (step === 'project') await help(base, _id);
  const content = emptied(contentOf(base.texts, p, whole.content), isLast);
  const packed = packContent(base.texts, p, content);
  await update(base, { kind: 'erase', on: 'commits' }, [
    { q: { _id, p }, u: { $set: { 'whole.content': packed } } },
  ]);
  await eraseRows(base, document, content);
}

/** As the commit says from now on: `rowsOf` makes the same of it. */
async function eraseRows(base: Base, document: CommitDocument, content: Content): Promise<void> {
  const { versions, current } = rowsOf(base.texts, document, content);
  await update(
    base,
    { kind: 'erase', on: 'versions' },
    versions.map(({ _id, p }) => ({
      q: { _id, p },
      u: {
        $set: { facts: '{}', salt: NOTHING, body: NOTHING },
        $unset: { sorts: true, wrapped: true },
      },
    })),
  );
  const gone = { w: true, keys: true, texts: true, wrapped: true };
  await update(
    base,
    { kind: 'erase', on: 'current' },
    current.map(({ _id, p, at }) => ({
      q: { _id, p, type: { $exists: true } },
      u: { $set: { facts: '{}', at, t: [], r: [], s: {} }, $unset: gone },
    })),
  );
}

/** The head's policy says that the dossier is erased; those before it go. */
function emptied(content: Content, isLast: boolean): Content {
  const policy = isLast ? {} : { policy: {}, policySalt: NOTHING };
  return { ...content, ...policy, versions: content.versions.map(emptiedVersion) };
}

function emptiedVersion({ type, id, version, written, gone }: NewVersion): NewVersion {
  return {
    ...{ type, id, version, written, gone, keys: [], facts: {}, body: NOTHING, salt: NOTHING },
    index: { at: written, tokens: [], wide: [], ranges: {}, texts: {} },
  };
}

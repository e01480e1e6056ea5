/**
 * Other index values for versions of a commit that is there. First in the commit, of which every
 * row can be made again, then in the rows; done again, it ends the same. A commit is met behind its
 * head, so all its rows are there, and a late insert of one finds a duplicate.
 */
import type { NewVersion } from '../../kept.js';
import type { Base } from '../base.js';
import { commitPlace, rowName } from '../layout.js';
import { update, type Update } from '../server/writing.js';
import { contentOf, packContent } from './content.js';
import { commitDocument } from './fate.js';
import { rowsOf, type Rows } from './rows.js';

/** Gives them; versions that the commit did not write are passed over. */
export async function indexAnew(
  base: Base,
  name: string,
  versions: readonly NewVersion[],
): Promise<void> {
  const { stream } = commitPlace(name);
  const document = await commitDocument(base, name);
  if (document?.whole === undefined) return;
  const named = (version: NewVersion): string =>
    rowName(stream, version.type, version.id, version.version);
  const byName = new Map(versions.map((version) => [named(version), version.index] as const));
  const content = contentOf(base.texts, stream, document.whole.content);
  const indexed = content.versions.map((version) => {
    return { ...version, index: byName.get(named(version)) ?? version.index };
  });
  const anew = { ...content, versions: indexed };
  const packed = packContent(base.texts, stream, anew);
  const commit = { q: { _id: name, p: stream }, u: { $set: { 'whole.content': packed } } };
  await update(base, { kind: 'index', on: 'commits' }, [commit]);
  const rows = rowsOf(base.texts, document, anew);
  await update(base, { kind: 'index', on: 'versions' }, rows.versions.map(sortsOf));
  await update(base, { kind: 'index', on: 'current' }, rows.current.map(valuesOf));
}

function sortsOf({ _id, p, sorts }: Rows['versions'][number]): Update {
  return { q: { _id, p }, u: setOrUnset({ sorts }) };
}

/** One that the sweep has emptied has no type any more. */
function valuesOf({ _id, p, at, t, w, r, s, texts }: Rows['current'][number]): Update {
  return { q: { _id, p, type: { $exists: true } }, u: setOrUnset({ at, t, w, r, s, texts }) };
}

function setOrUnset(fields: Readonly<Record<string, unknown>>): Update['u'] {
  const [set, unset] = [true, false].map((isThere) =>
    Object.entries(fields).filter(([, value]) => (value !== undefined) === isThere),
  );
  return {
    ...(set?.length ? { $set: Object.fromEntries(set) } : {}),
    ...(unset?.length ? { $unset: Object.fromEntries(unset.map(([key]) => [key, true])) } : {}),
  };
}

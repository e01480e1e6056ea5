/**
 * A folder's new version: it may only add entries of the same dossier (decision 12; MHD,
 * UpdateFolder).
 */
import { objects, referenceText } from '../fhir/elements.js';
import { problem } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import type { Change } from '../records/changes/plan.js';
import { hasListCode } from './submission.js';

/** Where the folder is, and the version the client knows. */
export interface FolderTarget {
  readonly id: string;
  readonly stream: string;
  readonly ifMatch?: number;
}

/**
 * Replaces a folder by a version with more entries. Entries that the caller cannot see are kept
 * unasked; one that the caller sees and does not send is 400, a submission set 405.
 */
export function folderChange(target: FolderTarget, folder: Resource, validated: boolean): Change {
  const { id, stream, ifMatch } = target;
  return {
    ...{ type: 'List', id, stream, expects: 'present', validated },
    acts: () => ['update'],
    next: (current, _, hidden) => grown(current ?? folder, folder, hidden),
    looksAt: documentsOf(folder),
    ...(ifMatch === undefined ? {} : { ifMatch }),
  };
}

/** The documents of this server that a list names. */
export function documentsOf(list: Resource): string[] {
  return objects(list['entry'])
    .flatMap((entry) => referenceText(entry['item']) ?? [])
    .filter((reference) => /^(DocumentReference|List)\/[^/]+$/.test(reference));
}

function grown(current: Resource, next: Resource, hidden: ReadonlySet<string>): Resource {
  if (!hasListCode(current, 'folder')) {
    throw problem('method-not-allowed', {
      why: 'Only a folder may be changed; a submission set may change its status only, by PATCH.',
      french:
        'Seul un classeur peut être modifié ; un lot de soumission ne change que son statut, par PATCH.',
    });
  }
  checkNature(current, next);
  const kept = objects(current['entry']);
  const present = new Set(kept.map((entry) => referenceText(entry['item'])));
  const sent = new Set(objects(next['entry']).map((entry) => referenceText(entry['item'])));
  const missing = [...present].filter(
    (reference) => !sent.has(reference) && !hidden.has(reference ?? ''),
  );
  if (missing.length > 0) throw onlyGrows();
  const added = objects(next['entry']).filter(
    (entry) => !present.has(referenceText(entry['item'])),
  );
  return { ...next, entry: [...kept, ...added] };
}

/** A folder stays a folder, and its patient's (decision 28). */
function checkNature(current: Resource, next: Resource): void {
  if (!hasListCode(next, 'folder')) {
    throw problem('unprocessable', {
      why: 'A folder stays a folder. Keep its code.',
      french: 'Un classeur reste un classeur. Garder son code.',
      expression: 'List.code',
    });
  }
  if (referenceText(next['subject']) === referenceText(current['subject'])) return;
  throw problem('unprocessable', {
    why: 'A folder stays with its patient. Keep the reference in its subject.',
    french: 'Un classeur reste à son patient. Garder la référence de son subject.',
    expression: 'List.subject',
  });
}

function onlyGrows(): Error {
  return problem('invalid-request', {
    why: 'A folder only grows: send every entry it holds, and the new ones after them.',
    french:
      "Un classeur ne fait que grandir : envoyer toutes les entrées qu'il contient, puis les nouvelles.",
    expression: 'List.entry',
  });
}

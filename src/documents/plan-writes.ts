/** Step 6 of an ITI-65: what is to be written, in one plan, and which entry each change answers. */
import type { DocumentFacts } from '../access/facts.js';
import { objects, text } from '../fhir/elements.js';
import type { Issue } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import type { Change, Neighbours, Plan } from '../records/changes/plan.js';
import { fhirDocumentBinary } from './bytes/fhir-document.js';
import { attachmentIn, measuredAttachment, withoutData } from './content.js';
import { completed } from './completed.js';
import { documentsOf, folderChange } from './folder.js';
import type { ProvideNeeds } from './needs.js';
import { metadataChange } from './metadata.js';
import type { Resolved } from './references.js';
import {
  addressOf,
  inheriting,
  patchOf,
  relationsOf,
  relationsThrough,
  supersede,
} from './replacement.js';
import { bytesIn, type Carried, type Submission } from './submission.js';

/** A submission ready to be planned. */
export interface Resolution {
  readonly submission: Submission;
  readonly resolved: Resolved;
  /** Bytes behind each Binary and FHIR document, by fullUrl. */
  readonly documents: ReadonlyMap<string, DocumentFacts>;
}

/**
 * The plan; `entryOf[i]` is the entry that change i answers, undefined for one that no entry asked
 * for.
 */
export interface Planned {
  readonly plan: Plan;
  readonly entryOf: readonly (number | undefined)[];
  readonly resolution: Resolution;
}

type Placed = { readonly entry?: number; readonly change: Change };

/** Plans every write of the submission. */
export function planWrites(needs: ProvideNeeds, resolution: Resolution): Planned {
  const { submission } = resolution;
  const submitted = documentsSubmitted(resolution);
  const documents = submission.documents.map((entry) =>
    documentChange(needs, resolution, submitted, entry),
  );
  const placed: Placed[] = [
    ...bytesIn(submission).map((entry) => binaryChange(resolution, entry)),
    ...documents.map(({ placed: one }) => one),
    ...supersessions(
      resolution,
      documents.flatMap(({ replaces }) => replaces),
    ),
    ...[...submission.submissionSets, ...submission.folders].map((entry) =>
      listChange(resolution, entry),
    ),
  ];
  const [first, ...rest] = placed.map(({ change }) => change);
  if (first === undefined) throw new Error('a submission has a submission set');
  return {
    plan: { act: actOf(resolution), changes: [first, ...rest] },
    entryOf: placed.map(({ entry }) => entry),
    resolution,
  };
}

function actOf({ submission, resolved }: Resolution): Plan['act'] {
  const [set] = submission.submissionSets;
  const submissionSet = set === undefined ? undefined : resolved.addresses.get(set.at);
  return {
    interaction: 'transaction',
    transaction: 'ITI-65',
    ...(submissionSet === undefined ? {} : { submissionSet }),
  };
}

/** Where an entry's resource goes. */
function placeOf(
  { resolved }: Resolution,
  entry: Carried,
): { type: string; id: string; stream: string; fresh: boolean } {
  const [type = '', id = ''] = (resolved.addresses.get(entry.at) ?? '').split('/');
  return { type, id, stream: resolved.dossier.stream, fresh: entry.method === 'POST' };
}

function binaryChange(resolution: Resolution, entry: Carried): Placed {
  const document = resolution.documents.get(entry.fullUrl ?? '');
  const isBundle = entry.resource.resourceType === 'Bundle';
  const binary =
    isBundle && document !== undefined ? fhirDocumentBinary(document) : withoutData(entry.resource);
  return {
    entry: entry.at,
    change: {
      ...placeOf(resolution, entry),
      expects: 'absent',
      acts: () => ['create'],
      next: () => binary,
      validated: true,
      ...(document === undefined ? {} : { document }),
    },
  };
}

interface PlacedDocument {
  readonly placed: Placed;
  /** The documents it replaces. */
  readonly replaces: readonly string[];
}

function documentChange(
  needs: ProvideNeeds,
  resolution: Resolution,
  submitted: Neighbours,
  entry: Carried,
): PlacedDocument {
  const rewritten = resolution.resolved.resourceOf(entry);
  const { resource, issues } = measuredDocument(resolution, entry, rewritten);
  const relations = relationsThrough(rewritten, submitted);
  const document = completed(resource, needs.ids);
  const change: Change = {
    ...placeOf(resolution, entry),
    expects: 'absent',
    acts: () => ['create'],
    next: (_, stored) => inheriting(document, relations, new Map([...submitted, ...stored])),
    looksAt: relations.map(({ target }) => target).filter((target) => !submitted.has(target)),
    validated: true,
    issues,
  };
  const replaces = relationsOf(rewritten)
    .filter(({ code }) => code === 'replaces')
    .map(({ target }) => target);
  return { placed: { entry: entry.at, change }, replaces };
}

/** The documents of the submission by the address each will have, their links rewritten. */
function documentsSubmitted({ submission, resolved }: Resolution): Neighbours {
  return new Map(
    submission.documents.map((entry) => [
      resolved.addresses.get(entry.at) ?? '',
      resolved.resourceOf(entry),
    ]),
  );
}

function measuredDocument(
  { documents }: Resolution,
  entry: Carried,
  rewritten: Resource,
): { resource: Resource; issues: readonly Issue[] } {
  const issues: Issue[] = [];
  const given = objects(entry.resource['content']);
  const content = objects(rewritten['content']).map((one, index) => {
    const document = documents.get(text(attachmentIn(given[index] ?? {})['url']) ?? '');
    if (document === undefined) return one;
    const at = `Bundle.entry[${entry.at}].resource.content[${index}].attachment`;
    const measured = measuredAttachment(attachmentIn(one), document, at);
    issues.push(...measured.issues);
    return { ...one, attachment: measured.attachment };
  });
  return { resource: { ...rewritten, content }, issues };
}

/** Supersessions by relation and PATCH entries, one change for each target (decision 5). */
function supersessions(resolution: Resolution, replaced: readonly string[]): Placed[] {
  const { submission, resolved } = resolution;
  const { stream } = resolved.dossier;
  const patched = new Map(
    submission.patches.map((entry) => [resolved.addresses.get(entry.at) ?? '', entry] as const),
  );
  const byPatch = [...patched].map(([target, entry]): Placed => {
    const patch = patchOf(entry.resource);
    const change = replaced.includes(target)
      ? supersede(target, stream, patch)
      : metadataChange(addressOf(target, stream), patch);
    return { entry: entry.at, change };
  });
  const byRelation = [...new Set(replaced)]
    .filter((target) => !patched.has(target))
    .map((target): Placed => ({ change: supersede(target, stream) }));
  return [...byPatch, ...byRelation];
}

function listChange(resolution: Resolution, entry: Carried): Placed {
  const place = placeOf(resolution, entry);
  const list = resolution.resolved.resourceOf(entry);
  const inBundle = new Set(resolution.resolved.addresses.values());
  const outside = documentsOf(list).filter((reference) => !inBundle.has(reference));
  const change: Change =
    entry.method === 'PUT'
      ? { ...folderChange(place, list, true), looksAt: outside }
      : {
          ...place,
          expects: 'absent',
          acts: () => ['create'],
          next: () => list,
          looksAt: outside,
          validated: true,
        };
  return { entry: entry.at, change };
}

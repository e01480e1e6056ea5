/**
 * Step 5 of an ITI-65: documents that replace others, and PATCH entries (decision 5; M-13 to M-17).
 * Both ways of superseding work, alone or together, and are one act on the target.
 */
import { object, objects, referenceText, text } from '../fhir/elements.js';
import { applyFhirPathPatch, parseFhirPathPatch } from '../fhir/fhirpath-patch.js';
import { problem } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import type { Change, Neighbours } from '../records/changes/plan.js';
import { withLabelsOf } from './labels.js';
import { metadataChange } from './metadata.js';

/** A document's relation to another of the same dossier. */
interface Relation {
  readonly code: string;
  /** `DocumentReference/…` */
  readonly target: string;
}

/**
 * The relations of a document whose links are rewritten already. A target elsewhere answers as an
 * unknown one.
 */
export function relationsOf(document: Resource): readonly Relation[] {
  return objects(document['relatesTo']).map((relation) => {
    const target = referenceText(object(relation['target']));
    if (target === undefined || !/^DocumentReference\/[^/]+$/.test(target))
      throw problem('unknown-resource');
    return { code: text(relation['code']) ?? '', target };
  });
}

/**
 * The relations of a document, and of the documents of the same submission that it takes over the
 * labels of: those have theirs from others in turn.
 */
export function relationsThrough(document: Resource, submitted: Neighbours): readonly Relation[] {
  const relations = [...relationsOf(document)];
  const passed = new Set<string>();
  for (const relation of relations) {
    const between = submitted.get(relation.target);
    if (between === undefined || passed.has(relation.target) || !passesLabels(relation)) continue;
    passed.add(relation.target);
    relations.push(...relationsOf(between));
  }
  return relations;
}

/** The document with the visibility labels of what it replaces or transforms (`access-rules`). */
export function inheriting(
  document: Resource,
  relations: readonly Relation[],
  neighbours: Neighbours,
): Resource {
  const sources = relations
    .filter(passesLabels)
    .flatMap(({ target }) => neighbours.get(target) ?? []);
  return withLabelsOf(document, sources);
}

function passesLabels({ code }: Relation): boolean {
  return code === 'replaces' || code === 'transforms';
}

/** The change that supersedes a target. A target that is not current any more is 400. */
export function supersede(
  target: string,
  stream: string,
  patch?: (current: Resource) => Resource,
): Change {
  const change = metadataChange(addressOf(target, stream), (current) =>
    superseded(patch?.(current) ?? current, current),
  );
  return { ...change, acts: () => ['supersede'] };
}

/**
 * What a PATCH entry does to a document: its Parameters, read at once so that faults are told
 * before anything is looked up.
 */
export function patchOf(parameters: Resource): (current: Resource) => Resource {
  const operations = parseFhirPathPatch(parameters);
  return (current) => applyFhirPathPatch(current, operations);
}

/** Where a `DocumentReference/…` of a dossier is. */
export function addressOf(
  target: string,
  stream: string,
): { type: 'DocumentReference'; id: string; stream: string } {
  return { type: 'DocumentReference', id: target.slice('DocumentReference/'.length), stream };
}

function superseded(next: Resource, current: Resource): Resource {
  if (current['status'] !== 'current') {
    throw problem('invalid-request', {
      why: 'The document to be replaced is superseded already. Replace the current one.',
      french: "Le document à remplacer l'a déjà été. Remplacer celui en vigueur.",
      expression: 'DocumentReference.relatesTo.target',
    });
  }
  return { ...next, status: 'superseded' };
}

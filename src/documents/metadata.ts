/**
 * What of a document's or list's metadata may change: status, security labels, and whether it is
 * archived; anything else is 405 (decision 12; PDSm, update of metadata). Who may is decided by
 * `access/`; here is which right a change takes.
 */
import type { Act } from '../access/rights.js';
import { isObject, objects } from '../fhir/elements.js';
import { stringify } from '../fhir/json.js';
import { problem } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import { isArchived, labelsOf } from '../records/changes/facts.js';
import type { Change, HiddenPointers } from '../records/changes/plan.js';
import { withoutHidden } from '../records/view.js';
import { withOrderedLabels } from './labels.js';

/** Where the resource is. */
export interface MetadataTarget {
  readonly type: 'DocumentReference' | 'List';
  readonly id: string;
  readonly stream: string;
}

/** A change of metadata: `patch` makes the next resource of the current one. */
export function metadataChange(
  target: MetadataTarget,
  patch: (current: Resource) => Resource,
  ifMatch?: number,
): Change {
  return {
    ...target,
    expects: 'present',
    beyondClaims: true,
    acts: (current, next) => (current === undefined ? [] : actsOf(current, next)),
    next: (current, _, hidden) => changed(current ?? { resourceType: target.type }, patch, hidden),
    ...(ifMatch === undefined ? {} : { ifMatch }),
  };
}

/** The rights that turn one version into another. */
function actsOf(current: Resource, next: Resource): readonly Act[] {
  const acts = new Set<Act>();
  if (current['status'] !== next['status']) {
    acts.add(next['status'] === 'entered-in-error' ? 'withdraw' : 'status');
  }
  if (isArchived(current) !== isArchived(next)) acts.add('archive');
  const before = new Set(labelsOf(current));
  const after = new Set(labelsOf(next));
  if (before.has('MASQUE_PS') !== after.has('MASQUE_PS')) acts.add('mask');
  if (before.has('INVISIBLE_PATIENT') && !after.has('INVISIBLE_PATIENT')) acts.add('reveal');
  if (before.has('INVISIBLE_REPRESENTANTS_LEGAUX') !== after.has('INVISIBLE_REPRESENTANTS_LEGAUX'))
    acts.add('status');
  if (confidentiality(current) !== confidentiality(next)) acts.add('status');
  return [...acts];
}

/** A patch is of what its sender sees: pointers that are hidden are neither met nor lost. */
function changed(
  current: Resource,
  patch: (current: Resource) => Resource,
  hidden: HiddenPointers,
): Resource {
  const seen = hidden.size === 0 ? current : (withoutHidden(current, hidden) as Resource);
  const patched = patch(seen);
  const next =
    current.resourceType === 'DocumentReference'
      ? withOrderedLabels(patched, objects(current['securityLabel']))
      : patched;
  if (fixed(next) !== fixed(seen)) {
    throw problem('method-not-allowed', {
      why: 'Only status, securityLabel and the isArchived extension of a document may change. Replace the document for all else.',
      french:
        "D'un document, seuls status, securityLabel et l'extension isArchived peuvent changer. Remplacer le document pour tout le reste.",
    });
  }
  checkHiding(current, next);
  return hidden.size === 0 ? next : { ...current, ...changeable(next) };
}

/** What may change of it. */
function changeable({ status, securityLabel, extension }: Resource): Record<string, unknown> {
  return { status, securityLabel, extension };
}

/** A document can be kept from its patient at its deposit only; later it can only be released. */
function checkHiding(current: Resource, next: Resource): void {
  if (
    labelsOf(current).includes('INVISIBLE_PATIENT') ||
    !labelsOf(next).includes('INVISIBLE_PATIENT')
  )
    return;
  throw problem('unprocessable', {
    why: 'A document can be made invisible to its patient at its deposit only.',
    french: "Un document ne peut être rendu invisible à son patient qu'à son dépôt.",
    expression: `${current.resourceType}.securityLabel`,
  });
}

/** The text of all that may not change. */
function fixed(resource: Resource): string {
  const { status: _status, securityLabel: _labels, meta: _meta, extension, ...rest } = resource;
  const kept = objects(extension).filter(
    (one) => !String(one['url']).endsWith('/pdsm-ext-is-archived'),
  );
  return stringify(sorted([rest, kept]));
}

/** XML and a patch may name the same properties in another order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
}

function confidentiality(resource: Resource): string {
  const codes = objects(resource['securityLabel']).flatMap((label) =>
    objects(label['coding']).map((one) => String(one['code'])),
  );
  return codes
    .filter((code) => ['U', 'L', 'M', 'N', 'R', 'V'].includes(code))
    .sort()
    .join(' ');
}

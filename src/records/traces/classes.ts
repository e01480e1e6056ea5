/**
 * What of an act may be told to whom: the resources an act concerns, parted by the visibility
 * classes that hide them from readers of the trace (`access-rules`, The trace must not betray).
 */
import type { Facts, VisibilityCode } from '../../access/facts.js';

/**
 * Labels that hide a document's trace from someone who reads traces: the patient, a representative.
 */
const HIDES_TRACE: readonly VisibilityCode[] = [
  'INVISIBLE_PATIENT',
  'INVISIBLE_REPRESENTANTS_LEGAUX',
];

/** Something an act concerns. */
export interface Concerned {
  /** `DocumentReference/…` */
  readonly reference: string;
  readonly facts: Facts;
}

/**
 * Parts what an act concerns into the open class (key '') and one class for each set of hiding
 * labels.
 */
export function byClass<T extends Concerned>(all: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const labels = new Map(all.map((one) => [one.reference, one.facts.labels]));
  const classes = new Map<string, T[]>();
  for (const one of all) {
    const key = classOf(one, labels);
    classes.set(key, [...(classes.get(key) ?? []), one]);
  }
  return classes;
}

/**
 * A Binary goes with the document that names it; a List whose documents are all hidden goes with
 * them.
 */
function classOf(one: Concerned, labels: ReadonlyMap<string, readonly VisibilityCode[]>): string {
  const { namedBy = [], items = [] } = one.facts;
  const carriers = [...namedBy, ...items].map((reference) => hiding(labels.get(reference) ?? []));
  if (carriers.length > 0 && carriers.every((carried) => carried.length > 0)) {
    return key(carriers.flat());
  }
  return key(hiding(one.facts.labels));
}

/** Whether something's own labels hide its trace from somebody. */
export function hidesTrace({ labels }: Pick<Facts, 'labels'>): boolean {
  return hiding(labels).length > 0;
}

function hiding(labels: readonly VisibilityCode[]): VisibilityCode[] {
  return HIDES_TRACE.filter((label) => labels.includes(label));
}

function key(labels: readonly VisibilityCode[]): string {
  return [...new Set(labels)].sort().join('+');
}

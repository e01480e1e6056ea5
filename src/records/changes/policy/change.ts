/** What a policy is changed by: a resource about to be written, and where. */
import type { Resource } from '../../../fhir/resource.js';
import type { Version } from '../../../storage/kept.js';
import type { Visit } from '../../judge.js';
import type { Needs } from '../../needs.js';
import type { Change as PlannedChange } from '../plan.js';

/** A resource about to be written, with the moment of its commit. */
export interface Change {
  readonly resource: Resource;
  /** What stood before it. */
  readonly before?: Version;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Whether it is deleted: the resource is what stood before. */
  readonly removed: boolean;
  /** What it was planned as. */
  readonly planned: PlannedChange;
}

/** Where it is written: the visit of whoever writes, and all that the same act writes there. */
export interface Writing {
  readonly needs: Needs;
  readonly place: Visit;
  readonly together: readonly Change[];
}

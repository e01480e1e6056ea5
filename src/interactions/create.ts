/**
 * FHIR create, and conditional create. https://hl7.org/fhir/R4/http.html#create
 * A conditional create looks only at what its caller sees; two at once yield one resource, for each
 * takes a uniqueness key made of criterion and author (decision 23).
 */
import type { Caller } from '../access/caller.js';
import { problem } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import type { Change, Written } from '../records/changes/plan.js';
import type { Records } from '../records/records.js';
import type { Pair } from '../search/conditions.js';
import type { SearchParameters } from '../search/parameters.js';
import { conditionKey, onMatch, type Condition } from './condition.js';
import { newPlace, type PlaceNeeds } from './place.js';

/** What a create is built on. */
export interface CreateNeeds extends PlaceNeeds {
  readonly records: Records;
  readonly parameters: SearchParameters;
}

/** A resource to be created. */
export interface CreateRequest {
  readonly type: string;
  readonly resource: Resource;
  /** The criteria of If-None-Exist, decoded. */
  readonly ifNoneExist?: readonly Pair[];
}

/** Creates, or gives the one resource that matches the condition: status 200, unchanged. */
export async function create(
  needs: CreateNeeds,
  caller: Caller,
  request: CreateRequest,
): Promise<Written> {
  const { type, ifNoneExist } = request;
  checkType(request);
  if (ifNoneExist === undefined) return creation(needs, caller, request);
  const condition: Condition = { by: 'If-None-Exist', type, pairs: ifNoneExist };
  return onMatch(needs, caller, condition, async (found) =>
    found === undefined
      ? creation(needs, caller, request, conditionKey(caller, condition))
      : { shown: found, status: 200, issues: [] },
  );
}

function checkType({ type, resource }: CreateRequest): void {
  if (resource.resourceType === type) return;
  throw problem('wrong-resource-type', {
    expected: type,
    found: String(resource.resourceType),
    expression: 'Resource',
  });
}

/** Creates without looking; `held` is the clear text of the key of a condition. */
export async function creation(
  needs: CreateNeeds,
  caller: Caller,
  request: CreateRequest,
  held?: string,
): Promise<Written> {
  const { resource, ...place } = await newPlace(needs, caller, request.resource);
  const change: Change = {
    ...place,
    type: request.type,
    expects: 'absent',
    acts: () => ['create'],
    next: () => resource,
    ...(held === undefined ? {} : { condition: held }),
  };
  const [written] = await needs.records.commit(caller, {
    act: { interaction: 'create' },
    changes: [change],
  });
  if (written === undefined) throw new Error('a change is answered');
  return written;
}

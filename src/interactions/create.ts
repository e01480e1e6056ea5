/**
 * FHIR create, and conditional create. https://hl7.org/fhir/R4/http.html#create
 * A conditional create looks only at what its caller sees; two at once yield one resource, for each
 * takes a uniqueness key made of criterion and author (decision 23).
 */
import type { Caller } from '../access/caller.js';
import { problem, Problem } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import type { Shown } from '../fhir/version.js';
import type { Change, Written } from '../records/changes/plan.js';
import type { Records } from '../records/records.js';
import type { Pair } from '../search/conditions.js';
import type { SearchParameters } from '../search/parameters.js';
import { parse } from '../search/parse.js';
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
  checkType(request);
  if (request.ifNoneExist === undefined) return creation(needs, caller, request);
  const there = await matching(needs, caller, request.type, request.ifNoneExist);
  if (there !== undefined) return { shown: there, status: 200, issues: [] };
  try {
    return await creation(
      needs,
      caller,
      request,
      condition(caller, request.type, request.ifNoneExist),
    );
  } catch (failure) {
    if (!(failure instanceof Problem) || failure.code !== 'identifier-taken') throw failure;
    const first = await matching(needs, caller, request.type, request.ifNoneExist);
    if (first === undefined) throw failure;
    return { shown: first, status: 200, issues: [] };
  }
}

function checkType({ type, resource }: CreateRequest): void {
  if (resource.resourceType === type) return;
  throw problem('wrong-resource-type', {
    expected: type,
    found: String(resource.resourceType),
    expression: 'Resource',
  });
}

async function creation(
  needs: CreateNeeds,
  caller: Caller,
  request: CreateRequest,
  held?: string,
): Promise<Written> {
  const place = await newPlace(needs, caller, request.resource);
  const change: Change = {
    ...place,
    type: request.type,
    expects: 'absent',
    acts: () => ['create'],
    next: () => place.resource,
    ...(held === undefined ? {} : { condition: held }),
  };
  const [written] = await needs.records.commit(caller, {
    act: { interaction: 'create' },
    changes: [change],
  });
  if (written === undefined) throw new Error('a change is answered');
  return written;
}

async function matching(
  needs: CreateNeeds,
  caller: Caller,
  type: string,
  pairs: readonly Pair[],
): Promise<Shown | undefined> {
  const query = parse(needs.parameters, type, pairs, { strict: true });
  if (query.where.length === 0) {
    throw problem('precondition-failed', {
      why: 'If-None-Exist needs at least one search parameter of the type.',
    });
  }
  const found = await needs.records.search(caller, {
    query: { ...query, wanted: { totalOnly: false, count: 2 } },
    asked: { line: `If-None-Exist ${type}` },
    pageSizeMax: 2,
  });
  if (found.entries.length > 1) {
    throw problem('precondition-failed', {
      why: 'Several resources match If-None-Exist. Nothing was stored.',
    });
  }
  return found.entries[0];
}

function condition(caller: Caller, type: string, pairs: readonly Pair[]): string {
  return JSON.stringify([
    caller.space,
    'if-none-exist',
    type,
    caller.actor,
    caller.structure ?? '',
    pairs,
  ]);
}

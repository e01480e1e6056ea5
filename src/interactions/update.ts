/**
 * FHIR update, also as create where a client may choose the id.
 * https://hl7.org/fhir/R4/http.html#update
 */
import type { Caller } from '../access/caller.js';
import { localised } from '../fhir/bundle.js';
import { object, referenceText } from '../fhir/elements.js';
import { problem } from '../fhir/problem.js';
import type { Address, Resource } from '../fhir/resource.js';
import { dossierOfId } from '../ids.js';
import type { Change, Written } from '../records/changes/plan.js';
import { newPlace, type PlaceNeeds } from './place.js';

/** A resource to be updated. */
export interface UpdateRequest {
  readonly address: Address;
  readonly resource: Resource;
  readonly ifMatch?: number;
}

/** Writes the next version, or the first one of an id the client chose: status 201. */
export async function update(
  needs: PlaceNeeds,
  caller: Caller,
  request: UpdateRequest,
): Promise<Written> {
  const { address, resource, ifMatch } = request;
  checkBody(address, resource);
  const place = await placeOf(needs, caller, request);
  const change: Change = {
    ...{ type: address.type, id: address.id, stream: place.stream },
    expects: place.new ? 'either' : 'present',
    acts: (current) => [current === undefined ? 'create' : 'update'],
    next: (current) => sameHome(needs, current, place.resource),
    ...(ifMatch === undefined ? {} : { ifMatch }),
  };
  const [written] = await needs.records.commit(caller, {
    act: { interaction: 'update' },
    changes: [change],
  });
  if (written === undefined) throw new Error('a change is answered');
  return written;
}

function checkBody(address: Address, resource: Resource): void {
  if (resource.resourceType !== address.type) {
    throw problem('wrong-resource-type', {
      expected: address.type,
      found: String(resource.resourceType),
    });
  }
  if (resource.id !== address.id)
    throw problem('id-mismatch', { expression: `${address.type}.id` });
}

async function placeOf(
  needs: PlaceNeeds,
  caller: Caller,
  { address, resource }: UpdateRequest,
): Promise<{ stream: string; new: boolean; resource: Resource }> {
  const stream = await needs.records.streamOf(caller, address);
  if (stream !== undefined)
    return { stream, new: false, resource: localised(resource, needs.base) };
  if (dossierOfId(address.id) !== undefined)
    throw problem('reserved-id', { expression: `${address.type}.id` });
  return { ...(await newPlace(needs, caller, resource, address.id)), new: true };
}

/** A version that would belong to another patient is refused (decision 28). */
function sameHome(needs: PlaceNeeds, current: Resource | undefined, next: Resource): Resource {
  const home = needs.homeOf(next.resourceType);
  if (current === undefined || home === null || home === 'self' || home === 'audit') return next;
  const before = referenceText(object(current[home]));
  const after = referenceText(object(next[home]));
  if (before === after) return next;
  throw problem('unprocessable', {
    why: `A resource stays in its patient's dossier: ${home} must be as it was.`,
    expression: `${next.resourceType}.${home}`,
  });
}

/**
 * FHIR update, also as create where a client may choose the id.
 * https://hl7.org/fhir/R4/http.html#update
 */
import type { Caller } from '../access/caller.js';
import { localised } from '../fhir/bundle.js';
import { object, referenceText } from '../fhir/elements.js';
import { problem } from '../fhir/problem.js';
import { isId, type Address, type Resource } from '../fhir/resource.js';
import { dossierOfId } from '../ids.js';
import type { Change, Written } from '../records/changes/plan.js';
import { isSubset } from '../fhir/subset.js';
import type { Pair } from '../search/conditions.js';
import { conditionKey, onMatch, type Condition } from './condition.js';
import { creation, type CreateNeeds } from './create.js';
import { newPlace, type PlaceNeeds } from './place.js';

/** A resource to be updated. */
export interface UpdateRequest {
  readonly address: Address;
  readonly resource: Resource;
  readonly ifMatch?: number;
  readonly ifNoneMatch?: number | 'any';
  /** Clear text of the key of the condition under which it is created. */
  readonly held?: string;
}

/** A resource to be updated, or created, by a condition. */
export interface ConditionalUpdate extends Omit<UpdateRequest, 'address' | 'held'> {
  readonly type: string;
  readonly pairs: readonly Pair[];
}

/** Writes the next version, or the first one of an id the client chose: status 201. */
export async function update(
  needs: PlaceNeeds,
  caller: Caller,
  request: UpdateRequest,
): Promise<Written> {
  const { address, resource, ifMatch, ifNoneMatch, held } = request;
  checkBody(address, resource);
  const place = await placeOf(needs, caller, request);
  const change: Change = {
    ...{ type: address.type, id: address.id, stream: place.stream },
    expects: place.new ? 'either' : 'known',
    acts: (current) => [current === undefined ? 'create' : 'update'],
    next: (current) => sameHome(needs, current, place.resource),
    ...(ifMatch === undefined ? {} : { ifMatch }),
    ...(ifNoneMatch === undefined ? {} : { ifNoneMatch }),
    ...(held === undefined ? {} : { condition: held }),
  };
  const [written] = await needs.records.commit(caller, {
    act: { interaction: 'update' },
    changes: [change],
  });
  if (written === undefined) throw new Error('a change is answered');
  return written;
}

/**
 * Updates the one match, or creates where there is none: with the id of the body, if it has one.
 * https://hl7.org/fhir/R4/http.html#cond-update (H-31)
 */
export async function updateMatch(
  needs: CreateNeeds,
  caller: Caller,
  { type, pairs, ...request }: ConditionalUpdate,
): Promise<Written> {
  const { resource, ifMatch, ifNoneMatch } = request;
  checkType(type, resource);
  const condition: Condition = {
    ...{ by: 'PUT', type, pairs },
    ...(ifMatch === undefined ? {} : { ifMatch }),
  };
  const { id } = resource;
  return onMatch(needs, caller, condition, async (found) => {
    if (found !== undefined) {
      if (id !== undefined && id !== found.id) throw otherId(type);
      const address = { type, id: found.id };
      const next = { ...resource, id: found.id };
      const noneMatch = ifNoneMatch === undefined ? {} : { ifNoneMatch };
      return update(needs, caller, {
        ...{ address, resource: next, ifMatch: found.version, ...noneMatch },
      });
    }
    const held = conditionKey(caller, condition);
    if (id === undefined) return creation(needs, caller, { type, resource }, held);
    if (!isId(id)) throw problem('id-mismatch', { expression: `${type}.id` });
    // An id that is in use belongs to what does not match.
    const address = { type, id };
    return update(needs, caller, { address, resource, ifNoneMatch: 'any', held });
  });
}

function otherId(type: string): Error {
  return problem('invalid-request', {
    why: 'The one resource that matches has another id. Send its id, or none.',
    french: 'La seule ressource qui correspond a un autre id. Envoyer le sien, ou aucun.',
    expression: `${type}.id`,
  });
}

function checkType(type: string, resource: Resource): void {
  if (resource.resourceType === type) return;
  throw problem('wrong-resource-type', { expected: type, found: String(resource.resourceType) });
}

/** What a search left out would be lost. */
function notWhole(type: string): Error {
  return problem('unprocessable', {
    why: 'The resource is marked as SUBSETTED: a part of it, as _summary or _elements gave it. Read it whole, and send that.',
    french:
      "La ressource est marquée SUBSETTED : une partie d'elle, donnée par _summary ou _elements. La lire en entier, et envoyer cela.",
    expression: `${type}.meta.tag`,
  });
}

function checkBody(address: Address, resource: Resource): void {
  checkType(address.type, resource);
  if (isSubset(resource)) throw notWhole(address.type);
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
export function sameHome(
  needs: PlaceNeeds,
  current: Resource | undefined,
  next: Resource,
): Resource {
  const home = needs.homeOf(next.resourceType);
  if (current === undefined || home === null || home === 'self' || home === 'audit') return next;
  const before = referenceText(object(current[home]));
  const after = referenceText(object(next[home]));
  if (before === after) return next;
  throw problem('unprocessable', {
    why: `A resource stays in its patient's dossier: ${home} must be as it was.`,
    french: `Une ressource reste dans le dossier de son patient : ${home} doit rester tel quel.`,
    expression: `${next.resourceType}.${home}`,
  });
}

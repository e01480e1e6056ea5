/**
 * Which feature creates or updates a type. Documents, lists and binaries have rules of their own
 * (decision 12); the tester, in the test space, has none of them.
 */
import { createBinary } from '../documents/create-binary.js';
import { createFolder, updateFolder } from '../documents/create-list.js';
import { carriesDocument, simplifiedPublish } from '../documents/iti-105-publish.js';
import { problem } from '../fhir/problem.js';
import type { Address, Resource } from '../fhir/resource.js';
import { create } from '../interactions/create.js';
import { update, updateMatch } from '../interactions/update.js';
import type { Written } from '../records/changes/plan.js';
import type { Content } from '../records/records.js';
import { pairsOf, type Pair } from './form.js';
import type { HttpNeeds } from './needs.js';
import { callerOf, header, ifMatch, ifNoneMatch, queryPairs, type Asked } from './request.js';

/** A resource received. */
export interface Received {
  readonly resource: Resource;
  readonly contents: readonly Content[];
}

/**
 * Creates a resource of a type by the feature that knows the type. When that fails, its documents
 * are given up.
 */
export async function createResource(
  needs: HttpNeeds,
  request: Asked,
  type: string,
  body: Received,
): Promise<Written> {
  try {
    return await created(needs, request, type, body);
  } catch (failure) {
    await needs.records.discard(body.contents);
    throw failure;
  }
}

async function created(
  needs: HttpNeeds,
  request: Asked,
  type: string,
  body: Received,
): Promise<Written> {
  const caller = callerOf(request);
  const { resource } = body;
  if (resource.resourceType !== type) {
    throw problem('wrong-resource-type', { expected: type, found: String(resource.resourceType) });
  }
  const isTester = caller.kind === 'tester';
  if (type === 'Binary' || (!isTester && DOCUMENT_TYPES.includes(type)))
    refuseCondition(request, type);
  if (type === 'Binary') return createBinary(needs.features.provide, caller, body);
  if (type === 'List' && !isTester) return createFolder(needs.features.provide, caller, resource);
  if (type === 'DocumentReference' && (!isTester || carriesDocument(resource))) {
    return simplifiedPublish(needs.features.publish, caller, body);
  }
  return create(needs.features.create, caller, {
    type,
    resource,
    ...conditionOf(needs, request, type),
  });
}

/** Types whose identifiers are unique, so that none is created twice (decision 8). */
const DOCUMENT_TYPES: readonly string[] = ['DocumentReference', 'List', 'Binary'];

/** A condition that would be ignored is refused: its sender counts on it. */
function refuseCondition(request: Asked, type: string): void {
  if (header(request, 'if-none-exist') === undefined) return;
  throw problem('precondition-failed', {
    why: `If-None-Exist is not taken for ${type}: its identifiers are unique, and what is sent again is answered as the first time. Leave the header out.`,
    french: `If-None-Exist n'est pas admis pour ${type} : ses identifiants sont uniques, et ce qui est envoyé à nouveau reçoit la réponse de la première fois. Retirer l'en-tête.`,
  });
}

function conditionOf(needs: HttpNeeds, request: Asked, type: string): { ifNoneExist?: Pair[] } {
  const given = header(request, 'if-none-exist');
  if (given === undefined) return {};
  return { ifNoneExist: pairsOf(criteriaIn(given, ['', type, `${needs.settings.base}/${type}`])) };
}

/** Criteria without the address of their type, which clients in wide use send before them. */
function criteriaIn(given: string, addresses: readonly string[]): string {
  const at = given.indexOf('?');
  return at >= 0 && addresses.includes(given.slice(0, at)) ? given.slice(at + 1) : given;
}

/**
 * Updates a resource of a type by the feature that knows the type. When that fails, its documents
 * are given up.
 */
export async function updateResource(
  needs: HttpNeeds,
  request: Asked,
  address: Address,
  body: Received,
): Promise<Written> {
  try {
    return await updated(needs, request, address, body);
  } catch (failure) {
    await needs.records.discard(body.contents);
    throw failure;
  }
}

async function updated(
  needs: HttpNeeds,
  request: Asked,
  address: Address,
  body: Received,
): Promise<Written> {
  const caller = callerOf(request);
  const asked = { address, resource: body.resource, ...conditionsOf(request) };
  if (address.type === 'Binary') throw immutable(address.type);
  if (caller.kind !== 'tester') {
    if (address.type === 'List') return updateFolder(needs.features.provide, caller, asked);
    if (address.type === 'DocumentReference') throw immutable(address.type);
  }
  return update(needs.features.create, caller, asked);
}

/** Updates the one resource of a type that matches the query, or creates it (H-31). */
export async function updateMatching(
  needs: HttpNeeds,
  request: Asked,
  type: string,
  body: Received,
): Promise<Written> {
  const caller = callerOf(request);
  try {
    const isFree = caller.kind === 'tester' && type !== 'Binary';
    if (!isFree && DOCUMENT_TYPES.includes(type)) throw immutable(type);
    const pairs = queryPairs(request);
    const asked = { type, pairs, resource: body.resource, ...conditionsOf(request) };
    return await updateMatch(needs.features.create, caller, asked);
  } catch (failure) {
    await needs.records.discard(body.contents);
    throw failure;
  }
}

function conditionsOf(request: Asked): ReturnType<typeof ifMatch> & ReturnType<typeof ifNoneMatch> {
  return { ...ifMatch(request), ...ifNoneMatch(request) };
}

function immutable(type: string): Error {
  return problem('method-not-allowed', {
    why: `A ${type} is not replaced by PUT. PATCH status, securityLabel or isArchived, or submit a document that replaces it.`,
    french: `${type} ne se remplace pas par PUT. Modifier status, securityLabel ou isArchived par PATCH, ou soumettre un document qui le remplace.`,
  });
}

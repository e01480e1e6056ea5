/**
 * Which feature creates or updates a type. Documents, lists and binaries have rules of their own
 * (decision 12); the tester, in the test space, has none of them.
 */
import type { FastifyRequest } from 'fastify';
import { createBinary } from '../documents/create-binary.js';
import { createFolder, updateFolder } from '../documents/create-list.js';
import { carriesDocument, simplifiedPublish } from '../documents/iti-105-publish.js';
import { problem } from '../fhir/problem.js';
import type { Address, Resource } from '../fhir/resource.js';
import { create } from '../interactions/create.js';
import { update } from '../interactions/update.js';
import type { Written } from '../records/changes/plan.js';
import type { Content } from '../records/records.js';
import { pairsOf, type Pair } from './form.js';
import type { HttpNeeds } from './needs.js';
import { callerOf, header, ifMatch } from './request.js';

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
  request: FastifyRequest,
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
  request: FastifyRequest,
  type: string,
  body: Received,
): Promise<Written> {
  const caller = callerOf(request);
  const { resource } = body;
  if (resource.resourceType !== type) {
    throw problem('wrong-resource-type', { expected: type, found: String(resource.resourceType) });
  }
  const isTester = caller.kind === 'tester';
  if (!isTester && DOCUMENT_TYPES.includes(type)) refuseCondition(request, type);
  if (type === 'Binary') return createBinary(needs.features.provide, caller, body);
  if (type === 'List' && !isTester) return createFolder(needs.features.provide, caller, resource);
  if (type === 'DocumentReference' && (!isTester || carriesDocument(resource))) {
    return simplifiedPublish(needs.features.publish, caller, body);
  }
  return create(needs.features.create, caller, { type, resource, ...conditionOf(request) });
}

/** Types whose identifiers are unique, so that none is created twice (decision 8). */
const DOCUMENT_TYPES: readonly string[] = ['DocumentReference', 'List', 'Binary'];

/** A condition that would be ignored is refused: its sender counts on it. */
function refuseCondition(request: FastifyRequest, type: string): void {
  if (header(request, 'if-none-exist') === undefined) return;
  throw problem('precondition-failed', {
    why: `If-None-Exist is not taken for ${type}: its identifiers are unique, and what is sent again is answered as the first time. Leave the header out.`,
  });
}

function conditionOf(request: FastifyRequest): { ifNoneExist?: Pair[] } {
  const given = header(request, 'if-none-exist');
  return given === undefined ? {} : { ifNoneExist: pairsOf(given.replace(/^\?/, '')) };
}

/**
 * Updates a resource of a type by the feature that knows the type. When that fails, its documents
 * are given up.
 */
export async function updateResource(
  needs: HttpNeeds,
  request: FastifyRequest,
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
  request: FastifyRequest,
  address: Address,
  body: Received,
): Promise<Written> {
  const caller = callerOf(request);
  const asked = { address, resource: body.resource, ...ifMatch(request) };
  if (caller.kind !== 'tester') {
    if (address.type === 'List') return updateFolder(needs.features.provide, caller, asked);
    if (address.type === 'DocumentReference' || address.type === 'Binary')
      throw immutable(address.type);
  }
  return update(needs.features.create, caller, asked);
}

function immutable(type: string): Error {
  return problem('method-not-allowed', {
    why: `A ${type} is not replaced by PUT. PATCH status, securityLabel or isArchived, or submit a document that replaces it.`,
  });
}

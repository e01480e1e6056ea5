/** What a failed request tried to do, as far as its method and address tell; for the audit. */
import type { FastifyRequest } from 'fastify';
import type { RefusedAct } from '../records/traces/refused.js';

type Interaction = RefusedAct['interaction'];

/** The act. A POST to the base is told as the ITI-65 it nearly always is. */
export function actTried(request: FastifyRequest): RefusedAct {
  const connection = { address: request.ip, requestId: request.id };
  const path = request.url.split('?')[0] ?? '';
  if (request.method === 'POST' && /^\/fhir\/?$/.test(path)) {
    return { ...connection, interaction: 'transaction', transaction: 'ITI-65' };
  }
  return { ...connection, interaction: interactionOf(request.method, path) };
}

function interactionOf(method: string, path: string): Interaction {
  switch (method) {
    case 'POST':
      return path.endsWith('/_search') ? 'search' : 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return 'delete';
    default:
      return ofGet(path);
  }
}

function ofGet(path: string): Interaction {
  if (path.includes('/_history/')) return 'vread';
  if (path.endsWith('/_history')) return 'history';
  return /^\/fhir\/[^/]+\/[^/]+$/.test(path) ? 'read' : 'search';
}

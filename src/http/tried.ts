/** What a failed request tried to do, as far as its method and address tell; for the audit. */
import type { FastifyRequest } from 'fastify';
import type { RefusedAct } from '../records/traces/refused.js';

type Interaction = RefusedAct['interaction'];

/** POSTs to the base that turned out to be no ITI-65. */
const PLAIN = new WeakSet<FastifyRequest>();

/** Notes that a POST to the base is a batch or a plain transaction. */
export function notePlain(request: FastifyRequest): void {
  PLAIN.add(request);
}

/**
 * The act. A POST to the base is told as the ITI-65 it nearly always is,
 * until it is known better.
 */
export function actTried(request: FastifyRequest): RefusedAct {
  const connection = { address: request.ip, requestId: request.id };
  const path = request.url.split('?')[0] ?? '';
  if (request.method === 'POST' && /^\/fhir\/?$/.test(path)) {
    const act = { ...connection, interaction: 'transaction' } as const;
    return PLAIN.has(request) ? act : { ...act, transaction: 'ITI-65' };
  }
  return { ...connection, interaction: interactionOf(request.method, path) };
}

function interactionOf(method: string, path: string): Interaction {
  if (/\/\$[^/]+$/.test(path)) return 'operation';
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

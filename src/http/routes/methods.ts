/** Methods that an address does not have: 405 with Allow, never a silent 404 (H-50). */
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { problem } from '../../fhir/problem.js';

const ALLOWED: Readonly<Record<string, readonly HTTPMethods[]>> = {
  '/': ['POST'],
  '/:type': ['GET', 'HEAD', 'POST', 'PATCH'],
  '/:type/_search': ['POST'],
  '/:type/:id': ['GET', 'HEAD', 'PUT', 'PATCH'],
  '/:type/:id/_history': ['GET', 'HEAD'],
  '/:type/:id/_history/:vid': ['GET', 'HEAD'],
  '/AuditEvent': ['GET', 'HEAD'],
  '/AuditEvent/:id': ['GET', 'HEAD'],
  '/Binary': ['POST'],
  '/Binary/:id': ['GET', 'HEAD', 'PUT', 'PATCH'],
};
const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Registers the refusals. */
export function methodRoutes(app: FastifyInstance): void {
  for (const [url, allowed] of Object.entries(ALLOWED)) {
    const method = METHODS.filter((one) => !allowed.includes(one));
    app.route({
      method,
      url,
      handler: async (request, reply) => {
        void reply.header('allow', allowed.join(', '));
        throw problem('method-not-allowed', { why: whyNot(request.method, url) });
      },
    });
  }
}

function whyNot(method: string, url: string): string {
  if (url.startsWith('/AuditEvent'))
    return 'The server alone writes AuditEvents, once and for ever.';
  return method === 'DELETE'
    ? 'Nothing is deleted physically here. PATCH the status of a document to entered-in-error to withdraw it.'
    : `The method ${method} has no meaning at this address. See the Allow header.`;
}

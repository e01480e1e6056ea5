/** Methods that an address does not have: 405 with Allow, never a silent 404 (H-50). */
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { both, type Sentence } from '../../fhir/language.js';
import { problem } from '../../fhir/problem.js';

const ALLOWED: Readonly<Record<string, readonly HTTPMethods[]>> = {
  '/$export-status': ['GET', 'HEAD', 'DELETE'],
  '/$export-file': ['GET', 'HEAD'],
  '/$:operation': ['GET', 'HEAD', 'POST'],
  '/:type/$:operation': ['GET', 'HEAD', 'POST'],
  '/AuditEvent/$:operation': ['GET', 'HEAD', 'POST'],
  '/Binary/$:operation': ['GET', 'HEAD', 'POST'],
  '/:type/:id/$:operation': ['GET', 'HEAD', 'POST'],
  '/': ['GET', 'HEAD', 'POST'],
  '/_search': ['POST'],
  '/:type': ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  '/_history': ['GET', 'HEAD'],
  '/:type/_history': ['GET', 'HEAD'],
  '/:type/_search': ['POST'],
  '/:type/:id': ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'],
  '/:type/:id/_history': ['GET', 'HEAD'],
  '/:type/:id/_history/:vid': ['GET', 'HEAD'],
  '/Subscription/:id/$status': ['GET', 'HEAD', 'POST'],
  '/:type/:id/:inner': ['GET', 'HEAD'],
  '/:type/:id/:inner/_search': ['POST'],
  '/AuditEvent': ['GET', 'HEAD'],
  '/AuditEvent/:id': ['GET', 'HEAD'],
  '/Binary': ['POST'],
  '/Binary/_history': ['GET', 'HEAD'],
  '/Binary/:id': ['GET', 'HEAD', 'DELETE'],
};
const METHODS: readonly HTTPMethods[] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
];

const CHANGES: readonly string[] = ['PUT', 'PATCH'];

/** Registers the refusals. */
export function methodRoutes(app: FastifyInstance): void {
  for (const [url, allowed] of Object.entries(ALLOWED)) {
    const method = METHODS.filter((one) => !allowed.includes(one));
    app.route({
      method,
      url,
      handler: async (request, reply) => {
        void reply.header('allow', allowed.join(', '));
        throw problem('method-not-allowed', whyNot(request.method, url));
      },
    });
  }
}

function whyNot(method: string, url: string): Sentence {
  if (url.startsWith('/AuditEvent') && !url.includes('$'))
    return both(
      'The server alone writes AuditEvents, once and for ever.',
      'Seul le serveur écrit les AuditEvent, une fois pour toutes.',
    );
  if (url.startsWith('/Binary') && !url.includes('$') && CHANGES.includes(method))
    return both(
      'A Binary is never changed: what replaces it is a Binary of its own.',
      'Un Binary ne change jamais : ce qui le remplace est un autre Binary.',
    );
  return both(
    `The method ${method} has no meaning at this address. See the Allow header.`,
    `La méthode ${method} n'a pas de sens à cette adresse. Voir l'en-tête Allow.`,
  );
}

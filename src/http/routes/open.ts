/**
 * What is open to all: the capabilities, whether the server lives, and the demonstration provider's
 * documents.
 */
import type { FastifyInstance } from 'fastify';
import type { HttpNeeds } from '../needs.js';
import { answerFormOf } from '../request.js';
import { sendResource } from '../reply.js';

/** Registers `/fhir/metadata`. */
export function metadataRoutes(app: FastifyInstance, needs: HttpNeeds): void {
  app.get('/metadata', async (request, reply) => {
    answerFormOf(request);
    return sendResource(reply, needs.features.capabilities);
  });
}

/** Registers `/health`: live while the process answers, ready while it serves. */
export function healthRoutes(app: FastifyInstance, needs: HttpNeeds): void {
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const readiness = await needs.readiness();
    return reply.status(readiness.status === 'ready' ? 200 : 503).send(readiness);
  });
}

/** Registers the demonstration provider's discovery document and keys, when it is on. */
export function providerRoutes(app: FastifyInstance, needs: HttpNeeds): void {
  const { provider } = needs.identity;
  if (provider === undefined) return;
  app.get('/auth/.well-known/openid-configuration', async () => provider.discovery);
  app.get('/auth/jwks', async () => provider.keys);
}

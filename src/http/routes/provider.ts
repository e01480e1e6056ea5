/**
 * The demonstration's provider under `/auth`, when it is on: its library answers these requests by
 * itself, and this list is which.
 */
import type { FastifyInstance } from 'fastify';
import { SIGN_IN } from '../../identity-provider/discovery.js';
import type { HttpNeeds } from '../needs.js';

const PREFIX = '/auth';
const ROUTES: readonly (readonly [methods: ('GET' | 'POST')[], path: string])[] = [
  [['GET'], '/.well-known/openid-configuration'],
  [['GET'], '/jwks'],
  [['GET', 'POST'], '/authorize'],
  [['GET'], '/authorize/:uid'],
  [['GET', 'POST'], `${SIGN_IN}:uid`],
  [['POST'], '/token'],
  [['POST'], '/introspect'],
  [['POST'], '/revoke'],
];

/** Registers them. */
export function providerRoutes(app: FastifyInstance, { identity }: HttpNeeds): void {
  const { provider } = identity;
  if (provider === undefined) return;
  for (const [method, path] of ROUTES) {
    app.route({
      method,
      url: `${PREFIX}${path}`,
      handler: async (request, reply) => {
        const answer = await provider();
        // Which origins may read it has been decided, as for every answer.
        for (const [name, value] of Object.entries(reply.getHeaders()))
          if (value !== undefined) reply.raw.setHeader(name, value);
        reply.raw.setHeader('x-request-id', request.id);
        reply.raw.setHeader('x-content-type-options', 'nosniff');
        reply.hijack();
        request.raw.url = (request.raw.url ?? '').slice(PREFIX.length);
        answer(request.raw, reply.raw);
      },
    });
  }
}

/** `$status` of a Subscription, by GET and by POST without a body. */
import type { FastifyInstance } from 'fastify';
import { subscriptionStatus } from '../../notifications/status.js';
import { parseAddress, type RouteParams } from '../addresses.js';
import type { HttpNeeds } from '../needs.js';
import { sendJson } from '../reply.js';
import { answerFormOf, callerOf } from '../request.js';

/** Registers the operation. */
export function subscriptionRoutes(app: FastifyInstance, needs: HttpNeeds): void {
  const { records, clock, ids, settings, features } = needs;
  app.route<{ Params: RouteParams }>({
    method: ['GET', 'POST'],
    url: '/Subscription/:id/$status',
    handler: async (request, reply) => {
      answerFormOf(request);
      const params = { ...request.params, type: 'Subscription' };
      const { id } = parseAddress(params, features.knowsType);
      const needed = { records, clock, ids, base: settings.base };
      return sendJson(reply, await subscriptionStatus(needed, callerOf(request), id));
    },
  });
}

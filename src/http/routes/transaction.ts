/** POST to the base: an ITI-65 is known by its profile or its submission set (decision 26). */
import type { FastifyInstance } from 'fastify';
import { provide } from '../../documents/iti-65-provide.js';
import { isProvide } from '../../documents/submission.js';
import { problem } from '../../fhir/problem.js';
import type { HttpNeeds } from '../needs.js';
import { sendJson } from '../reply.js';
import { callerOf, requireJsonAnswer, resourceBody } from '../request.js';

/** Registers the transaction. */
export function transactionRoutes(app: FastifyInstance, needs: HttpNeeds): void {
  app.post('/', async (request, reply) => {
    requireJsonAnswer(request);
    const { resource: bundle, contents } = await resourceBody(needs, request);
    if (bundle.resourceType !== 'Bundle') {
      await needs.records.discard(contents);
      throw problem('wrong-resource-type', { expected: 'Bundle', found: bundle.resourceType });
    }
    if (!isProvide(bundle)) {
      await needs.records.discard(contents);
      throw onlyProvide();
    }
    return sendJson(
      reply,
      await provide(needs.features.provide, callerOf(request), { bundle, contents }),
    );
  });
}

function onlyProvide(): Error {
  return problem('unprocessable', {
    why: 'Only IHE MHD ITI-65 bundles are taken here for now: claim a provide-bundle profile and hold one submission set.',
    expression: 'Bundle',
  });
}

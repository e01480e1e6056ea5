/**
 * POST to the base: an ITI-65 is known by its profile or its submission set (decision 26); any
 * other bundle is a batch or a plain transaction. https://hl7.org/fhir/R4/http.html#transaction
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { provide } from '../../documents/iti-65-provide.js';
import { isProvide } from '../../documents/submission.js';
import { problem } from '../../fhir/problem.js';
import type { EntryAnswer, ResponseHead } from '../bundles/answers.js';
import { responseBundle } from '../bundles/answers.js';
import { batch } from '../bundles/batch.js';
import { plainTransaction } from '../bundles/transaction.js';
import type { Received } from '../changes.js';
import type { HttpNeeds } from '../needs.js';
import { sendJson } from '../reply.js';
import { callerOf, answerFormOf, languageIn, resourceBody } from '../request.js';
import { notePlain } from '../tried.js';

/** Registers batches and transactions. */
export function transactionRoutes(app: FastifyInstance, needs: HttpNeeds): void {
  app.post('/', async (request, reply) => {
    answerFormOf(request);
    const { resource: bundle, contents } = await resourceBody(needs, request);
    if (bundle.resourceType === 'Bundle' && isProvide(bundle)) {
      const provided = { bundle, contents };
      const { provide: providing } = needs.features;
      const language = languageIn(request);
      return sendJson(reply, await provide(providing, callerOf(request), provided, language));
    }
    notePlain(request);
    try {
      return await plain(needs, request, reply, { resource: bundle, contents });
    } catch (failure) {
      await needs.records.discard(contents);
      throw failure;
    }
  });
}

async function plain(
  needs: HttpNeeds,
  request: FastifyRequest,
  reply: FastifyReply,
  received: Received,
): Promise<FastifyReply> {
  const { resource: bundle, contents } = received;
  if (bundle.resourceType !== 'Bundle') {
    throw problem('wrong-resource-type', { expected: 'Bundle', found: bundle.resourceType });
  }
  const { base } = needs.settings;
  const asking = { request, base, documents: { records: needs.records, contents } };
  const send = (type: ResponseHead['type'], answers: readonly EntryAnswer[]): FastifyReply =>
    sendJson(reply, responseBundle({ id: needs.ids.uuid(), type, base }, answers));
  switch (bundle['type']) {
    case 'batch': {
      const answers = await batch(asking, bundle);
      await needs.records.discard(contents);
      return send('batch-response', answers);
    }
    case 'transaction':
      return send('transaction-response', await plainTransaction(needs, asking, bundle));
    default:
      throw problem('invalid-request', {
        why: 'A Bundle that is posted to the base is of type batch or transaction.',
        french: 'Un Bundle envoyé par POST à la base est de type batch ou transaction.',
        expression: 'Bundle.type',
      });
  }
}

/**
 * What is open to all: the capabilities, how to get a token, and whether the server lives.
 */
import type { FastifyInstance } from 'fastify';
import type { HttpNeeds } from '../needs.js';
import { problem } from '../../fhir/problem.js';
import type { Shown } from '../../fhir/version.js';
import { answerFormOf, queryPairs } from '../request.js';
import { sendResource } from '../reply.js';

/** Registers `/fhir/metadata`. */
export function metadataRoutes(app: FastifyInstance, needs: HttpNeeds): void {
  app.get('/metadata', async (request, reply) => {
    answerFormOf(request);
    return sendResource(reply, statementOf(needs, queryPairs(request)));
  });
}

/** Registers how an app gets a token: https://hl7.org/fhir/smart-app-launch/conformance.html */
export function smartRoutes(app: FastifyInstance, { identity }: HttpNeeds): void {
  app.get('/.well-known/smart-configuration', async () => {
    const told = await identity.smart();
    if (told === undefined) throw problem('unknown-route');
    return told;
  });
}

/** The statement that `mode` asks for: https://hl7.org/fhir/R4/http.html#capabilities */
function statementOf(
  { features }: HttpNeeds,
  pairs: readonly (readonly [name: string, value: string])[],
): Shown {
  const mode = pairs.find(([name]) => name === 'mode')?.[1] ?? 'full';
  if (mode === 'terminology') return features.terminologyCapabilities();
  if (mode === 'full' || mode === 'normative') return features.capabilities();
  throw problem('invalid-request', {
    why: 'The parameter mode is unknown. Say full, normative or terminology.',
    french: 'Le paramètre mode est inconnu. Dire full, normative ou terminology.',
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

/** Registers what checks a proof without this server: its public keys, and the program. */
export function auditRoutes(app: FastifyInstance, { features }: HttpNeeds): void {
  const { keys, checker } = features.proving;
  app.get('/audit/keys', async () => ({ keys }));
  app.get('/audit/check-proof.mjs', async (_request, reply) =>
    reply.header('content-type', 'text/javascript; charset=utf-8').send(checker),
  );
}

/**
 * The HTTP server: hooks, errors and routes in the order they run. Fastify is known in this folder,
 * in `app.ts` and in `main.ts` only.
 */
import fastify, {
  LogController,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { problem, type Problem } from '../fhir/problem.js';
import { refuseMalformed } from './malformed.js';
import type { HttpNeeds } from './needs.js';
import { problemOf, sendFailure } from './outcome.js';
import { certificateOf } from './routes/proxies.js';
import { actTried } from './tried.js';
import { answerFor } from './xml/answer.js';
import { exportRoutes } from './routes/export.js';
import { operationRoutes } from './routes/operations.js';
import { binaryRoutes } from './routes/binary.js';
import { fhirRoutes } from './routes/fhir.js';
import { allowOrigins } from './routes/cors.js';
import { auditRoutes, healthRoutes, metadataRoutes, smartRoutes } from './routes/open.js';
import { providerRoutes } from './routes/provider.js';
import { subscriptionRoutes } from './routes/subscriptions.js';
import { writeRoutes } from './routes/writes.js';
import { transactionRoutes } from './routes/transaction.js';
import { methodRoutes } from './routes/methods.js';

const REQUEST_ID = /^[A-Za-z0-9._:-]{1,64}$/;
/** Time to receive a whole request; a 64 MB document on a slow line still fits. */
const REQUEST_TIMEOUT_MS = 300_000;
/** How a request is measured that met no route. */
const NO_ROUTE = 'none';

/** Builds the server; it does not listen yet. */
export function buildServer(needs: HttpNeeds): FastifyInstance {
  const { trusts } = needs.settings;
  const app = fastify({
    trustProxy: (address) => trusts(address),
    logger: { level: needs.settings.logLevel, base: null },
    logController: new LogController({ disableRequestLogging: true }),
    // Each line names its request itself.
    childLoggerFactory: (logger) => logger,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 300 },
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Bodies are read by `body.ts`, with limits of its own.
    bodyLimit: Number.MAX_SAFE_INTEGER,
    requestIdHeader: false,
    genReqId: (request) => requestId(request.headers['x-request-id'], needs),
    frameworkErrors: (error, request, reply) => void sendFailure(error, request, reply),
    clientErrorHandler: refuseMalformed,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.decorateRequest('caller', undefined);
  allowOrigins(app, needs.settings.corsOrigins);
  app.addHook('onSend', async (request, reply, payload) => {
    securityHeaders(request, reply);
    return answerFor(needs.features.xml, request, reply, payload);
  });
  app.addHook('onResponse', async (request, reply) => {
    // A body left half read would hold its connection open, with a sender who waits to be read.
    request.raw.resume();
    done(needs, request, reply);
  });
  app.setErrorHandler(async (error, request, reply) => failed(needs, error, request, reply));
  app.setNotFoundHandler(async (request, reply) =>
    failed(needs, problem('unknown-route'), request, reply),
  );
  registerRoutes(app, needs);
  return app;
}

function registerRoutes(app: FastifyInstance, needs: HttpNeeds): void {
  healthRoutes(app, needs);
  auditRoutes(app, needs);
  providerRoutes(app, needs);
  void app.register(
    async (fhir) => {
      metadataRoutes(fhir, needs);
      smartRoutes(fhir, needs);
      void fhir.register(async (closed) => {
        closed.addHook('onRequest', async (request) => authenticate(needs, request));
        transactionRoutes(closed, needs);
        exportRoutes(closed, needs);
        operationRoutes(closed, needs);
        binaryRoutes(closed, needs);
        subscriptionRoutes(closed, needs);
        fhirRoutes(closed, needs);
        writeRoutes(closed, needs);
        methodRoutes(closed);
      });
    },
    { prefix: '/fhir' },
  );
}

async function authenticate(needs: HttpNeeds, request: FastifyRequest): Promise<void> {
  request.caller = await needs.identity.authenticate(request.headers.authorization, {
    address: request.ip,
    requestId: request.id,
    ...certificateOf(request, needs.settings.trusts),
  });
}

/**
 * A failure is recorded before it is answered; where it cannot be, nothing is told (decision
 * 21).
 */
async function failed(
  needs: HttpNeeds,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const failure: Problem = problemOf(error);
  try {
    if (request.url.startsWith('/fhir')) {
      await needs.records.refused(request.caller, actTried(request), failure);
    }
  } catch (cause) {
    return sendFailure(problem('unavailable', { cause }), request, reply);
  }
  return sendFailure(failure, request, reply);
}

function requestId(given: string | string[] | undefined, needs: HttpNeeds): string {
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : needs.ids.uuid();
}

function securityHeaders(request: FastifyRequest, reply: FastifyReply): void {
  void reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
  if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
}

/** Measures and logs by the route, never the address: a query is health data. */
function done(needs: HttpNeeds, request: FastifyRequest, reply: FastifyReply): void {
  const route = request.routeOptions.url;
  needs.measured(request.method, route ?? NO_ROUTE, reply.statusCode, reply.elapsedTime);
  request.log.info(
    {
      event: 'request.done',
      requestId: request.id,
      method: request.method,
      route,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime),
    },
    'request done',
  );
}

/**
 * Cross-origin requests, for applications in browsers (H-59). A token says who asks, never a
 * cookie, so that another origin can do no more than its user could.
 * https://fetch.spec.whatwg.org/#http-cors-protocol
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { header } from '../request.js';

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const REQUEST_HEADERS =
  'Authorization, Accept, Content-Type, If-Match, If-None-Match, If-None-Exist, ' +
  'If-Modified-Since, Prefer, Range, X-Request-Id, X-Security-Context';
const ANSWER_HEADERS =
  'ETag, Location, Content-Location, Last-Modified, Link, Content-Range, X-Request-Id';
/** Seconds for which a browser need not ask again. */
const PREFLIGHT_LIFE = 3600;

/** Answers preflights, and tells browsers what other origins may read: those of CORS_ORIGINS. */
export function allowOrigins(app: FastifyInstance, origins: string): void {
  if (origins === 'none') return;
  const allowed = origins.split(',');
  app.addHook('onRequest', async (request, reply) => {
    const origin = header(request, 'origin');
    if (origin === undefined) return undefined;
    if (origins !== '*') void reply.header('vary', 'Origin');
    if (origins !== '*' && !allowed.includes(origin)) return undefined;
    void reply
      .header('access-control-allow-origin', origins === '*' ? '*' : origin)
      .header('access-control-expose-headers', ANSWER_HEADERS);
    return isPreflight(request) ? permitted(reply) : undefined;
  });
}

function isPreflight(request: FastifyRequest): boolean {
  return (
    request.method === 'OPTIONS' && header(request, 'access-control-request-method') !== undefined
  );
}

async function permitted(reply: FastifyReply): Promise<FastifyReply> {
  return reply
    .status(204)
    .header('access-control-allow-methods', METHODS)
    .header('access-control-allow-headers', REQUEST_HEADERS)
    .header('access-control-max-age', PREFLIGHT_LIFE)
    .send();
}

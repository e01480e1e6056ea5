/**
 * Where failures become answers: every refusal is an OperationOutcome (H-49), and no answer or log
 * line carries a stack, a query or a body.
 */
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import { challenge } from '../auth/refusal.js';
import { operationOutcome, problem, Problem } from '../fhir/problem.js';
import { CONTENT_TYPE, FHIR_JSON } from './negotiate.js';
import { languageIn } from './request.js';

/**
 * Answers a failure. What is not a `Problem` is ours: 500, logged by its name and place in the
 * code.
 */
export function sendFailure(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const failure = problemOf(error);
  logFailure(request.log, failure, request.id);
  const asked = challenge(failure, 'dossier');
  if (asked !== undefined) void reply.header('www-authenticate', asked);
  if (failure.status === 405 && !reply.hasHeader('allow')) {
    void reply.header('allow', allowedAt(request.url));
  }
  if (failure.status === 503) void reply.header('retry-after', '1');
  if (failure.status === 429) void reply.header('retry-after', '60');
  return sendOutcome(reply, failure.status, operationOutcome(failure.issues, languageIn(request)));
}

/** What is left to a type whose rules refused a method that other types have. */
function allowedAt(url: string): string {
  const [, , type, id] = (url.split('?')[0] ?? '').split('/');
  if (type === 'Binary') return id === undefined ? 'POST' : 'GET, HEAD';
  return id === undefined ? 'GET, HEAD, POST, PATCH' : 'GET, HEAD, PATCH';
}

/** Sends an OperationOutcome with a status. */
function sendOutcome(
  reply: FastifyReply,
  status: number,
  outcome: Record<string, unknown>,
): FastifyReply {
  return reply
    .status(status)
    .header('content-type', CONTENT_TYPE.json)
    .send(Buffer.from(JSON.stringify(outcome)));
}

/** The failure an error shows as. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { statusCode, code } = (error ?? {}) as { statusCode?: number; code?: string };
  if (statusCode === 413) return problem('too-large', { limit: 0, cause: error });
  // A Content-Type that is no media type: Fastify refuses it before any route does.
  if (statusCode === 415)
    return problem('unsupported-media-type', { offered: FHIR_JSON, cause: error });
  if (code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET') {
    return problem('invalid-json', {
      why: 'the body ended early',
      french: 'le corps a fini trop tôt',
      cause: error,
    });
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return problem('invalid-request', {
      why: 'The request is malformed.',
      french: 'La requête est mal formée.',
      status: statusCode,
      cause: error,
    });
  }
  return problem('internal', { cause: error });
}

function logFailure(log: FastifyBaseLogger, failure: Problem, requestId: string): void {
  const line = {
    event: 'request.refused',
    requestId,
    problem: failure.code,
    status: failure.status,
  };
  if (failure.status < 500) log.info(line, 'request refused');
  else log.error({ ...line, at: placeOf(failure.cause) }, 'request failed');
}

/** The name of an error and where in our code it arose: no message, which might quote a value. */
function placeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const frames = (cause.stack ?? '').split('\n').filter((line) => line.includes('/src/'));
  const inner =
    cause instanceof Problem && cause.cause !== undefined ? ` < ${placeOf(cause.cause)}` : '';
  return `${cause.name} ${frames
    .slice(0, 3)
    .map((line) =>
      line
        .trim()
        .replace(/^at /, '')
        .replace(/\(?file:.*\/src\//, '('),
    )
    .join(' ')}${inner}`;
}

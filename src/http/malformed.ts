/**
 * Bytes that are no HTTP request: too large a head, a broken line, a sender that is too slow. They
 * reach no route, and are answered as OperationOutcomes all the same (H-49).
 */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { both, type Sentence } from '../fhir/language.js';
import { operationOutcome, problem, type Problem } from '../fhir/problem.js';
import { CONTENT_TYPE } from './negotiate.js';

/**
 * Answers and closes the connection. Nothing is logged: the failure quotes the bytes received, a
 * token or a body among them.
 */
export function refuseMalformed(failure: Error & { code?: string }, socket: Socket): void {
  // Nobody is there to read an answer.
  if (failure.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(answerTo(problemOf(failure.code)));
  socket.destroy();
}

function problemOf(code: string | undefined): Problem {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return malformed(
        408,
        both(
          'The request took too long to arrive. Send it again.',
          "La requête a mis trop de temps à arriver. L'envoyer à nouveau.",
        ),
      );
    case 'HPE_HEADER_OVERFLOW':
      return malformed(
        431,
        both(
          'The request line and headers are too large. Search by POST instead.',
          'La ligne de requête et les en-têtes sont trop grands. Chercher par POST.',
        ),
      );
    default:
      return malformed(
        400,
        both(
          'This is not an HTTP/1.1 request. Mend its request line and headers.',
          "Ce n'est pas une requête HTTP/1.1. Corriger sa ligne de requête et ses en-têtes.",
        ),
      );
  }
}

function malformed(status: number, why: Sentence): Problem {
  return problem('invalid-request', { status, ...why });
}

function answerTo({ status, issues }: Problem): string {
  const body = JSON.stringify(operationOutcome(issues));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `content-type: ${CONTENT_TYPE.json}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/**
 * The status of an export, its cancellation, and its files, as lines of JSON that are made while
 * they are read. https://hl7.org/fhir/uv/bulkdata/export.html#bulk-data-status-request
 */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { formatHttpDate } from '../../fhir/instant.js';
import { problem } from '../../fhir/problem.js';
import type { HttpNeeds } from '../needs.js';
import { note, sendIssues } from '../reply.js';
import { callerOf, queryValue } from '../request.js';

const NDJSON = 'application/fhir+ndjson';

/** Registers them. */
export function exportRoutes(app: FastifyInstance, { features }: HttpNeeds): void {
  const { exports } = features;

  app.get('/$export-status', async (request, reply) => {
    const progress = await exports.progress(callerOf(request), named(request, 'job'));
    if (progress.kind === 'running') {
      const { done, of } = progress;
      const told = reply.header('x-progress', `${done} of ${of} types looked for`);
      return told.status(202).header('retry-after', '1').send();
    }
    const { manifest, expires } = progress;
    const headed = reply.header('content-type', 'application/json');
    return headed.header('expires', formatHttpDate(expires)).send(manifest);
  });

  app.delete('/$export-status', async (request, reply) => {
    await exports.cancel(callerOf(request), named(request, 'job'));
    return sendIssues(reply, [CANCELLED], 202);
  });

  app.get('/$export-file', async (request, reply) => {
    const pages = exports.file(callerOf(request), named(request, 'part'));
    // What fails at the first page is answered as any failure; later, the answer breaks off.
    const first = await pages.next();
    const lines = Readable.from(after(first, pages), { objectMode: false });
    return reply.header('content-type', NDJSON).send(lines);
  });
}

const CANCELLED = note('The export is cancelled.', "L'export est annulé.");

function named(request: FastifyRequest, name: string): string {
  const value = queryValue(request, name);
  if (value !== undefined) return value;
  throw problem('unknown-export');
}

async function* after(
  first: IteratorResult<Buffer, void>,
  rest: AsyncGenerator<Buffer, void>,
): AsyncGenerator<Buffer, void> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}

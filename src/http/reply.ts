/**
 * How a resource is answered: its stored bytes, as they are, with the headers FHIR asks for.
 * https://hl7.org/fhir/R4/http.html#versionaware
 */
import type { FastifyReply } from 'fastify';
import { formatHttpDate } from '../fhir/instant.js';
import type { Issue } from '../fhir/problem.js';
import { operationOutcome } from '../fhir/problem.js';
import { etag, type Shown } from '../fhir/version.js';
import type { Written } from '../records/changes/plan.js';
import { FHIR_JSON, type Preferences } from './negotiate.js';

const JSON_UTF8 = `${FHIR_JSON};charset=utf-8`;

/** A resource read: 200, its bytes, ETag and Last-Modified. */
export function sendResource(reply: FastifyReply, shown: Shown): FastifyReply {
  return withVersion(reply, shown)
    .status(200)
    .header('content-type', JSON_UTF8)
    .send(asBuffer(shown.body));
}

/** Bytes that are already FHIR JSON: a bundle, the capabilities. */
export function sendJson(reply: FastifyReply, body: Uint8Array, status = 200): FastifyReply {
  return reply.status(status).header('content-type', JSON_UTF8).send(asBuffer(body));
}

/** A resource written: 201 or 200, Location, and the body that `Prefer` asks for (H-45, H-46). */
export function sendWritten(
  reply: FastifyReply,
  written: Written & { readonly base: string },
  preferences: Preferences,
): FastifyReply {
  const { shown, status, issues, base } = written;
  const location = `${base}/${shown.type}/${shown.id}/_history/${shown.version}`;
  void withVersion(reply, shown).status(status).header('location', location);
  if (preferences.returns === 'minimal') return reply.send();
  if (preferences.returns === 'OperationOutcome') {
    const told = issues.length > 0 ? issues : [STORED];
    return sendJson(reply, Buffer.from(JSON.stringify(operationOutcome(told))), status);
  }
  return reply.header('content-type', JSON_UTF8).send(asBuffer(shown.body));
}

const STORED: Issue = { severity: 'information', code: 'informational', diagnostics: 'Stored.' };

/** ETag and Last-Modified of a version. */
export function withVersion(reply: FastifyReply, shown: Shown): FastifyReply {
  return reply
    .header('etag', etag(shown.version))
    .header('last-modified', formatHttpDate(shown.written));
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * How a resource is answered: its stored bytes, as they are, with the headers FHIR asks for.
 * https://hl7.org/fhir/R4/http.html#versionaware
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatHttpDate } from '../fhir/instant.js';
import type { Issue } from '../fhir/problem.js';
import { operationOutcome } from '../fhir/problem.js';
import { etag, versionOfEtag, type Shown } from '../fhir/version.js';
import type { Written } from '../records/changes/plan.js';
import { CONTENT_TYPE, type Preferences } from './negotiate.js';
import { header, languageIn } from './request.js';

/**
 * A resource read: 200, its bytes, ETag and Last-Modified; 304 where the client has it (H-47).
 * https://hl7.org/fhir/R4/http.html#cread
 */
export function sendResource(reply: FastifyReply, shown: Shown): FastifyReply {
  void withVersion(reply, shown);
  if (isKnown(reply.request, shown)) return reply.status(304).send();
  return reply.status(200).header('content-type', CONTENT_TYPE.json).send(asBuffer(shown.body));
}

/** Whether the client has this version already, by `If-None-Match` or `If-Modified-Since`. */
export function isKnown(request: FastifyRequest, shown: Shown): boolean {
  const tags = header(request, 'if-none-match');
  if (tags !== undefined) {
    return tags
      .split(',')
      .map((tag) => tag.trim())
      .some((tag) => ['*', etag(shown.version)].includes(tag) || isVersion(tag, shown));
  }
  const since = Date.parse(header(request, 'if-modified-since') ?? '');
  const written = Math.floor(shown.written / 1000) * 1000;
  // Within the same second only a first version cannot have been another one.
  return since > written || (since === written && shown.version === 1);
}

/** A tag may be sent as a strong one too. */
function isVersion(tag: string, { version }: Shown): boolean {
  return versionOfEtag(tag) === version;
}

/** Bytes that are already FHIR JSON, such as a bundle. */
export function sendJson(reply: FastifyReply, body: Uint8Array, status = 200): FastifyReply {
  return reply.status(status).header('content-type', CONTENT_TYPE.json).send(asBuffer(body));
}

/** A page that loads nothing and runs nothing. */
export function sendPage(reply: FastifyReply, html: Buffer): FastifyReply {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
  return reply
    .headers({ 'content-security-policy': policy, vary: 'Accept, Accept-Language' })
    .header('content-type', 'text/html; charset=utf-8')
    .send(html);
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
    return sendIssues(reply, issues.length > 0 ? issues : [STORED], status);
  }
  return reply.header('content-type', CONTENT_TYPE.json).send(asBuffer(shown.body));
}

/** A deletion: 204 with its version, or the outcome that `Prefer` asks for (H-24, H-26). */
export function sendDeleted(
  reply: FastifyReply,
  deleted: Shown | undefined,
  { returns }: Preferences,
): FastifyReply {
  if (deleted !== undefined) void withVersion(reply, deleted);
  if (returns !== 'OperationOutcome') return reply.status(204).send();
  return sendIssues(reply, [deleted === undefined ? NOTHING_DELETED : DELETED], 200);
}

const STORED = note('Stored.', 'Enregistré.');
const DELETED = note('Deleted.', 'Supprimé.');
const NOTHING_DELETED = note('There was nothing to delete.', "Il n'y avait rien à supprimer.");

/** A note on what was done. */
export function note(diagnostics: string, french: string): Issue {
  return { severity: 'information', code: 'informational', diagnostics, french };
}

/** Issues as an OperationOutcome, in the language of the request. */
export function sendIssues(
  reply: FastifyReply,
  issues: readonly Issue[],
  status: number,
): FastifyReply {
  const outcome = operationOutcome(issues, languageIn(reply.request));
  return sendJson(reply, Buffer.from(JSON.stringify(outcome)), status);
}

/** ETag and Last-Modified of a version. */
export function withVersion(reply: FastifyReply, shown: Shown): FastifyReply {
  return reply
    .header('etag', etag(shown.version))
    .header('last-modified', formatHttpDate(shown.written));
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * ITI-68: a document's own bytes, with ranges; or the Binary resource where a FHIR
 * format is asked for.
 * https://hl7.org/fhir/R4/binary.html#rest
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { parseJson } from '../../fhir/json.js';
import { problem } from '../../fhir/problem.js';
import { parseAddress, type RouteParams } from '../addresses.js';
import { binaryResource, binaryXml } from '../binary-resource.js';
import type { HttpNeeds } from '../needs.js';
import { CONTENT_TYPE, formOfBinary, isFhir, preferencesOf, type FhirForm } from '../negotiate.js';
import { rangeOf, type AskedRange } from '../range.js';
import { callerOf, header, queryValue, answerFormOf, resourceBody } from '../request.js';
import { retrieve, type Retrieved } from '../../documents/iti-68-retrieve.js';
import type { Written } from '../../records/changes/plan.js';
import { readBytes } from '../body.js';
import { createResource } from '../changes.js';
import { isKnown, sendWritten, withVersion } from '../reply.js';
import { checkCaller, createBinaryFrom } from '../../documents/create-binary.js';

/**
 * Types a browser would run as a page: HTML, XML of any kind, and what may wrap them. Never shown
 * in the server's origin (B-07).
 */
const ACTIVE_TYPE = /^(text\/html|text\/xsl|[^;]*[/+]xml|multipart\/|message\/)/i;

/** Registers the retrieval of documents, and the tester's raw Binary. */
export function binaryRoutes(app: FastifyInstance, needs: HttpNeeds): void {
  app.post('/Binary', async (request, reply) => {
    answerFormOf(request);
    const written = isFhir(header(request, 'content-type'))
      ? await createResource(needs, request, 'Binary', await resourceBody(needs, request))
      : await rawBinary(needs, request);
    const preferences = preferencesOf(header(request, 'prefer'));
    return sendWritten(reply, { ...written, base: needs.settings.base }, preferences);
  });

  app.get<{ Params: RouteParams }>('/Binary/:id', async (request, reply) => {
    const { id } = parseAddress({ ...request.params, type: 'Binary' }, () => true);
    const asked = (document: Retrieved['document']): Asked => askedOf(request, reply, document);
    const retrieved = await retrieve(needs.records, callerOf(request), id, asked);
    const { form, range } = asked(retrieved.document);
    void withVersion(reply, retrieved.shown);
    if (isKnown(request, retrieved.shown)) return reply.status(304).send();
    if (form === 'native') return asBytes(reply, retrieved, range);
    return asResource(needs, reply, { form, retrieved });
  });
}

interface Asked {
  readonly form: FhirForm | 'native';
  readonly range?: AskedRange | undefined;
}

/** How the document is asked for. Fails with not-acceptable and range-not-satisfiable. */
function askedOf(
  request: FastifyRequest,
  reply: FastifyReply,
  document: Retrieved['document'],
): Asked {
  const { size, contentType } = document;
  const format = queryValue(request, '_format');
  const form = formOfBinary(header(request, 'accept'), format, contentType);
  if (form !== 'native') return { form };
  const range = rangeOf(header(request, 'range'), size);
  if (range !== 'unsatisfiable') return { form, range };
  void reply.header('content-range', `bytes */${size}`);
  throw problem('range-not-satisfiable', { size });
}

/** A Binary sent as bytes of its own type (B-05); in a FHIR format it is created like others. */
async function rawBinary(needs: HttpNeeds, request: FastifyRequest): Promise<Written> {
  const caller = callerOf(request);
  checkCaller(caller);
  const bytesMax = needs.settings.bodyBytesMax;
  const content = await readBytes(request.raw, { bytesMax, sink: needs.records.deposit });
  const contentType = header(request, 'content-type') ?? 'application/octet-stream';
  const securityContext = header(request, 'x-security-context');
  const sent = {
    contentType,
    content,
    ...(securityContext === undefined ? {} : { securityContext }),
  };
  return createBinaryFrom(needs.features.provide, caller, sent);
}

async function asResource(
  { features }: HttpNeeds,
  reply: FastifyReply,
  { form, retrieved }: { form: FhirForm; retrieved: Retrieved },
): Promise<FastifyReply> {
  const { body } = retrieved.shown;
  void reply.header('content-type', CONTENT_TYPE[form]);
  if (form === 'json')
    return reply.send(Readable.from(binaryResource(body, await retrieved.open())));
  const stored = features.xml.write(parseJson(body));
  // An attribute of XML is never empty.
  if (retrieved.document.size === 0) return reply.send(stored);
  return reply.send(Readable.from(binaryXml(stored, await retrieved.open())));
}

async function asBytes(
  reply: FastifyReply,
  retrieved: Retrieved,
  range: AskedRange | undefined,
): Promise<FastifyReply> {
  const { contentType } = retrieved.document;
  void reply.header('content-type', contentType).header('accept-ranges', 'bytes');
  if (ACTIVE_TYPE.test(contentType)) {
    void reply
      .header('content-security-policy', 'sandbox')
      .header('content-disposition', 'attachment');
  }
  return reply.send(await bytesOf(reply, retrieved, range));
}

async function bytesOf(
  reply: FastifyReply,
  retrieved: Retrieved,
  range: AskedRange | undefined,
): Promise<Readable> {
  const { size } = retrieved.document;
  if (range === undefined) {
    void reply.header('content-length', size);
    return retrieved.open();
  }
  void reply.status(206);
  void reply.header('content-range', `bytes ${range.first}-${range.last}/${size}`);
  void reply.header('content-length', range.last - range.first + 1);
  return retrieved.open(range);
}

/**
 * The one place where answers become XML, or JSON in lines. Features answer with bytes of FHIR
 * JSON; they are sent as they are unless the request asks for XML, be it a resource, a bundle or a
 * refusal.
 * https://hl7.org/fhir/R4/http.html#mime-type
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseJson } from '../../fhir/json.js';
import { pretty } from '../../fhir/pretty.js';
import type { FhirXml } from '../../fhir/xml/fhir-xml.js';
import { CONTENT_TYPE } from '../negotiate.js';
import { answerFormOf } from '../request.js';

/**
 * What is sent in place of a payload; the payload itself where it is no FHIR JSON, or JSON will do.
 * Fails with `not-acceptable` on what XML cannot say.
 */
export function answerFor(
  xml: Pick<FhirXml, 'write'>,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): unknown {
  if (!Buffer.isBuffer(payload) || reply.getHeader('content-type') !== CONTENT_TYPE.json)
    return payload;
  if (!asksForXml(request)) {
    return isPretty(request) ? Buffer.from(pretty(payload.toString('utf8'))) : payload;
  }
  const text = xml.write(parseJson(payload));
  void reply.header('content-type', CONTENT_TYPE.xml);
  return Buffer.from(text);
}

/** `_pretty` has no effect on XML, where white space is content. */
function isPretty(request: FastifyRequest): boolean {
  return /[?&]_pretty=true(?:&|$)/.test(request.url);
}

/** A refusal is given as JSON to whom no FHIR format will do. */
function asksForXml(request: FastifyRequest): boolean {
  try {
    return answerFormOf(request) === 'xml';
  } catch {
    return false;
  }
}

/**
 * An entry as the request that it would be alone: it takes the same way, from the token to the
 * trace, so that it can do no more and no less. https://hl7.org/fhir/R4/http.html#brules
 */
import type { FastifyRequest } from 'fastify';
import type { Entry } from '../../fhir/bundle.js';
import { header } from '../request.js';
import { CONTENT_TYPE, FHIR_JSON } from '../negotiate.js';
import type { EntryAnswer } from './answers.js';
import { entryAddress } from './entry-address.js';
import { entryBody, type Documents } from './entry-body.js';

/** What entries of a bundle are asked with. */
export interface Asking {
  /** The request that brought the bundle. */
  readonly request: FastifyRequest;
  readonly base: string;
  readonly documents: Documents;
}

/** Asks, and gives what was answered, a refusal too. Fails where the entry is no request. */
export async function askedAlone(asking: Asking, entry: Entry): Promise<EntryAnswer> {
  const { request, base, documents } = asking;
  const { segments, query } = entryAddress(entry, base);
  const body = entryBody(entry, documents);
  // The $ of an operation is no character to be escaped.
  const path = segments.map(encodeURIComponent).join('/').replaceAll('%24', '$');
  const answered = await request.server.inject({
    method: entry.method,
    url: `/fhir/${path}${query === '' ? '' : `?${query}`}`,
    remoteAddress: request.ip,
    headers: {
      ...headersOf(request),
      ...entry.conditions,
      ...(body === undefined ? {} : { 'content-type': body.contentType }),
    },
    ...(body === undefined ? {} : { payload: body.payload }),
  });
  return answerOf(answered, base);
}

function headersOf(request: FastifyRequest): Record<string, string> {
  const prefer = header(request, 'prefer') ?? '';
  return {
    authorization: header(request, 'authorization') ?? '',
    'x-request-id': request.id,
    accept: FHIR_JSON,
    'accept-language': header(request, 'accept-language') ?? '',
    prefer: prefer.includes('return=') ? prefer : `${prefer},return=minimal`,
  };
}

interface Answered {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly rawPayload: Buffer;
}

function answerOf({ statusCode, headers, rawPayload }: Answered, base: string): EntryAnswer {
  const isFhir = headers['content-type'] === CONTENT_TYPE.json && rawPayload.length > 0;
  const isOutcome = rawPayload.subarray(0, OUTCOME.length).equals(OUTCOME);
  const [location, etag, modified] = ['location', 'etag', 'last-modified'].map((name) => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  });
  return {
    status: statusCode,
    location:
      location?.startsWith(`${base}/`) === true ? location.slice(base.length + 1) : location,
    etag,
    lastModified: modified === undefined ? undefined : Date.parse(modified),
    ...(isFhir ? { [isOutcome ? 'outcome' : 'resource']: rawPayload } : {}),
  };
}

const OUTCOME = Buffer.from('{"resourceType":"OperationOutcome"');

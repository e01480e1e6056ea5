/**
 * A PATCH as it came: its format, its body, and what it names.
 * https://hl7.org/fhir/R4/http.html#patch
 */
import type { FastifyRequest } from 'fastify';
import type { PatchRequest, PatchTarget } from '../documents/patch-metadata.js';
import { problem } from '../fhir/problem.js';
import { FHIR_JSON } from './negotiate.js';
import { queryPairs, typedBody } from './request.js';

const JSON_PATCH = 'application/json-patch+json';

/** Format and bytes; 415 for any other media type (H-37). */
export async function patchBody(
  request: FastifyRequest,
): Promise<Pick<PatchRequest, 'format' | 'bytes'>> {
  const { type, bytes } = await typedBody(request, [JSON_PATCH, FHIR_JSON]);
  return { format: type === JSON_PATCH ? 'json-patch' : 'fhirpath', bytes };
}

/** `?identifier=system|value`: the only condition a PATCH is found by. */
export function patchTarget(request: FastifyRequest): PatchTarget {
  const pairs = queryPairs(request).filter(([name]) => !name.startsWith('_'));
  const [only, ...others] = pairs;
  const [system = '', value = ''] = only?.[0] === 'identifier' ? only[1].split('|', 2) : [];
  if (others.length > 0 || system === '' || value === '') {
    throw problem('invalid-request', {
      why: 'A conditional PATCH names one document: ?identifier=system|value.',
    });
  }
  return { identity: { system, value } };
}

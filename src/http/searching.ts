/**
 * A search as it came by GET or by POST: the same pairs, and the request as the audit quotes it.
 */
import type { FastifyRequest } from 'fastify';
import type { SearchAsked } from '../interactions/search.js';
import type { Subset } from '../fhir/subset.js';
import { subsetOf } from '../interactions/subset.js';
import { preferencesOf } from './negotiate.js';
import { formBody, header, languageIn, queryPairs } from './request.js';

/** By GET: the query of the URL. */
export function searchAsked(request: FastifyRequest, type?: string): SearchAsked {
  return asked(request, type, queryPairs(request));
}

/** The part of a resource that a read asks for. */
export function subsetAsked(request: FastifyRequest): Subset | undefined {
  return /[?&]_(summary|elements)=/.test(request.url) ? subsetOf(queryPairs(request)) : undefined;
}

/** By POST: URL and form together (S-02); the form is recorded as it was sent. */
export async function searchAskedByForm(
  request: FastifyRequest,
  type?: string,
): Promise<SearchAsked> {
  const form = await formBody(request);
  const criteria = form.pairs.filter(([name]) => !OF_THE_ADDRESS.includes(name));
  const pairs = [...queryPairs(request), ...criteria];
  return { ...asked(request, type, pairs), body: form.text };
}

/** How the answer is written is said in the address, or by Accept: in a form it has no effect. */
const OF_THE_ADDRESS: readonly string[] = ['_format', '_pretty'];

function asked(
  request: FastifyRequest,
  type: string | undefined,
  pairs: SearchAsked['pairs'],
): SearchAsked {
  const { strict } = preferencesOf(header(request, 'prefer'));
  const named = type === undefined ? {} : { type };
  const line = `${request.method} ${request.url}`;
  return { ...named, pairs, strict, line, language: languageIn(request) };
}

/**
 * A PATCH as it came: its format, its body, and what it names.
 * https://hl7.org/fhir/R4/http.html#patch
 */
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.js';
import { patchMetadata } from '../documents/patch-metadata.js';
import { oneOf } from '../fhir/language.js';
import type { PatchBody } from '../fhir/patch.js';
import { problem } from '../fhir/problem.js';
import type { Address } from '../fhir/resource.js';
import { patch, patchMatch } from '../interactions/patch.js';
import type { Written } from '../records/changes/plan.js';
import type { Pair } from './form.js';
import type { HttpNeeds } from './needs.js';
import { FHIR_JSON, FHIR_XML, mediaType } from './negotiate.js';
import { callerOf, ifMatch, queryPairs, typedBody, type Asked } from './request.js';

/** The first two are those that a refusal offers. */
const FORMATS = new Map<string, PatchBody['format']>([
  ['application/json-patch+json', 'json-patch'],
  ['application/xml-patch+xml', 'xml-patch'],
  [FHIR_JSON, 'fhirpath'],
  [FHIR_XML, 'fhirpath-xml'],
]);

/** Format and bytes; 415 for any other media type (H-37). */
export async function patchBody(request: FastifyRequest): Promise<PatchBody> {
  const { type, bytes } = await typedBody(request, [...FORMATS.keys()]);
  // The type is one of those asked for.
  return { format: FORMATS.get(type) ?? 'json-patch', bytes };
}

/** The format of a patch of this media type; 415 for any other. */
export function patchFormat(contentType: string): PatchBody['format'] {
  const format = FORMATS.get(mediaType(contentType));
  if (format !== undefined) return format;
  throw problem('unsupported-media-type', { offered: oneOf([...FORMATS.keys()]) });
}

/** Patches the resource at an address, by the feature that knows its type. */
export async function patchResource(
  { features, records }: HttpNeeds,
  request: Asked,
  address: Address,
  body: PatchBody,
): Promise<Written> {
  const { xml, create } = features;
  const caller = callerOf(request);
  const { type, id } = address;
  const asked = { ...body, ...ifMatch(request) };
  if (!isMetadata(caller, type)) return patch({ ...create, xml }, caller, { ...asked, address });
  return patchMetadata({ records, xml }, caller, { ...asked, type, target: { id } });
}

/**
 * Patches the one match of the query. A document of a dossier is found by its unique identifier
 * alone (M-33).
 */
export async function patchMatching(
  { features, records }: HttpNeeds,
  request: Asked,
  type: string,
  body: PatchBody,
): Promise<Written> {
  const { xml, create } = features;
  const caller = callerOf(request);
  const version = ifMatch(request);
  const pairs = queryPairs(request);
  if (!isMetadata(caller, type)) {
    const condition = { type, pairs, ...version };
    return patchMatch({ ...create, xml }, caller, { ...body, condition });
  }
  const target = { identity: uniqueIdOf(pairs) };
  return patchMetadata({ records, xml }, caller, { ...body, ...version, type, target });
}

/** Whether a PATCH is an update of metadata only; the tester patches any element of any type. */
function isMetadata({ kind }: Caller, type: string): type is 'DocumentReference' | 'List' {
  if (type === 'Binary') {
    throw problem('method-not-allowed', {
      why: 'A Binary is not changed.',
      french: 'Un Binary ne se modifie pas.',
    });
  }
  if (kind === 'tester') return false;
  return type === 'DocumentReference' || type === 'List';
}

/** `?identifier=system|value`: the only condition by which metadata are found. */
function uniqueIdOf(given: readonly Pair[]): { system: string; value: string } {
  const pairs = given.filter(([name]) => !name.startsWith('_'));
  const [only, ...others] = pairs;
  const [system = '', value = ''] = only?.[0] === 'identifier' ? only[1].split('|', 2) : [];
  if (others.length > 0 || system === '' || value === '') {
    throw problem('invalid-request', {
      why: 'A conditional PATCH names one document: ?identifier=system|value.',
      french: 'Un PATCH conditionnel désigne un document : ?identifier=système|valeur.',
    });
  }
  return { system, value };
}

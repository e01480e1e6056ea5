/**
 * The body that an entry would have as a request of its own. Documents that were cut out of the
 * bundle go back where they stood, piece by piece.
 */
import { Readable } from 'node:stream';
import type { Entry } from '../../fhir/bundle.js';
import { decodeBase64 } from '../../fhir/base64.js';
import { cutOutIndex, stringify } from '../../fhir/json.js';
import { problem } from '../../fhir/problem.js';
import type { Resource } from '../../fhir/resource.js';
import type { Content, Records } from '../../records/records.js';
import { base64 } from '../binary-resource.js';
import { FHIR_JSON } from '../negotiate.js';

/** A body and its type. */
export interface EntryBody {
  readonly contentType: string;
  readonly payload: Buffer | Readable;
}

/** The documents of a bundle, and the door that opens them. */
export interface Documents {
  readonly records: Pick<Records, 'open'>;
  readonly contents: readonly Content[];
}

/**
 * The body of an entry; undefined where it has none. A PATCH carries its patch in a Binary, or is a
 * Parameters (T-19).
 */
export function entryBody(entry: Entry, documents: Documents): EntryBody | undefined {
  const { resource, method } = entry;
  if (resource === undefined) return undefined;
  const patch = method === 'PATCH' ? patchOf(resource) : undefined;
  if (patch !== undefined) return { contentType: patch.contentType, payload: patch.bytes };
  return { contentType: FHIR_JSON, payload: json(resource, documents) };
}

/** The patch that a PATCH entry carries. */
export interface EntryPatch {
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** The patch inside a Binary, or a Parameters resource as it is. */
export function patchOf(resource: Resource): EntryPatch {
  if (resource.resourceType !== 'Binary')
    return { contentType: FHIR_JSON, bytes: Buffer.from(stringify(resource)) };
  const { data, contentType } = resource;
  const bytes = typeof data === 'string' ? decodeBase64(data) : undefined;
  if (bytes !== undefined && typeof contentType === 'string') return { contentType, bytes };
  throw problem('invalid-request', {
    why: 'A Binary in a PATCH entry holds the patch: contentType, and data in base64 of at most 64 KiB.',
    expression: 'Binary.data',
  });
}

function json(resource: Resource, documents: Documents): Buffer | Readable {
  const cuts: number[] = [];
  const text = stringify(without(resource, cuts));
  if (cuts.length === 0) return Buffer.from(text);
  return Readable.from(rejoined(text, cuts, documents));
}

/** No text that was sent holds U+0000, so the place of a document cannot be mistaken. */
const PLACE = '\u0000here';
const PLACE_IN_JSON = '"\\u0000here"';

/** The resource with a place for each document, whose index is added to `cuts`. */
function without(value: unknown, cuts: number[]): unknown {
  const index = cutOutIndex(value);
  if (index !== undefined) {
    cuts.push(index);
    return PLACE;
  }
  if (Array.isArray(value)) return value.map((item) => without(item, cuts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, without(inner, cuts)]),
  );
}

async function* rejoined(
  text: string,
  cuts: readonly number[],
  { records, contents }: Documents,
): AsyncGenerator<Buffer> {
  const [first = '', ...pieces] = text.split(PLACE_IN_JSON);
  yield Buffer.from(first);
  for (const [at, piece] of pieces.entries()) {
    const content = contents[cuts[at] ?? -1];
    yield Buffer.from('"');
    if (content !== undefined) yield* base64(await records.open({ ...content, contentType: '' }));
    yield Buffer.from(`"${piece}`);
  }
}

/**
 * The body that an entry would have as a request of its own. Documents that were cut out of the
 * bundle go back where they stood, piece by piece.
 */
import { Readable } from 'node:stream';
import type { Entry } from '../../fhir/bundle.js';
import { decodeBase64 } from '../../fhir/base64.js';
import { stringify } from '../../fhir/json.js';
import { problem } from '../../fhir/problem.js';
import { AS_JSON, cutOutOf, withDocuments } from '../../fhir/put-back.js';
import type { Resource } from '../../fhir/resource.js';
import type { Content, Records } from '../../records/records.js';
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
    french:
      'Un Binary dans une entrée PATCH contient le patch : contentType, et data en base64 de 64 Kio au plus.',
    expression: 'Binary.data',
  });
}

function json(resource: Resource, { records, contents }: Documents): Buffer | Readable {
  if (cutOutOf(resource).length === 0) return Buffer.from(stringify(resource));
  const open = async (index: number): Promise<Readable> => {
    const content = contents[index];
    if (content === undefined) throw new Error('a cut-out document was taken in');
    return records.open(content);
  };
  return Readable.from(withDocuments(resource, AS_JSON, open));
}

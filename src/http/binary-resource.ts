/**
 * A Binary as the FHIR resource, its data streamed in as base64, so that a document is never one
 * string.
 */
import type { Readable } from 'node:stream';
import { encodeBase64 } from '../fhir/base64.js';

/** The pieces of the JSON text: the stored resource with `data` as its last member. */
export async function* binaryResource(
  stored: Uint8Array,
  document: Readable,
): AsyncGenerator<Buffer> {
  const text = Buffer.from(stored).toString('utf8');
  yield Buffer.from(`${text.slice(0, text.lastIndexOf('}'))},"data":"`);
  yield* encodeBase64(document);
  yield Buffer.from('"}');
}

/** The pieces of the XML text, likewise: `data` is the last element of a Binary. */
export async function* binaryXml(stored: string, document: Readable): AsyncGenerator<Buffer> {
  const end = stored.lastIndexOf('</');
  yield Buffer.from(`${stored.slice(0, end)}<data value="`);
  yield* encodeBase64(document);
  yield Buffer.from(`"/>${stored.slice(end)}`);
}

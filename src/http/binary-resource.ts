/**
 * A Binary as the FHIR resource, its data streamed in as base64, so that a document is never one
 * string.
 */
import type { Readable } from 'node:stream';

/** The pieces of the JSON text: the stored resource with `data` as its last member. */
export async function* binaryResource(
  stored: Uint8Array,
  document: Readable,
): AsyncGenerator<Buffer> {
  const text = Buffer.from(stored).toString('utf8');
  yield Buffer.from(`${text.slice(0, text.lastIndexOf('}'))},"data":"`);
  yield* base64(document);
  yield Buffer.from('"}');
}

/** The pieces of the XML text, likewise: `data` is the last element of a Binary. */
export async function* binaryXml(stored: string, document: Readable): AsyncGenerator<Buffer> {
  const end = stored.lastIndexOf('</');
  yield Buffer.from(`${stored.slice(0, end)}<data value="`);
  yield* base64(document);
  yield Buffer.from(`"/>${stored.slice(end)}`);
}

/** Encodes in whole groups of three bytes; what is left over waits for the next piece. */
export async function* base64(document: Readable): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const piece of document) {
    const bytes = Buffer.concat([rest, piece as Buffer]); // a byte stream gives Buffers
    const whole = bytes.length - (bytes.length % 3);
    if (whole > 0) yield Buffer.from(bytes.subarray(0, whole).toString('base64'));
    rest = bytes.subarray(whole);
  }
  if (rest.length > 0) yield Buffer.from(rest.toString('base64'));
}

/**
 * What is known of a document once its bytes have passed: size and digests, counted on the way to
 * where they rest. https://hl7.org/fhir/R4/datatypes.html#Attachment
 */
import { createHash } from 'node:crypto';

/** A document that has been stored. */
export interface Content {
  /** The name its bytes rest under. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** SHA-1 in base64, as `Attachment.hash` has it. */
  readonly sha1: string;
  /** SHA-256 in lower-case hexadecimal. */
  readonly sha256: string;
}

/** Bytes on their way, and what is known at their end. */
export interface Measured {
  /** The same bytes, to be read once. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Size and digests. Only after the last byte was read: before that it throws. */
  content(): Content;
}

/** Counts bytes while they pass, unchanged and one piece at a time, on their way to a name. */
export function measure(name: string, bytes: AsyncIterable<Uint8Array>): Measured {
  let content: Content | undefined;
  async function* passing(): AsyncGenerator<Uint8Array> {
    const sha1 = createHash('sha1');
    const sha256 = createHash('sha256');
    let size = 0;
    for await (const piece of bytes) {
      sha1.update(piece);
      sha256.update(piece);
      size += piece.length;
      yield piece;
    }
    content = { name, size, sha1: sha1.digest('base64'), sha256: sha256.digest('hex') };
  }
  return {
    bytes: passing(),
    content: () => {
      if (content === undefined) throw new Error('the document has not passed to its end');
      return content;
    },
  };
}

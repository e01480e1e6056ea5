/** Bodies as they arrive, and what tests of them share. */
import { Readable } from 'node:stream';
import { Problem } from '../../src/fhir/problem.js';

/** Bytes. */
export const KIB = 1024;

/** Limits that the bodies here keep. */
export const LIMITS = { bytesMax: 8 * KIB * KIB, textBytesMax: 256 * KIB };

/** A sink that keeps what it is given. */
export async function keep(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** A request body that arrives in pieces of the given lengths, over and over. */
export function arriving(text: string | Buffer, lengths: readonly number[] = [16 * KIB]): Readable {
  const bytes = Buffer.from(text);
  function* pieces(): Generator<Buffer> {
    for (let at = 0, i = 0; at < bytes.length; i++) {
      const length = lengths[i % lengths.length] ?? 1;
      yield bytes.subarray(at, at + length);
      at += length;
    }
  }
  return Readable.from(pieces(), { objectMode: false });
}

/** Bytes that differ everywhere, without randomness. */
export function someBytes(count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, (_, i) => (i * 131 + (i >> 8) * 17) & 255));
}

/** The failure that a reading ends with, as a client is told. */
export async function failure(
  reading: Promise<unknown>,
): Promise<{ code: string; said: string; at: string }> {
  try {
    await reading;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const issue = error.issues[0];
    return { code: error.code, said: issue?.diagnostics ?? '', at: issue?.expression?.[0] ?? '' };
  }
  throw new Error('it was read');
}

/** A document long enough to be cut out. */
export const LONG = someBytes(100_000);

/** Two documents to be cut out, and a short one between them. */
export const BUNDLE = {
  resourceType: 'Bundle',
  entry: [
    { resource: { resourceType: 'Binary', data: LONG.toString('base64') } },
    {
      resource: {
        resourceType: 'Binary',
        data: someBytes(40).toString('base64'),
        note: 'a "data": b, 5" \\',
      },
    },
    {
      resource: {
        content: [{ attachment: { data: LONG.subarray(1).toString('base64'), size: 5 } }],
      },
    },
  ],
};

/**
 * The bytes of a request as they come in: counted against a limit, in pieces of a bounded size, and
 * only as fast as they are asked for. https://www.rfc-editor.org/rfc/rfc9110#section-15.5.14
 */
import { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { problem } from '../fhir/problem.js';

/**
 * Takes bytes to where they shall rest, to their end, and answers with what is known of them then.
 */
export type Sink<C> = (bytes: AsyncIterable<Uint8Array>) => Promise<C>;

// No piece is larger, whatever the connection delivers at once.
const pieceBytesMax = 65_536;

/**
 * A request's bytes in pieces. Fails with `too-large` as soon as there are more than `bytesMax`, or
 * its Content-Length says that there will be, and with `invalid-request` when the sender breaks
 * off. The stream is not read on after a failure, nor is it destroyed: an answer can still be sent.
 */
export async function* received(stream: Readable, bytesMax: number): AsyncGenerator<Uint8Array> {
  if (declaredBytes(stream) > bytesMax) throw problem('too-large', { limit: bytesMax });
  let count = 0;
  for await (const chunk of arriving(stream)) {
    count += chunk.length;
    if (count > bytesMax) throw problem('too-large', { limit: bytesMax });
    for (let at = 0; at < chunk.length; at += pieceBytesMax) {
      yield chunk.subarray(at, at + pieceBytesMax);
    }
  }
}

/**
 * Gives bytes to a sink and answers as it does. When the bytes end in a failure, that failure is
 * thrown, whatever the sink made of it. A sink that stops before the end is a fault of the program.
 */
export async function pour<C>(bytes: AsyncIterable<Uint8Array>, sink: Sink<C>): Promise<C> {
  const source = watch(bytes);
  try {
    const content = await sink(source.bytes);
    if (!source.ended()) throw source.failure() ?? new Error('a sink stopped before the end');
    return content;
  } catch (error) {
    throw source.failure() ?? error;
  }
}

function declaredBytes(stream: Readable): number {
  return stream instanceof IncomingMessage ? Number(stream.headers['content-length'] ?? 0) : 0;
}

async function* arriving(stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    // Destroying the stream of a request closes its connection, and the answer with it.
    yield* stream.iterator({ destroyOnReturn: false });
  } catch (cause) {
    throw problem('invalid-request', {
      why: 'The request broke off before its end.',
      french: "La requête s'est interrompue avant sa fin.",
      cause,
    });
  }
}

interface Watched {
  readonly bytes: AsyncIterable<Uint8Array>;
  ended(): boolean;
  failure(): Error | undefined;
}

function watch(bytes: AsyncIterable<Uint8Array>): Watched {
  let ended = false;
  let failure: Error | undefined;
  async function* watched(): AsyncGenerator<Uint8Array> {
    try {
      yield* bytes;
      ended = true;
    } catch (error) {
      failure = error instanceof Error ? error : new Error('the bytes failed', { cause: error });
      throw error;
    }
  }
  return { bytes: watched(), ended: () => ended, failure: () => failure };
}

/**
 * Documents' bytes, in and out. Small ones are held until the commit that names them, which brings
 * them along. Any other is announced, durably, before its bytes rest anywhere, and bound by the
 * commit that names it; what no commit names within a day is swept.
 */
import { Readable } from 'node:stream';
import type { ByteRange } from '../blobs/blobs.js';
import { measure, type Content } from '../blobs/document.js';
import { problem } from '../fhir/problem.js';
import type { Needs } from './needs.js';

/** Age at which a document that no commit names is swept. */
const SWEPT_AFTER_MS = 24 * 60 * 60 * 1000;
const SWEEP_BATCH = 100;

/**
 * Takes bytes in and says what they measure. Small ones are held, larger ones, and small ones when
 * much is held already, rest in `blobs/`, streamed. They belong to nobody until a commit names
 * them.
 */
export async function deposit(needs: Needs, bytes: AsyncIterable<Uint8Array>): Promise<Content> {
  const name = needs.ids.outside() + needs.ids.outside();
  const measured = measure(name, bytes);
  const { whole, rest } = await firstBytes(measured.bytes, needs.settings.documentInlineBytesMax);
  const at = needs.clock.now();
  const isHeld = whole !== undefined && needs.held.keep(name, needs.envelope.seal(whole).bytes, at);
  if (!isHeld) {
    await needs.store.documents.announce(name, at);
    await needs.blobs.put(name, rest);
  }
  return measured.content();
}

/** Gives up documents that no commit will name; one that a commit did name stays. */
export async function discard(needs: Needs, contents: readonly Content[]): Promise<void> {
  const names = contents.map(({ name }) => name);
  needs.held.drop(names);
  for (const name of names) await removed(needs, name);
}

/** The bytes of a document, or of a range of it. */
export async function open(needs: Needs, document: Content, range?: ByteRange): Promise<Readable> {
  const { name } = document;
  const sealed = needs.held.named(name).bytes ?? (await needs.store.documents.bytes(name));
  if (sealed !== undefined) {
    const bytes = needs.envelope.open({ bytes: sealed });
    return Readable.from([
      range === undefined ? bytes : bytes.subarray(range.first, range.last + 1),
    ]);
  }
  const stream = await needs.blobs.get(name, range);
  if (stream === undefined)
    throw problem('internal', { cause: new Error('document without bytes') });
  return stream;
}

/** Removes documents announced over a day ago that no commit names. Returns how many. */
export async function sweepDocuments(needs: Needs): Promise<number> {
  const before = needs.clock.now() - SWEPT_AFTER_MS;
  needs.held.dropOlder(before);
  const records = await needs.store.documents.unbound(before, SWEEP_BATCH);
  let count = 0;
  for (const { name } of records) count += (await removed(needs, name)) ? 1 : 0;
  return count;
}

/** Doomed first, by compare-and-set: from then on no commit can name it, and its bytes may go. */
async function removed(needs: Needs, name: string): Promise<boolean> {
  if (!(await needs.store.documents.doom(name))) return false;
  await needs.blobs.remove(name);
  await needs.store.documents.forget(name);
  return true;
}

/**
 * Reads ahead until the limit is passed: the whole when it is short, and all of it again as a
 * stream.
 */
async function firstBytes(
  bytes: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<{ whole?: Buffer; rest: AsyncIterable<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  const rest = rejoined(pieces, iterator);
  let size = 0;
  while (size <= limit) {
    const next = await iterator.next();
    if (next.done === true) return { whole: Buffer.concat(pieces), rest };
    pieces.push(next.value);
    size += next.value.byteLength;
  }
  return { rest };
}

async function* rejoined(
  pieces: readonly Uint8Array[],
  iterator: AsyncIterator<Uint8Array>,
): AsyncIterable<Uint8Array> {
  try {
    yield* pieces;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

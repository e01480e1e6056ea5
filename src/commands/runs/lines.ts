/**
 * The lines of a file, in batches: cut by bytes, so that a place in the file is one, whatever the
 * text is. Memory holds one batch, whatever the size of the file or of a line.
 */
import { createReadStream } from 'node:fs';

/** A line. */
export interface Line {
  readonly number: number;
  /** In the file, with its end. */
  readonly bytes: number;
  /** Without blanks around it; undefined where it is longer than may be. */
  readonly text: string | undefined;
}

/** How far a file has been read. */
export interface Place {
  readonly bytes: number;
  readonly lines: number;
}

const BATCH_LINES = 512;
const BATCH_BYTES = 16_000_000;
const NEWLINE = 0x0a;

/** The lines behind a place, some at a time; of one beyond `lineBytesMax` only its size. */
export async function* batchesOf(
  file: string,
  from: Place,
  lineBytesMax: number,
): AsyncGenerator<readonly Line[]> {
  let batch: Line[] = [];
  let bytes = 0;
  for await (const line of linesOf(file, from, lineBytesMax)) {
    batch.push(line);
    bytes += line.text === undefined ? 0 : line.bytes;
    if (batch.length < BATCH_LINES && bytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Pieces of a line that is being read, as long as it may be kept. */
interface Begun {
  readonly pieces: readonly Buffer[];
  readonly bytes: number;
}

const NOTHING: Begun = { pieces: [], bytes: 0 };

async function* linesOf(
  file: string,
  { bytes: start, lines }: Place,
  lineBytesMax: number,
): AsyncGenerator<Line> {
  let number = lines;
  let begun = NOTHING;
  for await (const chunk of createReadStream(file, { start }) as AsyncIterable<Buffer>) {
    let rest = chunk;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      const whole = joined(begun, rest.subarray(0, end + 1), lineBytesMax);
      yield lineOf((number += 1), whole, lineBytesMax);
      begun = NOTHING;
      rest = rest.subarray(end + 1);
    }
    begun = joined(begun, rest, lineBytesMax);
  }
  if (begun.bytes > 0) yield lineOf(number + 1, begun, lineBytesMax);
}

function joined({ pieces, bytes }: Begun, piece: Buffer, lineBytesMax: number): Begun {
  const all = bytes + piece.length;
  return { pieces: all > lineBytesMax ? [] : [...pieces, piece], bytes: all };
}

function lineOf(number: number, { pieces, bytes }: Begun, lineBytesMax: number): Line {
  const text = bytes > lineBytesMax ? undefined : Buffer.concat(pieces).toString('utf8').trim();
  return { number, bytes, text };
}

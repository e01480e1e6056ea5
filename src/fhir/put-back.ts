/**
 * A resource as text again, the documents that were cut out of it where they stood, piece by piece:
 * a long document is never held as a whole.
 */
import { encodeBase64 } from './base64.js';
import { cutOutIndex, stringify, type JsonObject } from './json.js';

/** How a resource is written: `place`, the text in a document's place, is written as `placed`. */
export interface Writing {
  readonly write: (resource: JsonObject) => string;
  /** A text that nothing else in the resource has. */
  readonly place: string;
  /** That text as it is written, with the quotes around it. */
  readonly placed: string;
}

/** As JSON. No text that was sent holds U+0000, so the place cannot be mistaken. */
export const AS_JSON: Writing = {
  write: stringify,
  place: '\u0000here',
  placed: '"\\u0000here"',
};

/**
 * The pieces of a resource's text. `open` gives the bytes of the cut-out document of an index; it
 * is asked for each in turn. Without cut-out documents the text is one piece.
 */
export async function* withDocuments(
  resource: JsonObject,
  { write, place, placed }: Writing,
  open: (index: number) => Promise<AsyncIterable<Uint8Array>>,
): AsyncGenerator<Buffer> {
  const cuts: number[] = [];
  // Cast: what is given for an object is one.
  const text = write(placing(resource, place, cuts) as JsonObject);
  const [first = '', ...pieces] = text.split(placed);
  yield Buffer.from(first);
  for (const [at, piece] of pieces.entries()) {
    yield Buffer.from('"');
    yield* encodeBase64(await open(cuts[at] ?? -1));
    yield Buffer.from(`"${piece}`);
  }
}

/** Which documents were cut out of a resource, in the order of its elements. */
export function cutOutOf(resource: JsonObject): readonly number[] {
  const cuts: number[] = [];
  placing(resource, '', cuts);
  return cuts;
}

/** The value with a place for each document, whose index is added to `cuts`. */
function placing(value: unknown, place: string, cuts: number[]): unknown {
  const index = cutOutIndex(value);
  if (index !== undefined) {
    cuts.push(index);
    return place;
  }
  if (Array.isArray(value)) return value.map((item) => placing(item, place, cuts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, placing(inner, place, cuts)]),
  );
}

/**
 * The one place where bodies of requests are read: JSON, bytes of a native type, forms. Nothing is
 * read beyond a limit, and no document becomes a JavaScript string: long base64 texts are cut out
 * of the JSON as they come in and go, decoded, to a sink. https://hl7.org/fhir/R4/http.html
 */
import type { Readable } from 'node:stream';
import { type JsonObject, parseJson } from '../fhir/json.js';
import { problem } from '../fhir/problem.js';
import { Base64Cut } from './base64-cut.js';
import { DocumentScan } from './document-scan.js';
import { type Pair, pairsOf } from './form.js';
import { pour, received, type Sink } from './received.js';

/** How a JSON body is read. */
export interface JsonReading<C> {
  /** Of the whole body. */
  readonly bytesMax: number;
  /** Of what is left when documents are cut out. */
  readonly textBytesMax: number;
  /** Takes each document in turn. */
  readonly sink: Sink<C>;
}

/**
 * A JSON body: its object, with a mark in the place of each document (`cutOutIndex`), and what the
 * sink answered for each.
 */
export interface JsonBody<C> {
  readonly value: JsonObject;
  readonly contents: readonly C[];
}

/**
 * Reads a JSON object. Each text under `data` of more than 64 KiB goes to the sink; the next bytes
 * are read when it asks for them. Fails with `too-large`, `invalid-json`, `invalid-request` (not
 * base64, or broken off) or as the sink does. A failure ends the document being read with an error;
 * documents that the sink has had before are the caller's to discard.
 */
export async function readJson<C>(stream: Readable, how: JsonReading<C>): Promise<JsonBody<C>> {
  const scan = new DocumentScan(how.textBytesMax);
  const source = received(stream, how.bytesMax);
  const contents: C[] = [];
  try {
    for (let next = await source.next(); next.done !== true; next = await source.next()) {
      contents.push(...(await documentsIn(next.value, { scan, source, sink: how.sink })));
    }
  } finally {
    // Lets go of the stream: what the sender still sends can then be skipped.
    await source.return(undefined);
  }
  return { value: parseJson(scan.text(), scan.cuts()), contents };
}

interface Cutting<C> {
  readonly scan: DocumentScan;
  readonly source: AsyncIterator<Uint8Array>;
  readonly sink: Sink<C>;
}

/** Reads a piece, and on to the end of each document that begins in it. */
async function documentsIn<C>(piece: Uint8Array, { scan, source, sink }: Cutting<C>): Promise<C[]> {
  const contents: C[] = [];
  let first = scan.push(piece);
  while (first !== undefined) {
    const cut = new Base64Cut({ path: scan.path(), first, more: source });
    contents.push(await pour(cut.bytes(), sink));
    first = scan.resume(cut.rest(), cut.textBytes());
  }
  return contents;
}

/** Gives a body of a native type to a sink, with the promises of `readJson`. */
export function readBytes<C>(
  stream: Readable,
  how: { readonly bytesMax: number; readonly sink: Sink<C> },
): Promise<C> {
  return pour(received(stream, how.bytesMax), how.sink);
}

/** A form, as it was sent and read. */
export interface Form {
  readonly text: string;
  readonly pairs: readonly Pair[];
}

/**
 * A form (`POST _search`), its pairs in order. Fails with `too-large`, or `invalid-request` where
 * it is malformed.
 */
export async function readForm(stream: Readable, bytesMax: number): Promise<Form> {
  const bytes = await readWhole(stream, bytesMax);
  const text = bytes.toString('utf8');
  // Bytes that are not UTF-8 would silently become others.
  if (bytes.equals(Buffer.from(text))) return { text, pairs: pairsOf(text) };
  throw problem('invalid-request', {
    why: 'The form is not UTF-8.',
    french: "Le formulaire n'est pas en UTF-8.",
  });
}

/** A whole body of a small kind (a form, a JSON Patch, XML). Fails with `too-large`. */
export async function readWhole(stream: Readable, bytesMax: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of received(stream, bytesMax)) pieces.push(piece);
  return Buffer.concat(pieces);
}

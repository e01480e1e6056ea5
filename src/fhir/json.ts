/**
 * FHIR JSON, in and out. A number keeps the text it was written with (`1.00` stays `1.00`), for the
 * precision of a decimal is part of its meaning: https://hl7.org/fhir/R4/json.html#primitive.
 *
 * A number that JavaScript would write otherwise is parsed to a *marked* string: U+0000, then its
 * text. A long document that was cut out while it was received is one too: U+0000, `blob:`, its
 * index. No text that was sent holds U+0000, so no sender can forge a mark.
 */
import { type Cut, type JsonRoot, scan } from './json-scan.js';
import { problem } from './problem.js';
import { JSON_FAULTS } from './said/json.js';

const MARK = '\u0000';
const CUT_OUT = `${MARK}blob:`;

/** A JSON object as parsed: values are plain, or marked strings. */
export type JsonObject = Record<string, unknown>;

/**
 * Parses UTF-8 bytes or a text that is one JSON object. `cuts` are the empty strings that stand for
 * documents cut out of the bytes before; the n-th is parsed to the mark of document n.
 * Fails with `invalid-json`, which says what is wrong and where: see `json-scan.ts`.
 */
export function parseJson(source: Uint8Array | string, cuts: readonly Cut[] = []): JsonObject {
  return parsed(source, 'object', cuts) as JsonObject; // the scan has seen that it is an object
}

/** Parses what is one JSON array (RFC 6902), with the promises of `parseJson`. */
export function parseJsonArray(source: Uint8Array | string): unknown[] {
  return parsed(source, 'array', []) as unknown[]; // the scan has seen that it is an array
}

/**
 * The JSON text of a value; marked numbers are written as they were read. `indent` is a number of
 * spaces, none by default. A cut-out document has no text: one that is still there stands where no
 * document may be, and fails with `unprocessable`.
 */
export function stringify(value: unknown, indent = 0): string {
  const text = JSON.stringify(value, undefined, indent);
  return text.includes('\\u0000') ? text.replace(MARKED_TEXT, unmarked) : text;
}

/** Whether a value is a number, plain or marked. */
export function isNumber(value: unknown): boolean {
  if (typeof value === 'number') return true;
  return typeof value === 'string' && value.startsWith(MARK) && !value.startsWith(CUT_OUT);
}

/** The text of a number as it was written: `1.00`. Only for what `isNumber` holds of. */
export function numberText(value: unknown): string {
  if (typeof value === 'string' && isNumber(value)) return value.slice(MARK.length);
  if (typeof value === 'number') return String(value);
  throw new TypeError('only a number has the text of a number');
}

/**
 * The JavaScript number nearest to a number, infinite when it is beyond all; undefined for anything
 * else.
 */
export function numberOf(value: unknown): number | undefined {
  return isNumber(value) ? Number(numberText(value)) : undefined;
}

/** Whether a value stands for a document that was cut out while it was received. */
export function isCutOut(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(CUT_OUT);
}

/** Which of the cut-out documents a value stands for, from 0; undefined for any other value. */
export function cutOutIndex(value: unknown): number | undefined {
  return isCutOut(value) ? Number(value.slice(CUT_OUT.length)) : undefined;
}

/** A base64 text under `data` that is longer is a document to be cut out; a byte is a character. */
export const documentTextBytesMin = 65_536;

/** What stands for the cut-out document of an index. */
export function cutOut(index: number): string {
  return `${CUT_OUT}${index}`;
}

/** A number of this text, marked where JavaScript would write it otherwise; it must be JSON's. */
export function numberFrom(text: string): number | string {
  const number = Number(text);
  return String(number) === text ? number : `${MARK}${text}`;
}

// A quote before U+0000 opens a string unless a backslash escapes it. What follows is a number's
// text to the closing quote, or the mark of a document.
const MARKED_TEXT = /(?<!\\)"\\u0000(?:(-?[0-9][0-9.eE+-]*)"|blob:)/g;

function unmarked(_text: string, number: string | undefined): string {
  if (number === undefined) throw misplacedDocument();
  return number;
}

function misplacedDocument(): Error {
  return problem('unprocessable', {
    why: `A base64 text of more than ${documentTextBytesMin} bytes stands where no document may be. Send it as a document of its own, in an ITI-65 bundle or as the attachment of a DocumentReference.`,
    french: `Un texte base64 de plus de ${documentTextBytesMin} octets se trouve là où aucun document ne peut être. L'envoyer comme document à part, dans un bundle ITI-65 ou en attachment d'un DocumentReference.`,
  });
}

// In a Unicode expression a whole pair is one character of another category.
const HALF_OF_PAIR = /\p{Cs}/u;

function parsed(source: Uint8Array | string, root: JsonRoot, cuts: readonly Cut[]): unknown {
  const bytes = withoutByteOrderMark(bytesOf(source));
  const edits = scan({ bytes, cuts, root });
  const text = edits.length === 0 ? bytes : marked(bytes, edits);
  return JSON.parse(text.toString('utf8'));
}

function bytesOf(source: Uint8Array | string): Buffer {
  if (typeof source !== 'string') {
    return Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  }
  // Buffer.from would replace half a pair by U+FFFD and so change what was sent.
  if (!HALF_OF_PAIR.test(source)) return Buffer.from(source);
  throw problem('invalid-json', JSON_FAULTS.halfPair);
}

function withoutByteOrderMark(bytes: Buffer): Buffer {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return hasMark ? bytes.subarray(3) : bytes;
}

const QUOTE = 0x22;
// Of the opening and closing text around a number, and of a mark with its index.
const NUMBER_MARK_BYTES = 8;
const CUT_MARK_BYTES = 32;

/**
 * The text with every edit made: a quote at its start tells the cut of a document from a number.
 */
function marked(bytes: Buffer, edits: readonly number[]): Buffer {
  const cutCount = edits.filter((at, i) => i % 2 === 0 && bytes[at] === QUOTE).length;
  const room = bytes.length + edits.length * (NUMBER_MARK_BYTES / 2) + cutCount * CUT_MARK_BYTES;
  const out = Buffer.allocUnsafe(room);
  let to = 0;
  let from = 0;
  let cuts = 0;
  for (let i = 0; i < edits.length; i += 2) {
    const start = edits[i] ?? 0;
    const end = edits[i + 1] ?? 0;
    to += bytes.copy(out, to, from, start);
    const mark = bytes[start] === QUOTE ? `blob:${cuts++}` : bytes.toString('latin1', start, end);
    to += out.write(`"\\u0000${mark}"`, to, 'latin1');
    from = end;
  }
  to += bytes.copy(out, to, from);
  return out.subarray(0, to);
}

/**
 * A text of which the constant pieces are kept apart, with a fill between each two; a fill too many
 * stands at the end.
 */
export function filled(pieces: readonly string[], fills: readonly string[]): string {
  let text = pieces[0] ?? '';
  for (let i = 0; i < fills.length; i++) text += (fills[i] ?? '') + (pieces[i + 1] ?? '');
  return text;
}

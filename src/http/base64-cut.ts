/**
 * One document, decoded while it is received: the base64 text of a JSON string, from its first
 * byte to its closing quote, never held as a whole. Escapes that JSON allows in it (`\/`, `\u002B`)
 * are read. https://hl7.org/fhir/R4/datatypes.html#base64Binary
 */
import { base64Decoder } from '../fhir/base64.js';
import { problem } from '../fhir/problem.js';

const QUOTE = 0x22;

/** Where a document's text comes from. */
export interface CutSource {
  /** FHIRPath of the element, for a failure. */
  readonly path: string;
  /** The first bytes of the text, perhaps with its end and more. */
  readonly first: Uint8Array;
  /** The bytes after them, which are read no further than the end of the text. */
  readonly more: AsyncIterator<Uint8Array>;
}

/** A document on its way. `rest` and `textBytes` are there once all its bytes were read. */
export class Base64Cut {
  readonly #source: CutSource;
  readonly #decoder = base64Decoder();
  #escape = '';
  #textBytes = 0;
  #rest: Uint8Array = Buffer.alloc(0);

  constructor(source: CutSource) {
    this.#source = source;
  }

  /**
   * The decoded bytes, once. Fails with `invalid-request` for what is not base64, `invalid-json`
   * when the text has no end.
   */
  async *bytes(): AsyncGenerator<Uint8Array> {
    let end = -1;
    for (let piece = bufferOf(this.#source.first); ; piece = await this.#next()) {
      end = piece.indexOf(QUOTE);
      const decoded = this.#decode(end < 0 ? piece : piece.subarray(0, end));
      if (decoded.length > 0) yield decoded;
      if (end >= 0) return this.#finish(piece.subarray(end));
    }
  }

  /** What follows the text, beginning with its closing quote. */
  rest(): Uint8Array {
    return this.#rest;
  }

  /** How many bytes the base64 text had. */
  textBytes(): number {
    return this.#textBytes;
  }

  async #next(): Promise<Buffer> {
    const next = await this.#source.more.next();
    if (next.done !== true) return bufferOf(next.value);
    throw problem('invalid-json', {
      why: 'it ends too early, in a text',
      french: 'il finit trop tôt, dans un texte',
      expression: this.#source.path,
    });
  }

  #decode(piece: Buffer): Buffer {
    this.#textBytes += piece.length;
    const decoded = this.#decoder.push(this.#unescaped(piece.toString('latin1')));
    if (decoded === undefined) throw notBase64(this.#source.path);
    return decoded;
  }

  #finish(rest: Buffer): void {
    if (this.#escape !== '' || !this.#decoder.isWhole()) throw notBase64(this.#source.path);
    this.#rest = rest;
  }

  /**
   * The text without escapes. One that is not whole waits for the next piece; an odd one stays, and
   * is not base64.
   */
  #unescaped(piece: string): string {
    // JSON allows these in a text only as escapes.
    if (piece.includes('\n') || piece.includes('\r') || piece.includes('\t'))
      throw notBase64(this.#source.path);
    const text = this.#escape + piece;
    if (!text.includes('\\')) return text;
    this.#escape = UNFINISHED.exec(text)?.[0] ?? '';
    return text.slice(0, text.length - this.#escape.length).replace(ESCAPE, unescaped);
  }
}

/** The failure of a document that is none. */
export function notBase64(path: string): Error {
  return problem('invalid-request', {
    why: `${path} is not base64: letters, digits, + and / in groups of four, the last one padded with =, spaces between groups only.`,
    french: `${path} n'est pas en base64 : lettres, chiffres, + et / par groupes de quatre, le dernier complété par =, des espaces entre les groupes seulement.`,
    expression: path,
  });
}

const UNFINISHED = /\\(?:u[0-9a-fA-F]{0,3})?$/;
const ESCAPE = /\\(?:([/nrt])|u([0-9a-fA-F]{4}))/g;
const LETTERS: Readonly<Record<string, string>> = { '/': '/', n: '\n', r: '\r', t: '\t' };

function unescaped(escape: string, letter: string | undefined, unit: string | undefined): string {
  if (unit !== undefined) return String.fromCharCode(parseInt(unit, 16));
  return LETTERS[letter ?? ''] ?? escape;
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

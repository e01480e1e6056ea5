/**
 * Finds, in JSON text that comes in pieces, the long base64 texts under the name `data` (Binary and
 * Attachment: https://hl7.org/fhir/R4/binary.html), and keeps all other text. It knows strings,
 * names and depth, not the grammar: whether the text that is left is JSON, `parseJson` tells.
 */
import { documentTextBytesMin } from '../fhir/json.js';
import { type Cut, jsonDepthMax } from '../fhir/json-scan.js';
import { problem } from '../fhir/problem.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const NONE = -1;
const FIRST_ROOM_BYTES = 16_384;

/** An object or array that is open, with the place of what is being read in it. */
interface Frame {
  isArray: boolean;
  index: number;
  nameFrom: number;
  nameTo: number;
  isValue: boolean;
}

/** The scan of one body. */
export class DocumentScan {
  readonly #textBytesMax: number;
  /**
   * While all the text is shorter than a document, and than its limit, nothing need be looked for.
   */
  readonly #lookedFrom: number;
  readonly #frames: Frame[] = [];
  readonly #cuts: Cut[] = [];
  #text = Buffer.allocUnsafe(FIRST_ROOM_BYTES);
  #length = 0;
  #at = 0;
  #stringFrom = NONE;
  #isDocument = false;
  #isEscaped = false;
  #isLost = false;
  #rootType = '';

  /**
   * `textBytesMax`: how much text may be left beside the documents; more fails with `too-large`.
   */
  constructor(textBytesMax: number) {
    this.#textBytesMax = textBytesMax;
    this.#lookedFrom = Math.min(documentTextBytesMin, textBytesMax);
  }

  /**
   * Takes the next bytes. When a document has begun in them, its bytes so far are given back, with
   * all that follows; its end is the first quote. Then the next call is `resume`.
   */
  push(bytes: Uint8Array): Buffer | undefined {
    this.#append(bytes);
    const begun = this.#length > this.#lookedFrom && this.#advance();
    const textBytes = this.#isDocument ? this.#stringFrom : this.#length;
    if (textBytes > this.#textBytesMax) throw problem('too-large', { limit: this.#textBytesMax });
    return begun ? this.#take() : undefined;
  }

  /** Goes on after a document of so many bytes of text; `rest` begins with its closing quote. */
  resume(rest: Uint8Array, documentBytes: number): Buffer | undefined {
    this.#cuts.push({ at: this.#stringFrom - 1, bytes: documentBytes });
    this.#isDocument = false;
    return this.push(rest);
  }

  /**
   * What is left, each document replaced by an empty string. Not to be used after a further `push`.
   */
  text(): Buffer {
    return this.#text.subarray(0, this.#length);
  }

  /** The empty strings that stand for documents, in order. */
  cuts(): readonly Cut[] {
    return this.#cuts;
  }

  /** Where the scan stands, as FHIRPath: `Bundle.entry[2].resource.data`. */
  path(): string {
    const steps = this.#frames.map((frame) => this.#step(frame));
    return (this.#rootType + steps.join('')).replace(/^\./, '');
  }

  #step(frame: Frame): string {
    return frame.isArray ? `[${frame.index}]` : `.${this.#nameIn(frame)}`;
  }

  #nameIn(frame: Frame): string {
    return this.#text.toString('utf8', frame.nameFrom, frame.nameTo);
  }

  #append(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#text.length) {
      const wider = Buffer.allocUnsafe(Math.max(needed, this.#text.length * 2));
      this.#text.copy(wider, 0, 0, this.#length);
      this.#text = wider;
    }
    this.#text.set(bytes, this.#length);
    this.#length = needed;
  }

  /** Reads on; true when a document has begun. */
  #advance(): boolean {
    while (this.#at < this.#length && !this.#isLost) {
      if (this.#stringFrom === NONE) this.#structure();
      else if (this.#isDocument ? this.#throughDocument() : this.#throughString()) return true;
    }
    return false;
  }

  /** The document's text so far with all that follows, which is no longer text of the body. */
  #take(): Buffer {
    const taken = Buffer.from(this.#text.subarray(this.#stringFrom, this.#length));
    this.#length = this.#stringFrom;
    this.#at = this.#stringFrom;
    this.#isEscaped = false;
    return taken;
  }

  /** Passes bytes outside strings, to the next quote. */
  #structure(): void {
    const text = this.#text;
    const length = this.#length;
    let at = this.#at;
    for (; at < length && text[at] !== QUOTE; at++) this.#mark(text[at] ?? 0);
    this.#at = at;
    if (at < length) this.#openString();
  }

  #mark(byte: number): void {
    // Everything that matters here is a comma, a colon or a bracket.
    if (byte < COMMA) return;
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#open(byte === OPEN_ARRAY);
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) this.#frames.pop();
    else if (byte === COLON || byte === COMMA) this.#separate(byte);
  }

  #open(isArray: boolean): void {
    // Text nested too deep is refused later, by parseJson; until then nothing more is cut out.
    if (this.#frames.length === jsonDepthMax) this.#isLost = true;
    else this.#frames.push({ isArray, index: 0, nameFrom: 0, nameTo: 0, isValue: false });
  }

  #separate(byte: number): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return;
    frame.isValue = byte === COLON;
    if (byte === COMMA) frame.index++;
  }

  #openString(): void {
    const frame = this.#frames.at(-1);
    this.#at++;
    this.#stringFrom = this.#at;
    this.#isDocument = frame?.isValue === true && this.#isData(frame);
  }

  #isData(frame: Frame): boolean {
    if (frame.nameTo - frame.nameFrom !== 4 || this.#nameIn(frame) !== 'data') return false;
    // SampledData.data is a list of numbers, not base64. It stands only where the type is chosen.
    const parent = this.#frames.at(-2);
    return parent === undefined || !this.#nameIn(parent).endsWith('SampledData');
  }

  /** Passes bytes of a string, to its end if it is there; never begins a document. */
  #throughString(): false {
    const end = this.#closingQuote(this.#length);
    if (end === NONE) return false;
    const frame = this.#frames.at(-1);
    if (frame !== undefined) this.#note(frame, end);
    this.#stringFrom = NONE;
    this.#at = end + 1;
    return false;
  }

  /** The same for a text under `data`; true when it has become longer than a text may be. */
  #throughDocument(): boolean {
    const limit = this.#stringFrom + documentTextBytesMin + 1;
    const until = Math.min(this.#length, limit);
    this.#passPlain(until);
    const end = this.#closingQuote(until);
    if (end === NONE) return this.#at === limit;
    this.#isDocument = false;
    this.#stringFrom = NONE;
    this.#at = end + 1;
    return false;
  }

  /** Passes at once what base64 is made of: all before a byte that ends the string or escapes. */
  #passPlain(limit: number): void {
    if (this.#isEscaped) return;
    const rest = this.#text.subarray(this.#at, limit);
    const quote = rest.indexOf(QUOTE);
    const plain = quote === NONE ? rest : rest.subarray(0, quote);
    const escape = plain.indexOf(BACKSLASH);
    this.#at += escape === NONE ? plain.length : escape;
  }

  /**
   * Looks for the end of the string before a limit, and stands at the limit when it is not there.
   */
  #closingQuote(limit: number): number {
    const text = this.#text;
    let escaped = this.#isEscaped;
    this.#isEscaped = false;
    for (let at = this.#at; at < limit; at++) {
      const byte = text[at];
      if (byte === QUOTE && !escaped) return at;
      escaped = byte === BACKSLASH && !escaped;
    }
    this.#isEscaped = escaped;
    this.#at = limit;
    return NONE;
  }

  #note(frame: Frame, end: number): void {
    if (!frame.isValue && !frame.isArray) {
      frame.nameFrom = this.#stringFrom;
      frame.nameTo = end;
    } else if (this.#frames.length === 1 && this.#nameIn(frame) === 'resourceType') {
      this.#rootType = this.#text.toString('utf8', this.#stringFrom, end);
    }
  }
}

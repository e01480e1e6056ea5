/**
 * Reads JSON text once, byte by byte, before it is parsed: whether it is JSON at all (RFC 8259) and
 * what FHIR and this server ask beyond that, which `JSON.parse` cannot tell afterwards. No property
 * twice in one object (https://hl7.org/fhir/R4/json.html), no U+0000, no half of a surrogate pair,
 * nothing nested deeper than a limit. Finds the numbers whose text a JavaScript number would lose.
 */
import { isUtf8 } from 'node:buffer';
import { PropertyNames } from './json-names.js';
import type { Sentence } from './language.js';
import { problem } from './problem.js';
import { EXPECTED, JSON_FAULTS, notA, placed, tooDeep } from './said/json.js';

/** The deepest nesting of objects and arrays that is read: thirty groups of a Questionnaire fit. */
export const jsonDepthMax = 64;

/**
 * A place where a long text was taken out before: the offset of the empty string left, and how many
 * bytes it had.
 */
export interface Cut {
  readonly at: number;
  readonly bytes: number;
}

/** What JSON text may begin with. */
export type JsonRoot = 'object' | 'array';

/** What is to be read: UTF-8 bytes, what was cut out of them in order, and the root expected. */
export interface JsonText {
  readonly bytes: Buffer;
  readonly cuts: readonly Cut[];
  readonly root: JsonRoot;
}

/**
 * The edits to be made before parsing, in order, as a flat list of start and end offsets: numbers
 * to be kept as text, and the empty strings at cuts. Fails with `invalid-json`, saying what and
 * where.
 */
export function scan(text: JsonText): readonly number[] {
  return new Scanner(text).whole();
}

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const END = -1;

const ESCAPED = new Set(Array.from('"\\/bfnrt', (letter) => letter.charCodeAt(0)));
const LITERALS = ['true', 'false', 'null'];
// Every whole number of so few digits is written back as it was.
const EXACT_DIGITS_MAX = 15;

class Scanner {
  readonly #bytes: Buffer;
  readonly #cuts: readonly Cut[];
  readonly #root: JsonRoot;
  readonly #edits: number[] = [];
  readonly #names: PropertyNames[] = [];
  #at = 0;
  #depth = 0;
  #cutCount = 0;

  constructor(text: JsonText) {
    this.#bytes = text.bytes;
    this.#cuts = text.cuts;
    this.#root = text.root;
  }

  whole(): readonly number[] {
    if (!isUtf8(this.#bytes)) throw this.#fault(JSON_FAULTS.notUtf8, 0);
    const first = this.#next();
    if (first === END) throw problem('invalid-json', JSON_FAULTS.empty);
    const opening = this.#root === 'object' ? OPEN_OBJECT : OPEN_ARRAY;
    if (first !== opening) throw this.#fault(notA(this.#root), this.#at);
    this.#value(first);
    if (this.#next() !== END) throw this.#fault(JSON_FAULTS.followed, this.#at);
    return this.#edits;
  }

  /** The next byte that is not white space; it is not passed. */
  #next(): number {
    const bytes = this.#bytes;
    const length = bytes.length;
    let at = this.#at;
    while (at < length && isSpace(bytes[at] ?? END)) at++;
    this.#at = at;
    return at < length ? (bytes[at] ?? END) : END;
  }

  #value(first: number): void {
    if (first === QUOTE) this.#string();
    else if (first === OPEN_OBJECT) this.#object();
    else if (first === OPEN_ARRAY) this.#array();
    else if (first === MINUS || isDigit(first)) this.#number();
    else this.#literal();
  }

  #object(): void {
    const names = this.#enter();
    let next = this.#next();
    if (next === CLOSE_OBJECT) return this.#leave();
    for (;;) {
      if (next !== QUOTE) throw this.#expected(EXPECTED.name);
      this.#name(names);
      if (this.#next() !== COLON) throw this.#expected(EXPECTED.colon);
      this.#at++;
      this.#value(this.#next());
      if (this.#next() === CLOSE_OBJECT) return this.#leave();
      this.#comma(EXPECTED.objectGoesOn);
      next = this.#next();
    }
  }

  #array(): void {
    this.#enter();
    if (this.#next() === CLOSE_ARRAY) return this.#leave();
    for (;;) {
      this.#value(this.#next());
      if (this.#next() === CLOSE_ARRAY) return this.#leave();
      this.#comma(EXPECTED.arrayGoesOn);
    }
  }

  #enter(): PropertyNames {
    if (this.#depth === jsonDepthMax) {
      throw this.#fault(tooDeep(jsonDepthMax), this.#at);
    }
    // Each depth has one, used again and again; it is emptied when an object is left.
    const names = (this.#names[this.#depth] ??= new PropertyNames(this.#bytes));
    this.#depth++;
    this.#at++;
    return names;
  }

  #leave(): void {
    this.#depth--;
    this.#names[this.#depth]?.clear();
    this.#at++;
  }

  #comma(expected: Sentence): void {
    if (this.#bytes[this.#at] !== COMMA) throw this.#expected(expected);
    this.#at++;
  }

  #name(names: PropertyNames): void {
    const start = this.#at;
    const fault = names.add({ start, escaped: this.#string() });
    if (fault !== undefined) throw this.#fault(fault, start);
  }

  /** Passes a string; true when it holds escapes. */
  #string(): boolean {
    const bytes = this.#bytes;
    const length = bytes.length;
    const start = this.#at;
    let escaped = false;
    let at = start + 1;
    for (; at < length; at++) {
      const byte = bytes[at] ?? END;
      if (byte === QUOTE) break;
      if (byte < 0x20) throw this.#fault(JSON_FAULTS.control, at);
      if (byte !== BACKSLASH) continue;
      at = this.#escape(at);
      escaped = true;
    }
    if (at >= length) throw this.#truncated();
    this.#at = at + 1;
    this.#noteCut(start);
    return escaped;
  }

  #noteCut(start: number): void {
    if (this.#cuts[this.#cutCount]?.at !== start) return;
    this.#cutCount++;
    this.#edits.push(start, this.#at);
  }

  /** Checks an escape and gives the offset of its last byte. */
  #escape(at: number): number {
    const letter = this.#bytes[at + 1] ?? END;
    if (ESCAPED.has(letter)) return at + 1;
    const unit = this.#unit(at);
    if (unit === undefined) throw this.#fault(JSON_FAULTS.noEscape, at);
    if (unit === 0) throw this.#fault(JSON_FAULTS.nul, at);
    if (unit < 0xd800 || unit > 0xdfff) return at + 5;
    const low = this.#unit(at + 6) ?? 0;
    if (unit < 0xdc00 && low >= 0xdc00 && low <= 0xdfff) return at + 11;
    throw this.#fault(JSON_FAULTS.halfPair, at);
  }

  /** The UTF-16 unit that `\uXXXX` at an offset names. */
  #unit(at: number): number | undefined {
    const digits = /^\\u([0-9a-fA-F]{4})$/.exec(this.#bytes.toString('latin1', at, at + 6))?.[1];
    return digits === undefined ? undefined : parseInt(digits, 16);
  }

  #number(): void {
    const start = this.#at;
    let at = this.#bytes[start] === MINUS ? start + 1 : start;
    const digitsFrom = at;
    at = this.#bytes[at] === ZERO ? at + 1 : this.#digits(at);
    const whole = at - digitsFrom <= EXACT_DIGITS_MAX;
    const wholeEnd = at;
    if (this.#bytes[at] === POINT) at = this.#digits(at + 1);
    at = this.#exponent(at);
    this.#at = at;
    const plain = whole && at === wholeEnd && start === digitsFrom;
    if (!plain && this.#losesText(start, at)) this.#edits.push(start, at);
  }

  #exponent(at: number): number {
    if (((this.#bytes[at] ?? 0) | 0x20) !== 0x65) return at;
    const sign = this.#bytes[at + 1];
    return this.#digits(sign === MINUS || sign === 0x2b ? at + 2 : at + 1);
  }

  /** Passes one digit or more. */
  #digits(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    while (at < bytes.length && isDigit(bytes[at] ?? END)) at++;
    if (at >= bytes.length) throw this.#truncated();
    if (at === from) throw this.#fault(JSON_FAULTS.noDigit, at);
    return at;
  }

  #losesText(start: number, end: number): boolean {
    const text = this.#bytes.toString('latin1', start, end);
    return String(Number(text)) !== text;
  }

  #literal(): void {
    const text = this.#bytes.toString('latin1', this.#at, this.#at + 5);
    const literal = LITERALS.find((candidate) => text.startsWith(candidate));
    if (literal === undefined) throw this.#expected(EXPECTED.value);
    this.#at += literal.length;
  }

  #expected(what: Sentence): Error {
    if (this.#at >= this.#bytes.length) return this.#truncated();
    return this.#fault(what, this.#at);
  }

  #truncated(): Error {
    return this.#fault(JSON_FAULTS.early, this.#bytes.length);
  }

  #fault(what: Sentence, at: number): Error {
    return problem('invalid-json', placed(what, this.#linesBefore(at) + 1, this.#column(at)));
  }

  /** The column as the sender wrote it: what was cut out counts. */
  #column(at: number): number {
    const lineStart = this.#bytes.subarray(0, at).lastIndexOf(NEWLINE) + 1;
    const cut = this.#cuts.filter((one) => one.at >= lineStart && one.at < at);
    const cutBytes = cut.reduce((sum, one) => sum + one.bytes, 0);
    return this.#bytes.toString('utf8', lineStart, at).length + cutBytes + 1;
  }

  #linesBefore(end: number): number {
    let lines = 0;
    let at = this.#bytes.indexOf(NEWLINE);
    for (; at !== -1 && at < end; at = this.#bytes.indexOf(NEWLINE, at + 1)) lines++;
    return lines;
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 0x39;
}

/**
 * The property names of one object while its JSON text is read: finds a name given twice, which
 * `JSON.parse` would hide, and names that no resource may have.
 *
 * A name is known by a number made of its bytes, far cheaper than a text for each; the texts are
 * compared only where two names have the same number, so colliding names cost no more than a text.
 */
import { both, type Sentence } from './language.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

// They reach an object's prototype when a program copies properties carelessly.
const REFUSED = ['__proto__', 'constructor', 'prototype'];
const REFUSED_NUMBERS = new Set(REFUSED.map(numberOfText));
// A fault quotes no more of a name than this.
const SHOWN_LENGTH_MAX = 64;

/**
 * Where a name stands in the text: the offset of its opening quote, and whether it holds escapes.
 */
export interface NameAt {
  readonly start: number;
  readonly escaped: boolean;
}

/** The names of one object so far. */
export class PropertyNames {
  readonly #bytes: Buffer;
  /** Offsets, by number; by text for the later of two names that share a number. */
  readonly #seen = new Map<number | string, number>();

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Takes one more name; what is wrong with it, in words, or undefined. */
  add({ start, escaped }: NameAt): Sentence | undefined {
    const number = escaped ? numberOfText(this.#text(start)) : this.#number(start);
    const earlier = this.#seen.get(number);
    if (earlier !== undefined || REFUSED_NUMBERS.has(number)) return this.#compare(start, earlier);
    this.#seen.set(number, start);
    return undefined;
  }

  /** Forgets all names, for the next object at the same depth. */
  clear(): void {
    this.#seen.clear();
  }

  #number(start: number): number {
    const bytes = this.#bytes;
    let number = 0;
    for (let at = start + 1, byte = bytes[at]; byte !== QUOTE; byte = bytes[++at]) {
      number = (number * 31 + (byte ?? 0)) | 0;
    }
    return number;
  }

  #compare(start: number, earlier: number | undefined): Sentence | undefined {
    const name = this.#text(start);
    if (REFUSED.includes(name))
      return both(`the property name ${name} is refused`, `le nom de propriété ${name} est refusé`);
    if (this.#seen.has(name) || (earlier !== undefined && this.#text(earlier) === name)) {
      const clipped = name.slice(0, SHOWN_LENGTH_MAX);
      return both(
        `the property ${clipped} is given twice in one object`,
        `la propriété ${clipped} est donnée deux fois dans un objet`,
      );
    }
    this.#seen.set(name, start);
    return undefined;
  }

  /** The text of a name whose quotes and escapes were found right before. */
  #text(start: number): string {
    let end = start + 1;
    while (this.#bytes[end] !== QUOTE) end += this.#bytes[end] === BACKSLASH ? 2 : 1;
    return String(JSON.parse(this.#bytes.toString('utf8', start, end + 1)));
  }
}

function numberOfText(name: string): number {
  return Buffer.from(name).reduce((number, byte) => (number * 31 + byte) | 0, 0);
}

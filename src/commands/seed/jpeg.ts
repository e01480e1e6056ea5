/**
 * Draws a grey picture as a baseline JPEG of 8 by 8 pixel squares: a stand-in for a photograph that
 * every viewer opens. https://www.w3.org/Graphics/JPEG/itu-t81.pdf
 */
import type { Drawn } from './page.js';

const SQUARE_PIXELS = 8;
/** With this quantisation a square's one coefficient is its grey minus the middle grey. */
const QUANTUM = 8;
const MIDDLE_GREY = 128;
/** Sizes of a difference, in bits, that have a code: 0 to 8. Each code has four bits. */
const SIZES = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const SIZE_BITS = 4;
/** The one code of the other coefficients: the end of the square. */
const END_OF_SQUARE = '0';

/** Draws squares from rows of digits, all of one length: 0 is black, 9 is white. */
export function drawJpeg(rows: readonly string[]): Drawn {
  const height = rows.length * SQUARE_PIXELS;
  const width = (rows[0]?.length ?? 0) * SQUARE_PIXELS;
  const bytes = Buffer.from([
    ...[0xff, 0xd8],
    ...segment(0xdb, [0, ...Array<number>(64).fill(QUANTUM)]),
    ...segment(0xc0, [8, ...word(height), ...word(width), 1, 1, 0x11, 0]),
    ...segment(0xc4, [0x00, ...codesOfLength(SIZE_BITS, SIZES.length), ...SIZES]),
    ...segment(0xc4, [0x10, ...codesOfLength(END_OF_SQUARE.length, 1), 0]),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    ...packed(bitsOf(rows)),
    ...[0xff, 0xd9],
  ]);
  return { contentType: 'image/jpeg', bytes };
}

function segment(marker: number, content: readonly number[]): number[] {
  return [0xff, marker, ...word(content.length + 2), ...content];
}

function word(value: number): number[] {
  return [value >> 8, value & 0xff];
}

/** How many codes there are of each length from 1 to 16 bits: all of one length. */
function codesOfLength(length: number, count: number): number[] {
  return Array.from({ length: 16 }, (_, index) => (index + 1 === length ? count : 0));
}

/** Each square as the difference of its grey from the one before. */
function bitsOf(rows: readonly string[]): string {
  const greys = [...rows.join('')].map((digit) => Math.round((Number(digit) * 255) / 9));
  const coefficients = greys.map((grey) => grey - MIDDLE_GREY);
  return coefficients
    .map((coefficient, index) => coefficient - (coefficients[index - 1] ?? 0))
    .map((difference) => `${differenceBits(difference)}${END_OF_SQUARE}`)
    .join('');
}

function differenceBits(difference: number): string {
  const size = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
  const code = size.toString(2).padStart(SIZE_BITS, '0');
  if (size === 0) return code;
  // A negative difference is written as its ones' complement.
  const value = difference > 0 ? difference : difference + 2 ** size - 1;
  return code + value.toString(2).padStart(size, '0');
}

/** Whole bytes, filled up with ones; 0xff is followed by a zero, as it would begin a marker. */
function packed(bits: string): number[] {
  const bytes = bits.match(/.{1,8}/g) ?? [];
  return bytes
    .map((eight) => parseInt(eight.padEnd(8, '1'), 2))
    .flatMap((byte) => (byte === 0xff ? [byte, 0] : [byte]));
}

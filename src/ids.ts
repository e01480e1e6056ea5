/**
 * Where randomness enters: ids, nonces and salts. Everything else is given an `Ids`, so that a
 * test can replay a run.
 */
import { randomBytes, randomUUID } from 'node:crypto';

const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
/** Letters of a dossier's id. */
export const STREAM_ID_LENGTH = 20;
const SUFFIX_LENGTH = 16;
/** Letters of an event's id that tell its moment: milliseconds, and over again after nine hours. */
const MOMENT_LENGTH = 5;

/** Draws what must never repeat. */
export interface Ids {
  /** A dossier's random logical id: 20 letters and digits (100 bits), never a hyphen. */
  dossier(): string;
  /**
   * A resource's id in that dossier, `p-…` (80 bits after the hyphen), so that an id names its
   * stream.
   */
  within(dossier: string): string;
  /** The id of a resource outside all dossiers, of the same form as a dossier's. */
  outside(): string;
  /**
   * The id of an event, of the forms of both others: in a dossier or, without one, outside all. The
   * letters after the hyphen begin with its moment, in milliseconds since 1970, and 55 bits of them
   * are random: ids of about the same moment stand together, so that an index of them is written in
   * one place.
   */
  event(dossier: string | undefined, at: number): string;
  /** `count` random bytes: salts and nonces. */
  bytes(count: number): Buffer;
  /** A random UUID, lower case, without prefix. */
  uuid(): string;
}

/** Ids from the operating system's random source. */
export function randomIds(): Ids {
  const bytes = drawing();
  return {
    dossier: () => letters(bytes(STREAM_ID_LENGTH)),
    within: (dossier) => `${dossier}-${letters(bytes(SUFFIX_LENGTH))}`,
    outside: () => letters(bytes(STREAM_ID_LENGTH)),
    event: (dossier, at) => {
      const [start, length] =
        dossier === undefined ? ['', STREAM_ID_LENGTH] : [`${dossier}-`, SUFFIX_LENGTH];
      return `${start}${moment(at)}${letters(bytes(length - MOMENT_LENGTH))}`;
    },
    bytes,
    uuid: () => randomUUID(),
  };
}

const SERVER_MADE = new RegExp(
  `^([${ALPHABET}]{${STREAM_ID_LENGTH}})(-[${ALPHABET}]{${SUFFIX_LENGTH}})?$`,
);

/** The dossier that an id of the server's own form names, or undefined for any other id. */
export function dossierOfId(id: string): string | undefined {
  return SERVER_MADE.exec(id)?.[1];
}

/**
 * Random bytes, drawn from the operating system many at a time: a draw costs the same for sixteen
 * bytes as for thousands, and every request needs some. No byte is given twice.
 */
function drawing(): (count: number) => Buffer {
  let drawn = Buffer.alloc(0);
  return (count) => {
    if (count > drawn.length) drawn = randomBytes(Math.max(count, DRAWN_BYTES));
    const given = drawn.subarray(0, count);
    drawn = drawn.subarray(count);
    return given;
  };
}

const DRAWN_BYTES = 4_096;

/** Five bits for each letter, the last of the moment. */
function moment(at: number): string {
  let text = '';
  for (let place = MOMENT_LENGTH - 1; place >= 0; place--) {
    text += ALPHABET.charAt((at >> (5 * place)) & 31);
  }
  return text;
}

/** A letter or digit for each byte, of the 32 that ids are made of. */
export function letters(bytes: Uint8Array): string {
  let text = '';
  // 32 letters: five bits of each byte, without bias.
  for (const byte of bytes) text += ALPHABET.charAt(byte & 31);
  return text;
}

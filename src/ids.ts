/**
 * Where randomness enters: ids, nonces and salts. Everything else is given an `Ids`, so that a
 * test can replay a run.
 */
import { randomBytes, randomUUID } from 'node:crypto';

const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
/** Letters of a dossier's id. */
export const STREAM_ID_LENGTH = 20;
const SUFFIX_LENGTH = 16;

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

/** A letter or digit for each byte, of the 32 that ids are made of. */
export function letters(bytes: Uint8Array): string {
  let text = '';
  // 32 letters: five bits of each byte, without bias.
  for (const byte of bytes) text += ALPHABET.charAt(byte & 31);
  return text;
}

/**
 * Base64 as R4 has it: the alphabet with `+` and `/`, groups of four, the last one padded, white
 * space between groups only. https://hl7.org/fhir/R4/datatypes.html#base64Binary
 * Node's own decoder skips what it does not know; this one refuses it.
 */

/** Decodes a text that comes in pieces. */
export interface Base64Decoder {
  /** The bytes of all groups that are whole by now, or undefined: the text is not base64. */
  push(piece: string): Buffer | undefined;
  /** Whether the text may end here. */
  isWhole(): boolean;
}

/**
 * The bytes of a base64 text, or undefined when it is not base64. Bits that padding leaves over are
 * not looked at.
 */
export function decodeBase64(text: string): Buffer | undefined {
  const decoder = base64Decoder();
  const bytes = decoder.push(text);
  return decoder.isWhole() ? bytes : undefined;
}

/** A decoder at the start of a text. */
export function base64Decoder(): Base64Decoder {
  let carry = '';
  let padded = false;
  return {
    push: (piece) => {
      const read = readGroups(carry + piece);
      if (read === undefined || (padded && read.bytes.length > 0)) return undefined;
      carry = read.carry;
      padded ||= read.padded;
      return read.bytes;
    },
    isWhole: () => /^[ \t\r\n]*$/.test(carry),
  };
}

/** The base64 text of bytes that come in pieces: whole groups of three, what is left over waits. */
export async function* encodeBase64(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const piece of bytes) {
    const joined = Buffer.concat([rest, piece]);
    const whole = joined.length - (joined.length % 3);
    if (whole > 0) yield Buffer.from(joined.subarray(0, whole).toString('base64'));
    rest = joined.subarray(whole);
  }
  if (rest.length > 0) yield Buffer.from(rest.toString('base64'));
}

interface Groups {
  readonly bytes: Buffer;
  readonly carry: string;
  readonly padded: boolean;
}

function readGroups(text: string): Groups | undefined {
  const whole = text.length - (text.length % 4);
  const groups = text.slice(0, whole);
  const bytes = decodeGroups(groups);
  // Almost every piece ends here. Only white space is a reason to look again.
  if (bytes !== undefined) {
    return { bytes, carry: text.slice(whole), padded: groups.endsWith('=') };
  }
  return readSpaced(text);
}

function readSpaced(text: string): Groups | undefined {
  const runs = text.split(/[ \t\r\n]+/);
  const last = runs.pop() ?? '';
  if (runs.length === 0 || runs.some((run) => run.length % 4 !== 0)) return undefined;
  const whole = last.length - (last.length % 4);
  const groups = runs.join('') + last.slice(0, whole);
  const bytes = decodeGroups(groups);
  if (bytes === undefined) return undefined;
  return { bytes, carry: last.slice(whole), padded: groups.endsWith('=') };
}

/**
 * Whole groups, without white space. A skipped character shows: the bytes are fewer than they must
 * be.
 */
function decodeGroups(text: string): Buffer | undefined {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== (text.length / 4) * 3 - padding) return undefined;
  // Node also reads the URL alphabet, and takes some letters beyond ASCII for others.
  if (text.includes('-') || text.includes('_') || !isAscii(text)) return undefined;
  return bytes;
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}

/**
 * The one place for ciphers. What leaves in clear must not tell what it stands for (tokens,
 * uniqueness keys), and what comes back must be what was given out (cursors).
 *
 * Bodies and documents rest in clear for now: `seal` and `open` pass them through. Their signatures
 * are those of sealing under a random key of each body's own, itself wrapped by the dossier's key.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Keys } from './keys.js';
import { makeSigning, type Signing } from './signing.js';

/** Bytes as they rest, with the wrapped key that opens them; none while they rest in clear. */
export interface Sealed {
  readonly bytes: Uint8Array;
  readonly wrappedKey?: Uint8Array;
}

/** Hides and opens, with the server's keys. */
export interface Envelope {
  /** What stands in an index for a text: 16 hexadecimal digits of HMAC-SHA-256. */
  token(text: string): string;
  /** The same, of a text that hardly comes again: it is not remembered. */
  tokenOnce(text: string): string;
  /**
   * What stands for something that one live resource only may hold: 32 hexadecimal digits, unlike
   * any token.
   */
  uniqueKey(text: string): string;
  /** Seals a body or a document. */
  seal(bytes: Uint8Array): Sealed;
  /** Opens what was sealed. Throws when it is sealed in a way that this version does not know. */
  open(sealed: Sealed): Uint8Array;
  /**
   * A JSON value as base64url that only this server can read or make. Equal values give equal
   * texts.
   */
  sealCursor(value: unknown): string;
  /** The value of a sealed cursor, or undefined for any text that this server did not make. */
  openCursor(text: string): unknown;
  /** Signs the checkpoints of the audit. */
  readonly signing: Signing;
}

/** An envelope with the keys of `loadKeys`. */
export function makeEnvelope(keys: Keys): Envelope {
  const tokenKey = derived(keys.tokens, 'token');
  const uniqueKey = derived(keys.tokens, 'unique-key');
  const cursorKey = derived(keys.cursors, 'cursor');
  const nonceKey = derived(keys.cursors, 'cursor-nonce');
  const tokenOnce = (text: string) => digits(tokenKey, text).slice(0, TOKEN_DIGITS);
  return {
    token: remembering(tokenOnce),
    tokenOnce,
    uniqueKey: (text) => digits(uniqueKey, text).slice(0, UNIQUE_KEY_DIGITS),
    seal: (bytes) => ({ bytes }),
    open,
    sealCursor: (value) => sealCursor(cursorKey, nonceKey, value),
    openCursor: (text) => openCursor(cursorKey, text),
    signing: makeSigning(keys.audit),
  };
}

const TOKEN_DIGITS = 16;
const UNIQUE_KEY_DIGITS = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
// A page link in a URL is far shorter; a longer text is none of ours.
const CURSOR_LENGTH_MAX = 8192;
// Authenticated with each cursor: a later form of it cannot be taken for this one.
const CURSOR_FORM = Buffer.from('cursor 1');

function derived(key: Uint8Array, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', key, '', purpose, 32)));
}

/** An HMAC in hexadecimal digits: a buffer of each would cost as much as the hash. */
function digits(key: KeyObject, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

/**
 * Codes, systems and the patient of a session come again and again, and a hash costs ten times what
 * finding it costs. At most twice `REMEMBERED_MAX` are known: when the newer half is full, the
 * older one is forgotten, save what was asked for meanwhile.
 */
function remembering(make: (text: string) => string): (text: string) => string {
  let older = new Map<string, string>();
  let newer = new Map<string, string>();
  return (text) => {
    const known = newer.get(text);
    if (known !== undefined) return known;
    const made = older.get(text) ?? make(text);
    if (newer.size >= REMEMBERED_MAX) [older, newer] = [newer, new Map()];
    newer.set(text, made);
    return made;
  };
}

const REMEMBERED_MAX = 8_192;

function open(sealed: Sealed): Uint8Array {
  if (sealed.wrappedKey === undefined) return sealed.bytes;
  throw new Error('this version of the server cannot open sealed bytes');
}

/** Nonce, ciphertext and tag of AES-256-GCM, in this order. */
function sealCursor(key: KeyObject, nonceKey: KeyObject, value: unknown): string {
  const clear = evenly(value);
  // A keyed hash of the value is as rare as random bytes, and a nonce never meets a second value.
  const nonce = Buffer.from(digits(nonceKey, clear), 'hex').subarray(0, NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(CURSOR_FORM);
  const sealed = [cipher.update(clear, 'utf8'), cipher.final()];
  return Buffer.concat([nonce, ...sealed, cipher.getAuthTag()]).toString('base64url');
}

/**
 * JSON as long as if each number had as many digits: a cursor that is a digit longer would tell how
 * far the commits of a dossier have come.
 */
function evenly(value: unknown): string {
  let missing = 0;
  const text = JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'number') missing += DIGITS_MAX - String(inner).length;
    return inner;
  });
  return text + ' '.repeat(missing);
}

/** Of any integer that JSON keeps, with its sign. */
const DIGITS_MAX = 24;

function openCursor(key: KeyObject, text: string): unknown {
  if (text.length > CURSOR_LENGTH_MAX) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  // The decoder skips what it does not know: only the one spelling we write is ours.
  if (bytes.toString('base64url') !== text || bytes.length < NONCE_BYTES + TAG_BYTES) {
    return undefined;
  }
  const clear = decrypted(key, bytes);
  // The tag fits, so it is the JSON that was sealed here.
  return clear === undefined ? undefined : (JSON.parse(clear) as unknown);
}

function decrypted(key: KeyObject, bytes: Buffer): string | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(CURSOR_FORM).setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const clear = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([clear, decipher.final()]).toString('utf8');
  } catch {
    // The tag does not fit: not an error of ours, but a text that was changed or made up.
    return undefined;
  }
}

/**
 * Values of the contract as BSON keeps them, and back. Tokens are 64-bit integers: the smallest
 * form that an index compares exactly. What is read only as a whole is packed: one binary,
 * deflated.
 */
import { BSON, Long } from 'mongodb';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Token } from '../../search/query.js';
import type { Opaque } from '../kept.js';

/** A document as it comes from the server; whoever reads one of ours casts it to its type. */
export type Doc = Readonly<Record<string, unknown>>;

// Fast: a body compresses to a third at this level, and little better at any other.
const DEFLATE = { level: 1 } as const;
const TOKEN_BYTES = 8;

/** A token as it stands in rows and filters. */
export function longOf(token: Token): Long {
  return Long.fromBits(parseInt(token.slice(8), 16) | 0, parseInt(token.slice(0, 8), 16) | 0);
}

/** Tokens of a row; the driver gives small integers as numbers. */
export function tokensOf(values: readonly (Long | number)[]): Token[] {
  return values.map((value) => {
    const long = typeof value === 'number' ? Long.fromNumber(value) : value;
    return hex(long.high) + hex(long.low);
  });
}

/** Tokens as eight bytes each, one after the other. */
export function tokenBytes(tokens: readonly Token[]): Uint8Array {
  return Buffer.from(tokens.join(''), 'hex');
}

/** The tokens of `tokenBytes`. */
export function tokensIn(bytes: Uint8Array): Token[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  const count = bytes.byteLength / TOKEN_BYTES;
  return Array.from({ length: count }, (_, i) => text.slice(i * 16, i * 16 + 16));
}

/** A value as one binary. */
export function packed(value: Doc): Uint8Array {
  return deflateRawSync(BSON.serialize(value, { ignoreUndefined: true }), DEFLATE);
}

/** What `packed` packed. */
export function unpacked(bytes: Uint8Array): Doc {
  return BSON.deserialize(inflateRawSync(bytes), { promoteBuffers: true });
}

/** The JSON object of a field. */
export function opaque(text: string): Opaque {
  return JSON.parse(text) as Opaque; // the field was written from an object
}

/** The bytes that a document takes. */
export function sizeOf(value: Doc): number {
  return BSON.calculateObjectSize(value, { ignoreUndefined: true });
}

function hex(int32: number): string {
  return (int32 >>> 0).toString(16).padStart(8, '0');
}

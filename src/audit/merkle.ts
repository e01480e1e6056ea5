/**
 * SHA-256, and the Merkle trees of https://www.rfc-editor.org/rfc/rfc9162#section-2.1 over it: a
 * root for a list of digests, and the path from one of them to that root.
 */
import { hash as hashOf } from 'node:crypto';

/** What stands beside a node on its way to the root. */
export interface Beside {
  readonly side: 'left' | 'right';
  /** Hexadecimal. */
  readonly hash: string;
}

/** SHA-256 over pieces, hexadecimal. */
export function sha256(...pieces: readonly Uint8Array[]): string {
  return hashOf('sha256', pieces.length === 1 ? (pieces[0] ?? EMPTY) : Buffer.concat(pieces));
}

/** The root over hexadecimal digests in order; that of no digest is the SHA-256 of nothing. */
export function merkleRoot(digests: readonly string[]): string {
  return digests.length === 0 ? sha256() : subtree(digests.map(leafOf));
}

/** The path from the digest at a place to the root, from below; none for a place outside. */
export function merklePath(digests: readonly string[], place: number): readonly Beside[] {
  return pathIn(digests.map(leafOf), place);
}

/** Digests in hexadecimal digits as one text in base64, which is shorter. */
export function packedDigests(digests: readonly string[]): string {
  return Buffer.from(digests.join(''), 'hex').toString('base64');
}

/** The digests of such a text, in order. */
export function unpackedDigests(packed: string): readonly string[] {
  const bytes = Buffer.from(packed, 'base64');
  return Array.from({ length: Math.ceil(bytes.length / DIGEST_BYTES) }, (_, i) =>
    bytes.toString('hex', i * DIGEST_BYTES, (i + 1) * DIGEST_BYTES),
  );
}

const DIGEST_BYTES = 32;
const EMPTY = Buffer.alloc(0);
const LEAF = '00';
const NODE = '01';

function leafOf(digest: string): string {
  return sha256(Buffer.from(`${LEAF}${digest}`, 'hex'));
}

function subtree(leaves: readonly string[]): string {
  const [only] = leaves;
  if (leaves.length === 1 && only !== undefined) return only;
  const left = leftOf(leaves);
  const halves = [subtree(leaves.slice(0, left)), subtree(leaves.slice(left))];
  return sha256(Buffer.from(`${NODE}${halves.join('')}`, 'hex'));
}

function pathIn(leaves: readonly string[], place: number): readonly Beside[] {
  if (place < 0 || place >= leaves.length || leaves.length === 1) return [];
  const left = leftOf(leaves);
  const [low, high] = [leaves.slice(0, left), leaves.slice(left)];
  return place < left
    ? [...pathIn(low, place), { side: 'right', hash: subtree(high) }]
    : [...pathIn(high, place - left), { side: 'left', hash: subtree(low) }];
}

/** The largest power of two below the count: what RFC 9162 calls k. */
function leftOf(leaves: readonly string[]): number {
  return 2 ** (31 - Math.clz32(leaves.length - 1));
}

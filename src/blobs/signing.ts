/**
 * The signature under what proves the audit: Ed25519 with a key of its own, drawn from the audit
 * key of the data directory, so that nothing new has to be kept. https://www.rfc-editor.org/rfc/rfc8032
 */
import { createHash, createPrivateKey, createPublicKey, hkdfSync, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** A public key as it is published. https://www.rfc-editor.org/rfc/rfc8037#section-2 */
export interface PublicKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'EdDSA';
}

/** Signs, and judges signatures. */
export interface Signing {
  /** The thumbprint of the public key: https://www.rfc-editor.org/rfc/rfc7638 */
  readonly keyId: string;
  readonly publicKey: PublicKey;
  /** Base64url. */
  sign(bytes: Uint8Array): string;
  fits(bytes: Uint8Array, signature: string): boolean;
}

/** The signature of an audit key. */
export function makeSigning(auditKey: Uint8Array): Signing {
  const seed = Buffer.from(hkdfSync('sha256', auditKey, '', 'checkpoint', SEED_BYTES));
  const der = Buffer.concat([PKCS8, seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  const x = String(publicKey.export({ format: 'jwk' }).x);
  const keyId = createHash('sha256')
    .update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`)
    .digest('base64url');
  return {
    keyId,
    publicKey: { kty: 'OKP', crv: 'Ed25519', x, kid: keyId, use: 'sig', alg: 'EdDSA' },
    sign: (bytes) => sign(null, bytes, privateKey).toString('base64url'),
    fits: (bytes, signature) => fits(publicKey, bytes, signature),
  };
}

const SEED_BYTES = 32;
/** What leads a seed in the form of a private key: https://www.rfc-editor.org/rfc/rfc8410#section-7 */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

function fits(key: KeyObject, bytes: Uint8Array, signature: string): boolean {
  return verify(null, bytes, key, Buffer.from(signature, 'base64url'));
}

/** An issuer of tokens of its own, on a port of this machine: it publishes keys and answers who asks. */
import { createServer, type IncomingMessage } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK, JWTPayload } from 'jose';
import type { Test } from 'tap';

/** What is asked of it, by path. */
type Answers = Readonly<Record<string, (request: IncomingMessage, body: string) => unknown>>;

/** An issuer that runs until the test ends. */
export interface AnIssuer {
  readonly issuer: string;
  /** How often each path was asked. */
  readonly asked: ReadonlyMap<string, number>;
  /** A token signed with the newest key. */
  sign(claims: JWTPayload): Promise<string>;
  /** Makes another key the newest, and takes the older ones back unless they are kept. */
  rotate(wish?: { readonly keep: boolean }): Promise<void>;
  /** Whether it answers anything but 500. */
  up(isUp: boolean): void;
}

/** Starts one. `answers` adds paths to the keys and the discovery document. */
export async function anIssuer(t: Test, answers: Answers = {}): Promise<AnIssuer> {
  let keys: { readonly jwk: JWK; readonly privateKey: CryptoKey }[] = [];
  let isUp = true;
  const asked = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.set(path, (asked.get(path) ?? 0) + 1);
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const answer = all[path]?.(request, Buffer.concat(pieces).toString());
      response.statusCode = isUp && answer !== undefined ? 200 : 500;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer ?? {}));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  t.teardown(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const issuer = `http://127.0.0.1:${port}`;
  const all: Answers = {
    '/.well-known/openid-configuration': () => ({ issuer, jwks_uri: `${issuer}/jwks` }),
    '/jwks': () => ({ keys: keys.map(({ jwk }) => jwk) }),
    ...answers,
  };
  const rotate = async ({ keep } = { keep: false }): Promise<void> => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: `key-${keys.length}-${Math.random()}` };
    keys = [...(keep ? keys : []), { jwk, privateKey }];
  };
  await rotate();
  return {
    ...{ issuer, asked, rotate },
    up: (whether) => {
      isUp = whether;
    },
    sign: async (claims) => {
      const newest = keys.at(-1);
      if (newest === undefined) throw new Error('no key');
      return new SignJWT({ iss: issuer, ...claims })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: newest.jwk.kid ?? '' })
        .sign(newest.privateKey);
    },
  };
}

/**
 * The keys of the demonstration: made on first use, kept under the data directory for their owner
 * alone. Processes that start at once end with one key: it is written aside and then linked into
 * place, which only the first can do.
 */
import { link, mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import type { JSONWebKeySet, JWK, JWTPayload } from 'jose';

/** A private key, with its name. */
export type PrivateKey = JWK & { readonly kid: string };

/** A key that signs access tokens, with the public half that verifies them. */
export interface SigningKey {
  readonly publicKeys: JSONWebKeySet;
  readonly privateKey: PrivateKey;
  /** A signed access token (RFC 9068: typ `at+jwt`) of exactly these claims. */
  sign(claims: JWTPayload): Promise<string>;
}

/** Which key: its file, inside `keys/` of the data directory, a private JWK of mode 0600. */
export interface KeyName {
  readonly file: string;
  readonly algorithm: 'ES256' | 'ES384' | 'RS384';
}

const SIGNING: KeyName = { file: 'demo-signing.jwk', algorithm: 'ES256' };

/** The key that signs the tokens of a data directory; made if there is none. */
export async function demonstrationKey(dataDir: string): Promise<SigningKey> {
  const privateKey = await keptKey(dataDir, SIGNING);
  const key = await importJWK(privateKey, SIGNING.algorithm);
  const header = { alg: SIGNING.algorithm, kid: privateKey.kid, typ: 'at+jwt' };
  return {
    ...{ privateKey, publicKeys: { keys: [publicHalf(privateKey)] } },
    sign: (claims) => new SignJWT(claims).setProtectedHeader(header).sign(key),
  };
}

/**
 * A key of a data directory; made if there is none. Fails with an Error that names a broken file.
 */
export async function keptKey(dataDir: string, name: KeyName): Promise<PrivateKey> {
  const folder = join(dataDir, 'keys');
  const path = join(folder, name.file);
  const found = (await textAt(path)) ?? (await makeKey(folder, name));
  return checked(found, name).catch((cause: unknown) => {
    const text = `${path} is not an ${name.algorithm} key. Remove it; the next start makes a new one.`;
    throw new Error(text, { cause });
  });
}

/** What others may know of a key. */
export function publicHalf({ kty, crv, x, y, n, e, kid, alg, use }: JWK): JWK {
  const members = Object.entries({ kty, crv, x, y, n, e, kid, alg, use });
  // Members of another kind of key are absent.
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

async function textAt(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (failure) {
    if (codeOf(failure) === 'ENOENT') return undefined;
    throw failure;
  }
}

/** Makes a key, unless another process is first; the text of the one that counts. */
async function makeKey(folder: string, { file, algorithm }: KeyName): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const aside = await mkdtemp(join(folder, 'new-'));
  try {
    await writeDurably(join(aside, file), JSON.stringify(await newKey(algorithm)));
    await linkUnlessThere(join(aside, file), join(folder, file));
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return readFile(join(folder, file), 'utf8');
}

async function newKey(algorithm: KeyName['algorithm']): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: algorithm, use: 'sig' };
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function linkUnlessThere(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (failure) {
    if (codeOf(failure) !== 'EEXIST') throw failure;
  }
}

function codeOf(failure: unknown): unknown {
  return failure instanceof Error && 'code' in failure ? failure.code : undefined;
}

/** A private key of our making; importing it proves what is not checked here. */
async function checked(text: string, { algorithm }: KeyName): Promise<PrivateKey> {
  const jwk = JSON.parse(text) as JWK; // each member that is used is asked for
  if (typeof jwk.kid !== 'string' || typeof jwk.d !== 'string')
    throw new Error('a member is missing');
  await importJWK(jwk, algorithm);
  return { ...jwk, kid: jwk.kid, alg: algorithm, use: 'sig' };
}

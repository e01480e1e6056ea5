/**
 * The signing key of the demonstration provider: ES256, made on first use, kept under the data
 * directory for its owner alone. Processes that start at once end with one key: it is written aside
 * and then linked into place, which only the first can do.
 */
import { link, mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import type { JSONWebKeySet, JWK, JWTPayload } from 'jose';

/** A key that signs access tokens, with the public half that verifies them. */
export interface SigningKey {
  readonly publicKeys: JSONWebKeySet;
  /** A signed access token (RFC 9068: typ `at+jwt`) of exactly these claims. */
  sign(claims: JWTPayload): Promise<string>;
}

/** The file, inside `keys/` of the data directory: a private JWK, mode 0600. */
const KEY_FILE = 'demo-signing.jwk';
const ALGORITHM = 'ES256';

/**
 * The key of a data directory; made if there is none. Fails with an Error that names a broken file.
 */
export async function demonstrationKey(dataDir: string): Promise<SigningKey> {
  const folder = join(dataDir, 'keys');
  const path = join(folder, KEY_FILE);
  const found = (await textAt(path)) ?? (await makeKey(folder, path));
  return signingKey(found).catch((cause: unknown) => {
    const text = `${path} is not an ES256 key. Remove it; the next start makes a new one.`;
    throw new Error(text, { cause });
  });
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
async function makeKey(folder: string, path: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const aside = await mkdtemp(join(folder, 'new-'));
  try {
    await writeDurably(join(aside, KEY_FILE), JSON.stringify(await newKey()));
    await linkUnlessThere(join(aside, KEY_FILE), path);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return readFile(path, 'utf8');
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: ALGORITHM, use: 'sig' };
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

async function signingKey(text: string): Promise<SigningKey> {
  const jwk = parseKey(text);
  const privateKey = await importJWK(jwk, ALGORITHM);
  const { d: _private, ...publicKey } = jwk;
  const header = { alg: ALGORITHM, kid: jwk.kid, typ: 'at+jwt' };
  return {
    publicKeys: { keys: [publicKey] },
    sign: (claims) => new SignJWT(claims).setProtectedHeader(header).sign(privateKey),
  };
}

/** A private key of our making; importing it proves what is not checked here. */
function parseKey(text: string): JWK & { kid: string } {
  // What is read is asked for each member that is used.
  const { kid, crv, x, y, d } = JSON.parse(text) as Partial<Record<string, unknown>>;
  const members = [kid, crv, x, y, d];
  if (!members.every((member) => typeof member === 'string'))
    throw new Error('a member is missing');
  const point = { crv: String(crv), x: String(x), y: String(y), d: String(d) };
  return { kty: 'EC', ...point, kid: String(kid), alg: ALGORITHM, use: 'sig' };
}

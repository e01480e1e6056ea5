/**
 * Asking an issuer over HTTP: a JSON object, within a time and a size, without following it
 * elsewhere.
 */
import { record, type Claims } from './claims.js';

const TIMEOUT_MS = 5_000;
/** Keys, claims and discovery documents are a few kilobytes. */
const ANSWER_BYTES_MAX = 262_144;

/** The object that an address answers. Rejects with an Error that tells no value of the answer. */
export async function fetchJson(url: string, asked: RequestInit = {}): Promise<Claims> {
  const response = await fetch(url, {
    ...asked,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/json', ...asked.headers },
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`the issuer answered ${response.status}`);
  }
  return record(parsed(await textOf(response)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The message of the parser would quote what was sent.
    throw new Error('the issuer did not answer JSON');
  }
}

async function textOf({ body }: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body ?? []) {
    bytes += piece.byteLength;
    if (bytes > ANSWER_BYTES_MAX) throw new Error('the issuer answered too much');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
